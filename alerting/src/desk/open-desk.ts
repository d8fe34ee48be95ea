import { setImmediate as nextTurn } from "node:timers/promises";
import type { AlarmBookLine } from "@labcanary/domain/alarm";
import { hours, minutes, seconds } from "@labcanary/domain/basics";
import type { ConditionChange } from "@labcanary/domain/rules";
import { isCanary, isTwin } from "@labcanary/domain/site";
import { createDeskCommands } from "../alarms/desk-commands.ts";
import { createSystemConditions } from "../alarms/system-conditions.ts";
import type { AlertingDeps, AlertingOptions } from "../alerting.ts";
import type { Announced } from "../announcements.ts";
import { booksCondition } from "../books/condition.ts";
import { createCommissioningDesk } from "../commissioning/commissioning-desk.ts";
import { createAfterCommit } from "./after-commit.ts";
import { createAlarmReading } from "./alarm-reading.ts";
import { createDueWork } from "./due-work.ts";
import { createKeeping } from "./keeping.ts";
import { createSending } from "./sending.ts";
import { openTables } from "./tables.ts";
import { takeUp } from "./take-up.ts";
import { createTransactions } from "./transactions.ts";
import { openDrills } from "../drills/open-drills.ts";
import { notificationHealth } from "../health.ts";
import { createInbound } from "../inbound.ts";
import { createJournalChecks, doctoredCondition } from "../journal/check.ts";
import { createHeadFile } from "../journal/head-file.ts";
import { createRecordJournal } from "../journal/records.ts";
import { createReportLines } from "../journal/report-lines.ts";
import { createJournalSearch } from "../journal/search.ts";
import { createChannelProbes } from "../notifications/channel-probes.ts";
import { deliveryConditions, settleConditions } from "../notifications/conditions.ts";
import { createContactTests } from "../notifications/contact-tests.ts";
import { createContacts } from "../notifications/contacts.ts";
import { createNotificationDesk } from "../notifications/notification-desk.ts";
import type { Desk } from "./desk.ts";
import { TROUBLING_ATTEMPTS } from "../outbox/circuit.ts";
import { installedOf } from "../outbox/ways.ts";
import { createReplies } from "../replies/replies.ts";
import { createShiftDesk } from "../shift/shift-desk.ts";
import { createAddressHash } from "../store/address-hash.ts";
import type { Batch, Commit } from "../store/batch.ts";
import { createCarryOutOnce } from "../store/carry-out-once.ts";
import { inTransaction, openDatabase } from "../store/database.ts";
import { createHousekeeping } from "../store/housekeeping.ts";
import { openInstallationKey } from "../store/installation-key.ts";

/** Chosen: the sweep's lateness is small beside the shortest escalation step of a minute. */
const SWEEP_EVERY = seconds(1);
/** Chosen: `/readyz` must differ within 10 s of a dependency failing (DESIGN 6.3), with a probe that may itself take 3 s. */
const PROBE_EVERY = seconds(5);
/** Chosen: an event more or less old by an hour is no matter. */
const FORGET_EVERY = hours(1);
/** Chosen: a site of a hundred addresses is tested within two hours, and no provider takes them for a flood. */
const CONTACT_TEST_EVERY = minutes(1);

/** Opens the database, takes up what a stop or crash left, and begins the work that time brings. */
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
  const tables = openTables(database, deps.newPersonKey);
  const { alarms, books, journal, outbox, seen, keys } = tables;
  const headFile = createHeadFile(options.journalHeadFile);

  const keeping = createKeeping(tables, { clock, site, installed });
  const { keeper, presence, commissioning } = keeping;
  const commit: Commit = (work) => transactions.commit(work);
  const carryOutOnce = createCarryOutOnce({ seen, journal, metrics, commit });
  const sending = createSending(database, tables, keeping, { ...deps, installed, addressHash, commit, concurrency: options.concurrency });
  const { dispatcher, answers, checkIns, budgets } = sending;
  const drills = openDrills(database, {
    alarms,
    outbox,
    keeper,
    codes: tables.codes,
    site,
    channels: installed,
    queueAnswer: answers.queue,
    announcements: drillChanges,
    commit,
  });

  const conditions = [...deliveryConditions({ outbox, answers, budgets, presence }), booksCondition(books)];
  const tell = createAfterCommit({ metrics, announcements, reached, canary: deps.canary });
  let settledAsLow = false;
  const transactions = createTransactions(database, {
    clock,
    journal,
    headFile,
    settle(batch) {
      presence.settle();
      settleConditions(conditions, keeper, batch);
      settledAsLow = budgets.isLow(batch.at);
      keeper.floods.settle(batch);
      commissioning.settle(batch);
      drills.settle(batch);
      books.keptTo(journal.head().number);
    },
    tell(batch) {
      tell(batch);
      drills.announce();
    },
    sendDue: sending.sweep,
  });

  const { takeSystemCondition, keepSystemConditions } = createSystemConditions({ keeper, logger, commit });
  const checks = createJournalChecks(database, options, {
    journal,
    commit,
    doctored: (check, batch) => keeper.takeSystemCondition(doctoredCondition(check), batch),
  });
  const probes = createChannelProbes({ channels, logger, wake: dispatcher.wake });
  const contacts = createContacts({ journal, outbox, table: tables.contacts, site, channels: installed, addressHash });
  const housekeeping = createHousekeeping(database, {
    clock,
    logger,
    books,
    events: tables.events,
    eventRetention: options.eventRetention,
  });
  const doDueWork = createDueWork({
    clock,
    logger,
    alarms,
    outOfService: tables.outOfService,
    tests: tables.commissioning,
    commissioning,
    drills,
    toggles: tables.toggles,
    keeper,
    service: keeping.service,
    presence,
    shift: keeping.shift,
    budgets,
    wasLow: () => settledAsLow,
    books,
    commit,
  });

  try {
    await takeUp(database, {
      clock,
      channels,
      journalHeadFile: options.journalHeadFile,
      key,
      tables,
      headFile,
      transactions,
      escalation: keeping.escalation,
      sending,
      drills,
      takeSystemCondition,
    });
    doDueWork();
  } catch (error) {
    await sending.stop();
    await probes.stopChannels();
    database.close();
    throw error;
  }

  function takeChange(change: ConditionChange, batch: Batch): AlarmBookLine<"changes"> {
    if (!seen.markCondition(change.id)) return "had";
    if (isTwin(change.signal)) return drills.take(change, batch);
    if (!isCanary(change.signal)) return keeper.takeCondition(change, batch);
    sending.canary.take(change, batch);
    return "own";
  }

  const timers = [
    clock.every(SWEEP_EVERY, () => {
      keepSystemConditions();
      doDueWork();
      if (headFile.failure() !== undefined) void headFile.advance(journal.head());
      sending.sweep();
      housekeeping.writeAheadLog();
    }),
    clock.every(PROBE_EVERY, probes.ask),
    clock.every(FORGET_EVERY, housekeeping.events),
    clock.every(FORGET_EVERY, housekeeping.notifications),
    clock.every(CONTACT_TEST_EVERY, createContactTests({ clock, logger, contacts, isFlood: keeper.floods.isFlood, commit })),
  ];
  probes.ask();

  return {
    async takeConditions(changes) {
      transactions.keep((batch) => {
        books.add({ book: "changes", line: "received" }, changes.length);
        for (const change of changes) books.add({ book: "changes", line: takeChange(change, batch) });
      });
      // Beginning to send writes to the disk several times over: whatever has arrived meanwhile, and the consoles, come first.
      await nextTurn();
      sending.sweep();
    },
    async takeEvents(taken) {
      inTransaction(database, () => tables.events.add(taken));
    },
    takeSystemCondition,
    takeRecordCondition: (condition) => commit((batch) => keeper.takeRecordCondition(condition, batch)),
    ...createRecordJournal(database, { journal, seen, metrics, commit, keys }),
    ...createReportLines(database, site),
    ...createInbound({
      now: clock.now,
      dispatcher,
      answers,
      replies: createReplies({
        site,
        alarms,
        keeper,
        codes: tables.codes,
        help: sending.help,
        limits: tables.replyLimits,
        journal,
        seen,
        drillEndings: drills.endings,
        checkIns,
        queueAnswer: answers.queue,
      }),
      journal,
      checkInAnswered: (id) => checkInAnswers.announce([id]),
      metrics,
      commit,
    }),
    ...createDeskCommands({
      alarms,
      keeper,
      service: keeping.service,
      measures: keeping.measures,
      presence,
      carryOutOnce,
    }),
    ...createNotificationDesk({
      now: () => clock.now(),
      channels,
      health: probes.health,
      outbox,
      deliveries: tables.deliveries,
      contacts,
      presence,
      carryOutOnce,
      circuitOf: dispatcher.circuitOf,
      budgets: () => budgets.standings(clock.now()),
      commit,
    }),
    ...createCommissioningDesk({ table: tables.commissioning, commissioning, carryOutOnce, commit, clock, site }),
    ...createShiftDesk({ keeper: keeping.shift, carryOutOnce, commit }),
    ...createAlarmReading(database, tables, { clock, floods: keeper.floods }),
    ...drills.desk,
    askCheckIn: checkIns.askCheckIn,
    endCheckIn: checkIns.endCheckIn,
    checkInAnswers: checkIns.checkInAnswers,
    settleCheckInAnswer: checkIns.settleCheckInAnswer,

    measures: () => keeping.measures,
    record(...entries) {
      commit((batch) => {
        for (const { kind, actor, detail } of entries) journal.append({ at: batch.at, kind, actor, detail });
      });
    },
    searchJournal: createJournalSearch(database, site, keys),
    lastJournalCheck: checks.last,
    checkJournal: checks.check,
    pendingNotifications: (channel) => outbox.pending(clock.now(), channel).count,

    health() {
      const now = clock.now();
      return [
        notificationHealth({
          now,
          storeFailure: transactions.failure(),
          headFileFailure: headFile.failure(),
          channels: probes.health,
          pending: outbox.pending(now),
          troubled: outbox.troubled(TROUBLING_ATTEMPTS),
        }),
      ];
    },

    async close() {
      for (const cancel of timers) cancel();
      await sending.stop();
      await probes.stopChannels();
      await headFile.close(journal.head());
      database.close();
    },
  };
}
