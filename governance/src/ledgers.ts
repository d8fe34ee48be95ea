import {
  createDossierLedger,
  createReportLedger,
  type DossierSpans,
  drillLedger,
  hazardLedger,
  measureLedger,
  publicReportLedger,
  type WatchedSpan,
} from "@labcanary/domain/governance";
import type { OpenBook } from "./books/opened-book.ts";
import type { Shelf } from "./books/shelf.ts";
import { openChecks } from "./checks/open-checks.ts";
import type { GovernanceDeps } from "./governance.ts";
import { openKeyPeriods } from "./key-periods/open-key-periods.ts";
import { openSubstanceBooks } from "./substances/books.ts";
import { createLosses, isLossSettled } from "./substances/losses.ts";

interface LedgerDeps
  extends Pick<
    GovernanceDeps,
    "clock" | "logger" | "journal" | "site" | "history" | "accessLog" | "seals" | "checkIns" | "keyPeriods" | "maySignReports"
  > {
  readonly dossierSpans: DossierSpans;
  /** For how long it has been watched without a gap, and is not in the journal yet. */
  readonly watching: () => WatchedSpan | undefined;
}

/** All ledgers: on their shelf, where all are alike, and each with what becomes of what is ordered in it. */
export function openLedgers(
  opened: OpenBook,
  { clock, logger, journal, site, history, accessLog, dossierSpans, watching, ...deps }: LedgerDeps,
) {
  const hazards = opened(hazardLedger);
  const measures = opened(measureLedger);
  const publicReports = opened(publicReportLedger);
  const dossiers = opened(createDossierLedger(dossierSpans));
  const drills = opened(drillLedger);
  const reports = opened(createReportLedger(deps.maySignReports));
  const substances = openSubstanceBooks(opened, { isLossSettled: (number) => isLossSettled(number, hazards.book.all()) });
  const losses = createLosses({ containers: substances.substance.book, hazards: hazards.book, site, logger });
  const checks = openChecks({ opened, hazards: hazards.book, journal, site });
  const keyPeriods = openKeyPeriods({
    opened,
    clock,
    logger,
    site,
    history,
    accessLog,
    seals: deps.seals,
    known: deps.keyPeriods,
    texts: deps.checkIns,
    watching,
  });
  /** Looked at in this order. */
  const shelf: Shelf = {
    hazard: hazards,
    measure: measures,
    "public-report": publicReports,
    dossier: dossiers,
    ...checks.books,
    ...substances,
    ...keyPeriods.books,
    drill: drills,
    report: reports,
  };
  return {
    shelf,
    hazards: hazards.book,
    measures: measures.book,
    publicReports: publicReports.book,
    dossiers: dossiers.book,
    drills: drills.book,
    reports: reports.book,
    substances: {
      containers: () => losses.book,
      findings: () => substances.custody.book,
      stockTakes: () => substances["stock-take"].book,
    },
    losses,
    checks,
    keyPeriods,
  };
}
