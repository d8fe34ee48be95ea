import type {
  Alarm,
  AlarmState,
  AlarmSystemFigures,
  FigureQuestion,
  Flood,
  OutOfService,
  ProtectionMeasure,
  RecordConditionName,
} from "../alarm/index.ts";
import type { EpochMs } from "../basics/index.ts";
import type { CommissioningStanding, CommissioningTest, ProofGap } from "../commissioning/index.ts";
import type {
  AlarmChange,
  CommandOutcome,
  CommissioningCommand,
  CommissioningOutcome,
  JournalCheck,
  JournalEntry,
  JournalEntryKind,
  JournalFound,
  JournalQuery,
  MeasureCommand,
  MeasureOutcome,
  OperatorCommand,
  ServiceCommand,
  ServiceOutcome,
  SystemCondition,
  TellLine,
} from "../messages/index.ts";
import type { ConditionChange } from "../rules/index.ts";
import type { SignalKey } from "../telemetry/index.ts";
import type { Replacement } from "./devices.ts";

/** Takes what is wrong, or right again, with the platform itself. */
export interface SystemConditionSink {
  takeSystemCondition(condition: SystemCondition): void;
}

/** Takes condition changes in order. Resolves when all are durable; ones it has seen before change nothing. */
export interface ConditionSink extends SystemConditionSink {
  takeConditions(changes: readonly ConditionChange[]): Promise<void>;
}

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
  /** Lines that are looked for, newest first, each as `tell` gives it; without it whole. Reading them holds nothing else up. */
  searchJournal(query: JournalQuery, tell?: TellLine): Promise<JournalFound>;
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
  /** Numbers of every line of the journal a figure of the same span was counted from. Reading them holds nothing else up. */
  figureLines(from: EpochMs, to: EpochMs, question: FigureQuestion): Promise<readonly number[]>;
  /** The flood under way, of the one operator position there is. */
  flood(): Flood | undefined;
  /** For what happens elsewhere and belongs in the one journal (sign-in, site change, enrolment). All lines are durable on return, or none is kept. */
  record(...entries: readonly RecordedLine[]): void;
  /** Called after each change is durable, in order. Returns what unsubscribes. */
  onChange(listener: (change: AlarmChange) => void): () => void;
}

/** A line of the journal as who asks for it has it. */
export interface RecordedLine {
  readonly kind: JournalEntryKind;
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What protects people while protection is impaired, as people have written it. */
export interface Measures {
  /** Higher whenever one was written. */
  readonly revision: number;
  /** Of a line of the register that began then; undefined where nobody has written any. */
  of(entry: string, since: EpochMs): ProtectionMeasure | undefined;
  /** Words in them were removed beside it: what is in memory goes. */
  readAgain(): void;
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
