import { LANGUAGES, type Text } from "../basics/index.ts";
import { type AlarmRule, PRIORITIES, type Priority } from "../rules/index.ts";
import { type AlarmClass, classOfRule, type Signal, type Site, type Zone, type ZoneId } from "../site/index.ts";
import { describeCondition } from "./describe.ts";
import { composeMessage } from "./message.ts";

/** A rule and the signal it belongs to. */
export interface RuleOfSignal {
  readonly rule: AlarmRule;
  readonly signal: Signal;
}

/** An alarm that might be raised. */
export interface ExampleQuestion {
  readonly zoneId?: ZoneId;
  readonly class: AlarmClass;
  readonly priority: Priority;
}

/** Stands for the alarm's own, which it gets when it is raised. */
const CODE = "CODE";

/** What the first step would read about an alarm of a rule, with the value that is at its limit, where it has one. */
export function exampleText({ rule, signal }: RuleOfSignal, site: Pick<Site, "zones">): Text {
  const zone = site.zones.find(({ id }) => id === zoneOf({ rule, signal }));
  const value = exampleValue(rule);
  const change = { ruleId: rule.id, signal: signal.key, ...(value === undefined ? {} : { value }) };
  const description = describeCondition(change, { signal, rule, ...(zone === undefined ? {} : { zone }) });
  const subject = { kind: "one", alarm: { code: CODE, description } } as const;
  const told = { kind: "alarm", mark: "none", subject, as: "responsible", telling: "first", replyCode: "" } as const;
  const texts = LANGUAGES.map((language) => [language, composeMessage({ ...told, language }).text]);
  return Object.fromEntries(texts) as Record<keyof Text, string>;
}

/** The value a rule's example is told with. */
export function exampleValue(rule: AlarmRule): number | undefined {
  switch (rule.kind) {
    case "limit":
      return rule.setpoint;
    case "state":
      return rule.states[0];
    case "over-range":
      return rule.top;
    default:
      return undefined;
  }
}

/**
 * A rule whose alarms are such as is asked, in the zone or in one that lies in it: of the priority where there is one, or else the gravest
 * of its class; of several the first of the site. Undefined where no rule raises such alarms.
 */
export function exampleRule({ zoneId, class: alarmClass, priority }: ExampleQuestion, site: Pick<Site, "signals" | "zones">) {
  if (zoneId === undefined) return undefined;
  const within = zonesWithin(zoneId, site.zones);
  const rank = ({ rule }: RuleOfSignal): number => (rule.priority === priority ? -1 : PRIORITIES.indexOf(rule.priority));
  let best: RuleOfSignal | undefined;
  for (const signal of site.signals) {
    for (const rule of signal.rules) {
      const found = { rule, signal };
      if (!within.has(zoneOf(found)) || classOfRule(rule, signal) !== alarmClass) continue;
      if (best === undefined || rank(found) < rank(best)) best = found;
    }
  }
  return best;
}

const zoneOf = ({ rule, signal }: RuleOfSignal): ZoneId => rule.zoneId ?? signal.zoneId;

/** The zone and all that lie in it, in whatever order the site has them. */
function zonesWithin(zoneId: ZoneId, zones: readonly Zone[]): ReadonlySet<ZoneId> {
  const within = new Set([zoneId]);
  for (let before = 0; before < within.size; ) {
    before = within.size;
    for (const { id, parent } of zones) if (parent !== undefined && within.has(parent)) within.add(id);
  }
  return within;
}
