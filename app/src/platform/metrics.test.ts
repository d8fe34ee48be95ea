import { METRICS, type MetricName } from "@labcanary/domain/ports";
import { describe, expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";

test("every metric there is has its name, type and help from the start", async () => {
  const text = await createMetrics().text();
  for (const [name, { type, help }] of Object.entries(METRICS)) {
    expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
  }
});

describe("a counter", () => {
  test("is one for each set of labels, and can be read", async () => {
    const metrics = createMetrics();
    metrics.counter("labcanary_refused_total", "guard", "a").inc();
    metrics.counter("labcanary_refused_total", "guard", "a").inc(2);
    metrics.counter("labcanary_refused_total", "guard", "b").inc();
    expect(metrics.counter("labcanary_refused_total", "guard", "a").value).toBe(3);
    expect(await metrics.text()).toContain('labcanary_refused_total{where="guard",reason="a"} 3');
  });

  test("of a label with a quote and a line end stays one line", async () => {
    const metrics = createMetrics();
    metrics.counter("labcanary_refused_total", "guard", 'a"\nlabcanary_forged 1').inc();
    expect(await metrics.text()).not.toMatch(/^labcanary_forged/m);
  });
});

test("a gauge is read when it is asked for; what is gone is gone", async () => {
  const metrics = createMetrics();
  let open = [{ labels: ["tcp"], value: 2 }];
  metrics.gauge("labcanary_connections", () => open);
  expect(await metrics.text()).toContain('labcanary_connections{listener="tcp"} 2');
  open = [{ labels: ["tls"], value: 1 }];
  const text = await metrics.text();
  expect(text).toContain('labcanary_connections{listener="tls"} 1');
  expect(text).not.toContain('listener="tcp"');
});

test("a total kept elsewhere is read as it is", async () => {
  const metrics = createMetrics();
  metrics.gauge("labcanary_samples_total", () => [{ labels: ["stored"], value: 41 }]);
  await metrics.text();
  expect(await metrics.text()).toContain('labcanary_samples_total{outcome="stored"} 41');
});

test("a histogram counts within the budgets", async () => {
  const metrics = createMetrics();
  metrics.histogram("labcanary_alarm_latency_seconds").observe(0.04);
  const text = await metrics.text();
  expect(text).toContain('labcanary_alarm_latency_seconds_bucket{le="0.05"} 1');
  expect(text).toContain('labcanary_alarm_latency_seconds_bucket{le="0.025"} 0');
});

test.each([
  ["counter", "labcanary_alarm_latency_seconds"],
  ["histogram", "labcanary_refused_total"],
] as const)("asking for a %s of %s is a loud failure", (method, name: MetricName) => {
  expect(() => createMetrics()[method](name)).toThrow("is not a");
});
