import { type AlarmRule, watchedBy } from "@labcanary/domain/rules";
import type { Signal, Site } from "@labcanary/domain/site";
import type { DeviceId, SignalKey } from "@labcanary/domain/telemetry";

/** Those of the signals whose gateway may say again what it knows. */
export const mayRepeat = (signals: readonly Signal[]): readonly SignalKey[] =>
  signals.filter(({ wire }) => wire !== undefined).map(({ key }) => key);

export interface RuleOfSite {
  readonly rule: AlarmRule;
  readonly signal: Signal;
}

/** Also a rule of a zone, or over many silences, whose name says nothing of the signal it belongs to. */
export function findRule(site: Site, id: string): RuleOfSite | undefined {
  for (const signal of site.signals) {
    const rule = signal.rules.find((candidate) => candidate.id === id);
    if (rule !== undefined) return { rule, signal };
  }
  return undefined;
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
