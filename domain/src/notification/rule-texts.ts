import type { EpochMs } from "../basics/index.ts";
import type { AlarmRule, Signal } from "../rules/index.ts";
import { classOfRule, type Site } from "../site/index.ts";
import { previewRoute } from "./preview.ts";

/** How many texts one alarm makes. */
export interface TextsOfAlarm {
  /** At once. */
  readonly firstStep: number;
  /** Should nobody acknowledge it, until nobody counts as reached. A step told again is counted once. */
  readonly allSteps: number;
}

/** The texts an alarm of a rule would make, raised at a time, by the site's routes and people as they are. */
export function textsOfAlarm(rule: AlarmRule, signal: Signal, site: Site, at: EpochMs): TextsOfAlarm {
  const question = { zoneId: rule.zoneId ?? signal.zoneId, class: classOfRule(rule, signal), priority: rule.priority, at };
  const { screenOnly, steps } = previewRoute(question, site);
  if (screenOnly) return { firstStep: 0, allSteps: 0 };
  const first = steps.find(({ recipients }) => recipients.length > 0);
  const textsOf = (step: typeof first): number => step?.recipients.filter(({ channels }) => channels.length > 0).length ?? 0;
  const beforeLast = steps.filter(({ last }) => !last).map(textsOf);
  return { firstStep: textsOf(first), allSteps: beforeLast.reduce((sum, count) => sum + count, 0) };
}
