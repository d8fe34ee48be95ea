import type { EpochMs } from "../../basics/index.ts";
import type { StockUnit, ZoneId } from "../../site/index.ts";
import type { SignalKey } from "../../telemetry/index.ts";
import type { LedgerItem } from "../ledger.ts";
import { EXPLAINER_UNLINKED } from "../person.ts";
import type { SignatureMeaning } from "../signature.ts";
import type { BookedWhere } from "./booked.ts";
import type { MovementRecord, SecondTry } from "./container.ts";
import type { SurplusFound } from "./stock-take.ts";

/** What the sensors saw and the books do not say, or the other way round. */
export const FINDING_KINDS = [
  "opened-unrecorded",
  "record-unopened",
  "signer-absent",
  "weight-differs",
  "weight-not-seen",
  "out-of-hours",
  "count-differs",
  "signer-same",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** One thing that was seen or written, for whoever looks into it. Weights are in milligrams. */
export type Evidence =
  | { readonly kind: "door"; readonly signal: SignalKey; readonly openedAt: EpochMs; readonly closedAt?: EpochMs }
  | { readonly kind: "door-not-heard"; readonly signal: SignalKey; readonly from: EpochMs; readonly to: EpochMs }
  | { readonly kind: "badge"; readonly at: EpochMs; readonly person?: string; readonly granted: boolean }
  | (Pick<MovementRecord, "entry" | "doneAt" | "by" | "second"> & {
      readonly kind: "record";
      readonly container: number;
      readonly movement: MovementRecord["movement"]["kind"];
    })
  /** Of signing as the second person for what one has done oneself. */
  | (SecondTry & { readonly kind: "second-try"; readonly container: number })
  /** The same of a cabinet one has counted oneself, and when that was. */
  | { readonly kind: "second-count"; readonly stockTake: number; readonly doneAt: EpochMs; readonly by: string; readonly at: EpochMs }
  | {
      readonly kind: "stock-take";
      readonly stockTake: number;
      readonly doneAt: EpochMs;
      readonly by: string;
      readonly second?: string;
    }
  | {
      readonly kind: "weight";
      readonly signal: SignalKey;
      readonly before: number;
      readonly after: number;
      readonly expected: number;
      /** Records of what nobody can weigh: `expected` is of the others. Absent: there is none. */
      readonly unweighed?: number;
      /** Of a time the door was not heard: how much more must have gone to be another finding. */
      readonly tolerance?: number;
    }
  /** The last reading before, and the first after; absent where there is none. */
  | { readonly kind: "weight-not-heard"; readonly signal: SignalKey; readonly from?: EpochMs; readonly to?: EpochMs }
  | {
      readonly kind: "count";
      readonly container: number;
      readonly unit: StockUnit;
      readonly booked: number;
      readonly counted: number;
      /** Where it was to be, if not in the cabinet. */
      readonly where?: BookedWhere;
      readonly stockTake: number;
    }
  | (SurplusFound & { readonly kind: "surplus"; readonly stockTake: number });

/** What is found, before it has a number. */
export interface NewFinding {
  readonly kind: FindingKind;
  readonly zoneId: ZoneId;
  /** The span it is about: the same kind of finding of the same cabinet within it is the same finding. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly evidence: readonly Evidence[];
}

/**
 * `open`: nobody has explained it. `accounted`: word that was late has; the sensors' own, never somebody's record. `explained`: a person
 * has said in writing what it was.
 */
export const FINDING_STATES = ["open", "accounted", "explained"] as const;
export type FindingState = (typeof FINDING_STATES)[number];

export interface Finding extends NewFinding, LedgerItem {
  readonly state: FindingState;
  readonly foundAt: EpochMs;
  readonly ended?: { readonly at: EpochMs; readonly by: string; readonly words?: string; readonly evidence?: readonly Evidence[] };
}

export type FindingCommand =
  | { readonly verb: "find"; readonly finding: NewFinding }
  | { readonly verb: "account"; readonly evidence: readonly Evidence[] }
  | { readonly verb: "explain"; readonly words: string; readonly signed: SignatureMeaning };

export type FindingAct =
  | { readonly act: "found"; readonly finding: NewFinding }
  | { readonly act: "accounted"; readonly evidence: readonly Evidence[] }
  | { readonly act: "explained"; readonly words: string; readonly signed: SignatureMeaning };

/** Why an act on a finding is refused. */
export const FINDING_REFUSALS = {
  FINDING_UNKNOWN: "there is no finding of this number",
  FINDING_STATE: "the finding is explained already",
  FINDING_WORDS: "say in 1 to 1000 characters what it was and how that is known",
  EXPLAINER_INVOLVED: "somebody else than who was at the door, or made the records, must explain it",
  EXPLAINER_UNLINKED,
} as const;
export type FindingRefusalCode = keyof typeof FINDING_REFUSALS;
