import type { Series } from "../../../src/history/readings.ts";
import type { SignalStatus } from "@labcanary/domain/ports";
import { historyApi, type RoomsAnswer, type SignalAlarm, type SignalReplacement } from "./history-api.ts";
import { covers, type Window } from "./zoom.ts";

/** Figures of each line in the first picture, which comes at once (chosen: the outline of a curve). */
const COARSE_POINTS = 120;
/** While somebody zooms on, the fine picture is not asked for yet (chosen: between two turns of a wheel). */
const SETTLE_MS = 120;
/** Live readings kept of each signal until the history has them (chosen: ten minutes of one each second, with room). */
const LIVE_KEPT = 2000;

export interface Wanted extends Window {
  readonly keys: readonly string[];
  /** Of these the same span, so much earlier, is read as well. */
  readonly earlierKeys: readonly string[];
  readonly shift: number;
  /** In figures for each line. */
  readonly points: number;
}
export interface Given extends Window {
  readonly wanted: Wanted;
  readonly series: ReadonlyMap<string, Series>;
  readonly earlier: ReadonlyMap<string, Series>;
  readonly alarms: readonly SignalAlarm[];
  readonly alarmsLeftOut: number;
  readonly replacements: readonly SignalReplacement[];
}
export type LiveReading = Pick<SignalStatus, "value" | "quality" | "overRange"> & { readonly at: number };

/** Asks the history for what is shown: a coarse picture first where nothing is there yet, then a fine one; what is out of date is called off. */
export function createReader() {
  let given = $state.raw<Given | undefined>();
  let rooms = $state.raw<(RoomsAnswer & { readonly key: string }) | undefined>();
  let failure = $state.raw<unknown>();
  let isReading = $state(false);
  let live = $state.raw<ReadonlyMap<string, readonly LiveReading[]>>(new Map());
  let asking = new AbortController();

  async function ask(work: (calledOff: AbortSignal) => Promise<void>): Promise<void> {
    asking.abort();
    const gone = new AbortController();
    asking = gone;
    isReading = true;
    try {
      await work(gone.signal);
      if (!gone.signal.aborted) failure = undefined;
    } catch (error) {
      if (!gone.signal.aborted) failure = error;
    } finally {
      if (!gone.signal.aborted) isReading = false;
    }
  }

  async function readOnce(wanted: Wanted, points: number, gone: AbortSignal): Promise<void> {
    const { keys, earlierKeys, shift, from, to } = wanted;
    const [now, before] = await Promise.all([
      historyApi.series(keys, { from, to }, points, gone),
      earlierKeys.length === 0 ? undefined : historyApi.series(earlierKeys, { from: from - shift, to: to - shift }, points, gone),
    ]);
    if (gone.aborted) return;
    const byKey = (series: readonly Series[]): ReadonlyMap<string, Series> => new Map(series.map((one) => [one.signal, one]));
    given = {
      wanted,
      from,
      to,
      series: byKey(now.series),
      earlier: byKey(before?.series ?? []),
      alarms: now.alarms,
      alarmsLeftOut: now.alarmsLeftOut,
      replacements: now.replacements,
    };
  }
  const isSame = (one: Wanted, other: Wanted): boolean =>
    one.keys.join() === other.keys.join() && one.earlierKeys.join() === other.earlierKeys.join() && one.shift === other.shift;

  return {
    get given() {
      return given;
    },
    get rooms() {
      return rooms;
    },
    get failure() {
      return failure;
    },
    get isReading() {
      return isReading;
    },
    get live() {
      return live;
    },
    read: (wanted: Wanted): Promise<void> =>
      ask(async (gone) => {
        const isThere = given !== undefined && isSame(given.wanted, wanted) && covers(given, wanted);
        if (!isThere) await readOnce(wanted, COARSE_POINTS, gone);
        else await settled(gone);
        if (!gone.aborted && (isThere || wanted.points > COARSE_POINTS)) await readOnce(wanted, wanted.points, gone);
      }),
    readRooms: (asked: { readonly like: string; readonly zones: readonly string[] }, window: Window, points: number): Promise<void> =>
      ask(async (gone) => {
        if (rooms !== undefined) await settled(gone);
        if (gone.aborted) return;
        const answer = await historyApi.rooms(asked, window, points, gone);
        if (!gone.aborted) rooms = { ...answer, key: JSON.stringify(asked) };
      }),
    takeLive(statuses: readonly SignalStatus[]): void {
      const next = new Map(live);
      for (const { signal, at, value, quality, overRange } of statuses) {
        if (at === undefined) continue;
        const kept = next.get(signal) ?? [];
        if ((kept.at(-1)?.at ?? 0) >= at) continue;
        const reading = {
          at,
          ...(value === undefined ? {} : { value }),
          ...(quality === undefined ? {} : { quality }),
          ...(overRange === undefined ? {} : { overRange }),
        };
        next.set(signal, [...kept.slice(-LIVE_KEPT), reading]);
      }
      live = next;
    },
    stop(): void {
      asking.abort();
    },
  };
}

/** Resolves when nobody has asked for something else for a moment, or has. */
const settled = (gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, SETTLE_MS);
    gone.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
