import type { SignalStatus } from "@labcanary/domain/ports";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { feed } from "../live/feed.svelte.ts";
import { type TrendReading, withTrendReading } from "./trend.ts";

/** What a signal reads now, and how it came there. */
export interface LiveValue {
  readonly status: SignalStatus;
  readonly readings: readonly TrendReading[];
}

/** Rows come and go while a list is scrolled: what is watched follows this much later (chosen: the platform takes 50 requests in 900 ms). */
const FOLLOW_MS = 250;

/** The signals of the rows in sight, as they read now. */
function createLiveValues() {
  let values = $state.raw<ReadonlyMap<SignalKey, LiveValue>>(new Map());
  const followers = new Map<symbol, readonly SignalKey[]>();
  let watched = new Set<SignalKey>();
  let endWatch: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function take(statuses: readonly SignalStatus[]): void {
    const next = new Map(values);
    for (const status of statuses) {
      const { signal, at, value } = status;
      const before = next.get(signal)?.readings ?? [];
      const readings = at === undefined || value === undefined ? before : withTrendReading(before, { at, value });
      next.set(signal, { status, readings });
    }
    values = next;
  }

  function follow(): void {
    timer = undefined;
    const wanted = new Set([...followers.values()].flat());
    if (wanted.size === watched.size && [...wanted].every((signal) => watched.has(signal))) return;
    watched = wanted;
    endWatch?.();
    endWatch = wanted.size === 0 ? undefined : feed.watch(wanted, take);
    values = new Map([...values].filter(([signal]) => wanted.has(signal)));
  }

  return {
    of: (signal: SignalKey): LiveValue | undefined => values.get(signal),
    /** Keeps these up to date until what is returned is called. */
    follow(signals: readonly SignalKey[]): () => void {
      const follower = Symbol("follower");
      followers.set(follower, signals);
      timer ??= setTimeout(follow, FOLLOW_MS);
      return () => {
        followers.delete(follower);
        timer ??= setTimeout(follow, FOLLOW_MS);
      };
    },
  };
}
export const liveValues = createLiveValues();
