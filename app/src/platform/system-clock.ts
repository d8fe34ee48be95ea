import { epochMs } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";

/** Both in milliseconds; only the second never goes back. */
interface Sources {
  readonly wallClock: () => number;
  readonly monotonicClock: () => number;
}

const MACHINE: Sources = { wallClock: () => Date.now(), monotonicClock: () => performance.now() };

/**
 * The machine's clock, but never backwards: while the wall clock is behind what was already told (somebody set it back), time goes on
 * by the monotonic clock from there, at half speed, until the wall clock has caught up. A clock set forward is followed at once.
 */
export function createSystemClock({ wallClock, monotonicClock }: Sources = MACHINE): Clock {
  let told = wallClock();
  let toldMonotonic = monotonicClock();
  return {
    now() {
      const wall = wallClock();
      const monotonic = monotonicClock();
      if (wall >= told) {
        told = wall;
        toldMonotonic = monotonic;
      } else {
        // Whole milliseconds are told; the rest of one is kept for the next time, however often it is asked.
        const gone = Math.floor((monotonic - toldMonotonic) / 2);
        told += gone;
        toldMonotonic += 2 * gone;
      }
      return epochMs(told);
    },
    after(span, run) {
      const timer = setTimeout(run, span);
      return () => clearTimeout(timer);
    },
    every(span, run) {
      const timer = setInterval(run, span);
      return () => clearInterval(timer);
    },
  };
}
