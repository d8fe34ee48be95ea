import { days, epochMs, hours, minus, seconds } from "@labcanary/domain/basics";
import type { AccessEvent } from "@labcanary/domain/telemetry";
import { expect, test } from "vitest";
import { startAlerting } from "../../../test/support/kannel-alerting.ts";
import { openDatabase } from "../store/database.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));

const event = (id: string, over: Partial<AccessEvent> = {}): AccessEvent => ({
  id,
  deviceId: "cab-17",
  kind: "badge",
  at: AT,
  receivedAt: AT,
  historical: false,
  ...over,
});
const ALL = { from: epochMs(0), to: epochMs(Number.MAX_SAFE_INTEGER), limit: 100 };

test("events are kept once, however often they come, and over a restart", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeEvents([event("a"), event("b", { at: epochMs(AT + 1), object: "exit" })]);
  await bench.alerting.takeEvents([event("a", { object: "changed" })]);
  const { alerting } = await bench.restart();
  expect(alerting.events(ALL)).toEqual([event("b", { at: epochMs(AT + 1), object: "exit" }), event("a")]);
});

test("they are found by device and time: from counts, to does not; the newest come first", async () => {
  const { alerting } = await startAlerting();
  await alerting.takeEvents([0, 1, 2, 3].map((second) => event(`a${second}`, { at: epochMs(AT + second * 1000) })));
  await alerting.takeEvents([event("other", { deviceId: "cab-18", at: epochMs(AT + 1500) })]);
  const ids = (query: object): readonly string[] => alerting.events({ ...ALL, ...query }).map(({ id }) => id);
  expect(ids({ from: epochMs(AT + 1000), to: epochMs(AT + 3000) })).toEqual(["a2", "other", "a1"]);
  expect(ids({ deviceId: "cab-17", from: epochMs(AT + 1000) })).toEqual(["a3", "a2", "a1"]);
  expect(ids({ limit: 2 })).toEqual(["a3", "a2"]);
  expect(ids({ deviceId: "cab-19" })).toEqual([]);
});

test("of a badge there is left whose it is, or that nobody knows it", async () => {
  const { alerting, options } = await startAlerting();
  await alerting.takeEvents([
    event("known", { credential: "04A2F1", person: { id: "wang", name: "Wang Fang", roles: ["keeper"] } }),
    event("unknown", { credential: "04A2F2" }),
  ]);
  expect(alerting.events(ALL)).toMatchObject([
    { id: "known", person: "wang" },
    { id: "unknown", unknownBadge: true },
  ]);
  const database = openDatabase(options.dataFolder);
  expect(JSON.stringify(database.prepare("SELECT * FROM access_events").all())).not.toContain("04A2F");
  database.close();
});

test("they go when the history's single readings go", async () => {
  const { alerting, clock } = await startAlerting({ eventRetention: days(10) });
  const old = minus(clock.now(), days(10));
  await alerting.takeEvents([event("old", { at: old }), event("kept", { at: epochMs(old + 2 * hours(1)) })]);
  clock.advance(hours(1));
  clock.advance(seconds(1));
  expect(alerting.events(ALL).map(({ id }) => id)).toEqual(["kept"]);
});
