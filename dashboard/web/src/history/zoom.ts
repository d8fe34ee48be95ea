import { LONGEST_SPAN, SHORTEST_SPAN } from "../../../src/history/limits.ts";

/** A part of time that is shown, epoch milliseconds. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** As much of a window as can be shown: a second at least, two years at most, about the same middle. */
export function clampedWindow({ from, to }: Window): Window {
  const length = Math.min(LONGEST_SPAN, Math.max(SHORTEST_SPAN, to - from));
  if (length === to - from) return { from: Math.round(from), to: Math.round(to) };
  const begin = Math.round((from + to) / 2 - length / 2);
  return { from: begin, to: begin + length };
}

/** Nearer (a factor below 1) or further, while the time at `around` keeps its place. */
export function zoomed({ from, to }: Window, around: number, factor: number): Window {
  const length = Math.min(LONGEST_SPAN, Math.max(SHORTEST_SPAN, (to - from) * factor));
  const share = (around - from) / (to - from);
  const begin = Math.round(around - share * length);
  return { from: begin, to: Math.round(begin + length) };
}

/** Earlier or later by a share of its length. */
export function moved({ from, to }: Window, share: number): Window {
  const by = Math.round((to - from) * share);
  return { from: from + by, to: to + by };
}

/** What is shown when two fingers that were at `before` are at `now`: the times under them stay under them. Places are shares of the width. */
export function pinched(window: Window, before: readonly [number, number], now: readonly [number, number]): Window {
  const length = window.to - window.from;
  const [one, other] = before.map((share) => window.from + share * length) as [number, number];
  const apart = now[1] - now[0];
  if (Math.abs(apart) < 0.01) return window;
  const next = (other - one) / apart;
  if (next <= 0) return window;
  const from = one - now[0] * next;
  return clampedWindow({ from, to: from + next });
}

/** A window that ends about now is shown live again when it is moved there. */
export const reachesNow = ({ from, to }: Window, now: number): boolean => to >= now - (to - from) * 0.005;

/** Whether what was read for one window has all of another. */
export const covers = (read: Window | undefined, wanted: Window): boolean =>
  read !== undefined && read.from <= wanted.from && read.to >= wanted.to;
