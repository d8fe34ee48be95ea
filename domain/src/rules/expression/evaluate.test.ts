import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare, HOLD, type Heard, operand, worldOf } from "../../../../test/support/expression-world.ts";
import { lookAgainAt, truthOf } from "./evaluate.ts";
import { COMPARISONS, type Expression, FAULTY_VOTERS, type FaultyVoter } from "./expression.ts";
import type { Truth } from "./truth.ts";

test.each([
  { operator: ">", is: ["false", "false", "true"] },
  { operator: ">=", is: ["false", "true", "true"] },
  { operator: "<", is: ["true", "false", "false"] },
  { operator: "<=", is: ["true", "true", "false"] },
  { operator: "=", is: ["false", "true", "false"] },
  { operator: "!=", is: ["true", "false", "true"] },
] as const)("19, 20 and 21 $operator 20 are $is", ({ operator, is }) => {
  expect([19, 20, 21].map((value) => truthOf(compare("a/x", operator, 20), worldOf({ "a/x": value })))).toEqual(is);
});

describe("a signal is unknown", () => {
  test.each<{ heard: Heard; because: string }>([
    { heard: "never", because: "before its first sample" },
    { heard: "long-ago", because: "past the end of its hold" },
    { heard: "untrusted", because: "after a fault, and while it is suspect" },
  ])("$because", ({ heard }) => {
    expect(COMPARISONS.map((operator) => truthOf(compare("a/x", operator, 0), worldOf({ "a/x": heard })))).toEqual(
      COMPARISONS.map(() => "unknown"),
    );
  });

  test("not yet at the very end of its hold", () => {
    const world = worldOf({ "a/x": 30 });
    const later = (by: number) => ({ ...world, receivedAt: (world.receivedAt + by) as typeof world.receivedAt });
    expect(truthOf(compare("a/x", ">", 20), later(HOLD))).toBe("true");
    expect(truthOf(compare("a/x", ">", 20), later(HOLD + 1))).toBe("unknown");
  });
});

const TRUTHS: readonly Truth[] = ["true", "false", "unknown"];
const HEARD: Readonly<Record<Truth, Heard>> = { true: 30, false: 10, unknown: "never" };
/** A world in which `a/x > 20`, `b/x > 20`, `c/x > 20` are what the list says. */
const worldWhere = (truths: readonly Truth[]) =>
  worldOf(Object.fromEntries(truths.map((truth, place) => [`${"abc"[place]}/x`, HEARD[truth]])));
const above = (device: string): Expression => compare(`${device}/x`, ">", 20);

test.each([
  { kind: "and", is: ["true", "false", "unknown", "false", "false", "false", "unknown", "false", "unknown"] },
  { kind: "or", is: ["true", "true", "true", "true", "false", "unknown", "true", "unknown", "unknown"] },
] as const)("$kind goes by Kleene's table", ({ kind, is }) => {
  const pairs = TRUTHS.flatMap((a) => TRUTHS.map((b) => [a, b]));
  expect(pairs.map((pair) => truthOf({ kind, of: [above("a"), above("b")] }, worldWhere(pair)))).toEqual(is);
});

test("not turns true and false about, and leaves unknown", () => {
  expect(TRUTHS.map((truth) => truthOf({ kind: "not", of: above("a") }, worldWhere([truth])))).toEqual(["false", "true", "unknown"]);
});

describe("two of three", () => {
  const VOTERS: readonly (readonly Truth[])[] = [
    ["true", "true", "false"],
    ["true", "false", "false"],
    ["true", "true", "unknown"],
    ["true", "false", "unknown"],
    ["false", "false", "unknown"],
    ["true", "unknown", "unknown"],
    ["false", "unknown", "unknown"],
    ["unknown", "unknown", "unknown"],
  ];
  test.each<{ faultyVoter: FaultyVoter; is: readonly boolean[]; because: string }>([
    { faultyVoter: "alarm", is: [true, false, true, true, false, true, true, true], because: "each faulty one votes for the alarm" },
    { faultyVoter: "no-alarm", is: [true, false, true, false, false, false, false, false], because: "each faulty one votes against it" },
    {
      faultyVoter: "left-out",
      is: [true, false, true, false, false, true, true, true],
      because: "one live voter can never be two, which counts as met",
    },
  ])("$faultyVoter: $because", ({ faultyVoter, is }) => {
    const vote: Expression = { kind: "vote", atLeast: 2, of: ["a", "b", "c"].map(above), faultyVoter };
    expect(VOTERS.map((truths) => truthOf(vote, worldWhere(truths)))).toEqual(is.map(String));
  });
});

describe("the deviation of three probes", () => {
  const probe = (signal: string) => ({ ...operand(signal, { unit: "Cel" }), factor: 1, offset: 0 });
  const deviation: Expression = {
    kind: "deviation",
    of: [probe("a/t"), probe("b/t"), { ...probe("c/t"), unit: "K", offset: -273.15 }],
    unit: "Cel",
    operator: ">",
    value: 2,
  };
  test.each<{ heard: readonly Heard[]; is: Truth; because: string }>([
    { heard: [5, 6, 278.65], is: "false", because: "all within a degree, the third in kelvin" },
    { heard: [5, 6, 281.15], is: "true", because: "8 °C is 3 K from 5 °C" },
    { heard: [5, 7, "never"], is: "false", because: "2 is not more than 2" },
    { heard: [5, 7.1, "untrusted"], is: "true", because: "two that can be trusted are enough" },
    { heard: [5, "long-ago", "never"], is: "unknown", because: "one has nothing to deviate from" },
    { heard: ["never", "never", "never"], is: "unknown", because: "none was heard" },
  ])("$heard is $is: $because", ({ heard, is }) => {
    expect(truthOf(deviation, worldOf(Object.fromEntries(heard.map((value, place) => [`${"abc"[place]}/t`, value]))))).toBe(is);
  });
});

test("a count of samples cannot be asked without its memory", () => {
  expect(() => truthOf({ kind: "samples", atLeast: 1, last: 2, of: above("a") }, worldWhere(["true"]))).toThrow("needs a memory");
});

describe("when to look again if nothing comes", () => {
  /** Heard so many milliseconds before now. */
  const world = (ages: Readonly<Record<string, readonly [age: number, value: number]>>) => {
    const now = worldOf({});
    return {
      ...now,
      signal: (key: string) => {
        const [age, value] = ages[key] ?? [];
        if (age === undefined || value === undefined) return undefined;
        const last = (now.receivedAt - age) as typeof now.receivedAt;
        return { at: last, receivedAt: last, value, heldUntil: (last + HOLD) as typeof last, isTrusted: true };
      },
    };
  };
  const vote: Expression = { kind: "vote", atLeast: 2, of: ["a", "b", "c"].map(above), faultyVoter: "alarm" };
  test.each([
    { what: "a comparison, when its signal's hold has run out", of: above("a"), ages: { "a/x": [1000, 30] }, after: HOLD - 1000 + 1 },
    { what: "never heard: nothing can run out", of: above("a"), ages: {}, after: undefined },
    {
      what: "an or that one true part holds, when that one runs out",
      of: { kind: "or", of: [above("a"), above("b")] },
      ages: { "a/x": [500, 30], "b/x": [9000, 10] },
      after: HOLD - 500 + 1,
    },
    {
      what: "an and that a false part decides, when that one runs out",
      of: { kind: "and", of: [above("a"), above("b")] },
      ages: { "a/x": [7000, 10], "b/x": [9000, 30] },
      after: HOLD - 7000 + 1,
    },
    {
      what: "a vote, when so many have run out that their votes decide",
      of: vote,
      ages: { "a/x": [1000, 10], "b/x": [2000, 10], "c/x": [3000, 10] },
      after: HOLD - 2000 + 1,
    },
    {
      what: "a vote that is met and stays so",
      of: vote,
      ages: { "a/x": [1000, 30], "b/x": [2000, 30], "c/x": [3000, 10] },
      after: undefined,
    },
  ] as const)("$what", ({ of, ages, after }) => {
    const now = world(ages);
    const expected = after === undefined ? undefined : now.receivedAt + after;
    expect(lookAgainAt(of as Expression, now)).toBe(expected);
  });
});

const withoutVotes = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    fc
      .record({ device: fc.constantFrom("a", "b", "c"), operator: fc.constantFrom(...COMPARISONS) })
      .map(({ device, operator }) => compare(`${device}/x`, operator, 20)),
    tie("expression").map((of): Expression => ({ kind: "not", of })),
    fc
      .record({ kind: fc.constantFrom("and" as const, "or" as const), of: fc.array(tie("expression"), { minLength: 2, maxLength: 3 }) })
      .map((one): Expression => one),
  ),
})).expression;

const truths = fc.array(fc.constantFrom(...TRUTHS), { minLength: 3, maxLength: 3 });

test("of nothing known nothing follows, but what a vote declares", () => {
  fc.assert(fc.property(withoutVotes, (expression) => truthOf(expression, worldWhere(["unknown", "unknown", "unknown"])) === "unknown"));
});

test("learning what was unknown never turns true into false, or false into true", () => {
  fc.assert(
    fc.property(withoutVotes, truths, truths, (expression, known, learnt) => {
      const before = truthOf(expression, worldWhere(known));
      const after = truthOf(expression, worldWhere(known.map((truth, place) => (truth === "unknown" ? (learnt[place] ?? truth) : truth))));
      expect(before === "unknown" || before === after).toBe(true);
    }),
  );
});

test("a vote is met without a single vote for it only where that is declared", () => {
  fc.assert(
    fc.property(truths, fc.integer({ min: 1, max: 3 }), fc.constantFrom(...FAULTY_VOTERS), (known, atLeast, faultyVoter) => {
      const truth = truthOf({ kind: "vote", atLeast, of: ["a", "b", "c"].map(above), faultyVoter }, worldWhere(known));
      expect(truth).not.toBe("unknown");
      const votes = known.filter((one) => one === "true").length;
      const faulty = known.filter((one) => one === "unknown").length;
      if (votes >= atLeast) expect(truth).toBe("true");
      if (faulty === 0) expect(truth).toBe(votes >= atLeast ? "true" : "false");
      if (truth === "true" && votes < atLeast)
        expect(faultyVoter === "alarm" || (faultyVoter === "left-out" && 3 - faulty < atLeast)).toBe(true);
    }),
  );
});

describe("a voter not heard yet since the start", () => {
  const vote = (faultyVoter: FaultyVoter): Expression => ({ kind: "vote", atLeast: 2, of: ["a", "b", "c"].map(above), faultyVoter });
  test.each(FAULTY_VOTERS)("is not faulty before its time is over, whatever a faulty one counts as: %s", (faultyVoter) => {
    expect(truthOf(vote(faultyVoter), worldOf({ "a/x": "awaited", "b/x": "awaited", "c/x": "awaited" }))).toBe("unknown");
    expect(truthOf(vote(faultyVoter), worldOf({ "a/x": 30, "b/x": "awaited", "c/x": 10 }))).toBe("unknown");
    expect(truthOf(vote(faultyVoter), worldOf({ "a/x": 10, "b/x": "awaited", "c/x": 10 }))).toBe("false");
    expect(truthOf(vote(faultyVoter), worldOf({ "a/x": 30, "b/x": 30, "c/x": "awaited" }))).toBe("true");
  });

  test("is looked at again when its time is over", () => {
    const world = worldOf({ "a/x": 30, "b/x": "awaited", "c/x": 10 });
    expect(lookAgainAt(vote("alarm"), world)).toBe(world.receivedAt + HOLD + 1);
  });
});
