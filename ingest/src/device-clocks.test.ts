import { epochMs } from "@labcanary/domain/basics";
import type { SystemCondition } from "@labcanary/domain/messages";
import type { Reading } from "@labcanary/domain/telemetry";
import { expect, test } from "vitest";
import { DeviceClocks } from "./device-clocks.ts";

const RECEIVED = Date.UTC(2026, 10, 22, 8);

/** A reading whose device's clock is this many seconds ahead; 0 for one that is believed. */
const reading = (ahead: number): Reading => ({
  kind: "sample",
  signal: "a/b",
  at: epochMs(RECEIVED),
  receivedAt: epochMs(RECEIVED),
  value: 1,
  quality: "good",
  historical: false,
  tieBreak: 0,
  ...(ahead === 0 ? {} : { deviceAt: epochMs(RECEIVED + ahead * 1000) }),
});

function createClocks(saved?: ReturnType<DeviceClocks["save"]>) {
  const told: string[] = [];
  const takeSystemCondition = ({ active, detail }: SystemCondition): void => void told.push(`${active ? "wrong" : "right"}: ${detail}`);
  return { told, clocks: new DeviceClocks({ takeSystemCondition }, saved) };
}

test("one wrong clock is told once, and once that it is right again", () => {
  const { told, clocks } = createClocks();
  for (const ahead of [0, 600, 601, 0, 0]) clocks.note("cab-17", reading(ahead));
  expect(told).toEqual(["wrong: wrong: cab-17 by 600 s", "right: every device's clock is right again"]);
});

test("many are one alarm, which names five", () => {
  const { told, clocks } = createClocks();
  for (let device = 1; device <= 7; device++) clocks.note(`d${device}`, reading(-3600 * device));
  expect(told.at(-1)).toBe("wrong: wrong: d1 by -3600 s, d2 by -7200 s, d3 by -10800 s, d4 by -14400 s, d5 by -18000 s and 2 more");
  clocks.note("d1", reading(0));
  expect(told.at(-1)).toContain("wrong: d2");
});

test("after a restart the alarm that is up still ends when the clock is right", () => {
  const before = createClocks();
  before.clocks.note("cab-17", reading(600));
  const { told, clocks } = createClocks(structuredClone(before.clocks.save()));
  clocks.note("cab-17", reading(0));
  expect(told).toEqual(["right: every device's clock is right again"]);
});

test("a device that leaves the site takes its clock with it", () => {
  const { told, clocks } = createClocks();
  clocks.note("cab-17", reading(600));
  clocks.forgetAllBut(new Set(["cab-18"]), epochMs(RECEIVED));
  clocks.forgetAllBut(new Set(["cab-18"]), epochMs(RECEIVED));
  expect(told).toEqual(["wrong: wrong: cab-17 by 600 s", "right: every device's clock is right again"]);
});
