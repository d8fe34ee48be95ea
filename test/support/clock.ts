import { type DurationMs, type EpochMs, epochMs, plus } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";

/** A clock moved by hand. `advance` runs what falls due on the way, in order of due time. */
export interface SettableClock extends Clock {
  advance(span: DurationMs): void;
  /** As on a machine that slept for so long: what fell due on the way runs once, at the end, in order of due time. */
  sleep(span: DurationMs): void;
  /** How many callbacks are waiting. */
  readonly waiting: number;
}

export function createSettableClock(start: EpochMs = epochMs(Date.UTC(2026, 10, 22, 8))): SettableClock {
  let now = start;
  let order = 0;
  const timers = new Map<number, { dueAt: EpochMs; every?: DurationMs; run: () => void }>();

  const add = (timer: { dueAt: EpochMs; every?: DurationMs; run: () => void }): (() => void) => {
    const id = order++;
    timers.set(id, timer);
    return () => void timers.delete(id);
  };

  const nextDue = (until: EpochMs): [number, { dueAt: EpochMs; every?: DurationMs; run: () => void }] | undefined => {
    let next: [number, { dueAt: EpochMs; every?: DurationMs; run: () => void }] | undefined;
    for (const entry of timers) {
      if (entry[1].dueAt <= until && (next === undefined || entry[1].dueAt < next[1].dueAt)) next = entry;
    }
    return next;
  };

  return {
    now: () => now,
    after: (span, run) => add({ dueAt: plus(now, span), run }),
    every: (span, run) => add({ dueAt: plus(now, span), every: span, run }),
    advance(span) {
      const until = plus(now, span);
      for (let next = nextDue(until); next !== undefined; next = nextDue(until)) {
        const [id, timer] = next;
        now = timer.dueAt;
        if (timer.every === undefined) timers.delete(id);
        else timer.dueAt = plus(timer.dueAt, timer.every);
        timer.run();
      }
      now = until;
    },
    sleep(span) {
      now = plus(now, span);
      const due = [...timers].filter(([, { dueAt }]) => dueAt <= now).sort(([, a], [, b]) => a.dueAt - b.dueAt);
      for (const [id, timer] of due) {
        if (timer.every === undefined) timers.delete(id);
        else timer.dueAt = plus(now, timer.every);
        timer.run();
      }
    },
    get waiting() {
      return timers.size;
    },
  };
}
