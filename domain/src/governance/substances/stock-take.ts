import type { EpochMs } from "../../basics/index.ts";
import type { StockUnit, ZoneId } from "../../site/index.ts";
import type { LedgerItem } from "../ledger.ts";
import type { SignatureMeaning } from "../signature.ts";
import type { Amount } from "./amount.ts";
import type { BookedWhere } from "./booked.ts";

/** What a container is to have by the books. One of which part is out has two lines. */
export interface BookedContainer {
  readonly container: number;
  readonly unit: StockUnit;
  readonly booked: Amount;
  /** Absent: in the cabinet. */
  readonly where?: BookedWhere;
}

export interface CountedContainer extends BookedContainer {
  /** Absent: it is not to be in the cabinet by the books, and was not seen. */
  readonly counted?: Amount;
}

/** What was found in a cabinet and its books do not have there. */
export interface SurplusFound {
  readonly tag: string;
  readonly unit: StockUnit;
  readonly counted: Amount;
  /** The container that has, or had, this tag. */
  readonly container?: number;
}

/** One cabinet, counted by one and signed by another who counted as well. */
export interface CabinetCount {
  readonly cabinet: ZoneId;
  readonly lines: readonly CountedContainer[];
  readonly surplus?: readonly SurplusFound[];
  readonly doneAt: EpochMs;
  readonly by: string;
  readonly second?: string;
}

export interface PendingCount extends Omit<CabinetCount, "second"> {
  readonly expiresAt: EpochMs;
}

/** A campaign in which every one of its cabinets is counted, which are all of its zone or a part of them. It is `closed` once the last is. */
export interface StockTake extends LedgerItem {
  readonly state: "open" | "closed";
  readonly words: string;
  readonly cabinets: readonly ZoneId[];
  /** How many its zone had when it was opened; absent of one that an earlier release opened: nobody knows whether it was all. */
  readonly of?: number;
  readonly dueAt: EpochMs;
  readonly openedAt: EpochMs;
  readonly openedBy: string;
  readonly counts: readonly CabinetCount[];
  readonly pending: readonly PendingCount[];
  readonly isLate?: true;
  /** The last times somebody tried to sign as the second person what they had counted themselves; absent: nobody has. */
  readonly signedTwice?: readonly SecondCount[];
}

/** Who counted a cabinet tried to be the other person as well. */
export interface SecondCount {
  readonly cabinet: ZoneId;
  /** When it was counted. */
  readonly doneAt: EpochMs;
  readonly by: string;
  readonly at: EpochMs;
}

/** What was found of a container, as it was typed. */
export interface CountEntry {
  readonly container: number;
  readonly where?: BookedWhere;
  /** Absent: it was not seen. What is to be in the cabinet is counted, and 0 where it is not there. */
  readonly quantity?: string;
}

export interface SurplusEntry {
  readonly tag: string;
  readonly quantity: string;
  readonly unit: StockUnit;
}

export type StockTakeCommand =
  | {
      readonly verb: "open";
      /** The zone it is about; its cabinets lie in it. */
      readonly zoneId: ZoneId;
      readonly cabinets: readonly ZoneId[];
      /** Said where they are fewer than all of the zone. */
      readonly part?: boolean;
      readonly dueAt: EpochMs;
      readonly words: string;
      readonly signed: SignatureMeaning;
    }
  | {
      readonly verb: "count" | "witness";
      readonly cabinet: ZoneId;
      readonly entries: readonly CountEntry[];
      readonly surplus?: readonly SurplusEntry[];
      readonly signed: SignatureMeaning;
    }
  | { readonly verb: "refuse"; readonly cabinet: ZoneId; readonly reason: string };

export type StockTakeAct =
  | {
      readonly act: "opened";
      readonly zoneId: ZoneId;
      readonly cabinets: readonly ZoneId[];
      readonly of?: number;
      readonly dueAt: EpochMs;
      readonly words: string;
      readonly signed: SignatureMeaning;
    }
  | {
      readonly act: "proposed";
      readonly cabinet: ZoneId;
      readonly lines: readonly CountedContainer[];
      readonly surplus?: readonly SurplusFound[];
      readonly expiresAt: EpochMs;
      readonly signed: SignatureMeaning;
    }
  | {
      readonly act: "counted";
      readonly cabinet: ZoneId;
      readonly lines: readonly CountedContainer[];
      readonly surplus?: readonly SurplusFound[];
      readonly doneAt: EpochMs;
      readonly first?: string;
      readonly signed: SignatureMeaning;
    }
  | { readonly act: "refused"; readonly cabinet: ZoneId; readonly reason: string }
  | { readonly act: "lapsed"; readonly cabinet: ZoneId }
  | { readonly act: "late" }
  /** Refused: who signs is who counted. */
  | { readonly act: "signed-twice"; readonly cabinet: ZoneId; readonly doneAt: EpochMs };

/** Whether it leaves out some of its zone. */
export const isPart = ({ cabinets, of }: Pick<StockTake, "cabinets" | "of">): boolean => of !== undefined && cabinets.length < of;

/** Why an act on a stock-take is refused. */
export const STOCK_TAKE_REFUSALS = {
  STOCK_TAKE_UNKNOWN: "there is no stock-take of this number",
  STOCK_TAKE_CABINETS: "name one cabinet of the zone at least, each once",
  STOCK_TAKE_PART: "the zone has more cabinets than these; name them all, or say that it is a part (part: true)",
  STOCK_TAKE_TIME: "the day by which all is counted lies in the past",
  STOCK_TAKE_WORDS: "say what for in 1 to 500 characters",
  STOCK_TAKE_COUNTED: "this cabinet is counted already, or not among those of the stock-take",
  COUNT_INCOMPLETE:
    "every container of the cabinet is answered for, once: counted where it is to be there, 0 of one that is not; also what is out, on its way there, or received and not stored",
  COUNT_QUANTITY: "a count is a decimal number in the substance's unit, no finer than a milligram, a microlitre or a piece",
  COUNT_SURPLUS:
    "what the books do not have there is named by its tag, 1 to 64 characters without spaces, each once and none of the cabinet's own, with its quantity and unit",
  COUNT_OPEN: "a count of this cabinet still waits for its second signature",
  COUNT_UNKNOWN: "no count of this cabinet waits for a second signature; it may have lapsed",
  COUNTER_SAME: "the second signature is another person's",
  COUNTER_ROLE: "the policy of what is kept there does not let this person sign",
  COUNTER_UNLINKED:
    "where two people must count, the site must know both: give the account a person of its own under people (account: its name), or the same person could count twice",
  COUNT_DIFFERS: "the second person counted otherwise than the first; count together, and begin anew",
} as const;
export type StockTakeRefusalCode = keyof typeof STOCK_TAKE_REFUSALS;
