import { epochMs } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import type { AlarmSummary } from "../live/feed-state.ts";
import { listedAlarm } from "../testing.ts";
import { inOrder } from "./alarm-order.ts";
import { plainItems } from "./flood-list.ts";
import { heldList as held, outOfSight } from "./held-list.ts";

const alarm = (id: string, over: Partial<AlarmSummary> = {}): AlarmSummary => listedAlarm({ id, ...over });
const items = (...alarms: readonly AlarmSummary[]) => plainItems(inOrder(alarms).map((each) => ({ alarm: each, depth: 0, beneath: 0 })));
const ids = (list: readonly { readonly kind: string }[]) => list.map((item) => (item as unknown as { alarm: AlarmSummary }).alarm.id);

const heldList = (before: ReturnType<typeof items>, now: ReturnType<typeof items>) => held(before, now, () => undefined);

const LOW = alarm("low", { priority: "low" });
const HIGH = alarm("high");

test("held lines keep their order when the list has another; what they say is as it is now", () => {
  const graver = alarm("low", { priority: "critical" });
  const { items: shown, waiting } = heldList(items(HIGH, LOW), items(HIGH, graver));
  expect([ids(shown), waiting]).toEqual([["high", "low"], []]);
  expect(shown[1]).toMatchObject({ alarm: { priority: "critical" } });
});

test("what is new waits, however grave, and is told with the gravest first", () => {
  const critical = alarm("critical", { priority: "critical" });
  const { items: shown, waiting } = heldList(items(HIGH, LOW), items(HIGH, LOW, critical, alarm("medium", { priority: "medium" })));
  expect(ids(shown)).toEqual(["high", "low"]);
  expect(outOfSight(waiting)).toMatchObject({ count: 2, worst: "critical", first: { id: "critical" } });
});

test("what lives depend on does not wait: then nothing is held", () => {
  const life = alarm("life", { priority: "medium", lifeSafety: true });
  const { items: shown, waiting } = heldList(items(HIGH, LOW), items(HIGH, LOW, life, alarm("other", { raisedAt: epochMs(9999) })));
  expect([ids(shown), waiting]).toEqual([["life", "other", "high", "low"], []]);
});

test("one that lives depend on and that somebody has acknowledged is not new to them", () => {
  const seen = alarm("seen", { lifeSafety: true, annunciation: "acknowledged" });
  expect(ids(heldList(items(HIGH), items(HIGH, seen)).items)).toEqual(["high"]);
});

test("one that has ended keeps its place, so that nothing slips under the pointer, and says that it has ended", () => {
  const { items: shown } = heldList(items(HIGH, LOW), items(LOW));
  expect(ids(shown)).toEqual(["high", "low"]);
  expect(shown.map(({ ended }) => ended)).toEqual([true, undefined]);
});

test("one that is shown elsewhere from now on (shelved, beneath another) has not ended, and a room that is empty says so", () => {
  const shelved = alarm("low", { priority: "low", annunciation: "acknowledged" });
  const room = {
    kind: "room",
    room: "r",
    path: undefined,
    count: 7,
    unacknowledged: 3,
    worst: "critical",
    first: HIGH,
    open: false,
  } as const;
  const { items: shown } = held([...items(LOW), room], [], (id) => (id === "low" ? shelved : undefined));
  expect(shown).toMatchObject([{ alarm: { annunciation: "acknowledged" } }, { count: 0, unacknowledged: 0, ended: true }]);
  expect(shown[0]).not.toHaveProperty("ended");
});

test("nothing that is acknowledged counts among what is out of sight", () => {
  expect(outOfSight(items(alarm("seen", { annunciation: "acknowledged" })))).toBeUndefined();
});

test("a room counts with what is not acknowledged in it", () => {
  const room = {
    kind: "room",
    room: "r",
    path: undefined,
    count: 7,
    unacknowledged: 3,
    worst: "critical",
    first: HIGH,
    open: false,
  } as const;
  expect(outOfSight([room, ...items(LOW)])).toMatchObject({ count: 4, worst: "critical", first: { id: "high" } });
  expect(outOfSight([{ ...room, unacknowledged: 0 }])).toBeUndefined();
});
