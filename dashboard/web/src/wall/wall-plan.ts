import { PRIORITIES, type Priority } from "@labcanary/domain/rules";
import { type Headline, needsAcknowledgement } from "../live/headline.ts";
import type { AlarmSummary } from "../live/feed-state.ts";

/** How long a building is shown while all is quiet (chosen: eight readings are read in it from across a room). */
export const SLIDE_MS = 15_000;

/** How often everything moves a little, so that no edge burns into the screen (chosen: nobody sees it move). */
export const DRIFT_MS = 60_000;
/** Eight places around the middle, in thousandths of the screen's width. */
const DRIFTS = [
  [0, 0],
  [3, 0],
  [3, 3],
  [0, 3],
  [-3, 3],
  [-3, 0],
  [-3, -3],
  [0, -3],
  [3, -3],
] as const;

/** Where everything is at a time; people who ask for reduced motion have it stay. */
export function driftAt(now: number, isReduced: boolean): { readonly x: number; readonly y: number } {
  const [x, y] = DRIFTS[isReduced ? 0 : Math.floor(now / DRIFT_MS) % DRIFTS.length] ?? DRIFTS[0];
  return { x, y };
}

/** `blind`: nothing is proven, and what is known of the building is nobody's to rely on. */
export type WallShows = "alarms" | "concerns" | "quiet" | "blind";

/** What is in the middle of the wall. Buildings take turns only while nothing is wrong, provably. */
export function wallShows(hasAlarms: boolean, headline: Headline["kind"]): WallShows {
  if (hasAlarms) return "alarms";
  if (headline === "degraded") return "concerns";
  return headline === "quiet" ? "quiet" : "blind";
}

/** How many rows have room; one is shown however small the screen is. */
export const rowsThatFit = (height: number, rowHeight: number): number => Math.max(1, Math.floor(height / Math.max(1, rowHeight)));

/** The alarms that have no room on the wall. */
export interface Beyond {
  readonly count: number;
  readonly unacknowledged: number;
  readonly lifeSafety: number;
  readonly gravest: Priority;
}

/** The alarms at the top, as many as have room, and what is said of those below. They keep the order of the list. */
export function wallAlarms(
  alarms: readonly AlarmSummary[],
  rows: number,
): { readonly shown: readonly AlarmSummary[]; readonly beyond: Beyond | undefined } {
  const rest = alarms.slice(rows);
  const gravest = PRIORITIES.find((priority) => rest.some((alarm) => alarm.priority === priority));
  if (gravest === undefined) return { shown: alarms, beyond: undefined };
  const beyond = {
    count: rest.length,
    unacknowledged: rest.filter(needsAcknowledgement).length,
    lifeSafety: rest.filter(({ lifeSafety }) => lifeSafety === true).length,
    gravest,
  };
  return { shown: alarms.slice(0, rows), beyond };
}
