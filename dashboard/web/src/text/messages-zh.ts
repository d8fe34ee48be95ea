import { ALARMS } from "./zh/alarms.ts";
import { CREDENTIALS } from "./zh/credentials.ts";
import { ERRORS } from "./zh/errors.ts";
import { HEADLINE } from "./zh/headline.ts";
import { HEALTH } from "./zh/health.ts";
import { JOURNAL } from "./zh/journal.ts";
import { RESPONDER } from "./zh/responder.ts";
import { PLANS } from "./zh/plans.ts";
import { SHELL } from "./zh/shell.ts";
import { SHIFT } from "./zh/shift.ts";
import { SIGNALS } from "./zh/signals.ts";
import { SITE_CHANGE } from "./zh/site-change.ts";
import { SOUND } from "./zh/sound.ts";
import { TOLD } from "./zh/told.ts";
import { WHY } from "./zh/why.ts";
import type { FirstKey } from "./messages.ts";

/** The same texts in Chinese. */
export const ZH: Readonly<Record<FirstKey, string>> = {
  ...SHELL,
  ...ALARMS,
  ...JOURNAL,
  ...CREDENTIALS,
  ...TOLD,
  ...WHY,
  ...SIGNALS,
  ...HEADLINE,
  ...PLANS,
  ...HEALTH,
  ...SITE_CHANGE,
  ...SHIFT,
  ...SOUND,
  ...RESPONDER,
  ...ERRORS,
};
