import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epochMs } from "../../basics/index.ts";
import { journalOf, RAISED, STEP } from "../../../../test/support/random-journal.ts";
import { recount, recountSources } from "../../../../test/support/weekly-recount.ts";
import { MOST_LINES } from "./figure.ts";
import type { ReportLine } from "./report-line.ts";
import { latestDueWeek, weeksBefore } from "./week.ts";
import { EARLIER_WEEKS, linesOfFigure, type WeeklyReport, weeklyReport } from "./weekly-report.ts";

const ZONE = "Europe/Berlin";
/** Monday 2026-11-23 09:00 in Berlin: the week from the 16th is due. */
const WEEK = latestDueWeek(ZONE, epochMs(Date.UTC(2026, 10, 23, 8)));
const FIRST = weeksBefore(ZONE, WEEK, EARLIER_WEEKS).from;
/** Known also of weeks in which nothing was counted. */
const OF_THE_PLATFORM: ReadonlySet<string> = new Set(["days-kept", "watched-time", "unwatched-time"]);

const valuesOf = ({ sections }: WeeklyReport): Record<string, number | undefined> =>
  Object.fromEntries(sections.flatMap(({ figures }) => figures.map(({ name, value }) => [name, value])));

describe("every figure of a report is what a recount of the lines gives", () => {
  test.each([{ zones: undefined }, { zones: ["a"] }])("in zones $zones", ({ zones }) => {
    const journals = fc.tuple(fc.array(RAISED, { minLength: 1, maxLength: 8 }), fc.array(STEP, { minLength: 20, maxLength: 80 }));
    fc.assert(
      fc.property(journals, ([raised, steps]) => {
        const lines = journalOf(raised, steps, { from: FIRST - 3_600_000 });
        const report = weeklyReport(lines, WEEK, ZONE, zones === undefined ? {} : { zones });
        expect(valuesOf(report)).toEqual(withoutAbsent(recount(lines, WEEK, zones)));
        expect(report.sources).toEqual(recountSources(lines, WEEK, zones));
        for (let before = 1; before <= EARLIER_WEEKS; before++) {
          const earlier = Object.fromEntries(
            report.sections.flatMap(({ figures }) => figures.map((figure) => [figure.name, figure.earlier.at(-before)] as const)),
          );
          const again = recount(lines, weeksBefore(ZONE, WEEK, before), zones);
          // Of a week nobody watched nothing is known.
          const isKept = again["days-kept"] !== 0;
          const known = ([name, value]: readonly [string, number | undefined]) => [
            name,
            isKept || OF_THE_PLATFORM.has(name) ? (value ?? null) : null,
          ];
          expect(earlier).toEqual(Object.fromEntries(Object.entries(again).map(known)));
        }
        const known = new Set(lines.map(({ number }) => number));
        for (const figure of report.sections.flatMap(({ figures }) => figures)) {
          expect(figure.lines.length).toBe(Math.min(figure.of, MOST_LINES));
          expect(figure.lines.every((number) => known.has(number))).toBe(true);
          expect(new Set(figure.lines).size).toBe(figure.lines.length);
          const all = linesOfFigure(lines, report, figure.name);
          expect(all).toHaveLength(figure.of);
          expect(all.slice(0, MOST_LINES)).toEqual(figure.lines);
        }
      }),
      { numRuns: 150 },
    );
  });
});

const withoutAbsent = (values: Readonly<Record<string, number | undefined>>): object =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value]));

test("a hazard whose place was corrected is on the books of the department it turned out to be of, and of no other", () => {
  const at = epochMs(WEEK.from + 3_600_000);
  const line = (number: number, zoneId: string, act: object): ReportLine => ({
    number,
    at: epochMs(at + number),
    kind: "hazard-recorded",
    actor: "user:mei",
    zoneId,
    detail: { record: "hazard/1", act },
  });
  const lines = [line(1, "a", { act: "filed" }), line(2, "b", { act: "corrected" })];
  const open = (zone: string) => valuesOf(weeklyReport(lines, WEEK, ZONE, { zones: [zone] }))["hazards-open-at-end"];
  expect([open("a"), open("b")]).toEqual([0, 1]);
});

test("of many alarms that reached nobody, each is counted in one pass over the lines", () => {
  const ALARMS = 2_000;
  const at = (number: number) => epochMs(WEEK.from + number);
  let read = 0;
  const lines = Array.from({ length: 2 * ALARMS }, (_, index): ReportLine => {
    const kind = index < ALARMS ? "raised" : "nobody-reached";
    const number = index + 1;
    const line = { number, at: at(number), kind, actor: "rules", alarmId: `a${index % ALARMS}`, zoneId: "a", detail: { priority: "high" } };
    return Object.defineProperty(line, "number", { enumerable: true, get: () => ((read += 1), number) });
  });
  expect(valuesOf(weeklyReport(lines, WEEK, ZONE, {}))["nobody-reached"]).toBe(ALARMS);
  // A pass for each alarm would be alarms x lines.
  expect(read).toBeLessThan(100 * lines.length);
});
