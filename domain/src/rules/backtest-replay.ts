import { type EpochMs, epochMs, hours, milliseconds, minus, seconds } from "../basics/index.ts";
import type { Reading } from "../telemetry/index.ts";
import type { ConditionChange } from "./condition.ts";
import { RuleFold } from "./fold.ts";
import type { AlarmRule, Signal } from "./rule.ts";
import { watchedBy } from "./watched-by.ts";

/** How often the platform itself lets time pass in its log. */
const TICK = seconds(1);

/** One record of the replay: what came in, and what followed from it. */
export interface ReplayStep {
  readonly fold: RuleFold;
  readonly arrived: readonly Reading[];
  readonly changes: readonly ConditionChange[];
}

/**
 * Folds the readings of some signals as if they came in now, until before `to`, and ends with the fold as it stands then. Nothing is
 * known from before the first, so silence counts from it. `readings` are in the order of receipt (`inOrderOfReceipt`); those received
 * together were one message. Time passes as in the log, by a tick at every whole second; ticks that can change nothing are left out.
 */
export function replay(
  signals: readonly Signal[],
  readings: readonly Reading[],
  to: EpochMs,
  onStep: (step: ReplayStep) => void = () => undefined,
): RuleFold {
  const fold = new RuleFold([]);
  let position = 0;
  fold.apply({ kind: "site", position, receivedAt: readings[0]?.receivedAt ?? to, signals });

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

/** The readings of several signals as they came in. Those of one signal are in that order already. */
export function inOrderOfReceipt(signals: readonly (readonly Reading[])[]): readonly Reading[] {
  const [first = [], ...others] = signals;
  if (others.length === 0) return first;
  return signals.flat().sort((a, b) => a.receivedAt - b.receivedAt);
}

/** The rules of the signals a rule watches without which it would say something else: of being over range, and of the figure it is about. */
export function withWhatItNeeds(rule: AlarmRule, { key, rules }: Pick<Signal, "key" | "rules">): readonly AlarmRule[] {
  const others = rules.filter(
    ({ id, kind }) => id !== rule.id && (kind === "over-range" || (rule.kind === "not-assessable" && id === rule.figureOf)),
  );
  return key === rule.signal ? [...others, rule] : others;
}

/** Chosen: whatever an hour ago was under way has shown itself by now. */
const LEAST_WARM_UP = hours(1);

/**
 * From when on readings are needed so that the rules know at `at` what they would have known: their windows and delays before it, the
 * hold of the signals they watch, and an hour more.
 */
export function replayFrom(at: EpochMs, rules: readonly AlarmRule[], signals: readonly Pick<Signal, "hold">[]): EpochMs {
  const reach = Math.max(0, ...rules.map((rule) => watchedBy(rule).reach));
  const hold = Math.max(0, ...signals.map((signal) => signal.hold));
  return minus(at, milliseconds(reach + hold + LEAST_WARM_UP));
}
