import { METRICS, type Logger, type MetricName, type Metrics } from "@labcanary/domain/ports";

/** Metrics a test can read: `read("labcanary_refused_total", "guard", "too-large")`. */
export interface TestMetrics extends Metrics {
  read(name: MetricName, ...labelValues: readonly string[]): number;
  /** What a histogram was given, in order. */
  observed(name: MetricName): readonly number[];
}

export function createTestMetrics(): TestMetrics {
  const counters = new Map<string, { value: number; inc(by?: number): void }>();
  const gauges = new Map<MetricName, Parameters<Metrics["gauge"]>[1]>();
  const histograms = new Map<MetricName, readonly number[]>();
  const key = (name: MetricName, labelValues: readonly string[]): string => [name, ...labelValues].join("|");
  return {
    counter(name, ...labelValues) {
      if (labelValues.length !== METRICS[name].labels.length) throw new Error(`${name} takes ${METRICS[name].labels.length} labels`);
      const id = key(name, labelValues);
      let counter = counters.get(id);
      if (counter === undefined) {
        counter = {
          value: 0,
          inc(by = 1) {
            this.value += by;
          },
        };
        counters.set(id, counter);
      }
      return counter;
    },
    gauge: (name, read) => void gauges.set(name, read),
    histogram: (name) => ({ observe: (value) => void histograms.set(name, [...(histograms.get(name) ?? []), value]) }),
    observed: (name) => histograms.get(name) ?? [],
    read(name, ...labelValues) {
      const gauge = [...(gauges.get(name)?.() ?? [])].find(({ labels }) => labels.join() === labelValues.join());
      return gauge?.value ?? counters.get(key(name, labelValues))?.value ?? 0;
    },
  };
}

/** Keeps what was logged, so that a test can show that nothing secret was. */
export interface TestLogger extends Logger {
  readonly lines: { readonly level: string; readonly fields: object; readonly text: string }[];
}

export function createTestLogger(): TestLogger {
  const lines: TestLogger["lines"] = [];
  const at = (level: string) => (fields: object, text: string) => void lines.push({ level, fields, text });
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
