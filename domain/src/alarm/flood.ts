import { type DurationMs, type EpochMs, minutes } from "../basics/index.ts";

/** Where alarms are answered. There is one, the security centre; figures and floods name it, so that there can be more. */
export const OPERATOR_POSITIONS = ["security-centre"] as const;
export type OperatorPosition = (typeof OPERATOR_POSITIONS)[number];

/** A flood begins with more than 10 annunciated alarms in 10 min at one operator position, and ends with fewer than 5 (ISA-18.2, alarm floods). */
export const FLOOD_WINDOW: DurationMs = minutes(10);
export const FLOOD_BEGINS_ABOVE = 10;
export const FLOOD_ENDS_BELOW = 5;

/** More alarms than one person can answer. */
export interface Flood {
  readonly since: EpochMs;
  /** The first alarm of those that made it a flood: what came first often is what the others come from. */
  readonly firstOut: string;
  /** Alarms annunciated since then, that one among them. */
  readonly count: number;
}

/** What the number of alarms annunciated within the window makes of it. Undefined: nothing changes. */
export function stepFlood(isFlood: boolean, annunciated: number): "began" | "ended" | undefined {
  if (isFlood) return annunciated < FLOOD_ENDS_BELOW ? "ended" : undefined;
  return annunciated > FLOOD_BEGINS_ABOVE ? "began" : undefined;
}
