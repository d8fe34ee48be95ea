import type { AlarmBooks } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { DocumentPress } from "@labcanary/domain/document";
import type {
  AccessLog,
  AlarmDesk,
  Books,
  CheckDesk,
  Clock,
  CommissioningDesk,
  DossierDesk,
  FailedSignIns,
  KeyPeriodDesk,
  SubstanceDesk,
  DrillDesk,
  HazardDesk,
  HealthItem,
  HistoryStore,
  LedgerShelf,
  Logger,
  Metrics,
  NotificationDesk,
  PersonalDataDesk,
  PhotoRecords,
  PublicReportDesk,
  ReportDesk,
  SearchedSites,
  ShiftDesk,
  PathFigures,
  StandingMeasureDesk,
  SignalBoard,
} from "@labcanary/domain/ports";
import type { SiteChangeDesk } from "@labcanary/domain/messages";
import type { Site } from "@labcanary/domain/site";
import type { DeviceId, HeardUnknown } from "@labcanary/domain/telemetry";
import type { RuleQuestions } from "./rule-questions.ts";

/** A frame, or an entry of one, that was not taken as readings: what an engineer looks at to find out why. */
export interface RejectedFrame {
  readonly at: EpochMs;
  readonly deviceId: string;
  readonly topic: string;
  readonly code: string;
  readonly detail: string;
  /** The beginning of the payload as text, bounded by whoever keeps it. */
  readonly payload: string;
}

/** Which devices may connect to the broker, and which do. */
export interface DeviceAccess {
  enrolled(): ReadonlySet<DeviceId>;
  isConnected(deviceId: DeviceId): boolean;
  /** Gives the device a new token, told once. One it had stops working, and the connection it had with that is cut. */
  enrol(deviceId: DeviceId): string;
  /** Gives the device a new token beside the one it has, which works until the new one was used, `until` at the latest. Journaled by whoever keeps it. */
  rotate(deviceId: DeviceId, until: EpochMs, by: string): string;
  /** Devices with an old token that still counts, or has just ended since the new one was used. */
  rotations(): ReadonlyMap<DeviceId, { readonly until: EpochMs; readonly isUsed: boolean }>;
  /** Attempts with a token that was rotated away, since the start. */
  endedAttempts(deviceId: DeviceId): number;
  /** Takes the token away and cuts the connection; false where there was none. */
  revoke(deviceId: DeviceId): boolean;
}

/** What the dashboard shows and where commands go. */
export interface DashboardDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly desk: AlarmDesk;
  /** Who tells people, and whom. */
  readonly notifications: NotificationDesk;
  readonly shift: ShiftDesk;
  readonly board: SignalBoard;
  readonly history: HistoryStore;
  readonly questions: RuleQuestions;
  /** The site in force. */
  readonly site: () => Site;
  readonly health: () => readonly HealthItem[];
  readonly books: () => Books;
  /** What became of condition changes, alarms and notifications. */
  readonly alarmBooks: () => AlarmBooks;
  /** What people did at doors. Without it `GET access-events` does not exist. */
  readonly accessLog?: AccessLog;
  /** The last rejects, newest first. Without it `GET rejects` does not exist. */
  readonly rejects?: () => readonly RejectedFrame[];
  /** What speaks and is not described. Without it `GET unknown` does not exist. */
  readonly unknown?: () => HeardUnknown;
  /** Who tried to sign in as a device in vain; without it nobody did. */
  readonly failedSignIns?: () => FailedSignIns;
  /** Whether signals are proven to protect. Without it `GET commissioning` does not exist. */
  readonly commissioning?: CommissioningDesk;
  /** Drills. Without it `GET drills` does not exist. */
  readonly drills?: DrillDesk;
  /** Hazards and what became of them. Without it `GET hazards` does not exist. */
  readonly hazards?: HazardDesk;
  /** Checks that patrols have opened. Without it `GET checks` does not exist. */
  readonly checks?: CheckDesk;
  /** Controlled substances. Without it `GET substances` does not exist. */
  readonly substances?: SubstanceDesk;
  readonly keyPeriods?: KeyPeriodDesk;
  /** Measures and rules that stand. Without it, or without hazards, `GET standing-measures` does not exist. */
  readonly measures?: StandingMeasureDesk;
  /** Makes PDFs. */
  readonly press?: DocumentPress;
  /** Weekly reports. Without it `GET weekly-reports` does not exist. */
  readonly weekly?: ReportDesk;
  /** Excursion dossiers. Without it, or without a press, `GET dossiers` does not exist. */
  readonly dossiers?: DossierDesk;
  /** Whether something in a ledger has changed. */
  readonly ledgers?: LedgerShelf;
  /** What anybody reports at a door. Without it there is no page for it. */
  readonly publicReports?: PublicReportDesk;
  /** Without it `GET devices` does not exist. */
  readonly devices?: DeviceAccess;
  /** What is held of people. Without it `personal-data` does not exist. */
  readonly personalData?: PersonalDataDesk;
  /** Versions of the site that are kept beside the accepted log and have people of these ids or accounts. Without it there are none. */
  readonly findInSites?: (ids: readonly string[]) => Promise<SearchedSites>;
  /** Which lines of the journal show a photo. Without it none is removed, and none expires. */
  readonly photoRecords?: PhotoRecords;
  /** A name is gone from behind its key: whoever holds some in memory reads anew. */
  readonly nameForgotten?: () => void;
  /** Figures of the way of a reading. Without it nobody is shown them, and the canary counts as switched off. */
  readonly path?: () => PathFigures;
  /** Where a second person agrees to what one alone may not change. Without it `site/change` does not exist. */
  readonly siteChanges?: SiteChangeDesk;
}
