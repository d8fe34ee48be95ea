import type { ToldDossier } from "./dossier-api.ts";

/** Of the drawing, in its own units. */
export const WIDTH = 800;
export const HEIGHT = 240;
/** Above and below the highest and lowest of what is drawn. */
const AIR = 16;

export interface DrawnCurve {
  /** Of each part without a gap in it; one reading alone is a short line. */
  readonly lines: readonly string[];
  readonly limits: readonly { readonly y: number; readonly celsius: number }[];
  readonly gaps: readonly DrawnSpan[];
  readonly open: readonly DrawnSpan[];
  readonly raised: number;
}
interface DrawnSpan {
  readonly x: number;
  readonly width: number;
}

export function curveOf({
  figures,
  stretches,
  doors,
  dossier,
}: Pick<ToldDossier, "figures" | "stretches" | "doors" | "dossier">): DrawnCurve {
  const { from, to } = figures.span;
  const drawn = [
    ...figures.beyond.map(({ celsius }) => celsius),
    ...[figures.lowest, figures.highest].flatMap((each) => each?.celsius ?? []),
  ];
  const [low, high] = [Math.min(...drawn), Math.max(...drawn)];
  const x = (at: number): number => round((Math.min(Math.max(at - from, 0), to - from) / Math.max(to - from, 1)) * WIDTH);
  const y = (celsius: number): number =>
    round(high === low ? HEIGHT / 2 : HEIGHT - AIR - ((celsius - low) / (high - low)) * (HEIGHT - 2 * AIR));
  const span = ({ from: start, to: end }: { readonly from: number; readonly to: number }): DrawnSpan => ({
    x: x(start),
    width: round(Math.max(x(end) - x(start), 1)),
  });
  return {
    lines: stretches.map((stretch) => {
      const points = stretch.map(({ at, value }) => `${x(at)},${y(value)}`);
      return (points.length === 1 ? [...points, ...points] : points).join(" ");
    }),
    limits: figures.beyond.map(({ celsius }) => ({ y: y(celsius), celsius })),
    gaps: figures.gaps.map(span),
    open: doors.flatMap(({ openings }) => openings.map(({ openedAt, closedAt = to }) => span({ from: openedAt, to: closedAt }))),
    raised: x(dossier.raisedAt),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
