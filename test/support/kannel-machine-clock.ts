import { epochMs } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";

/** The machine's own clock, for tests whose other side is a real program. */
export function createMachineClock(): Clock {
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
