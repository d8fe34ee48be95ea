import fc from "fast-check";
import { expect, test } from "vitest";
import { everyKindSignals } from "../../../test/support/every-kind.ts";
import { epochMs } from "../basics/index.ts";
import { type AccessEvent, FAULT_REASONS, QUALITIES, type Reading } from "../telemetry/index.ts";
import type { ConditionChange } from "./condition.ts";
import { RuleFold } from "./fold.ts";
import type { FoldInput, FoldState } from "./fold-state.ts";
import { FIGURE_KINDS } from "./figures/index.ts";
import type { Signal } from "./rule.ts";
import { RULE_KINDS } from "./watch-rules.ts";

/** A quarter of an hour before the clocks of the site's zone are set back, on 25 October 2026 at 01:00 UTC. */
const START = Date.UTC(2026, 9, 25, 0, 45);

const SITES = [everyKindSignals(), everyKindSignals({ setpoint: 25 })] as const;
const [FIRST] = SITES;

test("the site has every kind of rule, and a limit on every figure", () => {
  const rules = FIRST.flatMap((signal) => signal.rules);
  expect(new Set(rules.map(({ kind }) => kind))).toEqual(new Set(RULE_KINDS));
  expect(new Set(rules.flatMap((rule) => (rule.kind === "limit" && rule.of !== undefined ? [rule.of.kind] : [])))).toEqual(
    new Set(FIGURE_KINDS),
  );
});

/** One thing that can come next in a log; times are seconds since the record before. */
const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("said" as const),
      after: fc.integer({ min: 0, max: 25 }),
      signal: fc.integer({ min: 0, max: FIRST.length - 1 }),
      value: fc.option(fc.integer({ min: 0, max: 30 }), { nil: null, freq: 8 }),
      quality: fc.constantFrom(...QUALITIES.filter((quality) => quality !== "bad")),
      fault: fc.constantFrom(...FAULT_REASONS),
      behind: fc.constantFrom(0, 0, 0, 0, 5, 40, -3),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("did" as const),
      after: fc.integer({ min: 0, max: 25 }),
      what: fc.constantFrom("badge", "badge", "unlock", "lock"),
      who: fc.constantFrom("wang", "li", undefined),
      granted: fc.boolean(),
      behind: fc.constantFrom(0, 0, 0, 5, 40, -3),
      historical: fc.constantFrom(false, false, false, true),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("tick" as const), after: fc.constantFrom(1, 20, 60, 200, 900) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("started" as const), after: fc.integer({ min: 0, max: 300 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("site" as const), after: fc.constant(1), site: fc.constantFrom(0, 1) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Logged {
  readonly input: FoldInput;
  /** In force after it. */
  readonly signals: readonly Signal[];
}

function logOf(steps: readonly Step[]): readonly Logged[] {
  let now = START;
  let signals: readonly Signal[] = FIRST;
  const begin: FoldInput = { kind: "site", position: 1, receivedAt: epochMs(now), signals };
  return [
    { input: begin, signals },
    ...steps.map((one, index): Logged => {
      now += one.after * 1000;
      const base = { position: index + 2, receivedAt: epochMs(now) };
      if (one.kind === "site") signals = SITES[one.site]!;
      const input: FoldInput =
        one.kind === "said"
          ? { ...base, kind: "readings", readings: [readingOf(one, now)] }
          : one.kind === "did"
            ? { ...base, kind: "readings", readings: [], events: [eventOf(one, now)] }
            : one.kind === "site"
              ? { ...base, kind: "site", signals }
              : { ...base, kind: one.kind };
      return { input, signals };
    }),
  ];
}

function readingOf({ signal: place, value, quality, fault, behind }: Extract<Step, { kind: "said" }>, now: number): Reading {
  const { key, states, range } = FIRST[place]!;
  const common = { signal: key, at: epochMs(now - behind * 1000), receivedAt: epochMs(now), historical: false, tieBreak: 0 };
  if (value === null) return { kind: "fault", reason: fault, ...common };
  const overRange = range !== undefined && value >= range.max ? { overRange: true as const } : {};
  return { kind: "sample", value: states === undefined ? value : value % states.length, quality, ...common, ...overRange };
}

const ROLES = { wang: ["keeper"], li: ["user"] } as const;

function eventOf({ what, who, granted, behind, historical }: Extract<Step, { kind: "did" }>, now: number): AccessEvent {
  const at = epochMs(now - behind * 1000);
  const person = who === undefined ? {} : { person: { id: who, name: who, roles: ROLES[who] } };
  return { id: `vault:${at}:${what}:${who}`, deviceId: "vault", kind: what, at, receivedAt: epochMs(now), granted, historical, ...person };
}

test("with every kind of rule, across a rule edit and a change of the clock, any restart point gives the same history to the byte", () => {
  const raised = new Set<string>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 50, maxLength: 100 }), (steps) => {
      const log = logOf(steps);
      const whole = new RuleFold([]);
      const saved: { readonly state: FoldState; readonly told: number }[] = [];
      const changes: ConditionChange[] = [];
      for (const { input } of log) {
        changes.push(...whole.apply(input));
        // As a snapshot goes to disk and comes back.
        saved.push({ state: structuredClone(whole.save()), told: changes.length });
      }
      const lines = changes.map((change) => JSON.stringify(change));
      for (const change of changes) if (change.change === "raised") raised.add(change.ruleId.split("/").at(-1)!);
      for (const [index, { state, told }] of saved.entries()) {
        const restarted = new RuleFold(log[index]!.signals, state);
        const after = log.slice(index + 1).flatMap(({ input }) => restarted.apply(input));
        expect(after.map((change) => JSON.stringify(change))).toEqual(lines.slice(told));
        expect(restarted.save()).toEqual(whole.save());
      }
    }),
    { numRuns: 25 },
  );
  // A proof about rules that never fire proves nothing.
  expect([...raised]).toEqual(
    expect.arrayContaining([
      "high",
      "high-high",
      "over-range",
      "silent",
      "confirmed",
      "apart",
      "at-night",
      "frost",
      "forced",
      "two-person",
      "unlocked",
    ]),
  );
});

test("every occurrence is raised once, cleared once at most, and told of nothing else outside that", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 140 }), (steps) => {
      const rules = new RuleFold([]);
      const open = new Map<string, { readonly occurrenceId: string; isSuppressed: boolean; parent: string | undefined }>();
      for (const { change, ruleId, occurrenceId, suppressedBy, parent } of logOf(steps).flatMap(({ input }) => rules.apply(input))) {
        const state = open.get(ruleId);
        switch (change) {
          case "raised":
            expect(state).toBeUndefined();
            open.set(ruleId, { occurrenceId, isSuppressed: suppressedBy !== undefined, parent });
            break;
          case "cleared":
            expect(state?.occurrenceId).toBe(occurrenceId);
            open.delete(ruleId);
            break;
          case "suppressed":
          case "unsuppressed":
            expect(state).toMatchObject({ occurrenceId, isSuppressed: change === "unsuppressed" });
            state!.isSuppressed = change === "suppressed";
            break;
          case "joined":
            expect(state?.occurrenceId).toBe(occurrenceId);
            expect([...open.values()].some((other) => other.occurrenceId === parent)).toBe(true);
            state!.parent = parent;
            break;
          case "left":
            expect(state?.occurrenceId).toBe(occurrenceId);
            expect(state?.parent).toBeDefined();
            state!.parent = undefined;
            break;
          case "historical":
            break;
        }
      }
    }),
    { numRuns: 100 },
  );
});
