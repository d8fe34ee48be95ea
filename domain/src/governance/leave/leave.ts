import type { EpochMs } from "../../basics/index.ts";
import type { DoorAuthorisation, SignalKey } from "../../telemetry/index.ts";
import type { ZoneId } from "../../site/index.ts";
import type { LedgerItem } from "../ledger.ts";
import type { SignatureMeaning } from "../signature.ts";

/** What somebody asks for: that certain people may open a sealed door for a while. */
export interface LeaveAsked {
  readonly door: SignalKey;
  /** Person ids; any of them may open it. */
  readonly people: readonly string[];
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
  /** 1 to 500 characters. */
  readonly reason: string;
}

/** `asked`: a second person has not signed yet, and the door is as sealed as before. */
export type LeaveState = "asked" | "given" | "refused" | "lapsed" | "withdrawn";

/** Leave to open a sealed door: asked for by one person, given by another, each with their signature. */
export interface Leave extends LedgerItem, LeaveAsked {
  readonly state: LeaveState;
  readonly askedBy: string;
  readonly askedAt: EpochMs;
  /** Who gave, refused or withdrew it last, and when. */
  readonly givenBy?: string;
  readonly givenAt?: EpochMs;
  readonly endedBy?: string;
  readonly endedAt?: EpochMs;
  readonly endReason?: string;
}

export type LeaveCommand =
  /** `signed`: the password was asked for again. */
  | { readonly verb: "ask"; readonly leave: LeaveAsked; readonly signed: SignatureMeaning & "requested" }
  | { readonly verb: "give"; readonly signed: SignatureMeaning & "approved" }
  | { readonly verb: "refuse"; readonly reason: string }
  | { readonly verb: "withdraw"; readonly reason: string };

/** `signed` is absent of lines written before it was said. */
export type LeaveAct =
  | { readonly act: "asked"; readonly leave: LeaveAsked; readonly zoneId: ZoneId; readonly signed?: SignatureMeaning }
  | { readonly act: "given"; readonly signed?: SignatureMeaning }
  | { readonly act: "refused"; readonly reason: string }
  | { readonly act: "withdrawn"; readonly reason: string }
  | { readonly act: "lapsed" };

/** Why something about leave is refused. */
export const LEAVE_REFUSALS = {
  LEAVE_UNKNOWN: "there is no leave of this number",
  LEAVE_DOOR: "no key period of the site seals this door in the whole of that time; name a sealed door, and a time within the period",
  LEAVE_PEOPLE: "name one to ten people of the site; at a door with a reader each needs a badge",
  LEAVE_SPAN: "leave ends after it begins, after now, and is for 12 hours at most",
  LEAVE_WORDS: "say why in 1 to 500 characters",
  LEAVE_NOT_ASKED: "it waits for nobody's signature any more; ask for it anew",
  LEAVE_NOT_GIVEN: "it is not in force; there is nothing to take back",
  LEAVE_SAME_PERSON: "whoever asked cannot also give it; a second person signs",
  LEAVE_FOR_ONESELF: "whoever is to open the door cannot also give leave for it; another person signs",
  LEAVE_UNLINKED:
    "the site must know both who ask for leave and give it, or nobody could tell that they are two; give their accounts their people under people",
} as const;
export type LeaveRefusalCode = keyof typeof LEAVE_REFUSALS;

/** What the rules are to know of it; undefined while nobody has given it. */
export function authorisationOf({ number, door, people, from, to, givenAt, state, endedAt }: Leave): DoorAuthorisation | undefined {
  if (givenAt === undefined) return undefined;
  // Leave counts from when the second person signed at the soonest.
  const since = from > givenAt ? from : givenAt;
  const leave = { id: `leave/${number}`, door, people, from: since, to };
  return state === "withdrawn" && endedAt !== undefined ? { ...leave, withdrawnAt: endedAt } : leave;
}
