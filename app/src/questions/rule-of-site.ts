import { type AlarmRule, watchedBy } from "@labcanary/domain/rules";
import type { Signal, Site } from "@labcanary/domain/site";
import type { DeviceId } from "@labcanary/domain/telemetry";

export interface RuleOfSite {
  readonly rule: AlarmRule;
  readonly signal: Signal;
}

export function findRule(site: Site, id: string): RuleOfSite | undefined {
  // The name of a rule has no slash, so what is before the last one is its signal's key.
  const key = id.slice(0, Math.max(0, id.lastIndexOf("/")));
  const signal = site.signals.find((candidate) => candidate.key === key);
  const rule = signal?.rules.find((candidate) => candidate.id === id);
  return signal === undefined || rule === undefined ? undefined : { rule, signal };
}

/** What some rules of a signal watch: that signal first, then the others. */
export interface Watched {
  readonly signals: readonly Signal[];
  /** Devices whose access events the rules go by. */
  readonly devices: readonly DeviceId[];
}

export function watchedOf(site: Site, signal: Signal, rules: readonly AlarmRule[]): Watched {
  const inputs = rules.map(watchedBy);
  const keys = new Set(inputs.flatMap(({ signals }) => signals));
  keys.delete(signal.key);
  const others = keys.size === 0 ? [] : site.signals.filter(({ key }) => keys.has(key));
  return { signals: [signal, ...others], devices: [...new Set(inputs.flatMap(({ devices }) => devices))] };
}
