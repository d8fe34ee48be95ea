import fc from "fast-check";
import { expect, test } from "vitest";
import { listedAlarm } from "../testing.ts";
import { inOrder } from "./alarm-order.ts";
import { plainItems } from "./flood-list.ts";
import { itemKey } from "./held-list.ts";
import { areOrdered, orderedSlots, type RowSlot, slotsFor } from "./row-slots.ts";

const ITEMS = plainItems(
  inOrder(Array.from({ length: 100 }, (_, index) => listedAlarm({ id: `a${index}` }))).map((alarm) => ({ alarm, depth: 0, beneath: 0 })),
);
const nobody = (): boolean => false;
const show = (before: readonly RowSlot[], first: number, end: number, isTouched: (id: number) => boolean = nobody): readonly RowSlot[] =>
  slotsFor(before, ITEMS.slice(first, end), first, isTouched);
const shown = (slots: readonly RowSlot[]) =>
  slots.map(({ row, item }) => [row, itemKey(item)]).toSorted(([a], [b]) => Number(a) - Number(b));
const rows = (first: number, end: number) => ITEMS.slice(first, end).map((item, index) => [first + index, itemKey(item)]);

test("wherever one scrolls, each row has one line, none is lost, and each keeps its line while it is among them", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(90), fc.nat(20))), (windows) => {
      let slots: readonly RowSlot[] = [];
      for (const [first, count] of windows) {
        const before = new Map(slots.map(({ id, item }) => [itemKey(item), id]));
        slots = show(slots, first, Math.min(first + count, ITEMS.length));
        expect(shown(slots)).toEqual(rows(first, Math.min(first + count, ITEMS.length)));
        expect(new Set(slots.map(({ id }) => id)).size).toBe(slots.length);
        for (const { id, item } of slots) expect(before.get(itemKey(item)) ?? id).toBe(id);
      }
    }),
  );
});

test("a line that is not needed any more is given to a row that has come, and the lines stay in order when few are", () => {
  const before = show([], 0, 10);
  const after = show(before, 1, 11);
  expect(after.map(({ id }) => id)).toEqual([...before.slice(1), ...before.slice(0, 1)].map(({ id }) => id));
  expect(after.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test("what did not move is the same line", () => {
  const before = show([], 0, 10);
  expect(show(before, 0, 10).every((slot, index) => slot === before[index])).toBe(true);
});

test("after a fast scroll the lines are put in order as soon as it rests", () => {
  const fast = show(show([], 0, 10), 8, 18);
  expect(areOrdered(fast)).toBe(false);
  const rested = show(fast, 8, 18);
  expect(areOrdered(rested)).toBe(true);
  expect(rested).toEqual(orderedSlots(fast));
});

test("a line that a hand or the keyboard is at is never given to another row", () => {
  const before = show([], 0, 10);
  const pressed = before[0]?.id;
  const after = show(before, 1, 11, (id) => id === pressed);
  expect(after.map(({ id }) => id)).not.toContain(pressed);
  expect(shown(after)).toEqual(rows(1, 11));
});

test("a line of an alarm is not given to a room", () => {
  const room = {
    kind: "room",
    room: "r",
    path: undefined,
    count: 1,
    unacknowledged: 0,
    worst: "low",
    first: listedAlarm({}),
    open: false,
  } as const;
  const before = show([], 0, 1);
  const [line] = slotsFor(before, [room], 0, nobody);
  expect(line).toMatchObject({ row: 0, item: room });
  expect(line?.id).not.toBe(before[0]?.id);
});
