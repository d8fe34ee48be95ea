import { epochMs } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";

/** The machine's own time, for tests in which a real browser waits in real time. */
export function createRealClock(): Clock {
  return {
    now: () => epochMs(Date.now()),
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
