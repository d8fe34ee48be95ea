import { epochMs } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { listedAlarm } from "../testing.ts";
import { actionsFor } from "./alarm-actions.ts";
import { inOrder } from "./alarm-order.ts";
import { rowWindow, scrollToRow } from "./row-window.ts";

test("the list goes by life safety, then priority, then by what still wants an answer, then newest first", () => {
  const alarms = [
    listedAlarm({ id: "low", priority: "low" }),
    listedAlarm({ id: "old", raisedAt: epochMs(1) }),
    listedAlarm({ id: "seen", annunciation: "acknowledged", raisedAt: epochMs(99) }),
    listedAlarm({ id: "new", raisedAt: epochMs(2) }),
    listedAlarm({ id: "gone", annunciation: "rtn-unacknowledged", raisedAt: epochMs(99) }),
    listedAlarm({ id: "gravest", priority: "critical", annunciation: "acknowledged" }),
    listedAlarm({ id: "life", lifeSafety: true, raisedAt: epochMs(1) }),
    listedAlarm({ id: "life-critical", lifeSafety: true, priority: "critical", annunciation: "acknowledged", raisedAt: epochMs(1) }),
  ];
  expect(inOrder(alarms).map(({ id }) => id)).toEqual(["life-critical", "life", "gravest", "new", "old", "gone", "seen", "low"]);
});

const RIGHTS = ["take-charge", "look", "handle-alarms", "comment"];
const OPERATOR = { name: "li", rights: RIGHTS };
test.each([
  { annunciation: "unacknowledged", rights: RIGHTS, actions: ["acknowledge", "attend", "shelve", "assign", "comment"] },
  { annunciation: "acknowledged", rights: RIGHTS, actions: ["attend", "shelve", "assign", "comment"] },
  { annunciation: "latched-acknowledged", rights: RIGHTS, actions: ["attend", "reset", "shelve", "assign", "comment"] },
  { annunciation: "latched-unacknowledged", rights: RIGHTS, actions: ["acknowledge", "attend", "shelve", "assign", "comment"] },
  { annunciation: "normal", rights: RIGHTS, actions: ["close"] },
  { annunciation: "normal", rights: ["look", "comment"], actions: [] },
  { annunciation: "unacknowledged", rights: ["look", "comment"], actions: ["comment"] },
  { annunciation: "unacknowledged", rights: ["look", "take-charge", "comment"], actions: ["acknowledge", "attend", "comment"] },
  { annunciation: "unacknowledged", rights: ["look"], actions: [] },
] as const)("$annunciation with $rights may $actions", ({ annunciation, rights, actions }) => {
  expect(actionsFor(listedAlarm({ annunciation }), { name: "li", rights })).toEqual(actions);
});

test("a shelved alarm is put back, and a cause is recorded once", () => {
  const shelved = { by: "li", at: epochMs(1), until: epochMs(2), reason: "repair", mode: "timed" } as const;
  expect(actionsFor(listedAlarm({ shelved }), OPERATOR)).toEqual(["acknowledge", "attend", "unshelve", "assign", "comment"]);
  const closed = { by: "li", at: epochMs(1), cause: "bottle left open" };
  expect(actionsFor(listedAlarm({ annunciation: "normal", closed }), OPERATOR)).toEqual([]);
});

test("what something else keeps off the list is not shelved", () => {
  const suppressed = { by: "door open", since: epochMs(1) };
  expect(actionsFor(listedAlarm({ suppressed }), OPERATOR)).not.toContain("shelve");
});

test("whoever is given an alarm answers, once, whatever their role; nobody does before the platform has said who looks", () => {
  const engineer = { name: "chen", rights: ["look", "comment"] };
  const assigned = { to: "chen", by: "li", at: epochMs(1) };
  expect(actionsFor(listedAlarm({ assigned }), engineer)).toEqual(["accept", "decline", "comment"]);
  expect(actionsFor(listedAlarm({ assigned: { ...assigned, acceptedAt: epochMs(2) } }), engineer)).toEqual(["decline", "comment"]);
  expect(actionsFor(listedAlarm({ assigned }), OPERATOR)).not.toContain("accept");
  expect(actionsFor(listedAlarm({ assigned }), undefined)).toEqual([]);
});

test("nobody is asked twice to be on the way", () => {
  expect(actionsFor(listedAlarm({ attendedAt: epochMs(1) }), OPERATOR)).not.toContain("attend");
});

describe("the rows in the page", () => {
  test.each([
    { scrollTop: 0, count: 5000, first: 0, end: 14 },
    { scrollTop: 10_000, count: 5000, first: 96, end: 114 },
    { scrollTop: 499_000, count: 5000, first: 4986, end: 5000 },
    { scrollTop: 0, count: 3, first: 0, end: 3 },
    { scrollTop: 99_999, count: 3, first: 3, end: 3 },
  ])("scrolled to $scrollTop of $count: $first to $end", ({ scrollTop, count, first, end }) => {
    expect(rowWindow({ scrollTop, count, height: 1000, rowHeight: 100 })).toEqual({ first, end });
  });

  test.each([
    { row: 0, scrollTop: 300, to: 0 },
    { row: 5, scrollTop: 300, to: 300 },
    { row: 20, scrollTop: 300, to: 1100 },
  ])("row $row comes into view with the least movement", ({ row, scrollTop, to }) => {
    expect(scrollToRow({ scrollTop, height: 1000, rowHeight: 100 }, row)).toBe(to);
  });
});
