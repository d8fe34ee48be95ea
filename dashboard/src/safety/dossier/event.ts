import type { Alarm } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { Span } from "@labcanary/domain/governance";

/** One time a store was out of range: often several alarms, of a limit and of one beyond it. */
export interface ColdEvent {
  /** From the first that was raised to the last that has ended; to now while one holds. */
  readonly span: Span;
  readonly isUnderWay: boolean;
  readonly alarmIds: ReadonlySet<string>;
}

/**
 * The event an alarm is of: itself and every other alarm of its signal that overlaps with one of them. What is beyond a first limit still is
 * no end of it that it is no longer beyond a second.
 */
export function eventOf(alarm: Alarm, others: readonly Alarm[], now: EpochMs): ColdEvent {
  const ids = new Set([alarm.id]);
  let { from, to } = spanOf(alarm, now);
  let isUnderWay = isHeld(alarm);
  for (let before = 0; before !== ids.size; ) {
    before = ids.size;
    for (const other of others) {
      const span = spanOf(other, now);
      if (ids.has(other.id) || !isAlike(other, alarm) || span.from > to || span.to < from) continue;
      ids.add(other.id);
      from = Math.min(from, span.from) as EpochMs;
      to = Math.max(to, span.to) as EpochMs;
      isUnderWay ||= isHeld(other);
    }
  }
  return { span: { from, to }, isUnderWay, alarmIds: ids };
}

/** Whether the temperature is out of range by some alarm of the signal, of this event or of another. */
export const isOutOfRange = (alarm: Alarm, others: readonly Alarm[]): boolean =>
  [alarm, ...others].some((other) => isAlike(other, alarm) && isHeld(other));

/** What is simulated, tested or a drill says nothing of what really was. */
const isAlike = (one: Alarm, other: Alarm): boolean => one.simulated === other.simulated && one.test === other.test;
const endOf = ({ clearedAt, endedAt, conditionActive }: Alarm): EpochMs | undefined =>
  conditionActive ? undefined : (clearedAt ?? endedAt);
const isHeld = (alarm: Alarm): boolean => endOf(alarm) === undefined;
const spanOf = (alarm: Alarm, now: EpochMs): Span => ({ from: alarm.raisedAt, to: endOf(alarm) ?? now });
