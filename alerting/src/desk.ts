import { setImmediate as nextTurn } from "node:timers/promises";
import type { Alarm, SystemConditionName } from "@labcanary/domain/alarm";
import { days, elapsed, hours, milliseconds, minus, minutes, seconds } from "@labcanary/domain/basics";
import type { AlarmChange, SystemCondition } from "@labcanary/domain/messages";
import { type DeliveryReport, type Reply, TEXT_WINDOW } from "@labcanary/domain/notification";
import { type ChannelKind, isCanary } from "@labcanary/domain/site";
import type { AccessLog, AlarmDesk, ConditionSink, EventSink, HealthSource, NotificationDesk, ShiftDesk } from "@labcanary/domain/ports";
import { createEventTable } from "./access/event-table.ts";
import { type AlarmTable, createAlarmTable } from "./alarms/alarm-table.ts";
import { createDeskCommands } from "./alarms/desk-commands.ts";
import { createFigureSource } from "./alarms/figure-source.ts";
import { createFloodTable } from "./alarms/flood-table.ts";
import { keepReader } from "./alarms/first-human.ts";
import { createAlarmKeeper } from "./alarms/keeper.ts";
import { createServiceKeeper } from "./alarms/out-of-service.ts";
import { createOutOfServiceTable } from "./alarms/out-of-service-table.ts";
import { createToggleTable } from "./alarms/toggle-table.ts";
import type { AlertingDeps, AlertingOptions } from "./alerting.ts";
import type { Announcements } from "./announcements.ts";
import { createDueWork } from "./due-work.ts";
import { notificationHealth } from "./health.ts";
import { type CanaryOptions, createCanaryMail } from "./canary/canary-mail.ts";
import { createLoopback } from "./canary/loopback.ts";
import { createHeadFile, disputedHeadFiles, disputeHeadFile, readHeadFile } from "./journal/head-file.ts";
import { createJournalChecks } from "./journal/check.ts";
import { createJournal } from "./journal/journal.ts";
import { createJournalSearch } from "./journal/search.ts";
import { findingsOfHead } from "./journal/verify.ts";
import { createAfterwards } from "./notifications/afterwards.ts";
import { deliveryConditions, settleConditions } from "./notifications/conditions.ts";
import { createContactTable } from "./notifications/contact-table.ts";
import { createContacts } from "./notifications/contacts.ts";
import { createNotificationDesk } from "./notifications/notification-desk.ts";
import { askingPresence, createPresence } from "./notifications/presence.ts";
import { createPresenceTable } from "./notifications/presence-table.ts";
import { createAddressing } from "./outbox/addressing.ts";
import { TROUBLING_ATTEMPTS } from "./outbox/circuit.ts";
import { createDeliveryTable } from "./outbox/delivery-table.ts";
import { createBudgets, longestBudget } from "./outbox/budgets.ts";
import { createDispatcher } from "./outbox/dispatcher.ts";
import { createEscalation } from "./outbox/escalation.ts";
import { createForgetting } from "./outbox/forgetting.ts";
import { createNextStep } from "./outbox/next-step.ts";
import { createNotes } from "./outbox/notes.ts";
import { createOutboxTable, type OutboxRow } from "./outbox/outbox-table.ts";
import { createProofs } from "./outbox/proofs.ts";
import { createTextTable } from "./outbox/text-table.ts";
import { createInboundRefusals } from "./inbound-refusals.ts";
import type { Channel, ChannelHealth, InboundRefusal, RouteSwitch } from "./ports.ts";
import { createAnswerSender } from "./replies/answer-sender.ts";
import { createHelp } from "./replies/help.ts";
import { createReplies } from "./replies/replies.ts";
import { createReplyCodeTable } from "./replies/reply-code-table.ts";
import { createReplyLimits } from "./replies/reply-limits.ts";
import { sharersOf } from "./replies/senders.ts";
import { createShiftDesk } from "./shift/shift-desk.ts";
import { createShiftKeeper } from "./shift/shift-keeper.ts";
import { createShiftTable } from "./shift/shift-table.ts";
import type { Batch, Commit } from "./store/batch.ts";
import { createClockTable } from "./store/clock-table.ts";
import { createMeasureTable } from "./protection/measure-table.ts";
import { createMeasureKeeper } from "./protection/measures.ts";
import { inTransaction, openDatabase } from "./store/database.ts";
import { createSeen } from "./store/seen.ts";

/** Chosen: the sweep's lateness is small beside the shortest escalation step of a minute. */
const SWEEP_EVERY = seconds(1);
/** Chosen: `/readyz` must differ within 10 s of a dependency failing (DESIGN 6.3), with a probe that may itself take 3 s. */
const PROBE_EVERY = seconds(5);
const DEFAULT_CONCURRENCY = 8;
/** Access events are part of what a reading says, and go with it: the history's own default. */
const DEFAULT_EVENT_RETENTION = days(400);
/** Chosen: an event more or less old by an hour is no matter. */
const FORGET_EVERY = hours(1);
/** Events deleted at once. Chosen: some tens of milliseconds, in which nothing else is kept. */
const FORGOTTEN_AT_ONCE = 10_000;
/** What became of notifications is kept as long as the readings they were about, by default; the journal keeps it for ever. */
const DELIVERIES_KEPT = days(400);
/** Notifications deleted at once. Chosen: some milliseconds, and more in an hour than come in one on any day but that of a flood. */
const NOTIFICATIONS_FORGOTTEN_AT_ONCE = 1000;
const NOT_ASKED: ChannelHealth = { healthy: true, detail: "not asked yet" };
/** Chosen: a site of a hundred addresses is tested within two hours, and no provider takes them for a flood. */
const CONTACT_TEST_EVERY = minutes(1);
/** Breaches of the canary are sent within the platform, and nobody asks how far they came. */
const NO_CANARY: CanaryOptions = { passed() {} };
/** AlarmDesk.list: default limit. */
const DEFAULT_LIST_LIMIT = 10_000;

/** Alerting while its database is open. */
export interface Desk
  extends ConditionSink,
    EventSink,
    AccessLog,
    Omit<AlarmDesk, "onChange">,
    Omit<NotificationDesk, "onReach">,
    ShiftDesk,
    HealthSource {
  readonly counts: AlarmTable["counts"];
  pendingNotifications(channel: ChannelKind): number;
  takeReport(channel: ChannelKind, report: DeliveryReport): void;
  /** Throws when it could not be kept: the provider is to say it again. */
  takeReply(reply: Reply): void;
  refuseReport(channel: ChannelKind, reason: InboundRefusal): void;
  takeSwitch(channel: ChannelKind, change: RouteSwitch): void;
  close(): Promise<void>;
}

/** Opens the database, checks the journal's head, and takes up what a stop or crash left unsent. */
export async function openDesk(
  options: AlertingOptions,
  deps: AlertingDeps,
  { announcements, reached }: { readonly announcements: Announcements<AlarmChange>; readonly reached: Announcements<string> },
): Promise<Desk> {
  const { clock, logger, metrics, site, channels } = deps;
  const channelOf = new Map(channels.map((channel) => [channel.kind, channel]));
  const installed = {
    kinds: [...channelOf.keys()],
    has: (kind: ChannelKind) => channelOf.has(kind),
    proves: (kind: ChannelKind) => channelOf.get(kind)?.proves ?? "accepted",
  };
  const database = openDatabase(options.dataFolder);
  const alarms = createAlarmTable(database);
  const outOfService = createOutOfServiceTable(database);
  const journal = createJournal(database);
  const outbox = createOutboxTable(database);
  const forget = createForgetting(database);
  const seen = createSeen(database);
  const clockTable = createClockTable(database);
  const events = createEventTable(database);
  const headFile = createHeadFile(options.journalHeadFile);
  const deliveries = createDeliveryTable(database);
  const note = createNotes(journal);
  const nextStep = createNextStep({ outbox, site, channels: installed });
  const contactTable = createContactTable(database);
  const onRead = (row: OutboxRow, batch: Batch): void => keepReader(row, { alarms, keeper, site: site() }, batch);
  const proofs = createProofs({ journal, outbox, deliveries, nextStep, site, channels: installed, note, contacts: contactTable, onRead });
  const contacts = createContacts({ journal, outbox, table: contactTable, site, channels: installed });
  const presenceTable = createPresenceTable(database);
  const presence = createPresence({ alarms, journal, nextStep, table: presenceTable, site });
  const shiftTable = createShiftTable(database);
  const shiftKeeper = createShiftKeeper({ table: shiftTable, journal, site, now: () => clock.now() });
  const addressing = createAddressing({ alarms, journal, outbox, site, channels: installed });
  const escalation = createEscalation({ alarms, journal, outbox, site, channels: installed });
  const toggles = createToggleTable(database);
  const floods = createFloodTable(database);
  const figureSource = createFigureSource(database, "security-centre");
  const texts = createTextTable(database, milliseconds(Math.max(TEXT_WINDOW, longestBudget(channels))));
  const budgets = createBudgets({ channels, texts, site });
  const canary = createCanaryMail(deps.canary ?? NO_CANARY, { database, outbox });
  const loopback = createLoopback({ clock, logger });
  const afterwards = createAfterwards({ journal, outbox, deliveries, site, isFlood: () => keeper.floods.isFlood() });
  const told = { ...askingPresence(escalation, presence), moved: afterwards.moved };
  const keeper = createAlarmKeeper({ alarms, outOfService, toggles, floods, journal, escalation: told, site });
  const service = createServiceKeeper({ table: outOfService, annunciatedOf: alarms.annunciatedOf, keeper, journal, site });
  const measures = createMeasureKeeper({ table: createMeasureTable(database), journal });
  const conditions = deliveryConditions({ outbox, budgets, presence });
  const firstHumanTime = metrics.histogram("labcanary_time_to_first_human_seconds");

  let storeFailure: string | undefined;
  const channelHealth = new Map<ChannelKind, ChannelHealth>(installed.kinds.map((kind) => [kind, NOT_ASKED]));
  let headNumber = 0;
  let settledAsLow = false;
  /** System conditions the database did not take, the latest of each name. */
  const unkept = new Map<SystemConditionName, SystemCondition>();

  /** Keeps what the work does and tells of it; whom it is to be sent to is looked at by whoever calls. */
  const keep: Commit = (work) => {
    const batch: Batch = { at: clock.now(), changes: [], firstHumans: [], reached: [], outcomes: [], passages: [] };
    let result: ReturnType<typeof work>;
    try {
      result = inTransaction(database, () => {
        const value = work(batch);
        presence.settle();
        settleConditions(conditions, keeper, batch);
        settledAsLow = budgets.isLow(batch.at);
        keeper.floods.settle(batch);
        return value;
      });
      storeFailure = undefined;
    } catch (error) {
      storeFailure = String(error);
      throw error;
    }
    const head = journal.head();
    if (head.number !== headNumber) void headFile.advance(head);
    headNumber = head.number;
    for (const { channel, outcome } of batch.outcomes) metrics.counter("labcanary_notifications_total", channel, outcome).inc();
    for (const alarm of batch.firstHumans) observeFirstHuman(alarm);
    for (const passage of batch.passages) deps.canary?.passed(passage);
    announcements.announce(batch.changes);
    reached.announce(batch.reached);
    return result;
  };
  const sendDue = (): void => {
    dispatcher.sweep();
    answers.sweep();
  };
  const commit: Commit = (work) => {
    const result = keep(work);
    sendDue();
    return result;
  };
  const codes = createReplyCodeTable(database);
  const help = createHelp(database, nextStep);
  const dispatcher = createDispatcher(
    { concurrency: options.concurrency ?? DEFAULT_CONCURRENCY },
    {
      clock,
      logger,
      site,
      channels,
      installed,
      alarms,
      outbox,
      deliveries,
      texts,
      budgets,
      addressing,
      proofs,
      afterwards,
      note,
      isFlood: keeper.floods.isFlood,
      replyCodeOf: (text) => codes.codeOf(text, sharersOf(text.personId, site())),
      isHelpAsked: help.isAsked,
      canary,
      loopback,
      commit,
    },
  );
  const answers = createAnswerSender(database, { clock, logger, site, channels, journal, commit });
  const replies = createReplies({
    site,
    alarms,
    keeper,
    codes,
    help,
    limits: createReplyLimits(),
    journal,
    seen,
    queueAnswer: answers.queue,
  });

  const searchJournal = createJournalSearch(database, site);
  const checks = createJournalChecks(database, options, {
    journal,
    commit,
    doctored({ at, findings }, batch) {
      const detail = findings.map(({ code, number }) => (number === undefined ? code : `line ${number}: ${code}`)).join(", ");
      keeper.takeSystemCondition({ kind: "system-condition", name: "journal-doctored", active: true, at, detail }, batch);
    },
  });

  function takeSystemCondition(condition: SystemCondition): void {
    unkept.set(condition.name, condition);
    keepSystemConditions();
  }

  function keepSystemConditions(): void {
    if (unkept.size === 0) return;
    const conditions = [...unkept.values()];
    try {
      commit((batch) => {
        for (const condition of conditions) keeper.takeSystemCondition(condition, batch);
        unkept.clear();
      });
    } catch (error) {
      for (const condition of conditions) unkept.set(condition.name, condition);
      logger.error({ error: String(error), waiting: unkept.size }, "System conditions could not be kept yet");
    }
  }

  async function probe(channel: Channel): Promise<void> {
    const wasHealthy = channelHealth.get(channel.kind)?.healthy ?? true;
    const health = await channel.probe().catch((error: unknown): ChannelHealth => {
      logger.error({ error: String(error), channel: channel.kind }, "A channel failed on being asked how it does");
      return { healthy: false, detail: "cannot be asked" };
    });
    channelHealth.set(channel.kind, health);
    if (health.healthy && !wasHealthy) dispatcher.wake(channel.kind);
  }

  /** The machine's clock was set back while we were down: what is to come keeps its distance from the journal's last line. */
  function followClockSetBack(): void {
    const now = clock.now();
    const { number } = journal.head();
    const lastAt = clockTable.followedAt(number) ?? journal.lastAt() ?? now;
    if (lastAt <= now) return;
    inTransaction(database, () => {
      clockTable.keep(number, now);
      outbox.shift(now - lastAt);
      alarms.shiftEnds(now - lastAt);
      outOfService.shift(now - lastAt);
      toggles.shift(now - lastAt);
      floods.followClock(now, now - lastAt);
      texts.followClock(now, now - lastAt);
      presenceTable.shift(now - lastAt);
      shiftTable.shift(now - lastAt);
      answers.shift(now - lastAt);
    });
  }

  function testNextContact(): void {
    try {
      const due = keeper.floods.isFlood() ? undefined : contacts.dueTest(clock.now());
      if (due !== undefined) commit((batch) => contacts.test({ ...due, id: `scheduled-${batch.at}`, by: "" }, batch));
    } catch (error) {
      logger.error({ error: String(error) }, "A contact that is due for a test could not be sent one; tried again in a minute");
    }
  }

  function observeFirstHuman({ firstHuman, raisedReceivedAt, source, simulated }: Alarm): void {
    if (firstHuman === undefined || source.kind !== "rule" || simulated) return;
    firstHumanTime.observe(elapsed(raisedReceivedAt, firstHuman.at) / 1000);
  }

  function forgetEvents(): void {
    const until = minus(clock.now(), options.eventRetention ?? DEFAULT_EVENT_RETENTION);
    try {
      while (events.deleteBefore(until, FORGOTTEN_AT_ONCE) === FORGOTTEN_AT_ONCE);
    } catch (error) {
      logger.error({ error: String(error) }, "Access events past their time could not be deleted; tried again in an hour");
    }
  }

  function forgetNotifications(): void {
    try {
      inTransaction(database, () => forget(minus(clock.now(), DELIVERIES_KEPT), NOTIFICATIONS_FORGOTTEN_AT_ONCE));
    } catch (error) {
      logger.error({ error: String(error) }, "Notifications past their time could not be deleted; tried again in an hour");
    }
  }

  const doDueWork = createDueWork({
    clock,
    logger,
    alarms,
    outOfService,
    toggles,
    keeper,
    service,
    presence,
    shift: shiftKeeper,
    budgets,
    wasLow: () => settledAsLow,
    commit,
  });

  try {
    followClockSetBack();
    await settleHead();
    for (const channel of channels) await channel.start();
    commit((batch) => escalation.addMissingLastSteps(batch));
    loopback.start((report) => dispatcher.takeReport("loopback", report));
    dispatcher.start();
    doDueWork();
  } catch (error) {
    loopback.stop();
    await stopChannels();
    database.close();
    throw error;
  }
  const timers = [
    clock.every(SWEEP_EVERY, () => {
      keepSystemConditions();
      doDueWork();
      if (headFile.failure() !== undefined) void headFile.advance(journal.head());
      sendDue();
    }),
    clock.every(PROBE_EVERY, probeChannels),
    clock.every(FORGET_EVERY, forgetEvents),
    clock.every(FORGET_EVERY, forgetNotifications),
    clock.every(CONTACT_TEST_EVERY, testNextContact),
  ];
  probeChannels();

  function probeChannels(): void {
    for (const channel of channels) void probe(channel);
  }

  /** All of them, also when one cannot be. */
  async function stopChannels(): Promise<void> {
    const stopped = await Promise.allSettled(channels.map((channel) => channel.stop()));
    for (const outcome of stopped)
      if (outcome.status === "rejected") logger.error({ error: String(outcome.reason) }, "A channel could not be stopped");
  }

  /**
   * The head kept outside must be a line of this journal; what contradicts it is put aside as evidence, and is an alarm until it is
   * moved away.
   */
  async function settleHead(): Promise<void> {
    const kept = readHeadFile(options.journalHeadFile);
    const head = journal.head();
    const findings = kept.ok
      ? findingsOfHead(kept.value, head, journal.hashAt(kept.value?.number ?? 0))
      : [{ code: "JOURNAL_HEAD_UNREADABLE" as const }];
    if (findings.length > 0) disputeHeadFile(options.journalHeadFile);
    await headFile.advance(head);
    headNumber = head.number;
    const disputed = findings.length > 0 || disputedHeadFiles(options.journalHeadFile).length > 0;
    const codes = findings.map(({ code }) => code).join(", ");
    const detail = codes === "" ? "A head put aside by an earlier start is still there" : `The kept head does not fit: ${codes}`;
    takeSystemCondition({ kind: "system-condition", name: "journal-doctored", active: disputed, at: clock.now(), detail });
  }

  return {
    async takeConditions(changes) {
      keep((batch) => {
        for (const change of changes) {
          if (!seen.markCondition(change.id)) continue;
          if (isCanary(change.signal)) canary.take(change, batch);
          else keeper.takeCondition(change, batch);
        }
      });
      // Beginning to send writes to the disk several times over: whatever has arrived meanwhile, and the consoles, come first.
      await nextTurn();
      sendDue();
    },
    async takeEvents(taken) {
      inTransaction(database, () => events.add(taken));
    },
    events: events.between,
    takeSystemCondition,
    takeReport: dispatcher.takeReport,
    takeReply(reply) {
      const outcome = commit((batch) => replies.take(reply, batch));
      if (outcome.kind === "refused") metrics.counter("labcanary_refused_total", "reply", outcome.code).inc();
      if (outcome.kind === "taken") dispatcher.takeReport(reply.channel, { notificationId: outcome.read, status: "read", at: reply.at });
    },
    refuseReport: createInboundRefusals({ now: clock.now, journal, commit }),
    takeSwitch(channel, { from, to, reason }) {
      const kind = reason === undefined ? "channel-failed-back" : "channel-failed-over";
      commit((batch) => journal.append({ at: batch.at, kind, actor: `channel:${channel}`, detail: { channel, from, to, reason } }));
    },

    ...createDeskCommands({ alarms, keeper, service, measures, presence, journal, seen, metrics, commit }),

    ...createNotificationDesk({
      now: () => clock.now(),
      channels,
      health: channelHealth,
      outbox,
      deliveries,
      contacts,
      presence,
      seen,
      circuitOf: dispatcher.circuitOf,
      budgets: () => budgets.standings(clock.now()),
      commit,
    }),

    ...createShiftDesk({ keeper: shiftKeeper, journal, seen, metrics, commit }),

    outOfService: outOfService.list,
    measures: () => measures,
    record({ kind, actor, detail }) {
      commit((batch) => journal.append({ at: batch.at, kind, actor, detail }));
    },

    list: ({ states, limit = DEFAULT_LIST_LIMIT } = {}) =>
      states === undefined ? alarms.annunciated(limit) : alarms.inStates(states, limit),
    get: alarms.get,
    timeline: journal.timeline,
    journal: journal.last,
    searchJournal,
    lastJournalCheck: checks.last,
    checkJournal: checks.check,
    alarmsOfSignal: alarms.ofSignal,
    counts: alarms.counts,
    flood: keeper.floods.current,
    figures: (from, to) => figureSource({ from, to, now: clock.now() }),
    pendingNotifications: (channel) => outbox.pending(clock.now(), channel).count,

    health() {
      const now = clock.now();
      return [
        notificationHealth({
          now,
          storeFailure,
          headFileFailure: headFile.failure(),
          channels: channelHealth,
          pending: outbox.pending(now),
          troubled: outbox.troubled(TROUBLING_ATTEMPTS),
        }),
      ];
    },

    async close() {
      for (const cancel of timers) cancel();
      await dispatcher.stop();
      await answers.stop();
      loopback.stop();
      await stopChannels();
      await headFile.close(journal.head());
      database.close();
    },
  };
}
