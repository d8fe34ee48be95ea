import { ALARMS } from "./en/alarms.ts";
import { DUTY } from "./en/duty.ts";
import { ERRORS } from "./en/errors.ts";
import { FIGURES } from "./en/figures.ts";
import { HEADLINE } from "./en/headline.ts";
import { HEALTH } from "./en/health.ts";
import { HISTORY } from "./en/history.ts";
import { PATH } from "./en/path.ts";
import { PROTECTION } from "./en/protection.ts";
import { JOURNAL } from "./en/journal.ts";
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
  ...HEADLINE,
  ...HEALTH,
  ...HISTORY,
  ...PATH,
  ...PROTECTION,
  ...SITE_CHANGE,
  ...FIGURES,
  ...TRIAL,
  ...ERRORS,
} as const;
