import { days, type DurationMs, type EpochMs, hours, minus, minutes } from "@labcanary/domain/basics";
import { DOSSIER_SPANS, type DossierSpans, type MaySign, yearFacts } from "@labcanary/domain/governance";
import type {
  AccessLog,
  AlarmDesk,
  CheckDesk,
  CheckInTexts,
  Clock,
  CommissioningDesk,
  DrillDesk,
  DrillPlayer,
  DrillStage,
  DossierDesk,
  EventSink,
  HazardDesk,
  HistoryStore,
  KeyPeriodDesk,
  LedgerShelf,
  Logger,
  PublicReportDesk,
  RecordConditionSink,
  RecordJournal,
  SealKeeper,
  ReportDesk,
  ReportLineSource,
  Service,
  SubstanceDesk,
  StandingMeasureDesk,
} from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { createBookOpening } from "./books/opened-book.ts";
import { createReadAgain } from "./books/read-again.ts";
import { readBooks, revisionsOf } from "./books/shelf.ts";
import { createStandingAlarms } from "./books/standing-alarms.ts";
import { createKeptApart } from "./database.ts";
import { createDrills } from "./drills/drills.ts";
import { createFiling, type FilingDeps } from "./filing/filing.ts";
import { createImpairmentJournal, type ImpairmentJournalDeps } from "./impairments/impairment-journal.ts";
import type { PeriodDeps } from "./key-periods/period-watch.ts";
import { openLedgers } from "./ledgers.ts";
import { createCallPoints } from "./public-reports/call-points.ts";
import { createContacts } from "./public-reports/contacts.ts";
import { createDangerAlarms } from "./public-reports/danger-alarms.ts";
import { type ContactsOnHold, createPublicReports } from "./public-reports/public-reports.ts";
import { createReports } from "./reports/reports.ts";
import { createWatchJournal } from "./reports/watch-journal.ts";
import { createComparedUntil } from "./substances/compared-until.ts";
import { createCustodyWatch } from "./substances/custody-watch.ts";

export interface GovernanceOptions {
  /** Where `governance.sqlite` lives. */
  readonly dataFolder: string;
  /** How long it is kept how a reporter can be reached, from when the report was dealt with (default a year). */
  readonly contactRetention?: DurationMs;
  /** How long an excursion may be undecided about, and a decision unapproved. */
  readonly dossierSpans?: DossierSpans;
}

export interface GovernanceDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly journal: RecordJournal & ReportLineSource;
  /** Which alarms of records stand already; a danger that is dealt with is acknowledged there. */
  readonly desk: Pick<AlarmDesk, "list" | "alarmOfRecord" | "command">;
  readonly conditions: RecordConditionSink;
  readonly site: () => Site;
  /** What doors and scales said, and who was at the doors: what the books of controlled substances are held against. */
  readonly history: Pick<HistoryStore, "range">;
  readonly accessLog: AccessLog;
  /** Where the rules learn of leave to open sealed doors. Without it they never do, and every opening is an alarm. */
  readonly seals?: SealKeeper;
  /** Whoever is on duty in a key period is asked by text whether they are there. Without it they are asked on the page only. */
  readonly checkIns?: CheckInTexts;
  /** What pre-flights and reports look at. Without it none is made. */
  readonly keyPeriods?: PeriodDeps;
  /** Where drills are played and raise their alarms. */
  readonly drills: { readonly stage: DrillStage; readonly player: DrillPlayer };
  /** Which signals protect, and where it is written down. Without it the journal does not have it, and no report. */
  readonly impairments?: ImpairmentJournalDeps;
  /** Which signals are to be proven and are not: the review of a year says so. */
  readonly unproven?: CommissioningDesk["unproven"];
  /** Which ways to be reached of those left at doors name somebody on hold: they stay whatever is over. */
  readonly contactsOnHold: ContactsOnHold;
  /** Whether an account may sign reports of a place; the accounts are not ours. */
  readonly maySignReports: MaySign;
  /** What the platform knows of itself. Without it nothing is filed but by people. */
  readonly filing?: FilingDeps;
}

/** The safety office's ledgers. Before `start` they are empty, and nothing can be written into them. */
export type Governance = Service &
  HazardDesk &
  StandingMeasureDesk &
  CheckDesk &
  DrillDesk &
  PublicReportDesk &
  SubstanceDesk &
  KeyPeriodDesk &
  ReportDesk &
  DossierDesk &
  EventSink &
  LedgerShelf & {
    /** Reads all lines again, in turns: a name in them is known no more. Until that is done the books are as they were. */
    readAgain(): Promise<void>;
  };

/** Chosen: a deadline is a matter of days, and looking costs a pass over the open items. */
const LOOK_EVERY = minutes(1);
/** Chosen: their time is counted in days, and of each that is over it is looked up who is on hold. */
const FORGET_EVERY = hours(1);
/** Chosen: a question about what was reported comes within the year. */
const CONTACTS_KEPT = days(366);

export function createGovernance(
  { dataFolder, contactRetention = CONTACTS_KEPT, dossierSpans = DOSSIER_SPANS }: GovernanceOptions,
  deps: GovernanceDeps,
): Governance {
  const { clock, logger, journal, desk, site, history, accessLog, impairments: signals } = deps;
  const now = (): EpochMs => clock.now();
  const keptApart = createKeptApart(dataFolder);
  const watched = signals === undefined ? undefined : createWatchJournal(signals.desk, { clock, logger });
  const alarms = createStandingAlarms({ desk, sink: deps.conditions, logger });
  const opened = createBookOpening(alarms, { journal, site, now });
  const ledgers = openLedgers(opened, { ...deps, dossierSpans, watching: () => watched?.underWay() });
  const { shelf, hazards, checks, keyPeriods, substances, reports } = ledgers;

  const drills = createDrills({ book: ledgers.drills, hazards, ...deps.drills, site, accessLog, now, logger });
  const publicReports = createPublicReports({
    reports: ledgers.publicReports,
    hazards,
    contacts: createContacts(keptApart.database),
    site,
    contactsOnHold: deps.contactsOnHold,
    alarms: createDangerAlarms(desk),
  });
  const callPoints = createCallPoints(publicReports, site);
  const custody = createCustodyWatch({
    books: substances,
    compared: createComparedUntil(keptApart.database),
    site,
    now,
    logger,
    history,
    accessLog,
  });
  const {
    start: startReports,
    stop: stopReports,
    ...reportDesk
  } = createReports({
    clock,
    logger,
    site,
    lines: journal,
    book: reports,
    custody: {
      containers: () => substances.containers().all(),
      stockTakes: () => substances.stockTakes().all(),
      history,
      lastLine: () => journal.lastLine(),
    },
    facts: async (year) =>
      yearFacts(site(), {
        rooms: await deps.filing?.availability(year),
        minimum: deps.filing?.minimumAvailability,
        unproven: deps.unproven?.() ?? [],
      }),
  });
  const filing =
    deps.filing === undefined
      ? undefined
      : createFiling(deps.filing, {
          clock,
          logger,
          site,
          hazards,
          drills: () => ledgers.drills.all(),
          custody: () => substances.findings().all(),
          reports: () => reports.all(),
          maySignReports: deps.maySignReports,
        });
  const impairments = signals === undefined ? undefined : createImpairmentJournal(signals, { clock, logger, site });
  const again = createReadAgain({ journal, logger, books: shelf });
  let stopLooking: (() => void) | undefined;
  let stopForgetting: (() => void) | undefined;
  let forgetting: Promise<void> = Promise.resolve();

  /** What is due by now; one that cannot be kept holds up no other. */
  function lookAtLedgers(): void {
    const works = [
      publicReports.fileMissing,
      () => watched?.look(),
      () => checks.look(now()),
      drills.look,
      ledgers.losses.look,
      ...Object.values(shelf).map((book) => book.look),
    ];
    for (const work of works) {
      try {
        work();
      } catch (error) {
        logger.error({ error: String(error) }, "What is due in the ledgers could not be kept; tried again in a minute");
      }
    }
  }

  /** One after the other; one that fails is tried again in an hour. */
  function forgetContacts(): void {
    forgetting = forgetting
      .then(() => publicReports.forgetContactsOf(minus(now(), contactRetention)))
      .catch((error: unknown) => logger.error({ error: String(error) }, "Ways to be reached past their time could not be removed"));
  }

  return {
    name: "governance",
    async start() {
      keptApart.open();
      readBooks(shelf, { journal, logger });
      alarms.open();
      drills.start();
      lookAtLedgers();
      forgetContacts();
      stopForgetting = clock.every(FORGET_EVERY, forgetContacts);
      stopLooking = clock.every(LOOK_EVERY, () => {
        lookAtLedgers();
        void again.retry();
        void custody.look();
        void impairments?.look();
        keyPeriods.look();
      });
      keyPeriods.start();
      filing?.start();
      startReports();
    },
    async stop() {
      await stopReports();
      await filing?.stop();
      stopLooking?.();
      stopLooking = undefined;
      stopForgetting?.();
      stopForgetting = undefined;
      await forgetting;
      watched?.end();
      drills.stop();
      keyPeriods.stop();
      await again.stop();
      await custody.settled();
      await impairments?.settled();
      await keyPeriods.settled();
      keptApart.close();
    },
    readAgain: again.request,
    ledgerRevisions: () => revisionsOf(shelf),
    hazards: () => hazards,
    standingMeasures: () => ledgers.measures,
    dossiers: () => ledgers.dossiers,
    drills: () => drills.desk,
    checks: () => checks.desk,
    checklist: checks.checklist,
    leaves: () => keyPeriods.leaveDesk,
    keyPeriods: () => keyPeriods.periods,
    ...substances,
    comparedAt: custody.comparedAt,
    comparedUntil: custody.comparedUntil,
    ...publicReports,
    ...reportDesk,
    async takeEvents(events) {
      await callPoints.takeEvents(events);
      if (events.some(({ kind }) => kind === "badge")) drills.seeArrivals();
    },
  };
}
