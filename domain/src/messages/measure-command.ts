import { COMMAND_ID_USED } from "../basics/index.ts";
import type { ProtectionMeasure } from "../alarm/index.ts";
import type { SignalKey } from "../telemetry/index.ts";
import { COMMAND_REFUSALS } from "./operator-command.ts";
import { SERVICE_REFUSALS } from "./service-command.ts";

/** A signed-in person writes what protects people while something is impaired. That it is in the register is checked by who sends it. */
export interface MeasureCommand extends Omit<ProtectionMeasure, "at"> {
  readonly kind: "measure-command";
  /** Made by the sender (UUID); seen twice it is carried out once and answered the same; of another order it is refused. */
  readonly id: string;
  /** The signal it is about, where it is about one: who may read the journal's line goes by it. */
  readonly signal?: SignalKey;
  /** Whoever gives it is not the desk: it does not say that anybody is there. */
  readonly away?: true;
}

export const MEASURE_REFUSALS = {
  COMMAND_ID_USED,
  MEASURE_MISSING: SERVICE_REFUSALS.MEASURE_MISSING,
  COMMENT_TOO_LONG: COMMAND_REFUSALS.COMMENT_TOO_LONG,
} as const;
export type MeasureRefusalCode = keyof typeof MEASURE_REFUSALS;

export type MeasureOutcome =
  | { readonly ok: true; readonly value: ProtectionMeasure }
  | { readonly ok: false; readonly error: { readonly code: MeasureRefusalCode; readonly message: string } };
