import { type DurationMs, type EpochMs, epochMs, hours, milliseconds, minus, seconds } from "../basics/index.ts";
import type { Reading } from "../telemetry/index.ts";
import type { ConditionChange } from "./condition.ts";
import { RuleFold } from "./fold.ts";
import type { AlarmRule, Signal } from "./rule.ts";

/** How often the platform itself lets time pass in its log. */
const TICK = seconds(1);

/** One record of the replay: what came in, and what followed from it. */
export interface ReplayStep {
  readonly fold: RuleFold;
  readonly arrived: readonly Reading[];
  readonly changes: readonly ConditionChange[];
}

/**
 * Folds the readings of one signal as if they came in now, until before `to`, and ends with the fold as it stands then. Nothing is
 * known from before the first, so silence counts from it. `readings` are in the order of receipt; those received together were one message. Time passes as in the log, by a tick at every
 * whole second; ticks that can change nothing are left out.
 */
export function replay(
  signal: Signal,
  readings: readonly Reading[],
  to: EpochMs,
  onStep: (step: ReplayStep) => void = () => undefined,
): RuleFold {
  const fold = new RuleFold([]);
  let position = 0;
  fold.apply({ kind: "site", position, receivedAt: readings[0]?.receivedAt ?? to, signals: [signal] });

  const passTime = (until: EpochMs): void => {
    for (;;) {
      const receivedAt = epochMs(Math.ceil(fold.nextDeadline / TICK) * TICK);
      if (receivedAt >= until) return;
      onStep({ fold, arrived: [], changes: fold.apply({ kind: "tick", position: ++position, receivedAt }) });
    }
  };

  for (let next = 0; next < readings.length; ) {
    const first = next;
    const { receivedAt } = readings[first] as Reading;
    if (receivedAt >= to) break;
    while (next < readings.length && readings[next]?.receivedAt === receivedAt) next++;
    const arrived = readings.slice(first, next);
    passTime(receivedAt);
    onStep({ fold, arrived, changes: fold.apply({ kind: "readings", position: ++position, receivedAt, readings: arrived }) });
  }
  passTime(to);
  return fold;
}

/** Chosen: whatever an hour ago was under way has shown itself by now. */
const LEAST_WARM_UP = hours(1);

/** From when on readings are needed so that the rules know at `at` what they would have known: their windows and delays before it, and an hour more. */
export function replayFrom(at: EpochMs, { hold, rules }: Pick<Signal, "hold" | "rules">): EpochMs {
  const longest = Math.max(0, ...rules.map((rule) => rule.onDelay + rule.offDelay + windowOf(rule)));
  return minus(at, milliseconds(longest + hold + LEAST_WARM_UP));
}

function windowOf(rule: AlarmRule): DurationMs {
  if (rule.kind === "silence") return rule.after;
  return rule.kind === "limit" && rule.of !== undefined ? rule.of.over : milliseconds(0);
}
