import type { EpochMs } from "../basics/index.ts";
import type { AlarmRule, Signal } from "../rules/index.ts";
import type { Site } from "../site/index.ts";
import { isTexted, planRoute } from "./route.ts";

/** How many texts one alarm makes. */
export interface TextsOfAlarm {
  /** At once. */
  readonly firstStep: number;
  /** Should nobody acknowledge it. */
  readonly allSteps: number;
}

/** The texts an alarm of a rule would make, raised at any time, by the site's route and people as they are. */
export function textsOfAlarm(rule: AlarmRule, signal: Signal, site: Site, at: EpochMs): TextsOfAlarm {
  const zoneId = rule.zoneId ?? signal.zoneId;
  const source = { kind: "rule", ruleId: rule.id, ruleVersion: rule.version, signal: signal.key, zoneId } as const;
  const alarm = { id: "", priority: rule.priority, source, raisedReceivedAt: at };
  if (!isTexted(alarm, site)) return { firstStep: 0, allSteps: 0 };
  const canBeTexted = new Set(site.people.flatMap(({ id, phone }) => (phone === undefined ? [] : [id])));
  const planned = planRoute(alarm, site).filter(({ personId }) => canBeTexted.has(personId));
  return { firstStep: planned.filter(({ escalated }) => !escalated).length, allSteps: planned.length };
}
