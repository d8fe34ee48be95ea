import type { HeldItem } from "./held-list.ts";
import { itemKey } from "./held-list.ts";

/** A line in the page, and the row that it shows. */
export interface RowSlot {
  readonly id: number;
  /** From the top of the list. */
  readonly row: number;
  readonly item: HeldItem;
}

/**
 * Lines that change hands in one turn up to which all are put in the order of the list at once (chosen: those of a frame in a flood, not
 * those of a fast scroll).
 */
const FEW = 3;

/**
 * Lets the lines that are in the page show the rows from `first` on. A row keeps its line while it is among them. A line whose row is
 * not is given to one that has come, which is far cheaper than a new one; but not where `isTouched` says that a hand may be at it, or
 * the keyboard: what is pressed must be what was shown. Lines in the page are in the order of the list, by which keyboard and ear go
 * through them; while many change hands that has to wait for `orderedSlots`.
 */
export function slotsFor(
  before: readonly RowSlot[],
  rows: readonly HeldItem[],
  first: number,
  isTouched: (slotId: number) => boolean,
): readonly RowSlot[] {
  const wanted = new Map(rows.map((item, index) => [itemKey(item), { item, row: first + index }]));
  const free: { readonly index: number; readonly kind: HeldItem["kind"] }[] = [];
  const slots: (RowSlot | undefined)[] = before.map((slot, index) => {
    const key = itemKey(slot.item);
    const now = wanted.get(key);
    if (now === undefined) {
      if (!isTouched(slot.id)) free.push({ index, kind: slot.item.kind });
      return undefined;
    }
    wanted.delete(key);
    return now.item === slot.item && now.row === slot.row ? slot : { id: slot.id, ...now };
  });
  let next = before.reduce((highest, { id }) => Math.max(highest, id), 0) + 1;
  for (const now of wanted.values()) {
    const place = free.findIndex(({ kind }) => kind === now.item.kind);
    const [taken] = place === -1 ? [] : free.splice(place, 1);
    const old = taken === undefined ? undefined : before[taken.index];
    if (taken === undefined || old === undefined) slots.push({ id: next++, ...now });
    else slots[taken.index] = { id: old.id, ...now };
  }
  const shown = slots.filter((slot) => slot !== undefined);
  return wanted.size <= FEW ? orderedSlots(shown) : shown;
}

export const areOrdered = (slots: readonly RowSlot[]): boolean =>
  slots.every(({ row }, index) => index === 0 || row > (slots[index - 1]?.row ?? 0));

/** The same lines, in the order of the list. */
export const orderedSlots = (slots: readonly RowSlot[]): readonly RowSlot[] =>
  areOrdered(slots) ? slots : slots.toSorted((a, b) => a.row - b.row);
