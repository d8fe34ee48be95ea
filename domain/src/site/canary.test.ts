import { expect, test } from "vitest";
import { epochMs } from "../basics/index.ts";
import { type ConditionChange, RuleFold } from "../rules/index.ts";
import type { Sample } from "../telemetry/index.ts";
import { signal, testSite } from "../../../test/support/site.ts";
import { CANARY_DEVICE, CANARY_KEY, CANARY_NORMAL, isCanary, withCanary } from "./canary.ts";

const at = epochMs(Date.UTC(2026, 10, 22, 8));

const sample = (value: number): Sample => ({
  kind: "sample",
  signal: CANARY_KEY,
  at,
  receivedAt: at,
  tieBreak: 0,
  historical: false,
  quality: "good",
  value,
});

/** What the rules make of one message of the canary, all of it received at once. */
function run(fold: RuleFold, number: number, position: number): readonly ConditionChange[] {
  return fold.apply({ kind: "readings", position, receivedAt: at, readings: [sample(CANARY_NORMAL), sample(number)] });
}

test("every run is a breach of its own, raised in the record that holds it, with its number as the value", () => {
  const fold = new RuleFold(withCanary(testSite({ signals: [] })).signals);
  const first = run(fold, 1000, 1);
  const second = run(fold, 2000, 2);
  expect(first.map(({ change, value }) => ({ change, value }))).toEqual([{ change: "raised", value: 1000 }]);
  expect(second.map(({ change, value }) => ({ change, value }))).toEqual([
    { change: "cleared", value: 0 },
    { change: "raised", value: 2000 },
  ]);
  expect([...first, ...second].every((change) => isCanary(change.signal))).toBe(true);
});

test("it impairs nothing: heard or not, it is no signal that protects anybody", () => {
  const fold = new RuleFold(withCanary(testSite({ signals: [] })).signals);
  const nothing = Object.values(fold.impaired());
  fold.apply({ kind: "tick", position: 1, receivedAt: epochMs(at + 7 * 24 * 3_600_000) });
  expect(Object.values(fold.impaired())).toEqual(nothing);
});

test("a fold that was saved before there was a canary goes on with one, and knows what it knew", () => {
  const site = testSite();
  const before = new RuleFold(site.signals);
  before.apply({
    kind: "readings",
    position: 1,
    receivedAt: at,
    readings: [{ ...sample(12), signal: "cab-17/vapour" }],
  });
  const after = new RuleFold(withCanary(site).signals, before.save());
  expect(after.view("cab-17/vapour")?.value).toBe(12);
  expect(run(after, 1000, 2).map(({ change }) => change)).toEqual(["raised"]);
});

test("the site itself stays as it is: same version, every device and signal in its place", () => {
  const site = testSite();
  const decorated = withCanary(site);
  expect(decorated.version).toBe(site.version);
  expect(decorated.devices.slice(0, -1)).toEqual(site.devices);
  expect(decorated.signals.slice(0, -1)).toEqual(site.signals);
  expect(decorated.devices.at(-1)?.id).toBe(CANARY_DEVICE);
  expect(site.devices.some(({ id }) => id === CANARY_DEVICE)).toBe(false);
  expect(isCanary(signal().key)).toBe(false);
});
