import type { EpochMs, Result } from "../basics/index.ts";
import type {
  Check,
  CheckCommand,
  CheckRefusalCode,
  Container,
  ContainerCommand,
  ContainerRefusalCode,
  Dossier,
  DossierCommand,
  DossierRefusalCode,
  DrawSeed,
  Finding,
  FindingCommand,
  FindingRefusalCode,
  Hazard,
  HazardCommand,
  HazardRefusalCode,
  Leave,
  LeaveCommand,
  LeaveRefusalCode,
  LedgerName,
  LedgerRefusal,
  NewPublicReport,
  PeriodCommand,
  PeriodRefusalCode,
  PublicReport,
  PublicReportCommand,
  PublicReportRefusalCode,
  ReportPhoto,
  StandingMeasure,
  StandingMeasureCommand,
  StandingMeasureRefusalCode,
  StockTake,
  StockTakeCommand,
  StockTakeRefusalCode,
  WatchedPeriod,
} from "../governance/index.ts";
import type { LedgerCommand, LedgerLine, NewRecords, RecordCondition, RefusedRecord } from "../messages/index.ts";
import type { Checklist, ZoneId } from "../site/index.ts";

/** The one journal, as the ledgers keep their records in it: a record is what its lines say. */
export interface RecordJournal {
  /** Durable on return, in their order; those seen before are given back as they were kept. Throws when they could not be kept. */
  keepRecords(records: NewRecords): readonly LedgerLine[];
  /** For what somebody tried and may not. Durable on return. */
  refuseRecord(refused: RefusedRecord): void;
  /** Lines of the ledgers after this line of the journal, oldest first, at most `limit`. */
  recordsAfter(line: number, limit: number): readonly LedgerLine[];
  /** The line the journal ends with: its number, and its hash, which nobody could choose. */
  lastLine(): DrawSeed;
  /** Of one item, oldest first. */
  recordsOf(ledger: LedgerName, number: number): readonly LedgerLine[];
}

/** One ledger as it stands. It is what the journal's lines say and nothing else: an act counts when the journal has it. */
export interface LedgerBook<Item, Order extends { readonly verb: string }, Code extends string> {
  /** Higher after each act. */
  readonly revision: number;
  get(number: number): Item | undefined;
  /** By number. */
  all(): readonly Item[];
  /** Durable, and in the journal, on return: the item as it is then. Throws when the journal could not keep it; nothing has happened then. */
  carryOut(command: LedgerCommand<Order>): Result<Item, LedgerRefusal<Code>>;
  /** What the journal has of an item, oldest first. */
  linesOf(number: number): readonly LedgerLine[];
}

/** Hazards, from being found until they are written off. */
export interface HazardDesk {
  hazards(): LedgerBook<Hazard, HazardCommand, HazardRefusalCode>;
}

/** What protects people day by day, and when it was last looked at. */
export interface StandingMeasureDesk {
  standingMeasures(): LedgerBook<StandingMeasure, StandingMeasureCommand, StandingMeasureRefusalCode>;
}

/** Excursions of cold stores, from the alarm to what became of the contents. */
export interface DossierDesk {
  dossiers(): LedgerBook<Dossier, DossierCommand, DossierRefusalCode>;
}

/** All the books there are. */
export interface LedgerShelf {
  /** Of each ledger another number than before when something in it has changed. */
  ledgerRevisions(): Readonly<Record<LedgerName, number>>;
}

/** What anybody reports at a door, without an account. */
export interface PublicReportDesk {
  publicReports(): LedgerBook<PublicReport, PublicReportCommand, PublicReportRefusalCode>;
  /** A risk is in the ledger of hazards on return; a danger is an alarm, or joins the one that stands. */
  sendReport(report: SendReport): Result<PublicReport, LedgerRefusal<PublicReportRefusalCode>>;
  addPhoto(command: ReportCommand & { readonly photo: ReportPhoto }): Result<PublicReport, LedgerRefusal<PublicReportRefusalCode>>;
  /** The report its secret belongs to. */
  followReport(secret: string): PublicReport | undefined;
  /**
   * Told to whoever follows the report; one that ends it ends those that joined it too, and acknowledges the alarm of a danger in the name of
   * who says so. One that does not end it leaves the alarm as it is. `away`: as OperatorCommand. `seen`: the newest report whoever answers has read;
   * one that joined after it is not ended unread.
   */
  answerReport(
    command: ReportCommand & {
      readonly by: string;
      readonly words: string;
      readonly ends: boolean;
      readonly seen: number;
      readonly away?: true;
    },
  ): Result<PublicReport, LedgerRefusal<PublicReportRefusalCode>>;
  /** Journaled. Undefined where it has been removed. */
  contactOf(command: ReportCommand & { readonly by: string }): Result<string | undefined, LedgerRefusal<PublicReportRefusalCode>>;
  /** Those left with reports that somebody is sought by; whoever asks sees to it that the journal says so. */
  findContacts(isSought: (contact: string) => boolean): readonly { readonly contact: string; readonly report: number }[];
  forgetContact(command: ReportCommand & { readonly by: string }): Result<PublicReport, LedgerRefusal<PublicReportRefusalCode>>;
}
export interface ReportCommand {
  /** As LedgerCommand.id. */
  readonly id: string;
  readonly number: number;
}
export interface SendReport extends Pick<NewPublicReport, "kind" | "zoneId" | "class" | "words" | "leftOut"> {
  /** As LedgerCommand.id. */
  readonly id: string;
  /** Made by whoever reports; the journal has its hash alone. */
  readonly secret: string;
  /** How the reporter can be reached; kept apart from the journal. */
  readonly contact?: string;
}

/** Checks, each of one list in one zone, opened by the patrols of the site. */
export interface CheckDesk {
  /** What a command has as its consequence (a hazard, an older check that lapses) is in the journal on return as well. */
  checks(): LedgerBook<Check, CheckCommand, CheckRefusalCode>;
  /** The list a check is done by, as it was when the check was opened. */
  checklist(number: number): Checklist | undefined;
}

/** Controlled substances: containers, what the sensors found against their books, and stock-takes. */
export interface SubstanceDesk {
  containers(): LedgerBook<Container, ContainerCommand, ContainerRefusalCode>;
  findings(): LedgerBook<Finding, FindingCommand, FindingRefusalCode>;
  stockTakes(): LedgerBook<StockTake, StockTakeCommand, StockTakeRefusalCode>;
  /** When the books of a cabinet were last held against its sensors; undefined: not yet since the start. */
  comparedAt(cabinet: ZoneId): EpochMs | undefined;
  /** Until when its door had been heard by then, so that nothing of before is still to come from a device that kept it. */
  comparedUntil(cabinet: ZoneId): EpochMs | undefined;
}

/** Takes what of the ledgers begins or ends to be an alarm. Durable on return; throws when it could not be kept, and may be told again. */
export interface RecordConditionSink {
  takeRecordCondition(condition: RecordCondition): void;
}

/** Key periods, each from its pre-flight to its report, and leave to open the doors they seal. */
export interface KeyPeriodDesk {
  /** Leave that is given or taken back is told to the rules at once. */
  leaves(): LedgerBook<Leave, LeaveCommand, LeaveRefusalCode>;
  keyPeriods(): LedgerBook<WatchedPeriod, PeriodCommand, PeriodRefusalCode>;
}
