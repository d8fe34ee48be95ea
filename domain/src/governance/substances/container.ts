import type { EpochMs, Text } from "../../basics/index.ts";
import type { MovementKind, Regime, StockUnit, ZoneId } from "../../site/index.ts";
import type { LedgerItem } from "../ledger.ts";
import type { SignatureMeaning } from "../signature.ts";
import type { Amount } from "./amount.ts";

/**
 * `requested`: one has approved its purchase, and a second is to. `not-approved`: none did in time, or somebody said no. `approved`: its purchase is. `received`: it is here, and not in its store. `stored`: in its cabinet, or out of it for use.
 * `in-transit`: on its way to another cabinet. `closed`: disposed of, handed on to somebody else, lost, or never delivered.
 */
export const CONTAINER_STATES = ["requested", "not-approved", "approved", "received", "stored", "in-transit", "closed"] as const;
export type ContainerState = (typeof CONTAINER_STATES)[number];

/** What is done with a container, checked: amounts are the container's. */
export type Movement =
  | { readonly kind: "receive"; readonly tag: string; readonly amount: Amount; readonly tare?: number }
  | { readonly kind: "store"; readonly cabinet: ZoneId; readonly tare?: number }
  | { readonly kind: "withdraw"; readonly amount: Amount; readonly whole: boolean; readonly purpose: string; readonly backBy?: EpochMs }
  | { readonly kind: "use"; readonly amount: Amount; readonly purpose: string }
  | { readonly kind: "return"; readonly amount: Amount; readonly whole: boolean }
  | { readonly kind: "transfer"; readonly cabinet: ZoneId; readonly arriveBy: EpochMs }
  | { readonly kind: "hand-on"; readonly amount: Amount; readonly recipient: string; readonly permit: string }
  | { readonly kind: "dispose"; readonly amount: Amount; readonly method: string; readonly permit: string }
  | { readonly kind: "correct"; readonly balance: Amount; readonly out: Amount; readonly reason: string }
  | { readonly kind: "inspect"; readonly words: string }
  /** The purchase comes to nothing. */
  | { readonly kind: "cancel"; readonly reason: string }
  /** It is gone, lost or stolen. `reportNumber`: under which the authority has it. */
  | { readonly kind: "lose"; readonly amount: Amount; readonly words: string; readonly reportNumber: string };

/** What somebody says they have done, as it was typed: quantities are decimal numbers in the substance's unit. */
export interface MovementOrder {
  readonly kind: MovementKind;
  /** As read from the container; of one that is lost as it is in the books. Absent: of a purchase that nothing came of. */
  readonly tag?: string;
  /** When it was done; absent: now. */
  readonly doneAt?: EpochMs;
  readonly quantity?: string;
  /** Of a correction: what is out of the store. */
  readonly out?: string;
  /** Of the empty container, in grams. */
  readonly tare?: string;
  /** The container itself leaves the store, or comes back. */
  readonly whole?: boolean;
  readonly cabinet?: ZoneId;
  /** When it must be there, or back. */
  readonly dueAt?: EpochMs;
  /** Purpose, method, reason, what was seen, how it was found to be gone. */
  readonly words?: string;
  readonly recipient?: string;
  readonly permit?: string;
  /** Number of the report to the authority. */
  readonly reportNumber?: string;
}

/** What a container has after a movement. */
export interface Stand {
  /** In the container in its store, or where it is before it is stored. */
  readonly balance: Amount;
  /** Withdrawn, and neither used nor returned yet. */
  readonly out: Amount;
}

/** A movement as it is in the books, with what was there after it. */
export interface MovementRecord extends Stand {
  /** Of the container, from 1. */
  readonly entry: number;
  readonly movement: Movement;
  readonly doneAt: EpochMs;
  readonly recordedAt: EpochMs;
  /** Who did it, and who was there and signed as well. */
  readonly by: string;
  readonly second?: string;
  /** The cabinet it was done at. */
  readonly cabinet: ZoneId;
  /** In milligrams: what the cabinet became lighter or heavier by; absent where nobody can say. */
  readonly shelf?: number;
}

/** Somebody says they have done it, and another has not signed yet. */
export interface Proposal {
  /** Of the container, from 1; 0 of the approval of its purchase. */
  readonly proposal: number;
  /** `approve`: of the purchase; what is to be bought is the container's. */
  readonly movement: Movement | { readonly kind: "approve" };
  readonly doneAt: EpochMs;
  readonly by: string;
  readonly at: EpochMs;
  readonly expiresAt: EpochMs;
}

export interface PurchaseApproval {
  readonly substance: string;
  /** As the register had it then, as the CAS number; absent of a purchase that an earlier release approved. */
  readonly name?: Text;
  /** Absent: the register had none, or as the name. */
  readonly cas?: string;
  readonly regime: Regime;
  readonly unit: StockUnit;
  readonly cabinet: ZoneId;
  readonly amount: Amount;
  readonly supplier: string;
  /** Number of the purchase permit or filing (购买许可证、购买备案证明). */
  readonly permit: string;
  readonly expectedBy: EpochMs;
}

/** What of a container should have been by now. */
export type Lateness = "delivery" | "storing" | "arrival" | "return";

/** One container, from its purchase being approved until it is disposed of. */
export interface Container extends LedgerItem, Stand {
  readonly substance: string;
  readonly regime: Regime;
  readonly unit: StockUnit;
  readonly state: ContainerState;
  /** `second`: who approved it as well. */
  readonly approval: PurchaseApproval & { readonly by: string; readonly at: EpochMs; readonly second?: string };
  readonly tag?: string;
  /** In milligrams. */
  readonly tare?: number;
  /** The container itself is out of its store. */
  readonly isOut: boolean;
  readonly records: readonly MovementRecord[];
  readonly proposals: number;
  readonly pending?: Proposal;
  /** When what is on its way, or out, is to be there. */
  readonly dueAt?: EpochMs;
  /** Since when something is out of which nobody has said when it is to be back. */
  readonly outSince?: EpochMs;
  readonly late?: Lateness;
  /** The last times somebody tried to sign as the second person for what they had done themselves; absent: nobody has. */
  readonly signedTwice?: readonly SecondTry[];
}

/** What was asked for, and nobody approved as well, was never bought. */
export const hasPurchase = ({ state }: Pick<Container, "state">): boolean => state !== "requested" && state !== "not-approved";

/** Who did something tried to be the other person as well. */
export interface SecondTry {
  readonly proposal: number;
  readonly by: string;
  readonly at: EpochMs;
}

export type ContainerCommand =
  | {
      readonly verb: "approve";
      readonly substance: string;
      readonly cabinet: ZoneId;
      readonly quantity: string;
      readonly supplier: string;
      readonly permit: string;
      readonly expectedBy: EpochMs;
      readonly signed: SignatureMeaning;
    }
  | { readonly verb: "move"; readonly movement: MovementOrder; readonly signed: SignatureMeaning }
  | { readonly verb: "witness"; readonly proposal: number; readonly quantity?: string; readonly signed: SignatureMeaning }
  | { readonly verb: "refuse"; readonly proposal: number; readonly reason: string };

export type ContainerAct =
  | { readonly act: "requested"; readonly approval: PurchaseApproval; readonly expiresAt: EpochMs; readonly signed: SignatureMeaning }
  /** `first`: who did so before, where the line is of the second person. */
  | { readonly act: "approved"; readonly approval: PurchaseApproval; readonly first?: string; readonly signed: SignatureMeaning }
  | {
      readonly act: "proposed";
      readonly proposal: number;
      readonly movement: Movement;
      readonly doneAt: EpochMs;
      readonly expiresAt: EpochMs;
      readonly signed: SignatureMeaning;
    }
  | {
      readonly act: "moved";
      readonly movement: Movement;
      readonly doneAt: EpochMs;
      /** Who did it, where the line is of the second person. */
      readonly first?: string;
      readonly stand: Stand;
      readonly shelf?: number;
      readonly signed: SignatureMeaning;
    }
  | { readonly act: "refused"; readonly proposal: number; readonly reason: string }
  | { readonly act: "lapsed"; readonly proposal: number }
  | { readonly act: "late"; readonly what: Lateness }
  /** Refused: who signs is who did it. */
  | { readonly act: "signed-twice"; readonly proposal: number };

/** Why an act on a container is refused. */
export const CONTAINER_REFUSALS = {
  CONTAINER_UNKNOWN: "there is no container of this number",
  SUBSTANCE_UNKNOWN: "the site's register has no such substance",
  CABINET_UNKNOWN: "the site keeps no controlled substances there",
  CABINET_REGIME: "substances of this regime are not kept there",
  STOCK_QUANTITY:
    "say how much, as a decimal number of the substance's unit, no finer than a milligram, a microlitre or a piece, and more than none",
  STOCK_WORDS: "purpose, reason, supplier, permit and the like are said in 1 to 500 characters",
  STOCK_TIME: "the time by which it must be there lies in the past, or is not said",
  STOCK_TARE:
    "the cabinet has a scale: say what the empty container weighs, in grams, when it is received, or where it was not, when it is stored",
  STOCK_TAG_INVALID: "a tag is 1 to 64 characters without spaces",
  STOCK_TAG_TAKEN: "another container has this tag",
  STOCK_TAG_UNKNOWN: "this is not the tag of the container; read it again from the container itself",
  CONTAINER_STATE: "the container is not where this can be done",
  BALANCE_BELOW_ZERO: "there is not as much of it",
  BALANCE_DIFFERS: "what leaves for good, or leaves as a whole, is all there is; correct the balance first",
  RECEIVED_BEYOND_APPROVAL: "more than was approved cannot be received",
  OUT_STANDING: "some of it is still out; record what was used or returned first",
  STOCK_CORRECTION_NONE: "a correction changes something",
  RECORD_BACKDATED: "it was done too long ago, or before what is in the books already; a correction with its reason is the way",
  RECORD_FUTURE: "what has not been done yet cannot be recorded",
  WITNESS_AWAITED: "something about this container still waits for its second signature",
  WITNESS_NONE: "nothing of this number waits for a second signature; it may have lapsed, or be signed already",
  SIGNER_SAME: "the second signature is another person's",
  SIGNER_ROLE: "the policy of the regime does not let this person sign",
  SIGNER_UNLINKED:
    "where two people must sign, the site must know both: give the account a person of its own under people (account: its name), or the same person could sign twice",
  ENTRY_DIFFERS: "the second person found another quantity than the first; look together, and begin anew",
} as const;
export type ContainerRefusalCode = keyof typeof CONTAINER_REFUSALS;
