import { ALARMS } from "./zh/alarms.ts";
import { DUTY } from "./zh/duty.ts";
import { ERRORS } from "./zh/errors.ts";
import { FIGURES } from "./zh/figures.ts";
import { HEALTH } from "./zh/health.ts";
import { HISTORY } from "./zh/history.ts";
import { JOURNAL } from "./zh/journal.ts";
import { PLANS } from "./zh/plans.ts";
import { PLAN_EDITOR } from "./zh/plan-editor.ts";
import { SHELL } from "./zh/shell.ts";
import { SIGNALS } from "./zh/signals.ts";
import { SITE_CHANGE } from "./zh/site-change.ts";
import { TRIAL } from "./zh/trial.ts";
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
  ...PLANS,
  ...PLAN_EDITOR,
  ...HEALTH,
  ...HISTORY,
  ...SITE_CHANGE,
  ...FIGURES,
  ...TRIAL,
  ...ERRORS,
};
