import { ADMINISTRATION } from "./en/administration.ts";
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
import { RESPONDER } from "./en/responder.ts";
import { PLANS } from "./en/plans.ts";
import { PLAN_EDITOR } from "./en/plan-editor.ts";
import { SHELL } from "./en/shell.ts";
import { SHIFT } from "./en/shift.ts";
import { SIGNALS } from "./en/signals.ts";
import { SITE_CHANGE } from "./en/site-change.ts";
import { SOUND } from "./en/sound.ts";
import { TRIAL } from "./en/trial.ts";
import { WALL } from "./en/wall.ts";
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
  ...PLANS,
  ...PLAN_EDITOR,
  ...HEALTH,
  ...HISTORY,
  ...PATH,
  ...PROTECTION,
  ...SITE_CHANGE,
  ...FIGURES,
  ...ADMINISTRATION,
  ...TRIAL,
  ...SHIFT,
  ...SOUND,
  ...WALL,
  ...RESPONDER,
  ...ERRORS,
} as const;
