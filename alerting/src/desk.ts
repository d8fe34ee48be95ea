import { setImmediate as nextTurn } from "node:timers/promises";
import type { AlarmBookLine } from "@labcanary/domain/alarm";
import { hours, milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import { TEXT_WINDOW } from "@labcanary/domain/notification";
import type { ConditionChange } from "@labcanary/domain/rules";
import { isCanary, isTwin } from "@labcanary/domain/site";
import { createEventTable } from "./access/event-table.ts";
import { createAfterCommit } from "./after-commit.ts";
import { createAlarmTable } from "./alarms/alarm-table.ts";
import { createDeskCommands } from "./alarms/desk-commands.ts";
import { createFigureSource } from "./alarms/figure-source.ts";
import { createFloodTable } from "./alarms/flood-table.ts";
import { keepReader } from "./alarms/first-human.ts";
import { createAlarmKeeper } from "./alarms/keeper.ts";
import { createServiceKeeper } from "./alarms/out-of-service.ts";
import { createOutOfServiceTable } from "./alarms/out-of-service-table.ts";
import { createSystemConditions } from "./alarms/system-conditions.ts";
import { createToggleTable } from "./alarms/toggle-table.ts";
import type { AlertingDeps, AlertingOptions } from "./alerting.ts";
import type { Announced } from "./announcements.ts";
import { createBookTable } from "./books/book-table.ts";
import { booksCondition } from "./books/condition.ts";
import { settleBooks } from "./books/settle-books.ts";
import { createCheckInTable } from "./check-ins/check-in-table.ts";
import { createCheckIns } from "./check-ins/check-ins.ts";
import { createCommissioning } from "./commissioning/commissioning.ts";
import { createCommissioningDesk } from "./commissioning/commissioning-desk.ts";
import { createCommissioningTable } from "./commissioning/commissioning-table.ts";
import { createDueWork } from "./due-work.ts";
import { notificationHealth } from "./health.ts";
import { type CanaryOptions, createCanaryMail } from "./canary/canary-mail.ts";
import { createLoopback } from "./canary/loopback.ts";
import { createHeadFile } from "./journal/head-file.ts";
import { createJournalChecks, doctoredCondition } from "./journal/check.ts";
import { createJournal } from "./journal/journal.ts";
import { createRecordJournal } from "./journal/records.ts";
import { createReportLines } from "./journal/report-lines.ts";
import { createJournalSearch } from "./journal/search.ts";
import { createReplacements } from "./journal/replacements.ts";
import { settleHead } from "./journal/settle-head.ts";
import { createAfterwards } from "./notifications/afterwards.ts";
import { createChannelProbes } from "./notifications/channel-probes.ts";
import { deliveryConditions, settleConditions } from "./notifications/conditions.ts";
import { createContactTable } from "./notifications/contact-table.ts";
import { createContactTests } from "./notifications/contact-tests.ts";
import { createContacts } from "./notifications/contacts.ts";
import { createNotificationDesk } from "./notifications/notification-desk.ts";
import { askingPresence, createPresence } from "./notifications/presence.ts";
import { createPresenceTable } from "./notifications/presence-table.ts";
import { createAddressing } from "./outbox/addressing.ts";
import { TROUBLING_ATTEMPTS } from "./outbox/circuit.ts";
import { createDeliveryTable } from "./outbox/delivery-table.ts";
import { createBudgets, longestBudget } from "./outbox/budgets.ts";
import { createDispatcher } from "./outbox/dispatcher.ts";
import { createFollowedTexts } from "./outbox/followed-texts.ts";
import { createEscalation } from "./outbox/escalation.ts";
import { createNextStep } from "./outbox/next-step.ts";
import { createNotes } from "./outbox/notes.ts";
import { createOutboxTable, type OutboxRow } from "./outbox/outbox-table.ts";
import { createProofs } from "./outbox/proofs.ts";
import { createTextTable } from "./outbox/text-table.ts";
import { installedOf } from "./outbox/ways.ts";
import { createInbound } from "./inbound.ts";
import type { Desk } from "./open-desk.ts";
import { openDrills } from "./drills/open-drills.ts";
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
import { createClockTable, followClockSetBack } from "./store/clock-table.ts";
import { createAddressHash, keyOldHashes } from "./store/address-hash.ts";
import { createMeasureTable } from "./protection/measure-table.ts";
import { createMeasureKeeper } from "./protection/measures.ts";
import { inTransaction, openDatabase } from "./store/database.ts";
import { createPersonKeys } from "./people/person-keys.ts";
import { createHousekeeping } from "./store/housekeeping.ts";
import { openInstallationKey } from "./store/installation-key.ts";
import { createSeen } from "./store/seen.ts";

/** Chosen: the sweep's lateness is small beside the shortest escalation step of a minute. */
const SWEEP_EVERY = seconds(1);
/** Chosen: `/readyz` must differ within 10 s of a dependency failing (DESIGN 6.3), with a probe that may itself take 3 s. */
const PROBE_EVERY = seconds(5);
const DEFAULT_CONCURRENCY = 8;
/** Chosen: an event more or less old by an hour is no matter. */
const FORGET_EVERY = hours(1);
/** Chosen: a site of a hundred addresses is tested within two hours, and no provider takes them for a flood. */
const CONTACT_TEST_EVERY = minutes(1);
/** Breaches of the canary are sent within the platform, and nobody asks how far they came. */
const NO_CANARY: CanaryOptions = { passed() {} };
/** AlarmDesk.list: default limit. */
const DEFAULT_LIST_LIMIT = 10_000;

/** Opens the database, checks the journal's head, and takes up what a stop or crash left unsent. */
export async function openDesk(
  options: AlertingOptions,
  deps: AlertingDeps,
  { announcements, reached, drillChanges, checkInAnswers }: Announced,
): Promise<Desk> {
  const { clock, logger, metrics, site, channels } = deps;
  const installed = installedOf(channels);
  const key = openInstallationKey(options.dataFolder);
  const addressHash = createAddressHash(key);
  const database = openDatabase(options.dataFolder);
  // Before all statements: the triggers of its books are part of them.
  const books = createBookTable(database, (work) => inTransaction(database, work));
  const alarms = createAlarmTable(database);
  const outOfService = createOutOfServiceTable(database);
  const commissioningTable = createCommissioningTable(database);
  const keys = createPersonKeys(database, deps.newPersonKey);
  const journal = createJournal(database, keys);
  const outbox = createOutboxTable(database, books);
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
  const contacts = createContacts({ journal, outbox, table: contactTable, site, channels: installed, addressHash });
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
  const budgets = createBudgets({ channels, texts, site, addressHash });
  const canary = createCanaryMail(deps.canary ?? NO_CANARY, { database, outbox, addressHash });
  const followed = createFollowedTexts(database, addressHash);
  const loopback = createLoopback({ clock, logger });
  const afterwards = createAfterwards({ alarms, journal, outbox, deliveries, site, isFlood: () => keeper.floods.isFlood() });
  const told = { ...askingPresence(escalation, presence), moved: afterwards.moved };
  const keeper = createAlarmKeeper({
    alarms,
    outOfService,
    commissioning: commissioningTable,
    toggles,
    floods,
    journal,
    books,
    escalation: told,
    site,
  });
  const service = createServiceKeeper({ table: outOfService, annunciatedOf: alarms.annunciatedOf, keeper, journal, site });
  const measures = createMeasureKeeper({ table: createMeasureTable(database), journal });
  const commissioning = createCommissioning({ table: commissioningTable, alarms, outbox, outOfService, keeper, journal, site });
  const codes = createReplyCodeTable(database);
  const checkIns = createCheckIns({
    table: createCheckInTable(database),
    outbox,
    site,
    channels: installed,
    commit: (work) => commit(work),
    takeAnswer: (personId, at) => replyLimits.takeAnswer(personId, at),
    queueAnswer: (answer, at) => answers.queue(answer, at),
  });
  const drills = openDrills(database, {
    alarms,
    outbox,
    keeper,
    codes,
    site,
    channels: installed,
    queueAnswer: (answer, at) => answers.queue(answer, at),
    announcements: drillChanges,
    commit: (work) => commit(work),
  });
  const conditions = [
    ...deliveryConditions({ outbox, answers: { isTroubled: () => answers.isTroubled() }, budgets, presence }),
    booksCondition(books),
  ];
  const tell = createAfterCommit({ metrics, announcements, reached, canary: deps.canary });

  let storeFailure: string | undefined;
  let headNumber = 0;
  let settledAsLow = false;
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
        commissioning.settle(batch);
        drills.settle(batch);
        books.keptTo(journal.head().number);
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
    tell(batch);
    drills.announce();
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
  const help = createHelp(database, nextStep);
  const replyLimits = createReplyLimits(database);
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
      addressHash,
      followed,
      addressing,
      proofs,
      afterwards,
      checkIns,
      note,
      isFlood: keeper.floods.isFlood,
      replyCodeOf: (text) => codes.codeOf(text, sharersOf(text.personId, site())),
      isHelpAsked: help.isAsked,
      canary,
      loopback,
      commit,
    },
  );
  const answers = createAnswerSender(database, { clock, logger, site, channels, alarms, journal, commit });
  const replies = createReplies({
    site,
    alarms,
    keeper,
    codes,
    help,
    limits: replyLimits,
    journal,
    seen,
    drillEndings: drills.endings,
    checkIns,
    queueAnswer: answers.queue,
  });

  const { takeSystemCondition, keepSystemConditions } = createSystemConditions({ keeper, logger, commit });

  const searchJournal = createJournalSearch(database, site, keys);
  const checks = createJournalChecks(database, options, {
    journal,
    commit,
    doctored: (check, batch) => keeper.takeSystemCondition(doctoredCondition(check), batch),
  });

  const probes = createChannelProbes({ channels, logger, wake: dispatcher.wake });
  const forgetting = createHousekeeping(database, { clock, logger, books, events, eventRetention: options.eventRetention });
  const doDueWork = createDueWork({
    clock,
    logger,
    alarms,
    outOfService,
    tests: commissioningTable,
    commissioning,
    drills,
    toggles,
    keeper,
    service,
    presence,
    shift: shiftKeeper,
    budgets,
    wasLow: () => settledAsLow,
    books,
    commit,
  });

  try {
    inTransaction(database, () => keyOldHashes(database, key));
    followClockSetBack(database, { now: clock.now(), table: clockTable, journal }, (now, span) => {
      alarms.shiftEnds(span);
      for (const kept of [outbox, outOfService, commissioningTable, drills, toggles, presenceTable, shiftTable, answers]) kept.shift(span);
      for (const kept of [floods, texts, followed]) kept.followClock(now, span);
      replyLimits.shift(milliseconds(span));
    });
    const doctored = await settleHead({ file: options.journalHeadFile, journal, headFile, at: clock.now() });
    headNumber = journal.head().number;
    takeSystemCondition(doctored);
    for (const channel of channels) await channel.start();
    commit((batch) => settleBooks(database, { books, alarms, journal }, batch));
    commit((batch) => escalation.addMissingLastSteps(batch));
    loopback.start((report) => dispatcher.takeReport("loopback", report));
    dispatcher.start();
    for (const channel of channels) followed.resume(channel, site(), clock.now());
    answers.resume();
    doDueWork();
  } catch (error) {
    loopback.stop();
    await probes.stopChannels();
    database.close();
    throw error;
  }
  function takeChange(change: ConditionChange, batch: Batch): AlarmBookLine<"changes"> {
    if (!seen.markCondition(change.id)) return "had";
    if (isTwin(change.signal)) return drills.take(change, batch);
    if (!isCanary(change.signal)) return keeper.takeCondition(change, batch);
    canary.take(change, batch);
    return "own";
  }

  const timers = [
    clock.every(SWEEP_EVERY, () => {
      keepSystemConditions();
      doDueWork();
      if (headFile.failure() !== undefined) void headFile.advance(journal.head());
      sendDue();
    }),
    clock.every(PROBE_EVERY, probes.ask),
    clock.every(FORGET_EVERY, forgetting.events),
    clock.every(FORGET_EVERY, forgetting.notifications),
    clock.every(CONTACT_TEST_EVERY, createContactTests({ clock, logger, contacts, isFlood: keeper.floods.isFlood, commit })),
  ];
  probes.ask();

  return {
    async takeConditions(changes) {
      keep((batch) => {
        books.add({ book: "changes", line: "received" }, changes.length);
        for (const change of changes) books.add({ book: "changes", line: takeChange(change, batch) });
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
    takeRecordCondition: (condition) => commit((batch) => keeper.takeRecordCondition(condition, batch)),
    ...createRecordJournal(database, { journal, seen, metrics, commit, keys }),
    ...createReportLines(database, site),
    ...createInbound({
      now: clock.now,
      dispatcher,
      answers,
      replies,
      journal,
      checkInAnswered: (id) => checkInAnswers.announce([id]),
      metrics,
      commit,
    }),

    ...createDeskCommands({ alarms, keeper, service, measures, presence, journal, seen, metrics, commit }),

    ...createNotificationDesk({
      now: () => clock.now(),
      channels,
      health: probes.health,
      outbox,
      deliveries,
      contacts,
      presence,
      seen,
      circuitOf: dispatcher.circuitOf,
      budgets: () => budgets.standings(clock.now()),
      commit,
    }),

    ...createCommissioningDesk({ table: commissioningTable, commissioning, journal, seen, metrics, commit, clock, site }),

    ...drills.desk,
    askCheckIn: checkIns.askCheckIn,
    endCheckIn: checkIns.endCheckIn,
    checkInAnswers: checkIns.checkInAnswers,
    settleCheckInAnswer: checkIns.settleCheckInAnswer,

    ...createShiftDesk({ keeper: shiftKeeper, journal, seen, metrics, commit }),

    books: books.read,
    outOfService: outOfService.list,
    measures: () => measures,
    record(...entries) {
      commit((batch) => {
        for (const { kind, actor, detail } of entries) journal.append({ at: batch.at, kind, actor, detail });
      });
    },

    list: ({ states, limit = DEFAULT_LIST_LIMIT } = {}) =>
      states === undefined ? alarms.annunciated(limit) : alarms.inStates(states, limit),
    get: alarms.get,
    alarmOfRecord: alarms.newestOfRecord,
    timeline: journal.timeline,
    journal: journal.last,
    searchJournal,
    lastJournalCheck: checks.last,
    checkJournal: checks.check,
    alarmsOfSignal: alarms.ofSignal,
    replacementsOf: createReplacements(database),
    counts: alarms.counts,
    flood: keeper.floods.current,
    figures: (from, to) => figureSource.figures({ from, to, now: clock.now() }),
    figureLines: (from, to, question) => figureSource.lines({ from, to, now: clock.now() }, question),
    pendingNotifications: (channel) => outbox.pending(clock.now(), channel).count,

    health() {
      const now = clock.now();
      return [
        notificationHealth({
          now,
          storeFailure,
          headFileFailure: headFile.failure(),
          channels: probes.health,
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
      await probes.stopChannels();
      await headFile.close(journal.head());
      database.close();
    },
  };
}
