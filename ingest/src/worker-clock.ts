import { epochMs } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";

/** The wall clock, for a thread that no test clock reaches; it never decides what an alarm is. */
export const wallClock: Pick<Clock, "now"> = { now: () => epochMs(Date.now()) };
