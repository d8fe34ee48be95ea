import { join } from "node:path";
import { epochMs, hours } from "@labcanary/domain/basics";
import type { AcceptedLog } from "@labcanary/domain/ports";
import type { LogPosition, LogRecord, NewLogRecord } from "@labcanary/domain/telemetry";
import { expect, test } from "vitest";
import { createSettableClock } from "../../test/support/clock.ts";
import { openedWithoutAccess, storeWith, twoPerson } from "../../test/support/custody.ts";
import { temporaryFolder } from "../../test/support/files.ts";
import { createTestLogger, createTestMetrics } from "../../test/support/observing.ts";
import { testSite } from "../../test/support/site.ts";
import { RULES_STATE_FORM, RuleRunner, type RunnerState } from "./rule-runner.ts";
import { SiteArchive } from "./site-archive.ts";
import { SnapshotFile } from "./snapshot-file.ts";

const START = Date.UTC(2026, 10, 22, 8);
const text = { en: "x", zh: "x" };
const [door, weight] = storeWith(openedWithoutAccess());
const SITE = testSite({
  version: "first",
  people: [
    { id: "wang", name: "Wang Fang", language: "zh", badges: ["04A2F1"], roles: ["keeper"] },
    { id: "smith", name: "Alex Smith", language: "en", badges: ["0815"], roles: ["user"] },
  ],
  devices: ["store", "reader"].map((id) => ({ id, name: text, zoneId: "cabinet-17", signals: [] })),
  signals: [{ ...door!, rules: [openedWithoutAccess(), twoPerson({ id: "store/door/two", roles: ["keeper", "user"] })] }, weight!],
});

const frame = (deviceId: string, leaf: string, payload: object, duplicate = false): NewLogRecord => ({
  kind: "frame",
  frame: {
    deviceId,
    topic: `v1/devices/${deviceId}/${leaf}`,
    payload: Buffer.from(JSON.stringify(payload)),
    qos: 1,
    retain: false,
    duplicate,
  },
});

/** An hour at the store: both come together, one comes alone, one without a badge, a badge told twice, rubbish, a restart of ours. */
function recordedHour(): readonly LogRecord[] {
  const records: [number, NewLogRecord][] = [
    [0, { kind: "started" }],
    [0, { kind: "site", version: "first" }],
  ];
  let seq = 0;
  const at = (second: number): number => START + second * 1000;
  const say = (second: number, state: string): void =>
    void records.push([second, frame("store", "telemetry", { at: at(second), seq: seq++, samples: { door: state } })]);
  const badge = (second: number, who: string, received = second): void =>
    void records.push([received, frame("reader", "events", { at: at(second), seq: seq++, kind: "badge", who, granted: true })]);
  say(1, "closed");
  badge(5, "04A2F1");
  badge(6, "08:15");
  say(10, "open");
  say(20, "closed");
  badge(60, "0815");
  say(64, "open");
  records.push([65, { kind: "started" }]);
  say(70, "closed");
  say(120, "open");
  badge(121, "04A2F1", 123);
  records.push([124, frame("reader", "events", { at: at(121), seq: seq - 1, kind: "badge", who: "04A2F1", granted: true }, true)]);
  records.push([124, frame("reader", "events", { kind: "knock", who: "04A2F1" })]);
  say(130, "closed");
  say(150, "open");
  say(155, "closed");
  for (let second = 2; second < 180; second++) records.push([second, { kind: "tick" }]);
  return records
    .toSorted(([one], [other]) => one - other)
    .map(([second, record], index) => ({ ...record, position: index + 1, receivedAt: epochMs(at(second)) }) as LogRecord);
}

/** A log that holds `records` up to `until`, as after a crash there. */
function logOf(records: readonly LogRecord[], until: LogPosition): AcceptedLog & { close(): void } {
  let release: (() => void)[] = [];
  return {
    append: () => undefined,
    durablePosition: () => until,
    firstPosition: () => 1,
    read: async (after) => records.filter(({ position }) => position > after && position <= until).slice(0, 7),
    waitFor: () => new Promise((resolve) => void release.push(resolve)),
    commit: async () => undefined,
    committed: () => 0,
    close: () => {
      for (const resolve of release) resolve();
      release = [];
    },
  };
}

/** Folds the log up to there and stops in good order; what was handed on, in order, is added to `told`. */
async function run(folder: string, records: readonly LogRecord[], until: LogPosition, told: string[]) {
  const log = logOf(records, until);
  const metrics = createTestMetrics();
  const sites = new SiteArchive(join(folder, "sites"));
  await sites.keep(SITE);
  const runner = new RuleRunner({
    log,
    sites,
    snapshots: new SnapshotFile<RunnerState>(join(folder, "rules.snapshot"), RULES_STATE_FORM),
    sink: {
      takeConditions: async (changes) => void told.push(...changes.map((change) => JSON.stringify(change))),
      takeEvents: async (events) => void told.push(...events.map(({ id, person }) => `event ${id} ${person?.id ?? "nobody"}`)),
      takeSystemCondition: () => undefined,
    },
    clock: createSettableClock(),
    logger: createTestLogger(),
    metrics,
  });
  await runner.start(hours(1));
  await runner.evaluated(until);
  const stopped = runner.stop();
  log.close();
  await stopped;
  return { metrics, runner };
}

const RECORDS = recordedHour();
const raised = (told: readonly string[]): readonly string[] =>
  told.flatMap((line) => {
    if (!line.startsWith("{")) return [];
    const { change, ruleId, receivedAt } = JSON.parse(line) as { change: string; ruleId: string; receivedAt: number };
    return change === "raised" ? [`${(receivedAt - START) / 1000}s ${ruleId}`] : [];
  });

test("people's doings become alarms, each once, and are handed on before them", async () => {
  const told: string[] = [];
  const { metrics, runner } = await run(temporaryFolder(), RECORDS, RECORDS.length, told);
  expect(raised(told)).toEqual(["69s store/door/two", "125s store/door/two", "155s store/door/rule", "155s store/door/two"]);
  const events = told.filter((line) => line.startsWith("event"));
  expect(events.map((line) => line.split(" ").at(-1))).toEqual(["wang", "smith", "smith", "wang"]);
  expect(told.findIndex((line) => line.startsWith("{"))).toBeGreaterThan(told.indexOf(events[2] as string));
  const counted = ["taken", "duplicate", "refused"].map((outcome) => metrics.read("labcanary_events_total", outcome));
  expect(counted).toEqual([4, 1, 1]);
  expect(metrics.read("labcanary_refused_total", "decode", "DECODE_EVENT_KIND")).toBe(1);
  const samples = RECORDS.filter((record) => record.kind === "frame" && record.frame.topic.endsWith("/telemetry")).length;
  expect(runner.tally, "the books are of samples").toMatchObject({ received: samples, readings: samples, refused: 0 });
  expect(JSON.stringify([told, runner.rejects.list()])).not.toContain("04A2F1");
});

test("stopped and started again at any record, the same is handed on", async () => {
  const whole: string[] = [];
  await run(temporaryFolder(), RECORDS, RECORDS.length, whole);
  for (let cut = 1; cut < RECORDS.length; cut += 3) {
    const folder = temporaryFolder();
    const told: string[] = [];
    await run(folder, RECORDS, cut, told);
    await run(folder, RECORDS, RECORDS.length, told);
    // Events of a batch go before its changes, and the cut moves the batches: compared apart.
    const parts = (lines: readonly string[]) => [
      lines.filter((line) => line.startsWith("{")),
      lines.filter((line) => !line.startsWith("{")),
    ];
    expect(parts(told), `cut at ${cut}`).toEqual(parts(whole));
  }
});
