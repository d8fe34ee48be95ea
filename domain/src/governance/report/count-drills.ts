import { type CountedFigure, count, figure } from "./figure.ts";
import { type Act, entriesOf, linesOf } from "./ledger-entries.ts";
import { type CountedSpan, isWithin } from "./report-line.ts";

/** Drills that were held, how they ended, and what they have shown. Their alarms are counted as tests. */
export function countDrills(counted: CountedSpan): readonly CountedFigure[] {
  const entries = entriesOf("drill", counted);
  const of = (wanted: (act: Act) => boolean) => linesOf(entries, counted, wanted);
  const concluded = entries.filter(({ line, act }) => act.act === "concluded" && isWithin(line.at, counted));
  const lessons = concluded.map(({ line, act }) => ({ number: line.number, lessons: act.conclusion?.lessons?.length ?? 0 }));
  const learned = lessons.filter((each) => each.lessons > 0);
  return [
    count(
      "drills-planned",
      of(({ act }) => act === "planned"),
    ),
    count(
      "drills-held",
      of(({ act }) => act === "ended"),
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
