import { ALARMS } from "./en/alarms.ts";
import { CREDENTIALS } from "./en/credentials.ts";
import { ERRORS } from "./en/errors.ts";
import { HEADLINE } from "./en/headline.ts";
import { HEALTH } from "./en/health.ts";
import { JOURNAL } from "./en/journal.ts";
import { RESPONDER } from "./en/responder.ts";
import { PLANS } from "./en/plans.ts";
import { SHELL } from "./en/shell.ts";
import { SHIFT } from "./en/shift.ts";
import { SIGNALS } from "./en/signals.ts";
import { SITE_CHANGE } from "./en/site-change.ts";
import { SOUND } from "./en/sound.ts";
import { TOLD } from "./en/told.ts";
import { WHY } from "./en/why.ts";

/** The texts that are loaded with the console, in ICU MessageFormat; each subject has a file. Those of pages that are loaded later have one of their own. */
export const EN = {
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
} as const;
