import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DurationMs, elapsed, type EpochMs, epochMs, hours, minutes, plus, seconds } from "../basics/index.ts";
import { failBackAfter, initialChoice, type RouteChoice, type RouteEvent, type RoutePlace, stepRoutes, troubleOf } from "./index.ts";

const T0 = epochMs(0);
/** An event, and how long after the one before it happens. */
type Told = readonly [DurationMs, RouteEvent];

/** What comes of events one after the other: the switches, in words, and the choice after the last. */
function told(events: readonly Told[], start: RouteChoice = initialChoice()): { switches: string[]; choice: RouteChoice; now: EpochMs } {
  const switches: string[] = [];
  let choice = start;
  let now = T0;
  for (const [after, event] of events) {
    now = plus(now, after);
    const step = stepRoutes(choice, event, now);
    choice = step.choice;
    if (step.switched !== undefined)
      switches.push([step.switched.to, step.switched.reason].filter((word) => word !== undefined).join(": "));
  }
  return { switches, choice, now };
}

const at = seconds;
const refused = (place: RoutePlace, after = at(1)): Told => [after, { kind: "refused", place }];
const accepted = (place: RoutePlace, id: string, to = id, after = at(1)): Told => [after, { kind: "accepted", place, id, to }];
const probed = (place: RoutePlace, answers: boolean, after: DurationMs = at(30)): Told => [after, { kind: "probed", place, answers }];
const reported = (place: RoutePlace, id: string, status: "delivered" | "failed" | "rejected" | "sent" | "buffered" | "read"): Told => [
  at(1),
  { kind: "reported", place, id, status },
];
const later = (after: DurationMs): Told => [after, { kind: "time-passed" }];
const answersFor = (span: DurationMs): readonly Told[] => Array.from({ length: span / at(30) + 1 }, () => probed("first", true));
const FAILED_OVER = [refused("first"), accepted("second", "a"), refused("first"), accepted("second", "b")] as const;

describe("the second way is taken", () => {
  test.each<{ because: string; events: readonly Told[]; switches: readonly string[] }>([
    { because: "one refusal is no outage", events: [refused("first")], switches: [] },
    { because: "two in a row are", events: [refused("first"), refused("first")], switches: ["second: attempts-failed"] },
    {
      because: "a text that was taken between them ends the row",
      events: [refused("first"), accepted("first", "a"), refused("first")],
      switches: [],
    },
    { because: "so do ten minutes", events: [refused("first"), refused("first", minutes(10))], switches: [] },
    {
      because: "two unanswered probes are as good",
      events: [probed("first", false), probed("first", false)],
      switches: ["second: no-answer"],
    },
    {
      because: "one that is answered ends the row",
      events: [probed("first", false), probed("first", true), probed("first", false)],
      switches: [],
    },
    {
      because: "a probe proves nothing of texts",
      events: [refused("first"), probed("first", true), refused("first")],
      switches: ["second: attempts-failed"],
    },
    {
      because: "the second is down itself",
      events: [refused("second"), refused("second"), refused("first"), refused("first")],
      switches: [],
    },
    {
      because: "the second was down, and that is long ago",
      events: [refused("second"), refused("second"), later(minutes(10)), refused("first"), refused("first")],
      switches: ["second: attempts-failed"],
    },
    {
      because: "the second does not answer",
      events: [probed("second", false), probed("second", false), refused("first"), refused("first")],
      switches: [],
    },
  ])("$switches: $because", ({ events, switches }) => {
    expect(told(events).switches).toEqual(switches);
  });
});

describe("receipts decide, too", () => {
  const receipts = initialChoice({ givesReceipts: ["first"] });
  test.each<{ because: string; events: readonly Told[]; switches: readonly string[]; start?: RouteChoice }>([
    {
      because: "two people did not get theirs within five minutes",
      events: [accepted("first", "a"), accepted("first", "b"), later(minutes(5))],
      switches: ["second: receipts-missing"],
    },
    { because: "their time is not over", events: [accepted("first", "a"), accepted("first", "b"), later(at(298))], switches: [] },
    {
      because: "one person, however many texts, may have the phone off",
      events: [accepted("first", "a", "wang"), accepted("first", "b", "wang"), accepted("first", "c", "wang"), later(minutes(5))],
      switches: [],
    },
    {
      because: "the network says it has failed with two people",
      events: [accepted("first", "a"), accepted("first", "b"), reported("first", "a", "failed"), reported("first", "b", "rejected")],
      switches: ["second: receipts-missing"],
    },
    {
      because: "most people got theirs",
      events: [
        ...["a", "b", "c", "d", "e"].map((id) => accepted("first", id)),
        ...["a", "b", "c"].map((id) => reported("first", id, "delivered")),
        later(minutes(5)),
      ],
      switches: [],
    },
    {
      because: "half of them did not",
      events: [
        ...["a", "b", "c", "d"].map((id) => accepted("first", id)),
        ...["a", "b"].map((id) => reported("first", id, "delivered")),
        later(minutes(5)),
      ],
      switches: ["second: receipts-missing"],
    },
    {
      because: "the newest text of each person speaks: both got theirs again",
      events: [
        accepted("first", "a", "wang"),
        accepted("first", "b", "li"),
        accepted("first", "c", "wang"),
        accepted("first", "d", "li"),
        reported("first", "c", "delivered"),
        reported("first", "d", "read"),
        later(minutes(5)),
      ],
      switches: [],
    },
    {
      because: "what was said to have failed arrived all the same, and stays arrived",
      events: [
        accepted("first", "a"),
        accepted("first", "b"),
        reported("first", "a", "failed"),
        reported("first", "a", "delivered"),
        reported("first", "a", "failed"),
        reported("first", "b", "failed"),
      ],
      switches: [],
    },
    {
      because: "that it was sent or waits proves nothing",
      events: [
        accepted("first", "a"),
        accepted("first", "b"),
        reported("first", "a", "sent"),
        reported("first", "b", "buffered"),
        later(minutes(5)),
      ],
      switches: ["second: receipts-missing"],
    },
    {
      because: "texts of an hour ago say nothing of now",
      events: [accepted("first", "a"), later(minutes(60)), accepted("first", "b"), later(minutes(5))],
      switches: [],
    },
    {
      because: "a network that never gave a receipt cannot be judged by them",
      start: initialChoice(),
      events: [accepted("first", "a"), accepted("first", "b"), later(minutes(5))],
      switches: [],
    },
    {
      because: "the same text, accepted twice, is one",
      events: [accepted("first", "a", "wang"), accepted("first", "a", "wang"), later(minutes(5))],
      switches: [],
    },
  ])("$switches: $because", ({ events, switches, start }) => {
    expect(told(events, start ?? receipts).switches).toEqual(switches);
  });

  test("a network that gave one receipt is judged from then on", () => {
    const { choice } = told([accepted("second", "a"), reported("second", "a", "delivered")]);
    expect([choice.first.givesReceipts, choice.second.givesReceipts]).toEqual([false, true]);
  });

  test("in a flood the newest texts are remembered", () => {
    const { choice } = told(Array.from({ length: 300 }, (_, index) => accepted("first", `${index}`, "wang", at(0))));
    expect(choice.first.texts).toHaveLength(200);
    expect(choice.first.texts.at(-1)?.id).toBe("299");
  });
});

describe("the first way is taken again", () => {
  test("when it has answered every probe for 30 minutes, and not before", () => {
    const before = told([...FAILED_OVER, ...answersFor(minutes(29))]);
    expect(before.switches).toEqual(["second: attempts-failed"]);
    const { switches, choice, now } = told([...FAILED_OVER, ...answersFor(minutes(30))]);
    expect(switches).toEqual(["second: attempts-failed", "first"]);
    expect(troubleOf(choice.first, now)).toBeUndefined();
  });

  test.each<{ because: string; between: readonly Told[] }>([
    { because: "a probe it does not answer", between: [probed("first", false)] },
    { because: "a text it does not take", between: [refused("first")] },
    { because: "two minutes without a probe", between: [probed("first", true, at(121))] },
  ])("$because begins the half hour anew", ({ between }) => {
    const half = [...FAILED_OVER, ...answersFor(minutes(20)), ...between, ...answersFor(minutes(20))];
    expect(told(half).switches).toEqual(["second: attempts-failed"]);
    expect(told([...half, ...answersFor(minutes(11))]).switches).toEqual(["second: attempts-failed", "first"]);
  });

  test("what goes by the second, and what is said of it, does not", () => {
    const events = [...answersFor(minutes(20)), accepted("second", "z"), reported("first", "y", "delivered"), accepted("first", "x")];
    expect(told([...FAILED_OVER, ...events, ...answersFor(minutes(10))]).switches).toEqual(["second: attempts-failed", "first"]);
  });

  test.each<{ second: readonly Told[]; reason: string }>([
    { second: [refused("second"), accepted("first", "x"), refused("second")], reason: "attempts-failed" },
    { second: [accepted("first", "x"), probed("second", false), probed("second", false)], reason: "no-answer" },
  ])("at once when the second is down and it takes texts ($reason)", ({ second, reason }) => {
    expect(told([...FAILED_OVER, ...second]).switches).toEqual(["second: attempts-failed", `first: ${reason}`]);
  });

  test("not while it is down as well", () => {
    expect(told([...FAILED_OVER, refused("first"), refused("second"), refused("second")]).switches).toEqual(["second: attempts-failed"]);
  });

  test.each([
    { failovers: 0, after: minutes(30) },
    { failovers: 1, after: minutes(30) },
    { failovers: 2, after: hours(1) },
    { failovers: 3, after: hours(2) },
    { failovers: 4, after: hours(4) },
    { failovers: 9, after: hours(4) },
  ])("later each time: after $failovers failovers in a day, $after ms", ({ failovers, after }) => {
    expect(failBackAfter({ failovers: Array.from({ length: failovers }, () => T0) })).toBe(after);
  });

  test("a failover counts for a day", () => {
    const { choice } = told([...FAILED_OVER, later(hours(24))]);
    expect(choice.failovers).toEqual([]);
  });

  test("after a restart the second stays in use", () => {
    const start = initialChoice({ inUse: "second", failovers: [T0] });
    expect(told(answersFor(minutes(29)), start)).toMatchObject({ switches: [], choice: { inUse: "second" } });
    expect(told(answersFor(minutes(30)), start).switches).toEqual(["first"]);
  });
});

const places = fc.constantFrom<RoutePlace>("first", "second");
const events = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 600 }).map(seconds),
    fc.oneof(
      fc.record({ kind: fc.constant("refused" as const), place: places }),
      fc.record({ kind: fc.constant("accepted" as const), place: places, id: fc.nat(50).map(String), to: fc.nat(4).map(String) }),
      fc.record({ kind: fc.constant("probed" as const), place: places, answers: fc.boolean() }),
      fc.record({
        kind: fc.constant("reported" as const),
        place: places,
        id: fc.nat(50).map(String),
        status: fc.constantFrom("delivered" as const, "failed" as const, "sent" as const),
      }),
      fc.constant({ kind: "time-passed" as const }),
    ),
  ),
  { maxLength: 200 },
);

test("whatever happens, a way that is well again is not taken before its time, and every switch has its reason", () => {
  fc.assert(
    fc.property(events, (happened) => {
      let choice = initialChoice();
      let now = T0;
      let failedOverAt = T0;
      for (const [after, event] of happened) {
        now = plus(now, after);
        const before = choice;
        const step = stepRoutes(choice, event, now);
        choice = step.choice;
        expect(step.switched === undefined).toBe(before.inUse === choice.inUse);
        if (step.switched === undefined) continue;
        expect(step.switched.to).toBe(choice.inUse);
        if (choice.inUse === "second") {
          expect(step.switched.reason).toBeDefined();
          failedOverAt = now;
        } else if (step.switched.reason === undefined) {
          expect(elapsed(failedOverAt, now)).toBeGreaterThanOrEqual(minutes(30));
        } else {
          // Not because the first is well again: because the second is down.
          expect(troubleOf(choice.second, now)).toBeDefined();
        }
      }
    }),
  );
});

test("the same events give the same choice, and a choice survives being written down", () => {
  fc.assert(
    fc.property(events, (happened) => {
      const once = told(happened).choice;
      expect(told(happened).choice).toEqual(once);
      expect(JSON.parse(JSON.stringify(once))).toEqual(once);
    }),
  );
});
