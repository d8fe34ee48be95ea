import { expect, test } from "vitest";
import { limitRule, signal, silenceRule } from "../../../test/support/site.ts";
import { epochMs, seconds } from "../basics/index.ts";
import type { Fault, Sample } from "../telemetry/index.ts";
import { RuleFold } from "./fold.ts";
import type { FoldInput } from "./fold-state.ts";

const KEY = "cab-17/vapour";
const SIGNALS = [signal({ rules: [limitRule(), silenceRule({ after: seconds(90) })] })];
const at = (second: number) => epochMs(seconds(second));
const sample = (second: number, over: Partial<Sample> = {}): Sample => ({
  kind: "sample",
  signal: KEY,
  at: at(second),
  receivedAt: at(second),
  value: 1,
  quality: "good",
  historical: false,
  tieBreak: 0,
  ...over,
});
const fault = (second: number): Fault => ({
  kind: "fault",
  signal: KEY,
  at: at(second),
  receivedAt: at(second),
  reason: "fault",
  historical: false,
  tieBreak: 0,
});
const readings = (second: number, ...given: (Sample | Fault)[]): FoldInput => ({
  kind: "readings",
  position: second + 1,
  receivedAt: at(second),
  readings: given,
});
const tick = (second: number): FoldInput => ({ kind: "tick", position: second + 1, receivedAt: at(second) });

function folded(...inputs: FoldInput[]): RuleFold {
  const fold = new RuleFold([]);
  fold.apply({ kind: "site", position: 1, receivedAt: at(0), signals: SIGNALS });
  for (const input of inputs) fold.apply(input);
  return fold;
}

test.each<{ inputs: readonly FoldInput[]; listed: readonly object[]; because: string }>([
  { inputs: [readings(10, sample(10))], listed: [], because: "it reads and is good" },
  { inputs: [readings(10, fault(10))], listed: [{ signal: KEY, impairment: "faulty", since: at(10) }], because: "the device said so then" },
  {
    inputs: [readings(10, fault(10)), readings(20, fault(20))],
    listed: [{ signal: KEY, impairment: "faulty", since: at(10) }],
    because: "saying it again does not begin it anew",
  },
  {
    inputs: [readings(10, fault(10)), readings(20, sample(20)), readings(30, fault(30))],
    listed: [{ signal: KEY, impairment: "faulty", since: at(30) }],
    because: "it was well in between",
  },
  {
    inputs: [readings(10, sample(10)), tick(101)],
    listed: [{ signal: KEY, impairment: "silent", since: at(10) }],
    because: "it was last heard then, and not when somebody noticed",
  },
  {
    inputs: [readings(10, sample(10, { quality: "simulated" }))],
    listed: [{ signal: KEY, impairment: "simulated", since: at(10) }],
    because: "its reading is made up",
  },
])("the list has $listed: $because", ({ inputs, listed }) => {
  const fold = folded(...inputs);
  expect(fold.impairedSignals()).toEqual(listed);
  expect(Object.values(fold.impaired()).reduce((sum, count) => sum + count, 0)).toBe(listed.length);
});

test("since when is kept over a restart, and over a change of the site", () => {
  const known = [{ signal: KEY, impairment: "faulty", since: at(10) }];
  const fold = folded(readings(10, fault(10)));
  const again = new RuleFold(SIGNALS, structuredClone(fold.save()));
  again.apply({ kind: "started", position: 500, receivedAt: at(499) });
  expect(again.impairedSignals()).toEqual(known);
  again.apply({ kind: "site", position: 501, receivedAt: at(500), signals: [signal({ key: "other/x" }), ...SIGNALS] });
  expect(again.impairedSignals()).toEqual(known);
});

test("of a state saved by a release that did not keep it, it counts from what was saved last", () => {
  const { impaired: _, ...old } = folded(readings(10, fault(10)), tick(15)).save();
  expect(new RuleFold(SIGNALS, structuredClone(old)).impairedSignals()).toEqual([{ signal: KEY, impairment: "faulty", since: at(15) }]);
});

test("the revision is another one after each change, and after no other record", () => {
  const fold = folded(readings(10, sample(10)));
  const before = fold.impairedRevision;
  fold.apply(readings(20, sample(20)));
  expect(fold.impairedRevision).toBe(before);
  fold.apply(readings(30, fault(30)));
  const faulty = fold.impairedRevision;
  expect(faulty).not.toBe(before);
  fold.apply({ kind: "site", position: 100, receivedAt: at(31), signals: [] });
  expect([before, faulty]).not.toContain(fold.impairedRevision);
});
