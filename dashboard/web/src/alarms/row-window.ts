/** The rows worth having in the page. */
export interface RowWindow {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
}

/** Rows kept ready above and below what is seen, so that a fast scroll meets no white (chosen). */
const MARGIN = 4;

/** Which rows of equal height a scrolled view shows. */
export function rowWindow(view: {
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}): RowWindow {
  const first = Math.max(0, Math.floor(view.scrollTop / view.rowHeight) - MARGIN);
  const end = Math.min(view.count, Math.ceil((view.scrollTop + view.height) / view.rowHeight) + MARGIN);
  return { first: Math.min(first, view.count), end: Math.max(end, 0) };
}

/** Where to scroll so that a row is wholly seen, moving no further than needed. */
export function scrollToRow(
  view: { readonly scrollTop: number; readonly height: number; readonly rowHeight: number },
  row: number,
): number {
  const top = row * view.rowHeight;
  if (top < view.scrollTop) return top;
  return Math.max(view.scrollTop, top + view.rowHeight - view.height);
}
