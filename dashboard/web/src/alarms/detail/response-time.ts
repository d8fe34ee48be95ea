import type { AlarmSummary } from "../../live/feed-state.ts";

/** How long people still have before the consequence, in ms; negative: how long they no longer do. */
export interface ResponseTime {
  readonly left: number;
  /** Of all they had, 1 at raising to 0. */
  readonly share: number;
}

/** From when the platform had it, as response times are counted. Undefined once the condition is gone, and where no time is stated. */
export function responseTimeOf(alarm: AlarmSummary, now: number): ResponseTime | undefined {
  const { responseTime } = alarm.description;
  if (responseTime === undefined || responseTime <= 0 || !alarm.conditionActive || alarm.annunciation === "normal") return undefined;
  const left = alarm.raisedReceivedAt + responseTime - now;
  return { left, share: Math.min(1, Math.max(0, left / responseTime)) };
}
