import { epochMs } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";

/**
 * The machine's clock, but never backwards: while the wall clock is behind what was already told (somebody set it back), time goes on
 * by the monotonic clock from there until the wall clock has caught up.
 */
export function createSystemClock(): Clock {
  let told = Date.now();
  let toldMonotonic = performance.now();
  return {
    now() {
      const wall = Date.now();
      const monotonic = performance.now();
      // A step back is bridged; the usual case is one comparison.
      told = wall >= told ? wall : told + Math.max(0, Math.floor(monotonic - toldMonotonic));
      toldMonotonic = monotonic;
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
