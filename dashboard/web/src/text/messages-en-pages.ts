import { ADMINISTRATION } from "./en/administration.ts";
import { COMMISSIONING } from "./en/commissioning.ts";
import { DRILLS } from "./en/drills.ts";
import { DUTY } from "./en/duty.ts";
import { DOSSIERS } from "./en/dossiers.ts";
import { FIGURES } from "./en/figures.ts";
import { CHECKS } from "./en/checks.ts";
import { HAZARDS } from "./en/hazards.ts";
import { SUBSTANCES } from "./en/substances.ts";
import { HISTORY } from "./en/history.ts";
import { KEY_PERIODS } from "./en/key-periods.ts";
import { JOURNAL_KINDS } from "./en/journal-kinds.ts";
import { LEDGER_LINES } from "./en/ledger-lines.ts";
import { PAGE_ERRORS } from "./en/page-errors.ts";
import { PATH } from "./en/path.ts";
import { PLAN_EDITOR } from "./en/plan-editor.ts";
import { PROTECTION } from "./en/protection.ts";
import { REPORTS } from "./en/reports.ts";
import { SUBSTANCE_ACTS } from "./en/substance-acts.ts";
import { TRIAL } from "./en/trial.ts";
import { WALL } from "./en/wall.ts";
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
  ...HAZARDS,
  ...SUBSTANCES,
  ...HISTORY,
  ...KEY_PERIODS,
  ...JOURNAL_KINDS,
  ...LEDGER_LINES,
  ...PAGE_ERRORS,
  ...PATH,
  ...PLAN_EDITOR,
  ...PROTECTION,
  ...REPORTS,
  ...SUBSTANCE_ACTS,
  ...TRIAL,
  ...WALL,
  ...WEEKLY,
} as const;
