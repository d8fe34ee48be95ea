import { type DurationMs, type EpochMs, epochMs, plus, seconds } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";

/** What the platform does at most this far apart it does to keep up with the present, not because something is due then. */
const KEEPING_UP: DurationMs = seconds(10);

/** Time that stands still until it is moved. */
export interface VirtualClock {
  /** For what happens in the story: every callback at its own time. */
  readonly exact: Clock;
  /**
   * For the platform: the same, but what it does again and again to keep up (its ticks, its sweeps) happens once for each move of the
   * clock, at the end of it.
   */
  readonly coarse: Clock;
  /** When the next callback is due that must come at its own time; `Infinity` when there is none. */
  readonly nextDue: number;
  /** Moves time on, running what falls due on the way in the order of its time. Never moves back. */
  advanceTo(at: EpochMs): void;
}

interface Timer {
  readonly order: number;
  readonly every?: DurationMs;
  readonly run: () => void;
  dueAt: EpochMs;
}

export function createVirtualClock(start: EpochMs): VirtualClock {
  let now = start;
  let order = 0;
  const exact = new Set<Timer>();
  const coarse = new Set<Timer>();

  const add = (to: Set<Timer>, span: DurationMs, run: () => void, every?: DurationMs): (() => void) => {
    const timer = { order: order++, dueAt: plus(now, span), run, ...(every === undefined ? {} : { every }) };
    to.add(timer);
    return () => void to.delete(timer);
  };

  const soonest = (of: ReadonlySet<Timer>): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of of) {
      if (next === undefined || timer.dueAt < next.dueAt || (timer.dueAt === next.dueAt && timer.order < next.order)) next = timer;
    }
    return next;
  };

  const fire = (from: Set<Timer>, timer: Timer, nextFrom: EpochMs): void => {
    if (timer.every === undefined) from.delete(timer);
    else timer.dueAt = plus(nextFrom, timer.every);
    timer.run();
  };

  const clockOf = (coarsely: boolean): Clock => ({
    now: () => now,
    after: (span, run) => add(exact, span, run),
    every: (span, run) => add(coarsely && span <= KEEPING_UP ? coarse : exact, span, run, span),
  });

  return {
    exact: clockOf(false),
    coarse: clockOf(true),
    get nextDue() {
      return soonest(exact)?.dueAt ?? Number.POSITIVE_INFINITY;
    },
    advanceTo(at) {
      if (at < now) throw new RangeError("a virtual clock does not go back");
      for (let next = soonest(exact); next !== undefined && next.dueAt <= at; next = soonest(exact)) {
        now = epochMs(Math.max(now, next.dueAt));
        fire(exact, next, next.dueAt);
      }
      now = at;
      for (const timer of [...coarse].toSorted((one, other) => one.order - other.order)) {
        if (timer.dueAt <= at && coarse.has(timer)) fire(coarse, timer, at);
      }
    },
  };
}
