import { hasShown } from "../drill/index.ts";
import { type CountedFigure, count, figure } from "./figure.ts";
import { type Act, entriesOf, type LedgerEntry, linesOf } from "./ledger-entries.ts";
import { type CountedSpan, isWithin } from "./report-line.ts";

/**
 * Drills that were held, how they ended, and what they have shown. Held is what the calendar takes for it: by the signature of the result;
 * begun and not held is known with the end. Their alarms are counted as tests.
 */
export function countDrills(counted: CountedSpan): readonly CountedFigure[] {
  const entries = entriesOf("drill", counted);
  const of = (wanted: (act: Act) => boolean) => linesOf(entries, counted, wanted);
  const concluded = entries.filter(({ line, act }) => act.act === "concluded" && isWithin(line.at, counted));
  const known = entries.filter(({ line }) => line.at < counted.to);
  const detected = new Set(known.filter(({ act }) => act.act === "reached" && act.step === "detected").map(({ record }) => record));
  const ends = new Map(known.filter(({ act }) => act.act === "ended").map(({ record, act }) => [record, act.end?.because]));
  const hasCome = (record: string, because: string | undefined): boolean => hasShown({ isDetected: detected.has(record), because });
  const numbers = (of: readonly LedgerEntry[]): readonly number[] => of.map(({ line }) => line.number);
  const lessons = concluded.map(({ line, act }) => ({ number: line.number, lessons: act.conclusion?.lessons?.length ?? 0 }));
  const learned = lessons.filter((each) => each.lessons > 0);
  return [
    count(
      "drills-planned",
      of(({ act }) => act === "planned"),
    ),
    count(
      "drills-held",
      numbers(concluded.filter(({ record, act }) => act.conclusion?.result !== "failed" && hasCome(record, ends.get(record)))),
    ),
    count(
      "drills-not-held",
      numbers(
        known.filter(({ record, line, act }) => act.act === "ended" && isWithin(line.at, counted) && !hasCome(record, act.end?.because)),
      ),
    ),
    count(
      "drills-interrupted",
      of(({ act, end }) => act === "ended" && end?.because === "interrupted"),
    ),
    count(
      "drills-cancelled",
      of(({ act }) => act === "cancelled"),
    ),
    count(
      "drills-concluded",
      concluded.map(({ line }) => line.number),
    ),
    count(
      "drills-failed",
      of(({ act, conclusion }) => act === "concluded" && conclusion?.result === "failed"),
    ),
    figure(
      "drill-lessons",
      learned.reduce((sum, each) => sum + each.lessons, 0),
      learned.map(({ number }) => number),
    ),
  ];
}
