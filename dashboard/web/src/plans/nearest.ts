interface Point {
  readonly x: number;
  readonly y: number;
}

const DIRECTIONS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
export const directionOf = (key: string): Point | undefined => (Object.hasOwn(DIRECTIONS, key) ? DIRECTIONS[key] : undefined);

/** The next point that way: near, and rather straight ahead than to the side. Undefined where there is none. */
export function nearestToward<P extends Point>(from: Point, direction: Point, points: readonly P[]): P | undefined {
  let best: { readonly point: P; readonly cost: number } | undefined;
  for (const point of points) {
    const ahead = (point.x - from.x) * direction.x + (point.y - from.y) * direction.y;
    if (ahead <= 0) continue;
    const aside = Math.abs((point.x - from.x) * direction.y) + Math.abs((point.y - from.y) * direction.x);
    const cost = ahead + 2 * aside;
    if (best === undefined || cost < best.cost) best = { point, cost };
  }
  return best?.point;
}
