import type { Photo } from "../../alarm/index.ts";
import type { EpochMs, Text } from "../../basics/index.ts";
import type { PatrolDoer, ZoneId } from "../../site/index.ts";
import type { LedgerItem } from "../ledger.ts";
import type { SignatureMeaning } from "../signature.ts";
import type { DueWindow } from "./due-windows.ts";

/**
 * `open`: to be done; missed once its time is over, and it can still be done late. `done`: signed. `lapsed`: never done, and the room has been
 * checked by a later check of the same patrol.
 */
export const CHECK_STATES = ["open", "done", "lapsed"] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** What is said of one item. A number outside of what is right, and a no, are failed. */
export type Answer =
  | { readonly kind: "yes" }
  /** 1 to 500 characters: what is found. */
  | { readonly kind: "no"; readonly words: string }
  /** 1 to 500 characters: why. */
  | { readonly kind: "not-applicable"; readonly words: string }
  | { readonly kind: "number"; readonly value: number; readonly words?: string };

/** An answer as it stands; those before it are in the journal. */
export interface GivenAnswer {
  readonly answer: Answer;
  readonly failed: boolean;
  readonly by: string;
  /** When the journal had it. */
  readonly at: EpochMs;
  /** When it was given, by the clock of what it was typed into, where that was while the platform could not be reached. */
  readonly saidAt?: EpochMs;
}

/** A check as it is opened. */
export interface NewCheck {
  readonly patrolId: string;
  readonly patrolName: Text;
  readonly zoneId: ZoneId;
  readonly window: DueWindow;
  /** Number of the list among those published. */
  readonly list: number;
  readonly by: readonly PatrolDoer[];
  /** The zone was drawn: the number of the patrol, whose line of that day has the draw. */
  readonly drawnBy?: number;
}

export interface Check extends NewCheck, LedgerItem {
  readonly state: CheckState;
  readonly openedAt: EpochMs;
  /** Who began it last, and when. */
  readonly started?: { readonly by: string; readonly at: EpochMs };
  /** By the item's id. */
  readonly answers: Readonly<Record<string, GivenAnswer>>;
  readonly photos: Readonly<Record<string, readonly Photo[]>>;
  /** Numbers of the hazards that failed items are, by the item's id. */
  readonly hazards: Readonly<Record<string, number>>;
  /** When its time was found to be over. Kept also when it was done late. */
  readonly missedAt?: EpochMs;
  readonly signed?: CheckSignature;
  /** Number of the check that was done instead. */
  readonly lapsedBy?: number;
}

export interface CheckSignature {
  readonly by: string;
  readonly at: EpochMs;
  readonly meaning: SignatureMeaning;
  /** It was somebody else's to do. */
  readonly standIn: boolean;
  readonly note?: string;
}

export type CheckCommand =
  | { readonly verb: "open"; readonly check: NewCheck }
  | { readonly verb: "start" }
  | { readonly verb: "answer"; readonly item: string; readonly answer: Answer; readonly saidAt?: EpochMs }
  | { readonly verb: "add-photo"; readonly item: string; readonly photo: Photo; readonly takenAt?: EpochMs }
  | { readonly verb: "sign"; readonly signed: SignatureMeaning; readonly note?: string }
  | { readonly verb: "link"; readonly item: string; readonly hazard: number }
  | { readonly verb: "lapse"; readonly by: number };

export type CheckAct =
  | { readonly act: "opened"; readonly check: NewCheck }
  | { readonly act: "started" }
  | {
      readonly act: "answered";
      readonly item: string;
      readonly answer: Answer;
      readonly failed: boolean;
      readonly saidAt?: EpochMs;
    }
  | { readonly act: "photographed"; readonly item: string; readonly photo: Photo; readonly takenAt?: EpochMs }
  | {
      readonly act: "signed";
      readonly signed: SignatureMeaning;
      readonly standIn: boolean;
      readonly late: boolean;
      /** Of its items. */
      readonly failed: number;
      readonly note?: string;
    }
  | { readonly act: "hazard"; readonly item: string; readonly hazard: number }
  | { readonly act: "missed" }
  | { readonly act: "lapsed"; readonly by: number };

/** Why an act on a check is refused. */
export const CHECK_REFUSALS = {
  CHECK_UNKNOWN: "there is no check of this number",
  CHECK_ITEM: "the list this check is done by has no such item",
  CHECK_ANSWER: "a statement is answered with yes or no, a reading with a number",
  CHECK_WORDS: "say what is found, or why it does not apply, in 1 to 500 characters",
  CHECK_APPLIES: "this item applies everywhere; answer it, and say no where it cannot be seen",
  CHECK_SAID_AT: "the time it was given lies in the future, or before the check was opened; send it without a time of its own",
  CHECK_OVER: "the check is signed, or a later one was done instead; what is found now belongs into the next check or the hazard ledger",
  CHECK_UNANSWERED: "every item is answered before it is signed",
  CHECK_PHOTO_MISSING: "an item that asks for a photo has none",
  CHECK_PHOTOS: "an item has at most 4 photos",
  CHECK_PHOTO_KEPT: "the picture is the evidence of another item or another check already; take one of what is there now",
  CHECK_SIGNER: "whoever signs has seen every item: items that somebody else answered are to be answered by you as well",
  CHECK_MEANING: "a check is signed as checked",
} as const;
export type CheckRefusalCode = keyof typeof CHECK_REFUSALS;
