import { describe, expect, test } from "vitest";
import { at, compare, HOLD, type Heard, operand, sampleOf, worldOf } from "../../../../test/support/expression-world.ts";
import { milliseconds, times } from "../../basics/index.ts";
import type { ExpressionRule } from "./rule.ts";
import type { Expression, FaultyVoter } from "./expression.ts";
import { type ExpressionMemory, inputsOfExpression, stepExpression } from "./step.ts";

const ruleOf = (when: Expression): ExpressionRule => ({
  kind: "expression",
  id: "room/r",
  signal: "a/x",
  priority: "high",
  onDelay: milliseconds(0),
  offDelay: milliseconds(0),
  latching: false,
  label: { en: "", zh: "" },
  consequence: { en: "", zh: "" },
  firstAction: { en: "", zh: "" },
  responseTime: milliseconds(0),
  source: "test",
  version: "1",
  when,
  text: "",
});

const above = (device: string): Expression => compare(`${device}/x`, ">", 20);
const step = (when: Expression, heard: Readonly<Record<string, Heard>>) =>
  stepExpression(ruleOf(when), undefined, { kind: "time" }, worldOf(heard));

test.each<{ heard: Heard; is: string }>([
  { heard: 30, is: "met" },
  { heard: 10, is: "gone" },
  { heard: "never", is: "inside-deadband" },
  { heard: "untrusted", is: "inside-deadband" },
])("$heard is $is", ({ heard, is }) => {
  expect(step(above("a"), { "a/x": heard }).observation).toBe(is);
});

describe("the reason names what decided", () => {
  const vote = (faultyVoter: FaultyVoter): Expression => ({ kind: "vote", atLeast: 2, of: ["a", "b", "c"].map(above), faultyVoter });
  const door = compare("d/door", "=", 1, { unit: "state", states: ["closed", "open"] });
  const probe = (signal: string, unit: "Cel" | "ppm") => ({ ...operand(signal, { unit }), factor: 1, offset: 0 });
  const deviation = (unit: "Cel" | "ppm"): Expression => ({
    kind: "deviation",
    of: [probe("a/x", unit), probe("b/x", unit)],
    unit,
    operator: ">",
    value: 2,
  });
  test.each<{ when: Expression; heard: Readonly<Record<string, Heard>>; says: string }>([
    { when: above("a"), heard: { "a/x": 25 }, says: "a/x 25 %LEL" },
    { when: { kind: "not", of: door }, heard: { "d/door": 0 }, says: "d/door closed" },
    { when: { kind: "and", of: [above("a"), door] }, heard: { "a/x": 25, "d/door": 1 }, says: "a/x 25 %LEL, d/door open" },
    { when: { kind: "and", of: [above("a"), door] }, heard: { "a/x": 25, "d/door": 0 }, says: "d/door closed" },
    { when: { kind: "or", of: [above("a"), door] }, heard: { "a/x": 25, "d/door": 0 }, says: "a/x 25 %LEL" },
    { when: { kind: "or", of: [above("a"), door] }, heard: { "a/x": 5, "d/door": "never" }, says: "d/door was never heard" },
    { when: above("a"), heard: { "a/x": "long-ago" }, says: "a/x was not heard within its hold" },
    { when: above("a"), heard: { "a/x": "untrusted" }, says: "a/x is faulty or suspect" },
    { when: vote("alarm"), heard: { "a/x": 25, "b/x": 5, "c/x": 22 }, says: "a/x 25 %LEL, c/x 22 %LEL: 2 of 3" },
    { when: vote("alarm"), heard: { "a/x": 25, "b/x": 5, "c/x": 2 }, says: "a/x 25 %LEL: 1 of 3, 2 needed" },
    { when: vote("alarm"), heard: { "a/x": 5, "b/x": 5, "c/x": 2 }, says: "0 of 3, 2 needed" },
    {
      when: vote("alarm"),
      heard: { "a/x": 25, "b/x": 5, "c/x": "never" },
      says: "a/x 25 %LEL, c/x was never heard (counts as alarm): 2 of 3",
    },
    {
      when: vote("no-alarm"),
      heard: { "a/x": 25, "b/x": 5, "c/x": "never" },
      says: "a/x 25 %LEL, c/x was never heard (counts as no alarm): 1 of 3, 2 needed",
    },
    {
      when: vote("left-out"),
      heard: { "a/x": 25, "b/x": 22, "c/x": "never" },
      says: "a/x 25 %LEL, b/x 22 %LEL, c/x was never heard (is left out): 2 of 2",
    },
    {
      when: vote("left-out"),
      heard: { "a/x": 5, "b/x": "untrusted", "c/x": "never" },
      says: "b/x is faulty or suspect (is left out), c/x was never heard (is left out): only 1 of 3 voters can be told, fewer than the 2 needed, which counts as met",
    },
    { when: deviation("Cel"), heard: { "a/x": 5, "b/x": 8.1 }, says: "a/x 5 °C, b/x 8.1 °C: 3.1 K apart" },
    { when: deviation("ppm"), heard: { "a/x": 5, "b/x": 8 }, says: "a/x 5 ppm, b/x 8 ppm: 3 ppm apart" },
    { when: deviation("Cel"), heard: { "a/x": 5, "b/x": "never" }, says: "a/x 5 °C, b/x was never heard" },
  ])("$says", ({ when, heard, says }) => {
    expect(step(when, heard).because).toBe(says);
  });
});

test("the alarm's value is that of the signal the rule stands under, where it is known", () => {
  expect(step(above("a"), { "a/x": 25 }).value).toBe(25);
  expect(step(above("a"), { "a/x": "never" })).not.toHaveProperty("value");
  expect(step(above("b"), { "a/x": 25, "b/x": 5 })).not.toHaveProperty("value");
});

test("a rule of a zone has no value of its own: its reason names the signals", () => {
  const watched = stepExpression({ ...ruleOf(above("a")), zoneId: "room" }, undefined, { kind: "time" }, worldOf({ "a/x": 25 }));
  expect(watched).not.toHaveProperty("value");
  expect(watched.because).toBe("a/x 25 %LEL");
});

test("it is to be looked at again when what it says would change if nothing came", () => {
  expect(step(above("a"), { "a/x": 25 }).lookAgainAt).toBe(at(0) + HOLD + 1);
  expect(step(above("a"), { "a/x": "never" })).not.toHaveProperty("lookAgainAt");
});

describe("2 of 3 samples", () => {
  const when: Expression = { kind: "samples", atLeast: 2, last: 3, of: above("a") };
  /** Samples of a/x, one every ten seconds unless a test says when. */
  function run(samples: readonly (number | readonly [second: number, value: number])[], signal = "a/x") {
    let memory: ExpressionMemory | undefined;
    return samples.map((one, place) => {
      const [second, value] = typeof one === "number" ? [place * 10, one] : one;
      const watched = stepExpression(
        ruleOf(when),
        memory,
        { kind: "sample", sample: sampleOf(signal, second, value) },
        worldOf({ "a/x": value }, second),
      );
      memory = watched.memory;
      return watched.observation;
    });
  }
  test.each([
    { samples: [25, 25], are: ["inside-deadband", "met"], because: "two are enough, whatever the third will be" },
    { samples: [5, 5], are: ["inside-deadband", "gone"], because: "one more could not make two" },
    {
      samples: [25, 5, 25, 5, 5],
      are: ["inside-deadband", "inside-deadband", "met", "gone", "gone"],
      because: "only the last three count",
    },
    {
      samples: [
        [0, 25],
        [60, 25],
      ] as const,
      are: ["inside-deadband", "met"],
      because: "a hold apart is no gap",
    },
    {
      samples: [
        [0, 25],
        [61, 25],
      ] as const,
      are: ["inside-deadband", "inside-deadband"],
      because: "a gap longer than the hold begins anew",
    },
  ])("$samples are $are: $because", ({ samples, are }) => {
    expect(run(samples)).toEqual(are);
  });

  test("samples of other signals are not counted", () => {
    expect(run([25, 25, 25], "z/x")).toEqual(["inside-deadband", "inside-deadband", "inside-deadband"]);
  });

  test("what came before is nothing while what is counted cannot be told", () => {
    const input = { kind: "sample", sample: sampleOf("a/x", 0, 25) } as const;
    const first = stepExpression(ruleOf(when), undefined, input, worldOf({ "a/x": 25 }));
    const second = stepExpression(ruleOf(when), first.memory, input, worldOf({ "a/x": 25 }));
    expect(second).toMatchObject({ observation: "met", because: "a/x 25 %LEL: 2 of the last 3 samples" });
    const faulty = stepExpression(ruleOf(when), second.memory, { kind: "fault", signal: "a/x" }, worldOf({ "a/x": "untrusted" }));
    expect(faulty).toMatchObject({ observation: "inside-deadband", memory: second.memory });
    const again = stepExpression(ruleOf(when), faulty.memory, { kind: "time" }, worldOf({ "a/x": 25 }));
    expect(again.observation).toBe("met");
  });

  test("each count within one expression remembers by itself, and memory is not changed in place", () => {
    const both: Expression = { kind: "or", of: [when, { kind: "not", of: { ...when, of: above("b") } }] };
    const before: ExpressionMemory = Object.freeze({ rings: Object.freeze([]) });
    const watched = stepExpression(
      ruleOf(both),
      before,
      { kind: "sample", sample: sampleOf("a/x", 0, 25) },
      worldOf({ "a/x": 25, "b/x": 5 }),
    );
    expect(watched.memory.rings).toEqual([
      { truths: ["true"], sampledAt: { "a/x": at(0) } },
      { truths: [], sampledAt: {} },
    ]);
    expect(structuredClone(watched.memory)).toEqual(watched.memory);
  });
});

test("a rule is stepped by every signal it names, and needs as much history as it counts", () => {
  const slow = compare("b/x", ">", 1, { hold: times(HOLD, 3) });
  expect(inputsOfExpression({ when: { kind: "or", of: [above("c"), slow, above("c")] } })).toEqual({
    signals: ["c/x", "b/x"],
    devices: [],
    reach: 3 * HOLD,
  });
  expect(inputsOfExpression({ when: { kind: "samples", atLeast: 2, last: 5, of: { kind: "not", of: slow } } }).reach).toBe(15 * HOLD);
});
