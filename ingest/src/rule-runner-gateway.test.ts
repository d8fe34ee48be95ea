import { join } from "node:path";
import { epochMs, hours } from "@labcanary/domain/basics";
import type { AcceptedLog } from "@labcanary/domain/ports";
import type { LogRecord, NewLogRecord } from "@labcanary/domain/telemetry";
import { expect, test } from "vitest";
import { createSettableClock } from "../../test/support/clock.ts";
import { temporaryFolder } from "../../test/support/files.ts";
import { createTestLogger, createTestMetrics } from "../../test/support/observing.ts";
import { signal, testSite } from "../../test/support/site.ts";
import { RULES_STATE_FORM, RuleRunner, type RunnerState } from "./rule-runner.ts";
import { SiteArchive } from "./site-archive.ts";
import { SnapshotFile } from "./snapshot-file.ts";

const START = Date.UTC(2026, 10, 22, 8);
const cold = (deviceId: string) =>
  signal({
    key: `${deviceId}/t`,
    deviceId,
    name: "t",
    quantity: "temperature",
    unit: "Cel",
    gateway: "gw",
    wire: { name: "t" },
    rules: [],
  });
const named = { name: { en: "x", zh: "x" }, zoneId: "cabinet-17", signals: [] };
const SITE = testSite({
  version: "gateway",
  devices: [
    {
      id: "gw",
      ...named,
      speaks: {
        convention: "json",
        topics: ["gw/#"],
        timeZone: "UTC",
        mapping: { topic: "gw/{address}", time: { from: "at", format: "milliseconds" } },
      },
    },
    { id: "right", ...named, gateway: "gw" },
    { id: "wrong", ...named, gateway: "gw" },
  ],
  signals: [cold("right"), cold("wrong")],
});

const ADOPTED = testSite({
  version: "adopted",
  devices: [...SITE.devices, { id: "new", ...named, gateway: "gw", address: "stranger" }],
  signals: [...SITE.signals, cold("new")],
});

const says = (address: string, payload: unknown): NewLogRecord => ({
  kind: "frame",
  frame: { deviceId: "gw", topic: `gw/${address}`, payload: Buffer.from(JSON.stringify(payload)), qos: 1, retain: false, duplicate: false },
});

/** The rules over what a gateway said. */
const runOver = (...said: readonly NewLogRecord[]) => runIn(temporaryFolder(), ...said);

/** As a restart does where the folder has a snapshot. */
async function runIn(folder: string, ...said: readonly NewLogRecord[]) {
  const sites = new SiteArchive(join(folder, "sites"));
  await sites.keep(SITE);
  await sites.keep(ADOPTED);
  const records = [{ kind: "site", version: "gateway" } as const, ...said].map(
    (record, index) => ({ ...record, position: index + 1, receivedAt: epochMs(START + index) }) as LogRecord,
  );
  let release = (): void => undefined;
  const log: AcceptedLog = {
    append: () => undefined,
    durablePosition: () => records.length,
    firstPosition: () => 1,
    read: async (after) => records.slice(after),
    waitFor: () => new Promise((resolve) => void (release = resolve)),
    commit: async () => undefined,
    committed: () => 0,
  };
  const metrics = createTestMetrics();
  const runner = new RuleRunner({
    log,
    sites,
    snapshots: new SnapshotFile<RunnerState>(join(folder, "rules.snapshot"), RULES_STATE_FORM),
    sink: { takeConditions: async () => undefined, takeEvents: async () => undefined, takeSystemCondition: () => undefined },
    clock: createSettableClock(),
    logger: createTestLogger(),
    metrics,
  });
  await runner.start(hours(1));
  await runner.evaluated(records.length);
  const stopped = runner.stop();
  release();
  await stopped;
  return { runner, metrics };
}

test("of the devices behind a gateway the one whose clock is wrong is named, and no right one takes that away", async () => {
  const { runner } = await runOver(says("wrong", { at: START + 86_400_000, t: 1 }), says("right", { at: START, t: 2 }));
  expect(runner.clocks()).toEqual({ wrongClocks: 1, worstClock: { deviceId: "wrong", ahead: 86_400_000 - 1 } });
});

test("what of a gateway's messages was refused is counted by its code, and kept with the gateway's name", async () => {
  const { runner, metrics } = await runOver(says("right", { t: "warm" }), says("right", { t: 5 }));
  expect(metrics.read("labcanary_refused_total", "decode", "DECODE_VALUE")).toBe(1);
  expect(runner.rejects.list()).toMatchObject([{ deviceId: "gw", topic: "gw/right", code: "DECODE_VALUE", detail: 'right/t: "warm"' }]);
  expect(runner.status("right/t")).toMatchObject({ value: 5 });
  expect(runner.tally).toMatchObject({ received: 2, readings: 1, refused: 1 });
});

test("who speaks and is not described is listed over a restart, and no longer once the site describes it; what it said is no reading", async () => {
  const folder = temporaryFolder();
  const heard = [says("stranger", { t: -80, battery: 97 }), says("stranger", { t: -79.5 })];
  const before = await runIn(folder, ...heard);
  const temperature = { deviceId: "gw", address: "stranger", signal: "t", count: 2, value: -79.5, range: { lowest: -80, highest: -79.5 } };
  expect(before.runner.unknown.save().signals).toMatchObject([{ signal: "battery", count: 1 }, temperature]);

  const restarted = await runIn(folder, ...heard, says("stranger", { t: -81 }));
  expect(restarted.runner.unknown.save().signals[1]).toMatchObject({ count: 3, range: { lowest: -81, highest: -79.5 } });

  const adopted = await runIn(folder, ...heard, says("stranger", { t: -81 }), { kind: "site", version: "adopted" });
  expect(adopted.runner.unknown.save().signals.map(({ signal }) => signal)).toEqual(["battery"]);
  expect(adopted.runner.status("new/t")).not.toHaveProperty("value");
});
