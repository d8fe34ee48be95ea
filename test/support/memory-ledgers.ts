import { type DurationMs, hours, plus } from "@labcanary/domain/basics";
import {
  type Check,
  drillLedger,
  dossierLedger,
  hazardLedger,
  type Ledger,
  type LedgerItem,
  leaveLedger,
  measureLedger,
  type NewCheck,
  periodLedger,
  publicReportLedger,
  createReportLedger,
} from "@labcanary/domain/governance";
import type {
  CheckDesk,
  Clock,
  DrillDesk,
  DossierDesk,
  HazardDesk,
  KeyPeriodDesk,
  LedgerShelf,
  PublicReportDesk,
  StandingMeasureDesk,
  SubstanceDesk,
} from "@labcanary/domain/ports";
import { civilAt, dayOf } from "@labcanary/domain/schedule";
import type { Checklist, Site } from "@labcanary/domain/site";
import { onTestFinished } from "vitest";
import { createBook } from "../../governance/src/books/book.ts";
import { openChecks } from "../../governance/src/checks/open-checks.ts";
import { createKeptApart } from "../../governance/src/database.ts";
import { createContacts } from "../../governance/src/public-reports/contacts.ts";
import { createPublicReports, type PublicReports } from "../../governance/src/public-reports/public-reports.ts";
import { closedIsQuiet } from "./closed-is-quiet.ts";
import { temporaryFolder } from "./files.ts";
import { createMemoryDrills, type MemoryDrills } from "./memory-drills.ts";
import { createMemoryJournal, type MemoryJournal } from "./memory-journal.ts";
import { createMemoryMonths } from "./memory-months.ts";
import { createMemoryWeekly, type MemoryWeekly } from "./memory-weekly.ts";
import { createMemorySubstances } from "./memory-substances.ts";

/** The safety office's ledgers as they are, on a journal that is gone when the test ends. */
export interface MemoryLedgers
  extends HazardDesk,
    DrillDesk,
    StandingMeasureDesk,
    CheckDesk,
    PublicReportDesk,
    SubstanceDesk,
    KeyPeriodDesk,
    DossierDesk,
    LedgerShelf,
    Pick<PublicReports, "forgetContactsOf">,
    MemoryWeekly,
    Pick<MemoryJournal, "lines" | "refused"> {
  /** Opens a check of a list as a patrol does that is due now, for so long. */
  openCheck(zoneId: string, list: Checklist, within?: DurationMs): Check;
  /** Ways to be reached that name somebody on hold. */
  readonly onHold: Set<string>;
  readonly seeDrill: MemoryDrills["see"];
  /** What time has done since; nothing looks by itself. */
  look(): void;
}

export function createMemoryLedgers(clock: Pick<Clock, "now">, site: () => Site): MemoryLedgers {
  const journal = createMemoryJournal(clock);
  const deps = { journal, site, now: () => clock.now(), changed: () => {} };
  function opened<
    Item extends LedgerItem,
    Command extends { readonly verb: string },
    Act extends { readonly act: string },
    Code extends string,
  >(ledger: Ledger<Item, Command, Act, Code>) {
    const book = createBook(closedIsQuiet(ledger, deps.now, site), deps);
    return { book, look: () => book.doDue(clock.now()) };
  }
  const hazards = opened(hazardLedger).book;
  const checks = openChecks({ opened, hazards, journal, site });
  const measures = opened(measureLedger).book;
  const reports = opened(publicReportLedger).book;
  const leaves = opened(leaveLedger).book;
  const periods = opened(periodLedger).book;
  const { book: drills, see: seeDrill } = createMemoryDrills(opened(drillLedger).book, hazards, clock, site);
  const dossiers = opened(dossierLedger).book;
  const substances = createMemorySubstances(clock, site, journal);
  const weekly = opened(createReportLedger(() => true)).book;
  const weeklyDesk = createMemoryWeekly(weekly, () => site().timeZone, createMemoryMonths(substances, journal, site));
  const onHold = new Set<string>();
  const keptApart = createKeptApart(temporaryFolder());
  keptApart.open();
  onTestFinished(keptApart.close);
  return {
    ...substances,
    ...weeklyDesk,
    hazards: () => hazards,
    leaves: () => leaves,
    keyPeriods: () => periods,
    drills: () => drills,
    seeDrill,
    onHold,
    standingMeasures: () => measures,
    dossiers: () => dossiers,
    ...createPublicReports({
      reports,
      hazards,
      contacts: createContacts(keptApart.database),
      site,
      contactsOnHold: async () => (contact) => onHold.has(contact),
      alarms: { isCalling: () => true, unseen: () => [], acknowledge: () => {} },
    }),
    checks: () => checks.desk,
    checklist: checks.checklist,
    openCheck(zoneId, list, within = hours(4)) {
      const opensAt = clock.now();
      const published = checks.books.checklist.book.carryOut({
        id: `publish ${list.id}`,
        actor: "system",
        order: { verb: "publish", list },
      });
      if (!published.ok) throw new Error("not published");
      const check: NewCheck = {
        patrolId: "round",
        patrolName: { en: "Morning round", zh: "早间巡查" },
        zoneId,
        window: { day: dayOf(civilAt("UTC", opensAt)), opensAt, dueAt: plus(opensAt, within) },
        list: published.value.number,
        by: [{ kind: "responsible" }],
      };
      const outcome = checks.desk.carryOut({ id: `open ${checks.desk.all().length}`, actor: "system", order: { verb: "open", check } });
      if (!outcome.ok) throw new Error(outcome.error.code);
      return outcome.value;
    },
    look() {
      checks.look(clock.now());
      for (const each of Object.values(checks.books)) each.look();
      for (const each of [hazards, measures, reports, leaves, periods]) each.doDue(clock.now());
    },
    ledgerRevisions: () => ({
      hazard: hazards.revision,
      drill: drills.revision,
      measure: measures.revision,
      "public-report": reports.revision,
      dossier: dossiers.revision,
      checklist: checks.books.checklist.book.revision,
      patrol: checks.books.patrol.book.revision,
      check: checks.books.check.book.revision,
      ...substances.substanceRevisions(),
      leave: leaves.revision,
      "key-period": periods.revision,
      report: weekly.revision,
    }),
  };
}
