import { type EpochMs, epochMs, hours, milliseconds, minus, seconds } from "../basics/index.ts";
import type { AccessEvent, DoorAuthorisation, Reading } from "../telemetry/index.ts";
import type { ConditionChange } from "./condition.ts";
import { RuleFold } from "./fold.ts";
import type { AlarmRule, Signal } from "./rule.ts";
import { watchedBy } from "./watched-by.ts";

/** How often the platform itself lets time pass in its log. */
const TICK = seconds(1);

/** What came in, each in the order of receipt (`inOrderOfReceipt`). */
export interface Received {
  readonly readings: readonly Reading[];
  /** What people did at doors. Absent where nobody knows what they did, which is not the same as nothing. */
  readonly events?: readonly AccessEvent[];
  /** Leave to open sealed doors. Absent: not known. */
  readonly authorisations?: readonly DoorAuthorisation[];
  /** Since when it was listened; without it, since the first that came in. */
  readonly since?: EpochMs;
}

/** One record of the replay: what came in, and what followed from it. */
export interface ReplayStep {
  readonly fold: RuleFold;
  readonly arrived: readonly Reading[];
  readonly changes: readonly ConditionChange[];
}

/**
 * Folds what came in of some signals, and of the doors they stand at, as if it came in now, until before `to`, and ends with the fold as
 * it stands then. Nothing is known from before the first, so silence counts from it. What was received together was one message. Time
 * passes as in the log, by a tick at every whole second; ticks that can change nothing are left out.
 */
export function replay(
  signals: readonly Signal[],
  received: Received,
  to: EpochMs,
  onStep: (step: ReplayStep) => void = () => undefined,
): RuleFold {
  const { readings, events = [] } = received;
  const fold = new RuleFold([]);
  let position = 0;
  const receivedAt = beginningOf(received) ?? to;
  fold.apply({ kind: "site", position, receivedAt, signals });
  for (const authorisation of received.authorisations ?? []) fold.apply({ kind: "authorisation", position, receivedAt, authorisation });

  const passTime = (until: EpochMs): void => {
    for (;;) {
      const receivedAt = epochMs(Math.ceil(fold.nextDeadline / TICK) * TICK);
      if (receivedAt >= until) return;
      onStep({ fold, arrived: [], changes: fold.apply({ kind: "tick", position: ++position, receivedAt }) });
    }
  };

  let reading = 0;
  let event = 0;
  while (reading < readings.length || event < events.length) {
    const receivedAt = earlier(readings[reading]?.receivedAt, events[event]?.receivedAt) as EpochMs;
    if (receivedAt >= to) break;
    const arrived = receivedWith(readings, reading, receivedAt);
    const did = receivedWith(events, event, receivedAt);
    reading += arrived.length;
    event += did.length;
    passTime(receivedAt);
    const record = { kind: "readings", position: ++position, receivedAt, readings: arrived, events: did } as const;
    onStep({ fold, arrived, changes: fold.apply(record) });
  }
  passTime(to);
  return fold;
}

/** When a replay of it begins: nothing is known from before. Undefined when nothing came in. */
export const beginningOf = ({ readings, events, since }: Received): EpochMs | undefined =>
  since ?? earlier(readings[0]?.receivedAt, events?.[0]?.receivedAt);

function earlier(one: EpochMs | undefined, other: EpochMs | undefined): EpochMs | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}

/** Those received at that moment, from that place on. */
function receivedWith<T extends { readonly receivedAt: EpochMs }>(all: readonly T[], from: number, receivedAt: EpochMs): readonly T[] {
  let end = from;
  while (end < all.length && all[end]?.receivedAt === receivedAt) end++;
  return all.slice(from, end);
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
