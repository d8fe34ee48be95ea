import { ADMINISTRATION } from "./zh/administration.ts";
import { COMMISSIONING } from "./zh/commissioning.ts";
import { DRILLS } from "./zh/drills.ts";
import { DUTY } from "./zh/duty.ts";
import { DOSSIERS } from "./zh/dossiers.ts";
import { FIGURES } from "./zh/figures.ts";
import { CHECKS } from "./zh/checks.ts";
import { HAND_OVER } from "./zh/hand-over.ts";
import { HAZARDS } from "./zh/hazards.ts";
import { SUBSTANCES } from "./zh/substances.ts";
import { HISTORY } from "./zh/history.ts";
import { JOURNAL_PAGE } from "./zh/journal-page.ts";
import { PLANS_PAGE } from "./zh/plans-page.ts";
import { SIGNALS_PAGE } from "./zh/signals-page.ts";
import { HEALTH_PAGE } from "./zh/health-page.ts";
import { KEY_PERIODS } from "./zh/key-periods.ts";
import { JOURNAL_KINDS } from "./zh/journal-kinds.ts";
import { LEDGER_LINES } from "./zh/ledger-lines.ts";
import { PAGE_ERRORS } from "./zh/page-errors.ts";
import { PATH } from "./zh/path.ts";
import { PLAN_EDITOR } from "./zh/plan-editor.ts";
import { PROTECTION } from "./zh/protection.ts";
import { RECORD_FACTS } from "./zh/record-facts.ts";
import { REPORTS } from "./zh/reports.ts";
import { SUBSTANCE_ACTS } from "./zh/substance-acts.ts";
import { TRIAL } from "./zh/trial.ts";
import { WALL } from "./zh/wall.ts";
import { WHY_AT } from "./zh/why-at.ts";
import { WEEKLY } from "./zh/weekly.ts";
import type { PageKey } from "./messages.ts";

/** The same texts in Chinese. */
export const ZH_PAGES: Readonly<Record<PageKey, string>> = {
  ...ADMINISTRATION,
  ...COMMISSIONING,
  ...DRILLS,
  ...DUTY,
  ...DOSSIERS,
  ...FIGURES,
  ...CHECKS,
  ...HAND_OVER,
  ...HAZARDS,
  ...SUBSTANCES,
  ...HISTORY,
  ...JOURNAL_PAGE,
  ...PLANS_PAGE,
  ...SIGNALS_PAGE,
  ...HEALTH_PAGE,
  ...KEY_PERIODS,
  ...JOURNAL_KINDS,
  ...LEDGER_LINES,
  ...PAGE_ERRORS,
  ...PATH,
  ...PLAN_EDITOR,
  ...PROTECTION,
  ...RECORD_FACTS,
  ...REPORTS,
  ...SUBSTANCE_ACTS,
  ...TRIAL,
  ...WALL,
  ...WEEKLY,
  ...WHY_AT,
};
