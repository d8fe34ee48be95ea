/** How points are put into columns, which are numbered in the order of the points, and what is drawn of each. */
interface Thinning<Point> {
  readonly columnOf: (point: Point) => number;
  readonly valueOf: (point: Point) => number;
}

/** Of points in order, the first, lowest, highest and last of each column: what is drawn looks the same, and no extreme is lost. */
export function thinned<Point extends object>(points: readonly Point[], thinning: Thinning<Point>): readonly Point[] {
  const kept: Point[] = [];
  let column: Point[] = [];
  for (const point of points) {
    const before = column.at(-1);
    if (before !== undefined && thinning.columnOf(before) !== thinning.columnOf(point)) {
      kept.push(...ends(column, thinning));
      column = [];
    }
    column.push(point);
  }
  return [...kept, ...ends(column, thinning)];
}

function ends<Point extends object>(column: readonly Point[], { valueOf }: Thinning<Point>): readonly Point[] {
  const [first] = column;
  if (first === undefined) return [];
  let lowest = first;
  let highest = first;
  for (const point of column) {
    if (valueOf(point) < valueOf(lowest)) lowest = point;
    if (valueOf(point) > valueOf(highest)) highest = point;
  }
  const wanted = new Set([first, lowest, highest, column.at(-1)]);
  return column.filter((point) => wanted.has(point));
}
