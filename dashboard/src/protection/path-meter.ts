import { type AlarmBooks, isOfDrill } from "@labcanary/domain/alarm";
import { type DurationMs, elapsed, type EpochMs, milliseconds, seconds } from "@labcanary/domain/basics";
import type { Books, PathFigures } from "@labcanary/domain/ports";
import type { DashboardDeps } from "../ports.ts";

/** How long figures are remembered for rates (chosen: long enough to be calm, short enough to show that devices have stopped). */
const RATE_OVER = seconds(30);
/** A reader further behind than this is behind by "at least" so much (chosen: what people do is the same then). */
const REMEMBERED = seconds(600);
/** Alarms whose latency is remembered (chosen: a bad hour is not hidden behind a good month). */
const KEPT_LATENCIES = 100;

/** How far a reader of the log is behind. */
export interface Backlog {
  readonly frames: number;
  /** Age of the oldest record it has not taken, to within a second; 0 when it has taken all. */
  readonly lag: DurationMs;
}

/** The way of a reading with its figures, as the health page shows it. Rates are per second, over the last half minute. */
export interface PathStanding extends Omit<PathFigures, "acceptedFrames" | "rules" | "history"> {
  readonly devices: number;
  readonly framesPerSecond: number;
  readonly readingsPerSecond: number;
  readonly storedPerSecond: number;
  readonly books: Books;
  readonly alarmBooks: AlarmBooks;
  readonly rules: Backlog;
  readonly history: Backlog;
  /** From receipt of the deciding record to the alarm being durable, of the last alarms; absent while there was none. */
  readonly alarmLatency?: { readonly median: DurationMs; readonly worst: DurationMs; readonly count: number };
}

interface Mark {
  readonly at: EpochMs;
  readonly frames: number;
  readonly received: number;
  readonly stored: number;
  readonly durable: number;
}

export interface PathMeter {
  /** As of now; null where nobody tells figures. */
  standing(): PathStanding | null;
  end(): void;
}

type MeterDeps = Pick<DashboardDeps, "clock" | "desk" | "books" | "alarmBooks" | "site" | "path">;

/** Looks at the counters once a second, so that whoever asks is told rates and ages and not only sums. */
export function openPathMeter({ clock, desk, books, alarmBooks, site, path }: MeterDeps): PathMeter {
  if (path === undefined) return { standing: () => null, end: () => undefined };
  const marks: Mark[] = [];
  const latencies: number[] = [];

  function mark(figures: PathFigures): void {
    const { received, stored } = books();
    const at = clock.now();
    marks.push({ at, frames: figures.acceptedFrames, received, stored, durable: figures.durable });
    while (marks.length > 2 && elapsed((marks[1] as Mark).at, at) >= REMEMBERED) marks.shift();
  }
  mark(path());
  const endLooking = clock.every(seconds(1), () => mark(path()));
  const endChanges = desk.onChange(({ alarm, because, at }) => {
    if (because !== "raised" || alarm.source.kind !== "rule" || isOfDrill(alarm)) return;
    latencies.push(Math.max(0, elapsed(alarm.raisedReceivedAt, at)));
    if (latencies.length > KEPT_LATENCIES) latencies.shift();
  });

  return {
    standing() {
      const { acceptedFrames, durable, rules, history, ...rest } = path();
      const now = clock.now();
      const from = marks.findLast(({ at }) => elapsed(at, now) >= RATE_OVER) ?? marks[0];
      const sums = books();
      const span = from === undefined ? 0 : elapsed(from.at, now) / 1000;
      // A counter that is smaller than it was has begun anew.
      const rate = (is: number, was: number | undefined): number => (span <= 0 ? 0 : Math.max(0, is - (was ?? 0)) / span);
      const behind = (position: number): Backlog => ({
        frames: Math.max(0, durable - position),
        lag: lagOf(marks, position, durable, now),
      });
      const ordered = latencies.toSorted((a, b) => a - b);
      const [median, worst] = [ordered[Math.floor((ordered.length - 1) / 2)], ordered.at(-1)];
      return {
        ...rest,
        durable,
        devices: site().devices.length,
        framesPerSecond: rate(acceptedFrames, from?.frames),
        readingsPerSecond: rate(sums.received, from?.received),
        storedPerSecond: rate(sums.stored, from?.stored),
        books: sums,
        alarmBooks: alarmBooks(),
        rules: behind(rules),
        history: behind(history),
        ...(median === undefined || worst === undefined
          ? {}
          : { alarmLatency: { median: milliseconds(median), worst: milliseconds(worst), count: ordered.length } }),
      };
    },
    end() {
      endLooking();
      endChanges();
    },
  };
}

/** The oldest record a reader has not taken was there at the first look at which the log was already past the reader's position. */
function lagOf(marks: readonly Mark[], position: number, durable: number, now: EpochMs): DurationMs {
  if (position >= durable) return milliseconds(0);
  const seen = marks.find((mark) => mark.durable > position);
  return seen === undefined ? milliseconds(0) : elapsed(seen.at, now);
}
