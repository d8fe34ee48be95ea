import type { DurationMs, Text } from "../../basics/index.ts";
import type { Schedule } from "../../schedule/index.ts";
import type { ZoneId } from "../site.ts";

/** Of the days a patrol's hours begin on: each, or the first of the week (Monday to Sunday), month or quarter. */
export const PATROL_RHYTHMS = ["day", "week", "month", "quarter"] as const;
export type PatrolRhythm = (typeof PATROL_RHYTHMS)[number];

/** One list, done again and again in certain zones. */
export interface Patrol {
  readonly id: string;
  readonly name: Text;
  /** Id of a list of the site. */
  readonly checklist: string;
  readonly zones: readonly ZoneId[];
  /** It opens when this begins. */
  readonly schedule: Schedule;
  readonly every: PatrolRhythm;
  /** From opening, by the clock that never stops: a change of the wall clocks neither gives nor takes an hour. */
  readonly within: DurationMs;
  readonly by: readonly PatrolDoer[];
  /** Percent of the zones that are drawn each time, 1 to 99; at least one zone is. Absent: all of them. */
  readonly spot?: number;
}

/** Whose it is to do. Anybody who may do checks can stand in, and the record says so. */
export type PatrolDoer =
  | { readonly kind: "responsible" | "deputy" }
  | { readonly kind: "person"; readonly id: string }
  /** Whoever has this word among the roles of the site's people. */
  | { readonly kind: "role"; readonly role: string };
