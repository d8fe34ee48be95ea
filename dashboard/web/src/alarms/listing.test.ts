import { epochMs } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import type { AlarmSummary } from "../live/feed-state.ts";
import { listedAlarm } from "../testing.ts";
import { countBeneath, gravestWithin, listingOf, rowsOf } from "./listing.ts";

const suppressed = { by: "door open", since: epochMs(1) };
const shelved = { by: "li", at: epochMs(1), until: epochMs(2), reason: "repair", mode: "timed" } as const;
const outOfService = { by: "li", approvedBy: "mei", at: epochMs(1), until: epochMs(2), reason: "repair", measure: "rounds" };
const listing = (...alarms: AlarmSummary[]) => listingOf(new Map(alarms.map((alarm) => [alarm.id, alarm])));
const ids = (alarms: readonly { readonly id: string }[]) => alarms.map(({ id }) => id);

const ROLL_UP = [
  listedAlarm({ id: "gateway", priority: "medium", raisedAt: epochMs(9) }),
  listedAlarm({ id: "a", parent: "gateway", priority: "critical" }),
  listedAlarm({ id: "b", parent: "gateway", priority: "low" }),
  listedAlarm({ id: "c", parent: "b", priority: "low" }),
  listedAlarm({ id: "low", priority: "low" }),
];

test("each alarm is shown in one place, whatever withholds it", () => {
  const { top, ...groups } = listing(
    listedAlarm({ id: "listed" }),
    listedAlarm({ id: "shelved", shelved, suppressed }),
    listedAlarm({ id: "suppressed", suppressed }),
    listedAlarm({ id: "out", outOfService, shelved, suppressed }),
  );
  expect(ids(top)).toEqual(["listed"]);
  expect([ids(groups.shelved), ids(groups.suppressed), ids(groups.outOfService)]).toEqual([["shelved"], ["suppressed"], ["out"]]);
});

test("alarms beneath another follow it where it is unfolded, each in its order, and are counted at any depth", () => {
  const rolledUp = listing(...ROLL_UP);
  expect(ids(rolledUp.top)).toEqual(["gateway", "low"]);
  expect(rowsOf(rolledUp, new Set()).map(({ alarm, beneath }) => [alarm.id, beneath])).toEqual([
    ["gateway", 3],
    ["low", 0],
  ]);
  const rows = rowsOf(rolledUp, new Set(["gateway", "b"])).map(({ alarm, depth }) => [alarm.id, depth]);
  expect(rows).toEqual([
    ["gateway", 0],
    ["a", 1],
    ["b", 1],
    ["c", 2],
    ["low", 0],
  ]);
  expect(countBeneath(rolledUp, "low")).toBe(0);
});

test("one whose parent is gone stands by itself, and one that is withheld is in its own group", () => {
  const rolledUp = listing(
    listedAlarm({ id: "a", parent: "gone" }),
    ...ROLL_UP.slice(0, 1),
    listedAlarm({ id: "b", parent: "gateway", shelved }),
  );
  expect(ids(rolledUp.top)).toEqual(["a", "gateway"]);
  expect(ids(rolledUp.shelved)).toEqual(["b"]);
  expect(countBeneath(rolledUp, "gateway")).toBe(0);
});

test("the gravest of an alarm and those beneath it decides how long it may be shelved", () => {
  const rolledUp = listing(...ROLL_UP);
  const priorityOf = (id: string) => gravestWithin(rolledUp, ROLL_UP.find((alarm) => alarm.id === id) ?? expect.fail());
  expect([priorityOf("gateway"), priorityOf("b"), priorityOf("low")]).toEqual(["critical", "low", "low"]);
});
