import { type DurationMs, type EpochMs, elapsed, epochMs, milliseconds } from "../basics/index.ts";
import { type Received, type ReplayStep, replay, withWhatItNeeds } from "./backtest-replay.ts";
import type { AlarmRule, Signal } from "./rule.ts";

export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** A time in alarm. */
export interface Excursion {
  readonly raisedAt: EpochMs;
  /** When people would have been told. */
  readonly raisedReceivedAt: EpochMs;
  /** Absent while it lasts beyond the span. */
  readonly clearedAt?: EpochMs;
  /** The furthest beyond the limit, since the condition was first met; of a state, the state; nothing of silence. */
  readonly worst?: number;
}

export interface Backtest {
  /** Every time in alarm that overlaps the span, oldest first; the first may have begun before it. */
  readonly excursions: readonly Excursion[];
  /** Excursions found in readings that came too late to wake anybody. */
  readonly late: number;
}

/**
 * What a rule makes of stored readings within a span. `signals` are those it watches, its own among them. `received` is from
 * `replayFrom(span.from)` on; the last reading of each signal before that as well, if silence at the beginning is to be seen.
 */
export function backtest(rule: AlarmRule, signals: readonly Signal[], received: Received, span: Span): Backtest {
  const excursions: Excursion[] = [];
  let open: Excursion | undefined;
  let worst: number | undefined;
  let late = 0;
  const isWithin = (at: EpochMs): boolean => at >= span.from && at < span.to;

  const watched = signals.map((signal) => ({ ...signal, rules: withWhatItNeeds(rule, signal) }));
  replay(watched, received, span.to, (step) => {
    if (isUneventful(rule, step)) {
      worst = undefined;
      return;
    }
    worst = worstOf(rule, valuesHeld(rule, step), worst);
    for (const { change, ruleId, at, receivedAt, value } of step.changes) {
      if (ruleId !== rule.id) continue;
      if (change === "historical") late += isWithin(at) ? 1 : 0;
      if (change === "raised") {
        open = { raisedAt: at, raisedReceivedAt: receivedAt };
        worst = worstOf(rule, value === undefined ? [] : [value], worst);
      }
      if (change === "cleared" && open !== undefined) {
        excursions.push(ended(open, worst, at));
        open = undefined;
        worst = undefined;
      }
    }
    if (step.fold.stateOf(rule.id)?.state.kind === "normal") worst = undefined;
  });
  if (open !== undefined) excursions.push(ended(open, worst));
  return { excursions: excursions.filter(({ clearedAt }) => clearedAt === undefined || clearedAt > span.from), late };
}

/** Nearly every record of a month: told first, so that no more is done for it. */
const isUneventful = ({ id }: AlarmRule, { fold, changes }: ReplayStep): boolean =>
  changes.length === 0 && fold.stateOf(id)?.state.kind === "normal";

const ended = (excursion: Excursion, worst: number | undefined, clearedAt?: EpochMs): Excursion => ({
  ...excursion,
  ...(clearedAt === undefined ? {} : { clearedAt }),
  ...(worst === undefined ? {} : { worst }),
});

/** What a record had the rule hold against its condition. */
function valuesHeld(rule: AlarmRule, { fold, arrived }: ReplayStep): readonly number[] {
  if (rule.kind !== "limit") return [];
  if (rule.of !== undefined) {
    const value = fold.stateOf(rule.id)?.value;
    return value === undefined ? [] : [value];
  }
  return arrived.flatMap((reading) =>
    reading.signal === rule.signal && reading.kind === "sample" && !reading.historical && reading.quality !== "maintenance"
      ? [reading.value]
      : [],
  );
}

function worstOf(rule: AlarmRule, values: readonly number[], worst: number | undefined): number | undefined {
  const all = worst === undefined ? values : [worst, ...values];
  if (rule.kind === "limit" && all.length > 0) return rule.direction === "high" ? Math.max(...all) : Math.min(...all);
  return all.at(-1);
}

/** Hours at which a call wakes people. Chosen, as most rosters have it. */
const NIGHT = { from: 22, to: 6 } as const;

export interface BacktestFigures {
  /** Raised within the span. */
  readonly alarms: number;
  /** Of these, between 22:00 and 06:00 where the site is. */
  readonly atNight: number;
  /** Within the span. */
  readonly timeInAlarm: DurationMs;
  /** Within the span. */
  readonly longest: DurationMs;
}

/** What the excursions of a span come to. */
export function figuresOf(excursions: readonly Excursion[], span: Span, timeZone: string): BacktestFigures {
  const hour = new Intl.DateTimeFormat("en", { timeZone, hour: "2-digit", hourCycle: "h23" });
  const isNight = (at: EpochMs): boolean => {
    const local = Number(hour.format(at));
    return local >= NIGHT.from || local < NIGHT.to;
  };
  const raised = raisedWithin(excursions, span);
  const lengths = excursions.map(({ raisedAt, clearedAt = span.to }) =>
    elapsed(epochMs(Math.max(raisedAt, span.from)), epochMs(Math.min(clearedAt, span.to))),
  );
  return {
    alarms: raised.length,
    atNight: raised.filter(({ raisedReceivedAt }) => isNight(raisedReceivedAt)).length,
    timeInAlarm: milliseconds(lengths.reduce((sum, length) => sum + length, 0)),
    longest: milliseconds(lengths.reduce((most, length) => Math.max(most, length), 0)),
  };
}

/** The alarms of a span: excursions that had not begun before it. */
export const raisedWithin = (excursions: readonly Excursion[], { from }: Span): readonly Excursion[] =>
  excursions.filter(({ raisedAt }) => raisedAt >= from);

/** Excursions during which none of the others was under way. Both lists are oldest first and free of overlaps. */
export function missedBy(others: readonly Excursion[], excursions: readonly Excursion[]): readonly Excursion[] {
  let next = 0;
  return excursions.filter(({ raisedAt, clearedAt = Number.POSITIVE_INFINITY }) => {
    while ((others[next]?.clearedAt ?? Number.POSITIVE_INFINITY) < raisedAt) next++;
    const other = others[next];
    return other === undefined || other.raisedAt > clearedAt;
  });
}
