import type { EpochMs } from "../../basics/index.ts";
import type { ZoneId } from "../../site/index.ts";
import type { HazardClass } from "../hazard/index.ts";
import type { LedgerItem } from "../ledger.ts";

/** `risk`: something is not as it should be, and goes into the ledger of hazards. `danger`: people are in it, and the security centre is called. */
export const REPORT_KINDS = ["risk", "danger"] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** What anybody may say at a door, without saying who they are. */
export interface NewPublicReport {
  readonly kind: ReportKind;
  /** Known from the code on the door. */
  readonly zoneId: ZoneId;
  readonly class: HazardClass;
  /** 1 to 1000 characters; of a danger they may be absent, since typing costs time. */
  readonly words: string;
  /** What was written held what a browser would run, and was left out: a danger is told all the same. */
  readonly leftOut?: true;
  /** SHA-256, hexadecimal, of the secret by which whoever sent it follows what becomes of it; absent of a button, which follows nothing. */
  readonly follow?: string;
  /** Under which a way to reach the reporter is kept, apart from the journal; absent where none was given. */
  readonly contact?: string;
  /** The danger of the same place that stands already, and which people are told of. */
  readonly joins?: number;
}

export interface ReportPhoto {
  readonly sha256: string;
  readonly type: string;
  readonly bytes: number;
}
/** In one report. Chosen: what shows a room from three sides. */
export const MAXIMUM_REPORT_PHOTOS = 3;

export interface PublicReport extends NewPublicReport, LedgerItem {
  readonly at: EpochMs;
  readonly photos: readonly ReportPhoto[];
  /** What was reported of the same place while nobody had seen this danger, oldest first. */
  readonly joined?: readonly JoinedReport[];
  /** Number of the hazard a risk has become. */
  readonly hazard?: number;
  /** What the reporter was answered, oldest first. */
  readonly answers: readonly ReportAnswer[];
  /** When it was said that the matter is dealt with; a danger is an alarm until then. */
  readonly endedAt?: EpochMs;
  /** Who said so, and in which words: of a danger they have seen it. */
  readonly ended?: { readonly by: string; readonly words: string };
}
export interface JoinedReport {
  readonly number: number;
  readonly at: EpochMs;
  /** Perhaps none. */
  readonly words: string;
}
export interface ReportAnswer {
  readonly by: string;
  readonly at: EpochMs;
  readonly words: string;
}

export type PublicReportCommand =
  | { readonly verb: "send"; readonly report: NewPublicReport }
  | { readonly verb: "add-photo"; readonly photo: ReportPhoto }
  | { readonly verb: "link"; readonly hazard: number }
  | { readonly verb: "join"; readonly report: Pick<PublicReport, "number" | "words"> }
  | { readonly verb: "answer"; readonly words: string; readonly ends: boolean }
  | { readonly verb: "read-contact" }
  | { readonly verb: "forget-contact" };

export type PublicReportAct =
  | { readonly act: "sent"; readonly report: NewPublicReport }
  | { readonly act: "photo-added"; readonly photo: ReportPhoto }
  | { readonly act: "linked"; readonly hazard: number }
  | { readonly act: "joined"; readonly report: number; readonly words: string }
  | { readonly act: "answered"; readonly words: string; readonly ends: boolean }
  | { readonly act: "contact-read" }
  | { readonly act: "contact-forgotten" };

/** Why something about a report is refused. */
export const PUBLIC_REPORT_REFUSALS = {
  REPORT_UNKNOWN: "there is no report of this number",
  REPORT_WORDS: "say what is the matter in 1 to 1000 characters",
  REPORT_ZONE: "the site has no such place any more; call the security centre",
  REPORT_PHOTOS: "a report has three photos at most",
  REPORT_ENDED: "the report has been dealt with; send another one",
  REPORT_JOINED_SINCE: "somebody else has reported the same place since; read that, then say that it is dealt with",
  REPORT_NO_CONTACT: "whoever reported it left no way to be reached",
} as const;
export type PublicReportRefusalCode = keyof typeof PUBLIC_REPORT_REFUSALS;
