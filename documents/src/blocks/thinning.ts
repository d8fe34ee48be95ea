export interface Point {
  readonly x: number;
  readonly y: number;
}

/** In points: finer than a printer's line. */
const COLUMN = 0.5;

/** Of points in order of x, the first, lowest, highest and last of each half point of width: what is drawn looks the same, and no extreme is lost. */
export function thinned(points: readonly Point[]): readonly Point[] {
  const kept: Point[] = [];
  for (let from = 0; from < points.length; ) {
    const column = columnOf(points[from]);
    let to = from;
    let lowest = from;
    let highest = from;
    while (to < points.length && columnOf(points[to]) === column) {
      if (yOf(points[to]) < yOf(points[lowest])) lowest = to;
      if (yOf(points[to]) > yOf(points[highest])) highest = to;
      to++;
    }
    for (const index of [...new Set([from, lowest, highest, to - 1])].toSorted((one, other) => one - other)) {
      const point = points[index];
      if (point !== undefined) kept.push(point);
    }
    from = to;
  }
  return kept;
}

const columnOf = (point: Point | undefined): number => Math.floor((point?.x ?? 0) / COLUMN);
const yOf = (point: Point | undefined): number => point?.y ?? 0;
