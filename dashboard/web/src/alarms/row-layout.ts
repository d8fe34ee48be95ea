/** How rows are laid out, by the room there is: `phone` one below the other; `narrow` with the first action in a line of its own. */
export type RowLayout = "phone" | "narrow" | "wide";

/** Height of a row in px: all lines that a row of it can have. */
export const ROW_HEIGHTS: Readonly<Record<RowLayout, number>> = { phone: 252, narrow: 132, wide: 88 };

/** Widths in px from which there is room (chosen, looked at with the longest texts of both languages). */
const WIDE_FROM = 1080;
const NARROW_FROM = 700;

export function layoutFor(listWidth: number): RowLayout {
  if (listWidth >= WIDE_FROM) return "wide";
  return listWidth >= NARROW_FROM ? "narrow" : "phone";
}
