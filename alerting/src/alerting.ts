import { type AlarmBooks, isOfDrill, isToBeTold } from "@labcanary/domain/alarm";
import type { DurationMs } from "@labcanary/domain/basics";
import type { AlarmChange, DrillSeen } from "@labcanary/domain/messages";
import type {
  AccessLog,
  AlarmDesk,
  CheckInTexts,
  Clock,
  CommissioningDesk,
  DrillStage,
  ConditionSink,
  EventSink,
  HealthSource,
  Logger,
  Metrics,
  NotificationDesk,
  RecordConditionSink,
  RecordJournal,
  ReportLineSource,
  Service,
  ShiftDesk,
} from "@labcanary/domain/ports";
import type { ChannelKind, Site } from "@labcanary/domain/site";
import { createAnnouncements } from "./announcements.ts";
import type { CanaryOptions } from "./canary/canary-mail.ts";
import { openDesk } from "./desk/open-desk.ts";
import type { Desk } from "./desk/desk.ts";
import type { Channel } from "./ports.ts";

export interface AlertingOptions {
  /** Where `alarms.sqlite` lives. */
  readonly dataFolder: string;
  /** Where the journal's head is kept a second time; best on another disk. */
  readonly journalHeadFile: string;
  /** Attempts under way at once; default 8 (chosen: with a gateway that takes 3 s for each, the gravest waits no longer than that). */
  readonly concurrency?: number;
  /** How long access events are kept, from their own time; by default as long as the history keeps single readings by default, 400 days. */
  readonly eventRetention?: DurationMs;
}

export interface AlertingDeps {
  /** Makes the key a name is held apart from the journal by, `~` and 20 hexadecimal digits: random, but for rehearsals, whose journal is the same each time. */
  readonly newPersonKey?: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly site: () => Site;
  /** One of each kind at most. Without any, alarms are kept and shown, and every notification fails loudly. */
  readonly channels: readonly Channel[];
  /** Absent: nobody asks how far the canary's breaches come. */
  readonly canary?: CanaryOptions;
}

/**
 * Keeps alarms and their journal, and sees to it that people are told.
 * Before `start` and after `stop` only `onChange` and `health` answer.
 */
export type Alerting = Service &
  ConditionSink &
  EventSink &
  AccessLog &
  AlarmDesk &
  NotificationDesk &
  ShiftDesk &
  CommissioningDesk &
  DrillStage &
  CheckInTexts &
  RecordJournal &
  RecordConditionSink &
  ReportLineSource &
  HealthSource & {
    /** What became of all that was handed on. */
    books(): AlarmBooks;
  };

export function createAlerting(options: AlertingOptions, deps: AlertingDeps): Alerting {
  const announcements = createAnnouncements<AlarmChange>(deps.logger, ({ alarm }) => alarm.id);
  const reached = createAnnouncements<string>(deps.logger, (alarmId) => alarmId);
  const checkInAnswers = createAnnouncements<string>(deps.logger, (id) => id);
  const drillChanges = createAnnouncements<DrillSeen>(deps.logger, ({ number }) => `drill ${number}`);
  let desk: Desk | undefined;

  const opened = (): Desk => {
    if (desk === undefined) throw new Error("alerting is not started");
    return desk;
  };

  for (const channel of deps.channels) {
    channel.onReport((report) => opened().takeReport(channel.kind, report));
    channel.onReply((reply) => opened().takeReply(reply));
    channel.onRefused((reason) => opened().refuseReport(channel.kind, reason));
    channel.onSwitched?.((change) => opened().takeSwitch(channel.kind, change));
  }

  /** An alarm nobody need be told of any more: seen, withheld, listed beneath another, or unknown. */
  const isOver = (alarmId: string): boolean => {
    const alarm = opened().get(alarmId);
    return alarm === undefined || !isToBeTold(alarm);
  };
  announcements.subscribe(({ alarm }) => {
    if (isToBeTold(alarm)) return;
    for (const channel of deps.channels) channel.withdraw?.((alarmId) => alarmId === alarm.id);
  });

  const latency = deps.metrics.histogram("labcanary_alarm_latency_seconds");
  announcements.subscribe(({ alarm, because }) => {
    if (because === "raised" && alarm.source.kind === "rule" && !isOfDrill(alarm))
      latency.observe((deps.clock.now() - alarm.raisedReceivedAt) / 1000);
  });
  deps.metrics.gauge("labcanary_alarms", () =>
    (desk?.counts() ?? []).map(({ state, priority, count }) => ({ labels: [state, priority], value: count })),
  );
  const pendingKinds: readonly ChannelKind[] = deps.channels.length === 0 ? ["sms"] : deps.channels.map(({ kind }) => kind);
  deps.metrics.gauge("labcanary_notifications_pending", () =>
    pendingKinds.flatMap((kind) => (desk === undefined ? [] : [{ labels: [kind], value: desk.pendingNotifications(kind) }])),
  );

  return {
    name: "alerting",
    async start() {
      desk = await openDesk(options, deps, { announcements, reached, drillChanges, checkInAnswers });
      for (const channel of deps.channels) channel.withdraw?.(isOver);
    },
    async stop() {
      const closing = desk;
      desk = undefined;
      await closing?.close();
    },
    takeConditions: async (changes) => opened().takeConditions(changes),
    takeSystemCondition: (condition) => opened().takeSystemCondition(condition),
    async takeEvents(events) {
      await opened().takeEvents(events);
      for (const channel of deps.channels) channel.takeEvents?.(events);
    },
    events: (query) => opened().events(query),
    list: (filter) => opened().list(filter),
    get: (alarmId) => opened().get(alarmId),
    alarmOfRecord: (condition, record) => opened().alarmOfRecord(condition, record),
    timeline: (alarmId) => opened().timeline(alarmId),
    journal: (query) => opened().journal(query),
    searchJournal: async (query, tell) => opened().searchJournal(query, tell),
    lastJournalCheck: () => opened().lastJournalCheck(),
    checkJournal: async (by) => opened().checkJournal(by),
    alarmsOfSignal: (signal, from, to) => opened().alarmsOfSignal(signal, from, to),
    replacementsOf: (signal, from, to) => opened().replacementsOf(signal, from, to),
    command: (command) => opened().command(command),
    books: () => opened().books(),
    outOfService: () => opened().outOfService(),
    serviceCommand: (command) => opened().serviceCommand(command),
    measures: () => opened().measures(),
    noteMeasure: (command) => opened().noteMeasure(command),
    commissioningOf: (signal, isHeard) => opened().commissioningOf(signal, isHeard),
    unproven: () => opened().unproven(),
    testsUnderWay: () => opened().testsUnderWay(),
    commissioningRevision: () => opened().commissioningRevision(),
    commissioningCommand: (command) => opened().commissioningCommand(command),
    beginDrill: (drill) => opened().beginDrill(drill),
    endDrill: (number, because) => opened().endDrill(number, because),
    drill: () => opened().drill(),
    onDrill: drillChanges.subscribe,
    askCheckIn: (asked) => opened().askCheckIn(asked),
    endCheckIn: (id) => opened().endCheckIn(id),
    checkInAnswers: () => opened().checkInAnswers(),
    settleCheckInAnswer: (id, outcome) => opened().settleCheckInAnswer(id, outcome),
    onCheckInAnswer: (listener) => checkInAnswers.subscribe(() => listener()),
    flood: () => opened().flood(),
    figures: async (from, to) => opened().figures(from, to),
    figureLines: async (from, to, question) => opened().figureLines(from, to, question),
    record: (...entries) => opened().record(...entries),
    keepRecords: (records) => opened().keepRecords(records),
    refuseRecord: (refused) => opened().refuseRecord(refused),
    recordsAfter: (line, limit) => opened().recordsAfter(line, limit),
    lastLine: () => opened().lastLine(),
    recordsOf: (ledger, number) => opened().recordsOf(ledger, number),
    reportLines: async (span) => opened().reportLines(span),
    alarmLines: async (span) => opened().alarmLines(span),
    recordLines: async (span) => opened().recordLines(span),
    journalBegan: () => opened().journalBegan(),
    numbersOf: (span) => opened().numbersOf(span),
    takeRecordCondition: (condition) => opened().takeRecordCondition(condition),
    contacts: () => opened().contacts(),
    channels: () => opened().channels(),
    budgets: () => opened().budgets(),
    told: (alarmId) => opened().told(alarmId),
    toldOfAll: () => opened().toldOfAll(),
    onReach: reached.subscribe,
    deliveries: (alarmId) => opened().deliveries(alarmId),
    testContact: (command) => opened().testContact(command),
    presence: () => opened().presence(),
    answerPresence: (by) => opened().answerPresence(by),
    shift: () => opened().shift(),
    handOvers: (limit) => opened().handOvers(limit),
    handOver: (id) => opened().handOver(id),
    shiftCommand: (command) => opened().shiftCommand(command),
    testSound: (report) => opened().testSound(report),
    onChange: announcements.subscribe,
    health: () => desk?.health() ?? [{ name: "notifications", state: "down", detail: "alerting is not started" }],
  };
}
