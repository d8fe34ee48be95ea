import type { AlarmRule, Signal } from "@labcanary/domain/rules";
import type { Site } from "@labcanary/domain/site";

/**
 * A site as text. What is alike in its signals, and in their rules, stands in it once: a large site is some profiles on very many devices,
 * and with everything written out 100,000 signals were 135 MB, of which each reader made as much again in memory.
 */
export function textOf(site: Site): string {
  const [ofSignals, ofRules] = [new Alike(), new Alike()];
  const signals = site.signals.map(({ key, deviceId, zoneId, rules, ...alike }): WrittenSignal => {
    const own = rules.map(({ id, signal, version, ...alike }): WrittenRule => [ofRules.indexOf(alike), id, signal, version]);
    return [ofSignals.indexOf(alike), key, deviceId, zoneId, own];
  });
  const alike = `"alike":{"signals":[${ofSignals.texts}],"rules":[${ofRules.texts}]}`;
  return `{${alike},${JSON.stringify({ ...site, signals }).slice(1)}`;
}

/** The other way, also of a site with everything written out, as earlier releases did. Throws when it is no JSON. */
export function siteOf(text: string): Site {
  const read = JSON.parse(text) as WrittenSite | Site;
  if (!("alike" in read)) return read;
  const { alike, ...site } = read;
  const signals = site.signals.map(([index, key, deviceId, zoneId, rules]): Signal => {
    const own = rules.map(([index, id, signal, version]) => ({ ...alike.rules[index], id, signal, version }) as AlarmRule);
    return { ...(alike.signals[index] as SignalPart), key, deviceId, zoneId, rules: own };
  });
  return { ...site, signals };
}

type SignalPart = Omit<Signal, "key" | "deviceId" | "zoneId" | "rules">;

interface WrittenSite extends Omit<Site, "signals"> {
  readonly alike: { readonly signals: readonly SignalPart[]; readonly rules: readonly object[] };
  readonly signals: readonly WrittenSignal[];
}

/** Which part it shares, then what is its own. */
type WrittenSignal = readonly [number, Signal["key"], Signal["deviceId"], Signal["zoneId"], readonly WrittenRule[]];
type WrittenRule = readonly [number, AlarmRule["id"], AlarmRule["signal"], AlarmRule["version"]];

/** Values that are the same as text, each once. */
class Alike {
  readonly #indexes = new Map<string, number>();

  indexOf(value: object): number {
    const text = JSON.stringify(value);
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    this.#indexes.set(text, this.#indexes.size);
    return this.#indexes.size - 1;
  }

  get texts(): string {
    return [...this.#indexes.keys()].join(",");
  }
}
