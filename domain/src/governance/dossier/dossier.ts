import type { EpochMs, Text } from "../../basics/index.ts";
import type { SignalKey } from "../../telemetry/index.ts";
import type { LedgerItem } from "../ledger.ts";
import type { SignatureMeaning } from "../signature.ts";
import type { ExcursionFigures } from "./excursion.ts";

/** What becomes of what was inside. `quarantine` is for as long as it is not known: another decision follows it. */
export const CONTENT_DECISIONS = ["release", "quarantine", "discard"] as const;
export type ContentDecision = (typeof CONTENT_DECISIONS)[number];

/** What a dossier is about, fixed when it was opened. */
export interface NewDossier {
  readonly zoneId: string;
  readonly alarmId: string;
  readonly signal: SignalKey;
  readonly raisedAt: EpochMs;
  /** As AlarmDescription. */
  readonly what: Text;
  readonly where: Text;
  /** The readings were simulated: it is no excursion of anything. */
  readonly simulated: boolean;
}

/** One cold-storage event, from the alarm to what became of the contents. */
export interface Dossier extends NewDossier, LedgerItem {
  /** `open`: to be decided, or sent back. `decided`: to be approved. A decision that was approved stays so; the next begins anew. */
  readonly state: "open" | "decided" | "approved";
  readonly openedAt: EpochMs;
  readonly openedBy: string;
  /** Oldest first. None is ever changed: a correction is another. */
  readonly decisions: readonly DossierDecision[];
}

export interface NewDecision {
  readonly decision: ContentDecision;
  /** What was inside: 1 to 2000 characters. */
  readonly contents: string;
  /** Why it is decided so: 1 to 2000 characters. */
  readonly reason: string;
  /** What it was decided on. */
  readonly figures: ExcursionFigures;
  /** Where all of it is kept as it was; absent of decisions of releases that kept the figures alone. */
  readonly kept?: KeptBasis;
}

/** What a decision was made on, kept whole beside the journal. */
export interface KeptBasis {
  /** Of the bytes that are kept. */
  readonly sha256: string;
  /** Whom it names: in it stands the place in this list, so that a name is behind its key in the line alone, and goes with it. */
  readonly people: readonly string[];
}

export interface DossierDecision extends NewDecision {
  readonly by: string;
  readonly at: EpochMs;
  /** What somebody else said to it. */
  readonly answer?: DossierAnswer;
}
export interface DossierAnswer {
  readonly kind: "approved" | "sent-back";
  readonly by: string;
  readonly at: EpochMs;
  readonly words: string;
}

export type DossierCommand =
  | { readonly verb: "open"; readonly dossier: NewDossier }
  | ({ readonly verb: "decide" } & NewDecision)
  /** `seen`: how many decisions there were when it was read; one that came since is not approved unread. */
  | { readonly verb: "approve"; readonly words: string; readonly seen: number; readonly signed: SignatureMeaning }
  | { readonly verb: "send-back"; readonly words: string; readonly seen: number };

export type DossierAct =
  | { readonly act: "opened"; readonly dossier: NewDossier }
  | ({ readonly act: "decided" } & NewDecision)
  | { readonly act: "approved"; readonly words: string; readonly signed: SignatureMeaning }
  | { readonly act: "sent-back"; readonly words: string };

/** Why an act on a dossier is refused. */
export const DOSSIER_REFUSALS = {
  DOSSIER_UNKNOWN: "there is no dossier of this number",
  DOSSIER_ZONE: "the site has no such zone",
  DOSSIER_OPENED: "this alarm has a dossier already",
  DOSSIER_WORDS: "say what was inside, and why it is decided so, in 1 to 2000 characters each",
  DOSSIER_UNDER_WAY: "the temperature is still out of range: what is inside cannot be released yet; quarantine or discard it",
  DOSSIER_STATE: "there is no decision to answer; the contents are decided about first",
  DOSSIER_CHANGED: "somebody has decided anew meanwhile; read it again",
  DOSSIER_FIGURES: "readings have come in since that the decision was not made on; decide anew",
  APPROVER_SAME: "who decided may not approve it; somebody else must",
  APPROVER_UNLINKED:
    "the site must know both who decide and approve, or nobody could tell that they are two; give their accounts their people under people, or send it back to be decided anew",
} as const;
export type DossierRefusalCode = keyof typeof DOSSIER_REFUSALS;
