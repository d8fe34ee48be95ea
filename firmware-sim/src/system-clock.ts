import { epochMs } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";

/** The machine's clock, held so that it never goes backwards. Its timers keep the process alive; cancel them. */
export function createSystemClock(): Clock {
  let latest = 0;
  return {
    now() {
      latest = Math.max(latest, Date.now());
      return epochMs(latest);
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
