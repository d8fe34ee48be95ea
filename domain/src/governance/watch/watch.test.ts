import { expect, test } from "vitest";
import { epochMs, minutes } from "../../basics/index.ts";
import { stepWatch, unwatchedIn, type WatchedSpan } from "./index.ts";

const HOUR = Date.UTC(2026, 10, 22, 8);

/** The times that are said, in minutes after the hour, with looks at these. */
function said(looks: readonly number[]): readonly (readonly [number, number])[] {
  let open: WatchedSpan | undefined;
  const overs: WatchedSpan[] = [];
  for (const look of looks) {
    const step = stepWatch(open, epochMs(HOUR + look * minutes(1)));
    open = step.open;
    if (step.over !== undefined) overs.push(step.over);
  }
  return overs.map(({ since, until }) => [(since - HOUR) / minutes(1), (until - HOUR) / minutes(1)]);
}
const each = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, place) => from + place);

test.each([
  {
    because: "each hour",
    looks: each(20, 130),
    spans: [
      [20, 60],
      [60, 120],
    ],
  },
  { because: "not before", looks: each(0, 59), spans: [] },
  {
    because: "up to a gap, and from after it",
    looks: [...each(0, 10), ...each(25, 60)],
    spans: [
      [0, 10],
      [25, 60],
    ],
  },
  { because: "over a look that was late", looks: [...each(50, 57), 60], spans: [[50, 60]] },
  {
    because: "up to a clock that was set back",
    looks: [...each(30, 40), ...each(35, 60)],
    spans: [
      [30, 40],
      [35, 60],
    ],
  },
])("it is said that it was watched $because", ({ looks, spans }) => expect(said(looks)).toEqual(spans));

test.each([
  { watched: [], gaps: [[0, 60]], because: "nobody said that it was watched" },
  { watched: [[-30, 90]], gaps: [], because: "it was all the time" },
  {
    watched: [
      [40, 50],
      [-30, 10],
    ],
    gaps: [
      [10, 40],
      [50, 60],
    ],
    because: "it was off in the middle, and at the end",
  },
  {
    watched: [
      [5, 30],
      [20, 30],
      [30, 70],
    ],
    gaps: [[0, 5]],
    because: "a clock set back makes them overlap",
  },
  {
    watched: [
      [-30, -10],
      [70, 90],
    ],
    gaps: [[0, 60]],
    because: "it was before and after",
  },
])("watched $watched leaves $gaps: $because", ({ watched, gaps }) => {
  const at = (minute: number) => epochMs(HOUR + minutes(minute));
  const spans = watched.map(([since = 0, until = 0]) => ({ since: at(since), until: at(until) }));
  expect(unwatchedIn({ from: at(0), to: at(60) }, spans)).toEqual(gaps.map(([from = 0, to = 0]) => ({ from: at(from), to: at(to) })));
});
