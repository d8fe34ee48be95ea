import { ALARMS } from "./en/alarms.ts";
import { DUTY } from "./en/duty.ts";
import { ERRORS } from "./en/errors.ts";
import { FIGURES } from "./en/figures.ts";
import { HEALTH } from "./en/health.ts";
import { HISTORY } from "./en/history.ts";
import { JOURNAL } from "./en/journal.ts";
import { PLANS } from "./en/plans.ts";
import { PLAN_EDITOR } from "./en/plan-editor.ts";
import { SHELL } from "./en/shell.ts";
import { SIGNALS } from "./en/signals.ts";
import { SITE_CHANGE } from "./en/site-change.ts";
import { TRIAL } from "./en/trial.ts";
import { WHY } from "./en/why.ts";

/** Every text of the client, in ICU MessageFormat; each subject has a file. */
export const EN = {
  ...SHELL,
  ...ALARMS,
  ...JOURNAL,
  ...DUTY,
  ...WHY,
  ...SIGNALS,
  ...PLANS,
  ...PLAN_EDITOR,
  ...HEALTH,
  ...HISTORY,
  ...SITE_CHANGE,
  ...FIGURES,
  ...TRIAL,
  ...ERRORS,
} as const;
