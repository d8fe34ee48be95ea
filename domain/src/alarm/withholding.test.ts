import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epochMs, ok } from "../basics/index.ts";
import { acceptAssignment, assign, declineAssignment } from "./assigning.ts";
import { type Alarm, ANNUNCIATIONS, type OutOfServiceMark, type Shelving } from "./alarm.ts";
import { acknowledge, isAnnunciated, isUnacknowledged, returnToNormal } from "./lifecycle.ts";
import { isLifeSafety, markOf, type OutOfService, putInService, takeOutOfService } from "./out-of-service.ts";
import { join, leave, returnBeneath, speaksForOthers } from "./roll-up.ts";
import { shelve, unshelve } from "./shelving.ts";
import { suppress, unsuppress } from "./suppression.ts";
import { isToBeTold, isWithheld, moveTo, released, stateOf } from "./withholding.ts";

const AT = epochMs(500);
const shelved: Shelving = { by: "mei", at: epochMs(0), until: epochMs(1000), reason: "repair", mode: "timed" };
const suppressed = { by: "door open", since: epochMs(10) };
const outOfService: OutOfServiceMark = {
  by: "li",
  approvedBy: "mei",
  at: epochMs(0),
  until: epochMs(1000),
  reason: "calibration",
  measure: "portable detector",
};
const source = { kind: "rule", signal: "cab-17/vapour" };
const alarmIn = (over: Partial<Alarm> = {}) =>
  ({ id: "a", source, annunciation: "unacknowledged", conditionActive: true, ...over }) as Alarm;
const START = [{ kind: "start-escalation" }];
const STOP = [{ kind: "stop-escalation" }];

// IEC 62682:2022, figure 2: shelved, suppressed by design and out of service stand beside the life cycle and leave it as it is.
describe.each(ANNUNCIATIONS)("from %s", (annunciation) => {
  const alarm = alarmIn({ annunciation });
  const ended = annunciation === "normal";
  const unseen = annunciation.endsWith("unacknowledged");
  const parent = alarmIn({ id: "parent" });

  test("suppressed and unsuppressed", () => {
    const step = suppress(alarm, suppressed);
    expect(step).toEqual(ended ? undefined : { moved: { ...alarm, suppressed }, effects: unseen ? STOP : [] });
    expect(unsuppress(alarm, AT)).toBeUndefined();
    const back = unsuppress({ ...alarm, suppressed }, AT);
    expect(back).toEqual(ended ? undefined : { moved: alarm, effects: unseen ? START : [] });
  });

  test("out of service and in service", () => {
    const step = takeOutOfService(alarm, outOfService);
    expect(step).toEqual(ended ? undefined : { moved: { ...alarm, outOfService }, effects: unseen ? STOP : [] });
    expect(takeOutOfService({ ...alarm, outOfService }, outOfService)).toBeUndefined();
    for (const of of [
      { ...source, ofZone: true },
      { kind: "system", condition: "books-unbalanced" },
    ])
      expect(takeOutOfService({ ...alarm, source: of as Alarm["source"] }, outOfService)).toBeUndefined();
    expect(putInService(alarm, AT)).toBeUndefined();
    expect(putInService({ ...alarm, outOfService }, AT)).toEqual(ended ? undefined : { moved: alarm, effects: unseen ? START : [] });
  });

  test("joined and left", () => {
    expect(join(alarm, parent)).toEqual(ended ? undefined : { moved: { ...alarm, parent: "parent" }, effects: unseen ? STOP : [] });
    expect(join({ ...alarm, parent: "parent" }, parent)).toBeUndefined();
    const moved = join({ ...alarm, parent: "other" }, parent);
    expect(moved).toEqual(ended ? undefined : { moved: { ...alarm, parent: "parent" }, effects: [] });
    expect(join(alarm, { ...parent, id: "a" })).toBeUndefined();
    expect(leave(alarm)).toBeUndefined();
    expect(leave({ ...alarm, parent: "parent" })).toEqual(ended ? undefined : { moved: alarm, effects: unseen ? START : [] });
  });

  test("assigned, accepted, declined", () => {
    const order = { to: "li", by: "mei", at: AT, reason: "your probe" };
    expect(assign(alarm, order)).toEqual(ended ? { ok: false, error: "ALARM_ENDED" } : ok({ ...alarm, assigned: order }));
    const given = { ...alarm, assigned: order };
    expect(acceptAssignment(given, "li", AT)).toEqual(
      ended ? { ok: false, error: "ALARM_ENDED" } : ok({ ...alarm, assigned: { ...order, acceptedAt: AT } }),
    );
    expect(declineAssignment(given, "li")).toEqual(ended ? { ok: false, error: "ALARM_ENDED" } : ok(alarm));
  });

  test.each([
    { over: { suppressed }, state: "suppressed-by-design" },
    { over: { shelved, suppressed }, state: "shelved" },
    { over: { outOfService, shelved, suppressed }, state: "out-of-service" },
    { over: { parent: "parent" }, state: annunciation },
    { over: {}, state: annunciation },
  ] as const)("counts as $state with $over", ({ over, state }) => {
    expect(stateOf({ ...alarm, ...over })).toBe(ended ? "normal" : state);
  });

  test("beneath a parent that is acknowledged it ends with its condition, unless it is acknowledged itself or latched", () => {
    const child = { ...alarm, parent: "parent" };
    const quietly = { annunciation: "normal", effects: [] };
    const acknowledged = { ...parent, annunciation: "acknowledged" } as Alarm;
    expect(returnBeneath(child, acknowledged)).toEqual(annunciation === "unacknowledged" ? quietly : undefined);
    expect(returnBeneath({ ...child, latching: true }, acknowledged)).toBeUndefined();
    expect(returnBeneath(child, parent)).toBeUndefined();
    expect(returnBeneath(child, { ...acknowledged, annunciation: "normal" })).toBeUndefined();
    expect(returnBeneath(alarm, acknowledged)).toBeUndefined();
  });
});

test("another reason to suppress takes the place of the first, since the first; the same again changes nothing", () => {
  const alarm = alarmIn({ suppressed });
  expect(suppress(alarm, { ...suppressed, since: AT })).toBeUndefined();
  expect(suppress(alarm, { by: "defrost", since: AT })?.moved.suppressed).toEqual({ by: "defrost", since: epochMs(10) });
});

test("what never was on the list comes on it when nothing withholds it any more, and not before", () => {
  const recorded = alarmIn({ recordedOnly: true, suppressed, outOfService });
  const inService = putInService(recorded, AT);
  expect(inService).toEqual({ moved: { ...recorded, outOfService: undefined }, effects: [] });
  expect(unsuppress(inService?.moved ?? recorded, AT)).toEqual({ moved: alarmIn({ annunciatedAt: AT }), effects: START });
  expect(released(alarmIn(), AT)).toEqual(alarmIn());
});

test("what never was on the list ends with its condition, latching or not, and nobody need acknowledge it", () => {
  for (const latching of [false, true])
    expect(returnToNormal(alarmIn({ recordedOnly: true, suppressed, latching }))).toEqual({ annunciation: "normal", effects: [] });
  expect(returnToNormal(alarmIn({ recordedOnly: true, annunciation: "normal" }))).toBeUndefined();
});

test.each([
  { over: {}, speaks: true, takes: true, because: "it is on the list" },
  { over: { shelved }, speaks: true, takes: false, because: "whoever shelved it meant all there were, and none that were not seen" },
  { over: { annunciation: "acknowledged" }, speaks: true, takes: true, because: "somebody has seen it" },
  { over: { suppressed }, speaks: false, takes: false, because: "logic keeps it from people" },
  { over: { outOfService }, speaks: false, takes: false, because: "maintenance of one signal must not hide others" },
  { over: { annunciation: "normal" }, speaks: false, takes: false, because: "it has ended" },
] as const)("a parent speaks for others $speaks and takes others $takes: $because", ({ over, speaks, takes }) => {
  expect(speaksForOthers(alarmIn({ id: "parent", ...over }))).toBe(speaks);
  expect(join(alarmIn(), alarmIn({ id: "parent", ...over })) !== undefined).toBe(takes);
});

test.each([{ over: { suppressed } }, { over: { outOfService } }])("what is off the list cannot be shelved: $over", ({ over }) => {
  expect(shelve(alarmIn(over), "timed")).toBeUndefined();
});

test.each([{ over: { suppressed } }, { over: { outOfService } }, { over: { parent: "parent" } }])(
  "the end of a shelving tells nobody of what something else keeps from people: $over",
  ({ over }) => {
    expect(unshelve(alarmIn({ shelved, ...over }))).toEqual({ annunciation: "unacknowledged", effects: [] });
  },
);

describe("assigning", () => {
  const order = { to: "li", by: "mei", at: AT };

  test("whoever takes an alarm themselves has accepted", () => {
    const taken = assign(alarmIn(), { ...order, to: "mei" });
    expect(taken).toMatchObject({ value: { assigned: { to: "mei", acceptedAt: AT } } });
  });

  test("only the receiver answers, accepts once, and may give it back after", () => {
    const given = alarmIn({ assigned: order });
    expect(acceptAssignment(given, "mei", AT)).toEqual({ ok: false, error: "ASSIGNMENT_NOT_YOURS" });
    expect(declineAssignment(given, "mei")).toEqual({ ok: false, error: "ASSIGNMENT_NOT_YOURS" });
    expect(acceptAssignment(alarmIn(), "li", AT)).toEqual({ ok: false, error: "ASSIGNMENT_NOT_YOURS" });
    const accepted = alarmIn({ assigned: { ...order, acceptedAt: AT } });
    expect(acceptAssignment(accepted, "li", AT)).toEqual({ ok: false, error: "ASSIGNMENT_ACCEPTED" });
    expect(declineAssignment(accepted, "li")).toEqual(ok(alarmIn()));
  });

  test("given to another, it waits for that one", () => {
    const accepted = alarmIn({ assigned: { ...order, acceptedAt: AT } });
    expect(assign(accepted, { ...order, to: "wang" })).toEqual(ok(alarmIn({ assigned: { ...order, to: "wang" } })));
  });
});

test("alarms carry an approved taking out of service, not a proposed one", () => {
  const { by: proposedBy, until, reason, measure } = outOfService;
  const proposed: OutOfService = {
    id: "1",
    signal: "cab-17/vapour",
    state: "proposed",
    lifeSafety: false,
    proposedBy,
    proposedAt: epochMs(0),
    until,
    reason,
    measure,
  };
  expect(markOf(proposed)).toBeUndefined();
  expect(markOf({ ...proposed, approvedBy: "mei" })).toBeUndefined();
  expect(markOf({ ...proposed, state: "in-force", approvedBy: "mei", approvedAt: epochMs(0) })).toEqual(outOfService);
  expect(isLifeSafety([{}, { lifeSafety: true }])).toBe(true);
  expect(isLifeSafety([{}, { lifeSafety: false }])).toBe(false);
});

test("whatever withholds an alarm or stands for it, in whatever order, people are to be told exactly when nothing does and nobody has seen it", () => {
  const parent = alarmIn({ id: "parent" });
  const STEPS: Readonly<Record<string, (alarm: Alarm) => Alarm | undefined>> = {
    suppress: (alarm) => suppress(alarm, suppressed)?.moved,
    unsuppress: (alarm) => unsuppress(alarm, AT)?.moved,
    takeOut: (alarm) => takeOutOfService(alarm, outOfService)?.moved,
    putIn: (alarm) => putInService(alarm, AT)?.moved,
    join: (alarm) => join(alarm, parent)?.moved,
    leave: (alarm) => leave(alarm)?.moved,
    acknowledge: (alarm) => withAnnunciation(alarm, acknowledge(alarm)),
    clear: (alarm) => withAnnunciation(alarm, returnToNormal(alarm)),
  };
  const withAnnunciation = (alarm: Alarm, step: { annunciation: Alarm["annunciation"] } | undefined) =>
    step === undefined ? undefined : { ...alarm, annunciation: step.annunciation };
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...Object.keys(STEPS)), { minLength: 1, maxLength: 12 }), fc.boolean(), (names, latching) => {
      let alarm = alarmIn({ latching });
      for (const name of names) {
        const moved = STEPS[name]?.(alarm) ?? alarm;
        const { effects } = moveTo(alarm, moved);
        expect(effects).toEqual(isToBeTold(moved) === isToBeTold(alarm) ? [] : isToBeTold(moved) ? START : STOP);
        expect(isToBeTold(moved)).toBe(isUnacknowledged(moved) && !isWithheld(moved) && moved.parent === undefined);
        if (!isAnnunciated(alarm)) expect(moved).toBe(alarm);
        alarm = moved;
      }
    }),
  );
});
