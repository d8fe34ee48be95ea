import type { Alarm, AlarmState, AlarmSystemFigures, Flood, OutOfService, ProtectionMeasure, RecordConditionName } from "./alarm/index.ts";
import type { DurationMs, EpochMs, Result } from "./basics/index.ts";
import type { CommissioningStanding, CommissioningTest, ProofGap } from "./commissioning/index.ts";
import type {
  Check,
  CheckCommand,
  CheckRefusalCode,
  DrawSeed,
  Container,
  ContainerCommand,
  ContainerRefusalCode,
  Finding,
  FindingCommand,
  FindingRefusalCode,
  Hazard,
  HazardCommand,
  HazardRefusalCode,
  LedgerName,
  LedgerRefusal,
  NewPublicReport,
  PublicReport,
  PublicReportCommand,
  PublicReportRefusalCode,
  ReportPhoto,
  StockTake,
  StockTakeCommand,
  StockTakeRefusalCode,
  StandingMeasure,
  StandingMeasureCommand,
  StandingMeasureRefusalCode,
} from "./governance/index.ts";
import type {
  AlarmChange,
  CommandOutcome,
  CommissioningCommand,
  CommissioningOutcome,
  ContactTestCommand,
  ContactTestOutcome,
  HandOver,
  HandOverRecord,
  JournalEntry,
  JournalCheck,
  JournalEntryKind,
  JournalFound,
  JournalQuery,
  LedgerCommand,
  LedgerLine,
  MeasureCommand,
  MeasureOutcome,
  NewRecords,
  OperatorCommand,
  RecordCondition,
  RefusedRecord,
  ServiceCommand,
  ServiceOutcome,
  ShiftCommand,
  ShiftOutcome,
  ShiftStanding,
  SoundTest,
  SystemCondition,
} from "./messages/index.ts";
import type { Checklist } from "./site/index.ts";
import type { BudgetStanding, ChannelStanding, ContactStanding, DeliveryStanding, PresenceRequest, Told } from "./notification/index.ts";
import type { CanaryHop } from "./messages/index.ts";
import type { ConditionChange, ImpairedSignal, Impairment, ImpairmentCounts } from "./rules/index.ts";
import type { ZoneId } from "./site/index.ts";
import type {
  AccessEvent,
  DeviceId,
  FaultReason,
  Frame,
  LogPosition,
  LogRecord,
  NewLogRecord,
  PointState,
  Quality,
  SignalKey,
} from "./telemetry/index.ts";

/** Built by `createX(options, deps)` without doing anything; `start` does the I/O, `stop` undoes it and may be called at any time after. */
export interface Service {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Time as the platform sees it. `now` never goes backwards within a process. `after` and `every` run a callback later and return
 * what cancels it; in tests both are moved by hand.
 */
export interface Clock {
  now(): EpochMs;
  after(span: DurationMs, run: () => void): () => void;
  every(span: DurationMs, run: () => void): () => void;
}

/** Where a service says what is worth an engineer's reading. Structured fields first, then one sentence. No secrets, no phone numbers. */
export interface Logger {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

/** Counters and gauges, named as in DESIGN 3.5 and `docs/reference/metrics.md`; app exposes them in the Prometheus format. */
export interface Metrics {
  /** Makes (or finds) a counter whose children are told apart by label values given in the order of `labels`. `inc` is cheap. */
  counter(name: MetricName, ...labelValues: readonly string[]): Counter;
  /** A figure read when somebody asks. */
  gauge(name: MetricName, read: () => Iterable<{ readonly labels: readonly string[]; readonly value: number }>): void;
  histogram(name: MetricName): { observe(value: number): void };
}
export interface Counter {
  inc(by?: number): void;
  readonly value: number;
}

export interface MetricDefinition {
  readonly type: "counter" | "gauge" | "histogram";
  readonly labels: readonly string[];
  readonly help: string;
  /** Of a histogram, where those for spans of milliseconds to seconds do not fit. */
  readonly buckets?: readonly number[];
}

/** Every metric there is: its type, help and labels. `docs/reference/metrics.md` is held equal to it by a test. */
export const METRICS = {
  labcanary_frames_accepted_total: { type: "counter", labels: [], help: "Frames whose record is durable in the accepted log" },
  labcanary_samples_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Samples by what became of them in the history: stored, duplicate, rejected, quarantined",
  },
  labcanary_events_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Access events by what became of them: taken, duplicate, refused; the books of samples do not count them",
  },
  labcanary_refused_total: {
    type: "counter",
    labels: ["where", "reason"],
    help: "What was refused, by where (guard, connect, publish, subscribe, decode, http, socket, receipt, reply) and reason code",
  },
  labcanary_modbus_requests_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Requests to controllers by Modbus: answered, exception, timeout, unreachable, nonsense, address-not-private; skipped and not-kept",
  },
  labcanary_alarms: {
    type: "gauge",
    labels: ["state", "priority"],
    help: "Alarms that are not normal, by priority and life-cycle state; those withheld as `shelved`, `suppressed-by-design`, `out-of-service`",
  },
  labcanary_signals_impaired: {
    type: "gauge",
    labels: ["impairment"],
    help: "Signals that do not protect as they should, by what impairs them most: silent, faulty, over-range, suspect, and so on",
  },
  labcanary_notifications_total: {
    type: "counter",
    labels: ["channel", "outcome"],
    help: "Delivery attempts and reports by outcome: accepted, retry, failed, delivered, cancelled",
  },
  labcanary_notifications_pending: {
    type: "gauge",
    labels: ["channel"],
    help: "Notifications due and not yet accepted by a provider; not those that wait their turn",
  },
  labcanary_history_backlog_frames: { type: "gauge", labels: [], help: "Records of the accepted log the history writer has still to take" },
  labcanary_rules_backlog_frames: { type: "gauge", labels: [], help: "Records of the accepted log the rules have still to take" },
  labcanary_history_write_failures_total: {
    type: "counter",
    labels: ["reason"],
    help: "Attempts to write history that failed and were tried again, by reason",
  },
  labcanary_alarm_latency_seconds: {
    type: "histogram",
    labels: [],
    help: "From receipt of the deciding record to the alarm being durable and annunciated",
  },
  labcanary_time_to_first_human_seconds: {
    type: "histogram",
    labels: [],
    help: "From receipt of the deciding record to the first person who acknowledged, attended, commented or answered; real alarms of rules only",
    buckets: [10, 30, 60, 120, 180, 300, 600, 900, 1800, 3600],
  },
  labcanary_canary_latency_seconds: {
    type: "histogram",
    labels: [],
    help: "From the beginning of a run of the canary to the report of its delivery: the whole alarm path",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180],
  },
  labcanary_canary_last_success_timestamp_seconds: {
    type: "gauge",
    labels: [],
    help: "When the last run of the canary came through, in seconds since 1970; 0 before",
  },
  labcanary_canary_runs_total: { type: "counter", labels: ["outcome"], help: "Runs of the canary by outcome: completed, lost" },
  labcanary_heartbeat_pings_total: {
    type: "counter",
    labels: ["outcome"],
    help: "Pings to the watchdog outside by outcome: answered, failed",
  },
  labcanary_log_bytes: { type: "gauge", labels: [], help: "Bytes the accepted log takes on disk" },
  labcanary_log_commit_seconds: { type: "histogram", labels: [], help: "Duration of one group commit of the accepted log" },
  labcanary_connections: { type: "gauge", labels: ["listener"], help: "Open MQTT connections" },
  labcanary_live_sessions: { type: "gauge", labels: [], help: "Browsers connected to the live feed" },
} as const satisfies Record<string, MetricDefinition>;
export type MetricName = keyof typeof METRICS;

// ---------------------------------------------------------------------------------------------------- broker → ingest

/** Why a frame was not taken: no PUBACK must be sent, and the device keeps its reading. */
export type AcceptRefusal = "log-full" | "log-failed" | "record-too-large" | "stopping";

/** Takes frames from the broker. `settled` is called exactly once, after the frame is durable or has been refused. */
export interface FrameAcceptor {
  accept(frame: Frame, settled: (refusal?: AcceptRefusal) => void): void;
}

/** Who may sign in as a device. Kept by the platform; only SHA-256 of the token is stored. */
export interface DeviceDirectory {
  /** Constant-time. False also for unknown devices, at the same cost. */
  verifyToken(deviceId: DeviceId, token: Uint8Array): boolean;
  /** The device exists and may connect (also by client certificate). */
  isEnrolled(deviceId: DeviceId): boolean;
  /** The device has come in by this token: one that it replaces counts no more. */
  signedIn?(deviceId: DeviceId, token: Uint8Array): void;
  /** The token was the device's and was rotated away. Asked of tokens that do not count. */
  isEndedToken?(deviceId: DeviceId, token: Uint8Array): boolean;
}

/** What a gateway may publish and hear besides its own branch, as the site in force says at that moment. */
export interface GatewayTopics {
  isGateway(deviceId: DeviceId): boolean;
  /** Whether every topic of a filter, or the one topic, is the gateway's to publish on. */
  allows(deviceId: DeviceId, filter: string): boolean;
  /** As `allows`, of what it may subscribe to: that, and of one that only looks on what the platform says for it. */
  hears(deviceId: DeviceId, filter: string): boolean;
  /** Of whom a topic is; no two gateways have one in common. */
  ownerOf(topic: string): DeviceId | undefined;
}

/** Publishes for the platform itself: `v1/alarms/…` and `v1/devices/…/commands`. Resolves when the broker has it; who hears it hears all of it, in this order. */
export interface PlatformPublisher {
  publish(message: { readonly topic: string; readonly payload: string; readonly retain: boolean }): Promise<void>;
}

/** The platform's line to devices. */
export interface DeviceLine extends PlatformPublisher {
  /** Whether the device has a connection now. What is published to one that has none is not kept for it. */
  isConnected(deviceId: DeviceId): boolean;
}

// ---------------------------------------------------------------------------------------------------- the accepted log

/** Append-only, durable, ordered. The backbone between accepting and everything that follows. */
export interface AcceptedLog {
  /** Appends; `settled` is called once, after the group commit that holds the record, with its position, or with the reason why not. */
  append(record: NewLogRecord, settled: (outcome: Result<LogPosition, AcceptRefusal>) => void): void;
  /** Position of the last durable record; 0 when empty. */
  durablePosition(): LogPosition;
  /** Position of the oldest record still held, or durablePosition()+1 when none is. */
  firstPosition(): LogPosition;
  /** Durable records after `after`, oldest first, at most about `maxBytes` of them, at least one if there is one. */
  read(after: LogPosition, maxBytes: number): Promise<readonly LogRecord[]>;
  /** Resolves as soon as something after `after` is durable (at once if it is already) or the log is closed. */
  waitFor(after: LogPosition): Promise<void>;
  /** The reader has done with everything up to here; segments all readers are past go after the forensic window. Durable on return. */
  commit(reader: LogReader, position: LogPosition): Promise<void>;
  committed(reader: LogReader): LogPosition;
}
export const LOG_READERS = ["history", "rules"] as const;
export type LogReader = (typeof LOG_READERS)[number];

// ---------------------------------------------------------------------------------------------------- history

/** One stored value. With `value` absent the device said it could not measure. */
export interface HistoryPoint {
  readonly signal: SignalKey;
  readonly at: EpochMs;
  /** 0–999,999 ns after `at`. (signal, at, tieBreak) is the identity: writing it again changes nothing. */
  readonly tieBreak: number;
  readonly receivedAt: EpochMs;
  /** The device's own time, where its clock was not believed and `at` is the time of receipt. */
  readonly deviceAt?: EpochMs;
  readonly value?: number;
  readonly quality: Quality;
  /** Beside a value: it was over range. Without one: why there is none, where the device said more than that it could not measure. */
  readonly state?: PointState;
}

/** What became of a batch. */
export type HistoryWriteOutcome =
  /** All is durable. `duplicates` of them were already there (0 where the store cannot tell); `refused` will never be taken and are put aside. */
  | { readonly kind: "stored"; readonly stored: number; readonly duplicates: number; readonly refused: readonly RefusedPoint[] }
  /** Nothing is known to be stored; the same batch again after `after`. */
  | { readonly kind: "retry"; readonly reason: HistoryFailure; readonly after: DurationMs; readonly detail: string };
export type HistoryFailure = "unreachable" | "timeout" | "overloaded" | "server-error" | "disk-full" | "no-database";
export interface RefusedPoint {
  readonly point: HistoryPoint;
  readonly reason: string;
  /** What the store said, for an engineer's eyes. */
  readonly detail?: string;
}

/** Rollup spans kept by every store. */
export const ROLLUPS = { "1m": 60_000, "1h": 3_600_000 } as const;

/** A span of time summed up. `last` is the latest value in it, what a discrete state is shown by. */
export interface HistoryBucket {
  readonly at: EpochMs;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly last: number;
  readonly count: number;
}

/** Where readings are kept: embedded SQLite or InfluxDB 1.x. Both pass `test/contract/history-store`. */
export interface HistoryStore {
  /** Creates what is missing. Throws only for a mistake in configuration, never because the store is away. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** Repeat-safe. */
  write(batch: readonly HistoryPoint[]): Promise<HistoryWriteOutcome>;
  /** Raw points with from <= at < to, oldest first, at most `limit`. */
  range(query: HistoryQuery & { readonly limit: number }): Promise<readonly HistoryPoint[]>;
  /** Buckets of `every` (>= 1 s) with from <= at < to, aligned to the epoch, empty ones left out; from rollups where these suffice. Points without value are left out. */
  aggregate(query: HistoryQuery & { readonly every: DurationMs }): Promise<readonly HistoryBucket[]>;
  /** Deletes raw points and rollups past their age. */
  applyRetention(now: EpochMs): Promise<void>;
  /** Whether it would take a write now. */
  probe(): Promise<{ readonly healthy: boolean; readonly detail: string }>;
}
export interface HistoryQuery {
  readonly signal: SignalKey;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

// ---------------------------------------------------------------------------------------------------- ingest → alerting → dashboard

/** Takes what is wrong, or right again, with the platform itself. */
export interface SystemConditionSink {
  takeSystemCondition(condition: SystemCondition): void;
}

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
   * Told to whoever follows the report; one that ends it ends those that joined it too. `seen`: the newest report whoever answers has read;
   * one that joined after it is not ended unread.
   */
  answerReport(
    command: ReportCommand & { readonly by: string; readonly words: string; readonly ends: boolean; readonly seen: number },
  ): Result<PublicReport, LedgerRefusal<PublicReportRefusalCode>>;
  /** Journaled. Undefined where it has been removed. */
  contactOf(command: ReportCommand & { readonly by: string }): Result<string | undefined, LedgerRefusal<PublicReportRefusalCode>>;
  forgetContact(command: ReportCommand & { readonly by: string }): Result<PublicReport, LedgerRefusal<PublicReportRefusalCode>>;
}
export interface ReportCommand {
  /** As LedgerCommand.id. */
  readonly id: string;
  readonly number: number;
}
export interface SendReport extends Pick<NewPublicReport, "kind" | "zoneId" | "class" | "words"> {
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
  /** Until when the books of a cabinet have been held against its sensors; undefined: not yet since the start. */
  comparedUntil(cabinet: ZoneId): EpochMs | undefined;
}

/** Takes what of the ledgers begins or ends to be an alarm. Durable on return; throws when it could not be kept, and may be told again. */
export interface RecordConditionSink {
  takeRecordCondition(condition: RecordCondition): void;
}

/** Takes what people did at doors, in the order of the log. Resolves when all is durable; an event it has already changes nothing. */
export interface EventSink {
  takeEvents(events: readonly AccessEvent[]): Promise<void>;
}

/** An event as it is kept: whose badge it was, or that nobody knows it, but never its number. */
export interface KeptEvent extends Omit<AccessEvent, "credential" | "person"> {
  readonly person?: string;
  /** The roles the person had then; absent of nobody, and of events kept by releases that did not keep roles. */
  readonly roles?: readonly string[];
  readonly unknownBadge?: true;
}

export interface AccessEventQuery {
  /** Absent: of every device. */
  readonly deviceId?: DeviceId;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly limit: number;
}

/** What people did at doors, as the dashboard asks for it. */
export interface AccessLog {
  /** Events with from <= at < to, newest first. */
  events(query: AccessEventQuery): readonly KeptEvent[];
}

/** Takes condition changes in order. Resolves when all are durable; ones it has seen before change nothing. */
export interface ConditionSink extends SystemConditionSink {
  takeConditions(changes: readonly ConditionChange[]): Promise<void>;
}

/** Other hardware has measured a signal from then on. */
export interface Replacement {
  readonly at: EpochMs;
  readonly serial?: string;
}

/** Somebody who tried to sign in as a device, in vain. */
export interface FailedSignIn {
  /** The name that was given. */
  readonly deviceId?: string;
  /** What was given in its place; not told, since it may be a secret. */
  readonly instead?: "nothing" | "token" | "no-device-id";
  /** As the broker names refusals: `unknown-device`, `wrong-token`. */
  readonly reason: string;
  /** Of the last attempt, without the part that names a machine: `10.1.2.x`. */
  readonly network: string;
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  readonly count: number;
}

/** Since the start of the process. */
export interface FailedSignIns {
  /** Those of the last attempts first. */
  list(): readonly FailedSignIn[];
  /** How many had to make room for others since the start. */
  readonly dropped: number;
  /** Another one when somebody has tried who had not. */
  readonly revision: number;
}

export const NO_FAILED_SIGN_INS: FailedSignIns = { list: () => [], dropped: 0, revision: 0 };

/** The keeper of alarms as the dashboard and the publisher of `v1/alarms` see it. */
export interface AlarmDesk {
  /** Alarms not normal, those withheld among them, or with `states` given those in one of them; newest first; at most `limit` (default 10 000). */
  list(filter?: { readonly states?: readonly AlarmState[]; readonly limit?: number }): readonly Alarm[];
  get(alarmId: string): Alarm | undefined;
  /** The newest alarm of a record (RecordCondition.record), also when it has ended. */
  alarmOfRecord(condition: RecordConditionName, record: string): Alarm | undefined;
  /** Journal entries of one alarm, oldest first. */
  timeline(alarmId: string): readonly JournalEntry[];
  journal(query: { readonly from?: EpochMs; readonly to?: EpochMs; readonly limit: number }): readonly JournalEntry[];
  /** Lines that are looked for, newest first. Reading them holds nothing else up. */
  searchJournal(query: JournalQuery): Promise<JournalFound>;
  /** The last check of the whole journal, also of an earlier run. */
  lastJournalCheck(): JournalCheck | undefined;
  /** Checks the whole journal now; rejects when it cannot be read. Holds nothing else up. */
  checkJournal(by: string): Promise<JournalCheck>;
  /** Alarms of one signal that overlap from..to, oldest first: what a chart shades. */
  alarmsOfSignal(signal: SignalKey, from: EpochMs, to: EpochMs): readonly Alarm[];
  /** When the hardware of a signal was replaced, with from <= at < to, oldest first: what a chart marks. */
  replacementsOf(signal: SignalKey, from: EpochMs, to: EpochMs): readonly Replacement[];
  command(command: OperatorCommand): CommandOutcome;
  /** Signals that are out of service and those that are proposed to be, the first to end first. */
  outOfService(): readonly OutOfService[];
  serviceCommand(command: ServiceCommand): ServiceOutcome;
  measures(): Measures;
  /** Durable, and in the journal, on return. */
  noteMeasure(command: MeasureCommand): MeasureOutcome;
  /**
   * How the alarm system did between the two, of the one operator position there is; the span begins with the journal where that is
   * later, and ends now where that is earlier. Reading it holds nothing else up.
   */
  figures(from: EpochMs, to: EpochMs): Promise<AlarmSystemFigures>;
  /** The flood under way, of the one operator position there is. */
  flood(): Flood | undefined;
  /** For what happens elsewhere and belongs in the one journal (sign-in, site change, enrolment). Durable on return. */
  record(entry: { readonly kind: JournalEntryKind; readonly actor: string; readonly detail: Readonly<Record<string, unknown>> }): void;
  /** Called after each change is durable, in order. Returns what unsubscribes. */
  onChange(listener: (change: AlarmChange) => void): () => void;
}

/** What the dashboard and the command line ask of those who tell people. */
export interface NotificationDesk {
  /** Every address of every contact of the site in force, in the order of the site. */
  contacts(): readonly ContactStanding[];
  channels(): readonly ChannelStanding[];
  budgets(): readonly BudgetStanding[];
  /** Notifications of one alarm, in the order of the route. */
  deliveries(alarmId: string): readonly DeliveryStanding[];
  /** Who has been told of an alarm; undefined of one nobody is told of, or is told of any more. */
  told(alarmId: string): Told | undefined;
  /** As {@link told}, of every alarm that has it. */
  toldOfAll(): ReadonlyMap<string, Told>;
  /** Called with the alarm when what `told` says of it may have changed, and that is durable. Returns what unsubscribes. */
  onReach(listener: (alarmId: string) => void): () => void;
  /** Sends one test, now. Seen twice, a command is carried out once and answered the same. */
  testContact(command: ContactTestCommand): ContactTestOutcome;
  presence(): PresenceRequest | undefined;
  /** Somebody at the desk says they are there. Nothing to answer changes nothing. */
  answerPresence(by: string): void;
}

/** What protects people while protection is impaired, as people have written it. */
export interface Measures {
  /** Higher whenever one was written. */
  readonly revision: number;
  /** Of a line of the register that began then; undefined where nobody has written any. */
  of(entry: string, since: EpochMs): ProtectionMeasure | undefined;
}

/** The commissioning of signals: whether they are proven to protect. */
export interface CommissioningDesk {
  /** How a signal stands; undefined of one the site does not have. `isHeard`: some reading of it is known. */
  commissioningOf(signal: SignalKey, isHeard: boolean): CommissioningStanding | undefined;
  /** Signals that are to be proven and are not, in the order of the site. Cheap enough to be asked again and again. */
  unproven(): readonly UnprovenSignal[];
  /** Tests under way, of signals the site has or had, the first to end first. As cheap. */
  testsUnderWay(): readonly CommissioningTest[];
  /** Another number after each change of tests and proofs. */
  commissioningRevision(): number;
  /** Durable, and in the journal, on return. */
  commissioningCommand(command: CommissioningCommand): CommissioningOutcome;
}
export interface UnprovenSignal {
  readonly signal: SignalKey;
  readonly gap: ProofGap;
  /** When that was first found; the same after a restart. */
  readonly since: EpochMs;
}

/** Somebody has heard every sound of a console. */
export type SoundTestReport = Omit<SoundTest, "at">;

/** The change of shift at the security centre. */
export interface ShiftDesk {
  /** As of now; cheap enough to be asked with each pulse. */
  shift(): ShiftStanding;
  /** Newest first. */
  handOvers(limit: number): readonly HandOverRecord[];
  /** With its list as it was when it was signed. */
  handOver(id: string): HandOver | undefined;
  /** Durable, and in the journal, on return. */
  shiftCommand(command: ShiftCommand): ShiftOutcome;
  testSound(report: SoundTestReport): void;
}

/** The newest reading of a signal and what impairs it. */
export interface SignalStatus {
  readonly signal: SignalKey;
  readonly at?: EpochMs;
  readonly receivedAt?: EpochMs;
  readonly value?: number;
  readonly quality?: Quality;
  readonly impairment?: Impairment;
  /** The newest reading was at or beyond the top of its range. */
  readonly overRange?: true;
  /** Why there was no value since the newest one. */
  readonly fault?: FaultReason;
}
export { IMPAIRMENTS, type ImpairedSignal, type Impairment, type ImpairmentCounts, NOTHING_IMPAIRED } from "./rules/index.ts";

/** The newest readings, kept by the rule runner. */
export interface SignalBoard {
  status(signal: SignalKey): SignalStatus | undefined;
  /** How many signals have each impairment now. */
  impaired(): ImpairmentCounts;
  /** Those signals, with what impairs each most and since when; the order is the site's. */
  impairedSignals(): readonly ImpairedSignal[];
  /** Another number after each change of what is impaired: whoever has the list for this one need not make it again. */
  impairedRevision(): number;
  /** Newest readings since the last call to the listener, at most every 250 ms, only the signals that changed: by a reading, or in what impairs them. */
  onReadings(listener: (statuses: readonly SignalStatus[]) => void): () => void;
}

/** One part's health, in words a security centre can read. */
export interface HealthItem {
  readonly name: HealthItemName;
  readonly state: "ok" | "degraded" | "down";
  /** One short English phrase with the figure that matters. */
  readonly detail: string;
  /** The same as a code with its figures, for whoever says it in another language. */
  readonly says?: HealthSays;
}
/** What a part of the platform may say of itself. Sizes are in bytes, spans in seconds. */
export const HEALTH_CODES = [
  "connections",
  "open",
  "not-listening",
  "disk",
  "refuses",
  "behind",
  "accounted",
  "unaccounted",
  "version",
  "version-stays",
  "texts",
  "no-channel",
  "channels-failing",
  "undelivered",
  "controllers",
] as const;
export interface HealthSays {
  readonly code: (typeof HEALTH_CODES)[number];
  readonly values: Readonly<Record<string, number | string>>;
}
export const HEALTH_ITEMS = ["broker", "log", "rules", "history", "notifications", "books", "site"] as const;
/** Parts of which there is something to say on some sites only: controllers that are asked. */
export const FURTHER_HEALTH_ITEMS = ["modbus"] as const;
export type HealthItemName = (typeof HEALTH_ITEMS | typeof FURTHER_HEALTH_ITEMS)[number];

/** The books of promise 9: per sample, at the hand-over to the history. received = stored + duplicate + rejected + quarantined + waiting. */
export interface Books {
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly quarantined: number;
  /** Frames in the accepted log that the history writer has not yet taken. */
  readonly waitingFrames: number;
  readonly balanced: boolean;
}

/** What became of every entry the rules have taken from the log, as they have counted: received = readings + duplicate + rejected + quarantined. */
export interface RuleBooks {
  readonly received: number;
  readonly readings: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly quarantined: number;
}

/** Figures at the hand-overs on the way of a reading, as of now; those of ingest. Positions are of the accepted log, sizes in bytes. */
export interface IngestFigures {
  /** Since the start of the process. */
  readonly acceptedFrames: number;
  readonly durable: LogPosition;
  readonly rules: LogPosition;
  readonly history: LogPosition;
  readonly ruleBooks: RuleBooks;
  readonly logBytes: number;
  readonly logBudget: number;
  /** Devices whose clock is wrong by more than they are allowed. */
  readonly wrongClocks: number;
  /** The furthest off of them, and by how much it is ahead; negative: behind. */
  readonly worstClock?: { readonly deviceId: DeviceId; readonly ahead: DurationMs };
}

/** Whether a breach comes through the whole chain. `waiting`: no run has come through since the start, and none was lost. */
export interface CanaryFigures {
  readonly state: "off" | "waiting" | "beats" | "lost";
  readonly every: DurationMs;
  readonly lastCompletedAt?: EpochMs;
  readonly latency?: DurationMs;
  /** Of a run that did not come through. */
  readonly missing?: CanaryHop;
}

/** All of the way, and what runs it. */
export interface PathFigures extends IngestFigures {
  /** Open MQTT connections. */
  readonly connections: number;
  readonly canary: CanaryFigures;
  readonly version: string;
  readonly startedAt: EpochMs;
}

/** Each service reports its own parts; the dashboard and `/readyz` read them all. */
export interface HealthSource {
  health(): readonly HealthItem[];
}
