import { type Alarm, meaningOfRecordCondition } from "../alarm/index.ts";
import { type AlarmClass, classOfRule, type Signal, type Site } from "../site/index.ts";
import type { SignalKey } from "../telemetry/index.ts";

/** The class of an alarm. Of a rule the site no longer has, all that is known is whether lives depend on it. */
export function classOf({ lifeSafety, source }: Pick<Alarm, "lifeSafety" | "source">, site: Site): AlarmClass {
  if (source.kind === "system") return "system";
  if (lifeSafety === true) return "life-safety";
  if (source.kind === "record") return meaningOfRecordCondition(source.condition).class;
  const signal = signalsOf(site).get(source.signal);
  const rule = signal?.rules.find(({ id }) => id === source.ruleId);
  if (signal === undefined || rule === undefined) return "process";
  return classOfRule(rule, signal);
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
