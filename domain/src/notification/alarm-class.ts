import type { Alarm } from "../alarm/index.ts";
import type { AlarmRule } from "../rules/index.ts";
import type { AlarmClass, Signal, Site } from "../site/index.ts";
import type { SignalKey } from "../telemetry/index.ts";

/** What each kind of rule asks for, where lives do not depend on it. */
const CLASS_OF_KIND: Readonly<Record<AlarmRule["kind"], AlarmClass>> = {
  limit: "process",
  state: "process",
  expression: "process",
  recovery: "process",
  silence: "device",
  "silence-group": "device",
  "over-range": "device",
  "not-assessable": "device",
  due: "device",
  "opened-without-access": "access",
  "unlocked-unopened": "access",
  "two-person": "access",
  "weight-without-opening": "access",
};

/** The class of an alarm. Of a rule the site no longer has, all that is known is whether lives depend on it. */
export function classOf({ lifeSafety, source }: Pick<Alarm, "lifeSafety" | "source">, site: Site): AlarmClass {
  if (source.kind === "system") return "system";
  if (lifeSafety === true) return "life-safety";
  const signal = signalsOf(site).get(source.signal);
  const rule = signal?.rules.find(({ id }) => id === source.ruleId);
  if (signal === undefined || rule === undefined) return "process";
  return classOfRule(rule, signal);
}

/** The class of the alarms of a rule. */
export function classOfRule(rule: AlarmRule, signal: Signal): AlarmClass {
  if (rule.lifeSafety === true) return "life-safety";
  // A door held open is a matter of who may go where, also where it is told by its state alone.
  return rule.kind === "state" && signal.quantity === "door" ? "access" : CLASS_OF_KIND[rule.kind];
}

/** A site has up to 100,000 signals, and never changes. Holds nothing but what its key says. */
const signalsBySite = new WeakMap<Site, ReadonlyMap<SignalKey, Signal>>();

function signalsOf(site: Site): ReadonlyMap<SignalKey, Signal> {
  const known = signalsBySite.get(site);
  if (known !== undefined) return known;
  const signals = new Map(site.signals.map((signal) => [signal.key, signal]));
  signalsBySite.set(site, signals);
  return signals;
}
