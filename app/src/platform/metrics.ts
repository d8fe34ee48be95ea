import { METRICS, type Counter, type MetricDefinition, type MetricName, type Metrics } from "@labcanary/domain/ports";
import { collectDefaultMetrics, Counter as PromCounter, Gauge, Histogram, Registry } from "prom-client";

/** Chosen to show the budgets: 5 ms and 15 ms idle, 50 ms loaded, seconds when something is wrong. */
const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

type Read = () => Iterable<{ readonly labels: readonly string[]; readonly value: number }>;

/** Every metric of the platform, in the Prometheus text format. */
export interface PrometheusMetrics extends Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** How often a histogram was told something, and the sum of what. */
  totalOf(name: MetricName): Promise<{ readonly count: number; readonly seconds: number }>;
}

export function createMetrics(): PrometheusMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  const reads = new Map<MetricName, Read>();
  const increase = new Map<MetricName, PromCounter>();
  const histograms = new Map<MetricName, Histogram>();

  for (const name of Object.keys(METRICS) as MetricName[]) {
    const { type, labels, help, buckets = SECONDS_BUCKETS }: MetricDefinition = METRICS[name];
    const common = { name, help, registers: [registry] };
    if (type === "histogram") {
      histograms.set(name, new Histogram({ ...common, buckets: [...buckets] }));
      continue;
    }
    const labelNames = [...labels];
    const collect = function (this: { reset(): void; inc(labels: Record<string, string>, value: number): void }): void {
      const read = reads.get(name);
      if (read === undefined) return;
      this.reset();
      for (const { labels: values, value } of read()) this.inc(labelled(labelNames, values), value);
    };
    if (type === "gauge") new Gauge({ ...common, labelNames, collect });
    else increase.set(name, new PromCounter({ ...common, labelNames, collect }));
  }

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    async totalOf(name) {
      const values = (await histograms.get(name)?.get())?.values ?? [];
      const of = (suffix: string): number => values.find(({ metricName }) => metricName === `${name}_${suffix}`)?.value ?? 0;
      return { count: of("count"), seconds: of("sum") };
    },
    counter(name, ...labelValues) {
      const key = [name, ...labelValues].join("\n");
      let counter = counters.get(key);
      if (counter === undefined) {
        const child = increase.get(name)?.labels(...labelValues);
        if (child === undefined) throw new Error(`${name} is not a counter`);
        let value = 0;
        counter = {
          inc(by = 1) {
            value += by;
            child.inc(by);
          },
          get value() {
            return value;
          },
        };
        counters.set(key, counter);
      }
      return counter;
    },
    gauge(name, read) {
      reads.set(name, read);
    },
    histogram(name) {
      const histogram = histograms.get(name);
      if (histogram === undefined) throw new Error(`${name} is not a histogram`);
      return histogram;
    },
  };
}

const labelled = (names: readonly string[], values: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
