import type { EpochMs } from "../basics/index.ts";
import type { AccessEvent, DoorAuthorisation, FaultReason, LogPosition, Reading, Sample, SignalKey } from "../telemetry/index.ts";
import type { RuleState } from "./delays.ts";
import type { Impaired, Impairment } from "./impairments.ts";
import type { SavedLevels } from "./levels.ts";
import type { RuleId, Signal } from "./rule.ts";
import type { SignalColumns } from "./signal-memory.ts";
import type { SavedEnding } from "./silence-endings.ts";
import type { SavedParent } from "./silences.ts";
import type { SavedSuppression } from "./suppressions.ts";
import type { SavedWatch } from "./watch-states.ts";

/** Where a rule stands, and what it last held against its condition. */
export interface RuleStanding {
  readonly state: RuleState;
  /** The newest value, or its figure then. */
  readonly value?: number;
  /** In place of a figure: surely not on its way to the limit. */
  readonly isAway?: true;
  /** Of a rule over several inputs: what it last made of them, in one English clause. */
  readonly because?: string;
}

/** One record of the accepted log, as far as rules go. */
export type FoldInput = { readonly position: LogPosition; readonly receivedAt: EpochMs } & (
  | { readonly kind: "readings"; readonly readings: readonly Reading[]; readonly events?: readonly AccessEvent[] }
  | { readonly kind: "tick" }
  | { readonly kind: "started" }
  | { readonly kind: "site"; readonly signals: readonly Signal[] }
  | { readonly kind: "authorisation"; readonly authorisation: DoorAuthorisation }
);

/** Everything a fold knows, as plain data (structured clone): with the same signals, going on from it equals never having stopped. */
export interface FoldState extends SavedLevels {
  readonly now: EpochMs;
  readonly columns: SignalColumns;
  /** Rules that are not normal, with the version of the rule that brought them there. */
  readonly rules: readonly { readonly id: RuleId; readonly version: string; readonly state: RuleState }[];
  readonly watches: readonly SavedWatch[];
  readonly parents: readonly SavedParent[];
  /** Groups of silences about to end. Absent of states saved by releases in which they ended at once. */
  readonly endings?: readonly SavedEnding[];
  readonly suppressions: readonly SavedSuppression[];
  /** Since when what is impaired is so. Absent of states saved by releases that did not keep it: then it counts from the restart. */
  readonly impaired?: readonly ImpairedSignal[];
  /** Leave to open sealed doors. Absent of states saved by releases that knew of none. */
  readonly authorisations?: readonly DoorAuthorisation[];
}

/** A signal that does not protect as it should. */
export interface ImpairedSignal extends Impaired {
  readonly signal: SignalKey;
}

/** The newest reading of a signal and what impairs it; times are absent before the first. */
export interface SignalView {
  readonly at?: EpochMs;
  readonly receivedAt?: EpochMs;
  readonly value?: number;
  readonly quality?: Sample["quality"];
  readonly impairment?: Impairment;
  /** Why there was no value since the newest one. */
  readonly fault?: FaultReason;
}
