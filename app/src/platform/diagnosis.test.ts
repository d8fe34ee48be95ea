import { epochMs, minutes, seconds } from "@labcanary/domain/basics";
import type { SignalStatus } from "@labcanary/domain/ports";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { diagnosis } from "../../../test/support/doctor-world.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { signal, testSite } from "../../../test/support/site.ts";
import { createDiagnosis, type DiagnosisDeps } from "./diagnosis.ts";
import { createMetrics } from "./metrics.ts";

const device = (id: string, gateway?: string) => ({
  id,
  name: { en: id, zh: id },
  zoneId: "cabinet-17",
  signals: [`${id}/vapour`],
  ...(gateway === undefined ? {} : { gateway }),
});
const signalOf = (deviceId: string) => signal({ key: `${deviceId}/vapour`, deviceId });

function deps(over: Partial<DiagnosisDeps> = {}): DiagnosisDeps {
  const said = diagnosis("unused");
  const heard = new Set(["heard/vapour", "behind/vapour"]);
  const site = testSite({
    devices: [
      device("heard"),
      device("mute"),
      device("bare"),
      { ...device("gateway"), signals: [], speaks: { convention: "senml", topics: ["lab/#"], timeZone: "Asia/Shanghai" } },
      device("behind", "gateway"),
    ],
    signals: ["heard", "mute", "bare", "behind"].map(signalOf),
  });
  return {
    clock: createSettableClock(),
    metrics: createMetrics(),
    dataFolder: temporaryFolder(),
    version: "0.1.0",
    startedAt: epochMs(0),
    site: { current: site, proposal: () => undefined },
    health: () => said.health,
    ingest: {
      books: () => said.books,
      figures: () => said.figures,
      status: (key): SignalStatus | undefined => (heard.has(key) ? { signal: key, receivedAt: epochMs(1) } : undefined),
      impairedSignals: () => [{ signal: "mute/vapour", impairment: "silent", since: epochMs(1) }],
    },
    desk: {
      books: () => said.alarmBooks,
      lastJournalCheck: () => undefined,
      channels: () => [],
      contacts: () => [{ personId: "wang", channel: "sms", address: "***01", isProven: true }],
    },
    broker: { connections: 3 },
    devices: { enrolled: () => new Set(["heard", "mute", "gateway", "gone"]) },
    canary: () => ({ state: "beats", every: minutes(5) }),
    ...over,
  };
}

test("says which devices have no token, were never heard, and are of no site; a gateway was heard where what is behind it was", async () => {
  const { devices, impaired } = await createDiagnosis(deps())();
  expect(devices).toEqual({
    described: 5,
    notEnrolled: { count: 1, first: ["bare"] },
    neverHeard: { count: 1, first: ["mute"] },
    leftOver: { count: 1, first: ["gone"] },
  });
  expect(impaired).toEqual({ silent: { count: 1, first: ["mute/vapour"] } });
});

test("tells nobody's address, and the mean of the log's commits", async () => {
  const given = deps();
  given.metrics.histogram("labcanary_log_commit_seconds").observe(0.002);
  given.metrics.histogram("labcanary_log_commit_seconds").observe(0.004);
  const said = await createDiagnosis(given)();
  expect(said.commits).toEqual({ count: 2, seconds: 0.006 });
  expect(JSON.stringify(said)).not.toContain("***01");
});

test("of ten thousand devices without a token it names twenty", async () => {
  const many = Array.from({ length: 10_000 }, (_, n) => device(`d-${n}`));
  const said = await createDiagnosis(deps({ site: { current: testSite({ devices: many, signals: [] }), proposal: () => undefined } }))();
  expect([said.devices.notEnrolled.count, said.devices.notEnrolled.first.length]).toEqual([10_000, 20]);
});

test("a controller that is asked by Modbus needs no token; one of it, or of a device a gateway speaks for, is left over", async () => {
  const modbus = { host: "192.168.10.20", port: 502, unit: 1, every: seconds(5), registers: [] };
  const site = testSite({
    devices: [
      { ...device("controller"), modbus },
      { ...device("gateway"), signals: [], speaks: { convention: "senml", topics: ["lab/#"], timeZone: "Asia/Shanghai" } },
      device("behind", "gateway"),
      device("relay"),
      device("relayed", "relay"),
    ],
    signals: ["controller", "behind", "relay", "relayed"].map(signalOf),
  });
  const current = { current: site, proposal: () => undefined };
  const none = await createDiagnosis(deps({ site: current, devices: { enrolled: () => new Set() } }))();
  expect(none.devices.notEnrolled).toEqual({ count: 3, first: ["gateway", "relay", "relayed"] });
  const all = new Set(["controller", "gateway", "behind", "relay", "relayed"]);
  const { devices } = await createDiagnosis(deps({ site: current, devices: { enrolled: () => all } }))();
  expect(devices.leftOver).toEqual({ count: 2, first: ["controller", "behind"] });
  expect(devices.neverHeard).toEqual({ count: 2, first: ["relay", "relayed"] });
});
