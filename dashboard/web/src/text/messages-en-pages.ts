import { ADMINISTRATION } from "./en/administration.ts";
import { COMMISSIONING } from "./en/commissioning.ts";
import { DRILLS } from "./en/drills.ts";
import { DUTY } from "./en/duty.ts";
import { DOSSIERS } from "./en/dossiers.ts";
import { FIGURES } from "./en/figures.ts";
import { CHECKS } from "./en/checks.ts";
import { HAND_OVER } from "./en/hand-over.ts";
import { HAZARDS } from "./en/hazards.ts";
import { SUBSTANCES } from "./en/substances.ts";
import { HISTORY } from "./en/history.ts";
import { JOURNAL_PAGE } from "./en/journal-page.ts";
import { PLANS_PAGE } from "./en/plans-page.ts";
import { SIGNALS_PAGE } from "./en/signals-page.ts";
import { HEALTH_PAGE } from "./en/health-page.ts";
import { KEY_PERIODS } from "./en/key-periods.ts";
import { JOURNAL_KINDS } from "./en/journal-kinds.ts";
import { LEDGER_LINES } from "./en/ledger-lines.ts";
import { PAGE_ERRORS } from "./en/page-errors.ts";
import { PATH } from "./en/path.ts";
import { PLAN_EDITOR } from "./en/plan-editor.ts";
import { PROTECTION } from "./en/protection.ts";
import { RECORD_FACTS } from "./en/record-facts.ts";
import { REPORTS } from "./en/reports.ts";
import { SUBSTANCE_ACTS } from "./en/substance-acts.ts";
import { TRIAL } from "./en/trial.ts";
import { WALL } from "./en/wall.ts";
import { WHY_AT } from "./en/why-at.ts";
import { WEEKLY } from "./en/weekly.ts";

/** The texts that only pages have that are loaded when somebody goes there (`lazy-pages.ts`); a test holds that nothing else asks for them. */
export const EN_PAGES = {
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
} as const;
