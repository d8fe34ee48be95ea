import { ADMINISTRATION } from "./zh/administration.ts";
import { ALARMS } from "./zh/alarms.ts";
import { DUTY } from "./zh/duty.ts";
import { ERRORS } from "./zh/errors.ts";
import { FIGURES } from "./zh/figures.ts";
import { HEADLINE } from "./zh/headline.ts";
import { HEALTH } from "./zh/health.ts";
import { HISTORY } from "./zh/history.ts";
import { PATH } from "./zh/path.ts";
import { PROTECTION } from "./zh/protection.ts";
import { JOURNAL } from "./zh/journal.ts";
import { RESPONDER } from "./zh/responder.ts";
import { PLANS } from "./zh/plans.ts";
import { PLAN_EDITOR } from "./zh/plan-editor.ts";
import { SHELL } from "./zh/shell.ts";
import { SHIFT } from "./zh/shift.ts";
import { SIGNALS } from "./zh/signals.ts";
import { SITE_CHANGE } from "./zh/site-change.ts";
import { SOUND } from "./zh/sound.ts";
import { TRIAL } from "./zh/trial.ts";
import { WALL } from "./zh/wall.ts";
import { WHY } from "./zh/why.ts";
import type { MessageKey } from "./messages.ts";

/** The same texts in Chinese. */
export const ZH: Readonly<Record<MessageKey, string>> = {
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
};
