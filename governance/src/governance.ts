import type { DatabaseSync } from "node:sqlite";
import { isToBeTold } from "@labcanary/domain/alarm";
import { days, type DurationMs, minus, minutes } from "@labcanary/domain/basics";
import {
  drillLedger,
  createDossierLedger,
  DOSSIER_SPANS,
  type DossierSpans,
  hazardLedger,
  type Ledger,
  type LedgerItem,
  type LedgerName,
  measureLedger,
  publicReportLedger,
  reportLedger,
  yearFacts,
} from "@labcanary/domain/governance";
import type { LedgerLine } from "@labcanary/domain/messages";
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
import { createBook, type Renewal } from "./books/book.ts";
import type { OpenedBook } from "./books/opened-book.ts";
import { createReadAgain } from "./books/read-again.ts";
import { createStandingAlarms } from "./books/standing-alarms.ts";
import { openChecks } from "./checks/open-checks.ts";
import { openDatabase } from "./database.ts";
import { createDrills } from "./drills/drills.ts";
import { createFiling, type FilingDeps } from "./filing/filing.ts";
import { createImpairmentJournal, type ImpairmentJournalDeps } from "./impairments/impairment-journal.ts";
import { openKeyPeriods } from "./key-periods/open-key-periods.ts";
import type { PeriodDeps } from "./key-periods/period-watch.ts";
import { createCallPoints } from "./public-reports/call-points.ts";
import { createContacts } from "./public-reports/contacts.ts";
import { createPublicReports } from "./public-reports/public-reports.ts";
import { openSubstanceBooks } from "./substances/books.ts";
import { createComparedUntil } from "./substances/compared-until.ts";
import { createCustodyWatch } from "./substances/custody-watch.ts";
import { createReports } from "./reports/reports.ts";
import { createWatchJournal } from "./reports/watch-journal.ts";

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
  /** Which alarms of records stand already. */
  readonly desk: Pick<AlarmDesk, "list" | "alarmOfRecord">;
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
/** Chosen: a question about what was reported comes within the year. */
const CONTACTS_KEPT = days(366);
/** Lines of the journal read at a time (chosen: some milliseconds of the one thread there is). */
const SLICE = 2000;

export function createGovernance(
  { dataFolder, contactRetention = CONTACTS_KEPT, dossierSpans = DOSSIER_SPANS }: GovernanceOptions,
  {
    clock,
    logger,
    journal,
    desk,
    conditions,
    site,
    history,
    accessLog,
    drills: played,
    filing: known,
    unproven,
    seals,
    keyPeriods: periodsKnow,
    impairments: signals,
    checkIns,
  }: GovernanceDeps,
): Governance {
  const alarms = createStandingAlarms({ desk, sink: conditions, logger });
  const deps = { journal, site, now: () => clock.now() };
  let stop: (() => void) | undefined;

  function opened<
    Item extends LedgerItem,
    Command extends { readonly verb: string },
    Act extends { readonly act: string },
    Code extends string,
  >(ledger: Ledger<Item, Command, Act, Code>): OpenedBook<Item, Command, Code> {
    const settle = (item: Item): void => {
      const at = clock.now();
      alarms.settle(
        { ledger: ledger.name, number: item.number, zoneId: item.zoneId, alarms: () => ledger.alarms(item, { at, site: site() }) },
        at,
      );
    };
    const book = createBook(ledger, {
      ...deps,
      changed: settleNumber,
    });
    function settleNumber(number: number): void {
      const item = book.get(number);
      if (item !== undefined) settle(item);
    }
    return {
      book,
      look() {
        try {
          book.doDue(clock.now());
        } finally {
          for (const item of book.open()) settle(item);
          // What is closed and still an alarm could not be told when it was closed.
          for (const number of alarms.of(ledger.name)) settleNumber(number);
        }
      },
    };
  }
  const substances = openSubstanceBooks(opened);
  const hazards = opened(hazardLedger);
  const measures = opened(measureLedger);
  const reports = opened(publicReportLedger);
  const drillBook = opened(drillLedger);
  const drills = createDrills({ book: drillBook.book, hazards: hazards.book, ...played, site, accessLog, now: deps.now, logger });
  const dossiers = opened(createDossierLedger(dossierSpans));
  const safetyChecks = openChecks({ opened, hazards: hazards.book, journal, site });
  const watched = signals === undefined ? undefined : createWatchJournal(signals.desk, clock);
  const keyPeriods = openKeyPeriods({
    opened,
    clock,
    logger,
    site,
    history,
    accessLog,
    seals,
    known: periodsKnow,
    texts: checkIns,
    watching: () => watched?.underWay(),
  });
  const weekly = opened(reportLedger);
  const books: Readonly<Record<LedgerName, { readonly book: { take(line: LedgerLine): void; renewal(): Renewal }; look(): void }>> = {
    hazard: hazards,
    measure: measures,
    "public-report": reports,
    dossier: dossiers,
    ...safetyChecks.books,
    ...substances,
    ...keyPeriods.books,
    drill: drillBook,
    report: weekly,
  };
  const {
    start: startReports,
    stop: stopReports,
    ...reportDesk
  } = createReports({
    clock,
    logger,
    site,
    lines: journal,
    book: weekly.book,
    facts: async (year) =>
      yearFacts(site(), {
        rooms: await known?.availability(year),
        minimum: known?.minimumAvailability,
        unproven: unproven?.() ?? [],
      }),
  });
  const again = createReadAgain({ journal, logger, books });
  let database: DatabaseSync | undefined;
  const keptApart = (): DatabaseSync => {
    if (database === undefined) throw new Error("governance is not started");
    return database;
  };
  const contacts = createContacts(keptApart);
  const publicReports = createPublicReports({
    reports: reports.book,
    hazards: hazards.book,
    contacts,
    site,
    isCalling(number) {
      const alarm = desk.alarmOfRecord("hand-raised", `public-report/${number}`);
      return alarm !== undefined && isToBeTold(alarm);
    },
  });
  const substanceDesk: SubstanceDesk = {
    containers: () => substances.substance.book,
    findings: () => substances.custody.book,
    stockTakes: () => substances["stock-take"].book,
    comparedAt: (cabinet) => custody.comparedAt(cabinet),
    comparedUntil: (cabinet) => custody.comparedUntil(cabinet),
  };
  const callPoints = createCallPoints(publicReports, site);
  const custody = createCustodyWatch({
    books: substanceDesk,
    compared: createComparedUntil(keptApart),
    site,
    now: deps.now,
    logger,
    history,
    accessLog,
  });
  const filing =
    known === undefined
      ? undefined
      : createFiling(known, {
          clock,
          logger,
          site,
          hazards: hazards.book,
          drills: () => drillBook.book.all(),
          custody: () => substances.custody.book.all(),
          reports: () => weekly.book.all(),
        });

  const impairments = signals === undefined ? undefined : createImpairmentJournal(signals, { clock, logger, site });
  function look(): void {
    const works = [
      publicReports.fileMissing,
      () => publicReports.forgetContactsOf(minus(clock.now(), contactRetention)),
      () => watched?.look(),
      () => safetyChecks.look(clock.now()),
      drills.look,
      ...Object.values(books).map((book) => book.look),
    ];
    for (const lookAt of works) {
      try {
        lookAt();
      } catch (error) {
        logger.error({ error: String(error) }, "What is due in the ledgers could not be kept; tried again in a minute");
      }
    }
  }

  /** To the last: a stop is a gap, and not the hour before it. */
  function sayWatched(): void {
    try {
      watched?.look();
      watched?.end();
    } catch (error) {
      logger.error({ error: String(error) }, "It could not be kept in the journal until when the platform watched");
    }
  }

  function read(): void {
    let line = 0;
    for (let lines = journal.recordsAfter(line, SLICE); lines.length > 0; lines = journal.recordsAfter(line, SLICE)) {
      for (const each of lines) take(each);
      line = lines.at(-1)?.line ?? line;
    }
  }
  /** One line that cannot be read, of another release perhaps, must not keep every alarm of the site from being raised. */
  function take(line: LedgerLine): void {
    try {
      books[line.ledger].book.take(line);
    } catch (error) {
      logger.error({ error: String(error), line: line.line }, "A line of a ledger could not be read; its item is as it was before it");
    }
  }

  return {
    name: "governance",
    async start() {
      database = openDatabase(dataFolder);
      read();
      alarms.open();
      drills.start();
      look();
      stop = clock.every(LOOK_EVERY, () => {
        look();
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
      stop?.();
      stop = undefined;
      sayWatched();
      drills.stop();
      keyPeriods.stop();
      await again.stop();
      await custody.settled();
      await impairments?.settled();
      await keyPeriods.settled();
      database?.close();
      database = undefined;
    },
    readAgain: again.request,
    ...substanceDesk,
    leaves: () => keyPeriods.leaveDesk,
    keyPeriods: () => keyPeriods.periods,
    hazards: () => hazards.book,
    drills: () => drills.desk,
    standingMeasures: () => measures.book,
    dossiers: () => dossiers.book,
    checks: () => safetyChecks.desk,
    checklist: safetyChecks.checklist,
    ledgerRevisions: () => ({
      hazard: hazards.book.revision,
      measure: measures.book.revision,
      "public-report": reports.book.revision,
      dossier: dossiers.book.revision,
      ...safetyChecks.revisions(),
      ...keyPeriods.revisions(),
      drill: drillBook.book.revision,
      substance: substances.substance.book.revision,
      custody: substances.custody.book.revision,
      "stock-take": substances["stock-take"].book.revision,
      report: weekly.book.revision,
    }),
    ...publicReports,
    ...reportDesk,
    async takeEvents(events) {
      await callPoints.takeEvents(events);
      if (events.some(({ kind }) => kind === "badge")) drills.seeArrivals();
    },
  };
}
