import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epochMs } from "../../basics/index.ts";
import { recount, recountSources } from "../../../../test/support/weekly-recount.ts";
import { TOLD_IMPAIRMENTS } from "../impairment/index.ts";
import { MOST_LINES } from "./figure.ts";
import type { ReportLine } from "./report-line.ts";
import { latestDueWeek, weeksBefore } from "./week.ts";
import { EARLIER_WEEKS, linesOfFigure, type WeeklyReport, weeklyReport } from "./weekly-report.ts";

const ZONE = "Europe/Berlin";
/** Monday 2026-11-23 09:00 in Berlin: the week from the 16th is due. */
const WEEK = latestDueWeek(ZONE, epochMs(Date.UTC(2026, 10, 23, 8)));
const FIRST = weeksBefore(ZONE, WEEK, EARLIER_WEEKS).from;
const same = (text: string) => ({ en: text, zh: text });

const PRIORITIES = ["critical", "high", "medium", "low"];
const KINDS = [
  "acknowledged",
  "attended",
  "shelved",
  "unshelved",
  "returned-to-normal",
  "nobody-reached",
  "commissioning-ended",
  "unsuppressed",
  "left",
] as const;

/** Known also of weeks in which nothing was counted. */
const OF_THE_PLATFORM: ReadonlySet<string> = new Set(["days-kept", "watched-time", "unwatched-time"]);

interface Step {
  readonly gap: number;
  readonly alarm: number;
  readonly kind: (typeof KINDS)[number];
  readonly actor: string;
  readonly listed: boolean;
  readonly ledger: number;
  readonly record: number;
  readonly act: number;
}
interface Raised {
  readonly zone: string;
  readonly priority: string;
  readonly silent: boolean;
  readonly test: boolean;
  readonly simulated: boolean;
  readonly withheld: string;
}

const ACTS = [
  { act: "filed" },
  { act: "settled" },
  { act: "remedied" },
  { act: "verified", passed: true },
  { act: "verified", passed: false },
  { act: "reopened" },
  { act: "overdue", grade: 0 },
  { act: "overdue", grade: 1 },
];
const MEASURE_ACTS = [
  { act: "added", measure: { zoneId: "a" } },
  { act: "changed", measure: { zoneId: "a" } },
  { act: "changed", measure: { zoneId: "b" } },
  { act: "reviewed" },
  { act: "overdue" },
  { act: "overdue" },
  { act: "ended" },
  { act: "added", measure: { zoneId: "b" } },
];
const DOOR_ACTS = [
  { act: "sent", report: { kind: "risk" } },
  { act: "sent", report: { kind: "danger" } },
  { act: "answered", ends: false },
  { act: "answered", ends: true },
];

const CHECK_ACTS = [
  { act: "opened" },
  { act: "missed" },
  { act: "lapsed" },
  { act: "hazard" },
  { act: "signed", late: true, standIn: true, failed: 2 },
  { act: "signed", late: true, standIn: false, failed: 0 },
  { act: "signed", late: false, standIn: false, failed: 1 },
  { act: "signed", late: false, standIn: false, failed: 0 },
];
const CUSTODY_ACTS = [
  ["substance", { act: "moved", movement: { kind: "withdraw" } }],
  ["substance", { act: "moved", movement: { kind: "correct" } }],
  ["substance", { act: "refused" }],
  ["substance", { act: "late" }],
  ["custody", { act: "found" }],
  ["custody", { act: "accounted" }],
  ["custody", { act: "explained" }],
  [
    "stock-take",
    {
      act: "counted",
      lines: [
        { booked: 5, counted: 5 },
        { booked: 5, counted: 4 },
        { booked: 0, counted: 1 },
      ],
    },
  ],
] as const;

const DRILL_ACTS = [
  { act: "planned" },
  { act: "reached", step: "detected" },
  { act: "ended", end: { because: "interrupted" } },
  { act: "ended", end: { because: "stopped" } },
  { act: "cancelled" },
  { act: "concluded", conclusion: { result: "failed", lessons: [1, 2] } },
  { act: "concluded", conclusion: { result: "as-planned", lessons: [] } },
  { act: "ended", end: { because: "not-playable" } },
];

const STEP: fc.Arbitrary<Step> = fc.record({
  gap: fc.integer({ min: 0, max: 36 * 3_600_000 }),
  alarm: fc.nat(7),
  kind: fc.constantFrom(...KINDS),
  actor: fc.constantFrom("user:mei", "person:wang", "rules", "system"),
  listed: fc.boolean(),
  ledger: fc.nat(11),
  record: fc.nat(2),
  act: fc.nat(7),
});
const RAISED: fc.Arbitrary<Raised> = fc.record({
  zone: fc.constantFrom("a", "b"),
  priority: fc.constantFrom(...PRIORITIES),
  silent: fc.boolean(),
  test: fc.boolean(),
  simulated: fc.boolean(),
  withheld: fc.constantFrom("", "", "", "suppressedBy", "outOfService", "parent"),
});

/** A journal in which whatever can happen does, also in orders in which it could not. */
function journalOf(raised: readonly Raised[], steps: readonly Step[]): readonly ReportLine[] {
  let at = FIRST - 3_600_000;
  let number = 0;
  const seen = new Set<number>();
  const lines: ReportLine[] = [];
  const add = (line: Omit<ReportLine, "number" | "at">) => lines.push({ ...line, number: (number += 1), at: epochMs(at) });
  for (const step of steps) {
    at += step.gap;
    if (step.ledger === 1) {
      const zoneId = step.record === 1 ? "a" : "b";
      add({ kind: "hazard-recorded", actor: step.actor, zoneId, detail: { record: `hazard/${step.record}`, act: ACTS[step.act] } });
    } else if (step.ledger === 2) {
      const act = DOOR_ACTS[step.act % DOOR_ACTS.length];
      add({ kind: "public-report-recorded", actor: step.actor, zoneId: "b", detail: { record: `public-report/${step.record}`, act } });
    } else if (step.ledger === 3) {
      const kind = step.act % 2 === 0 ? "out-of-service" : "in-service";
      add({ kind, actor: "user:li", zoneId: "a", detail: { signal: `s${step.record}` } });
    } else if (step.ledger === 4) {
      const act = CHECK_ACTS[step.act];
      add({ kind: "check-recorded", actor: step.actor, zoneId: "a", detail: { record: `check/${step.record}`, act } });
    } else if (step.ledger === 5) {
      const [ledger, act] = CUSTODY_ACTS[step.act] ?? ["substance", { act: "lapsed" }];
      add({ kind: `${ledger}-recorded`, actor: step.actor, zoneId: "a", detail: { record: `${ledger}/${step.record}`, act } });
    } else if (step.ledger === 6) {
      const act = DRILL_ACTS[step.act];
      add({ kind: "drill-recorded", actor: step.actor, zoneId: "b", detail: { record: `drill/${step.record}`, act } });
    } else if (step.ledger === 7) {
      const act = MEASURE_ACTS[step.act];
      add({ kind: "measure-recorded", actor: step.actor, zoneId: "a", detail: { record: `measure/${step.record}`, act } });
    } else if (step.ledger === 8) {
      const impairment = TOLD_IMPAIRMENTS[step.alarm % TOLD_IMPAIRMENTS.length];
      const about = { signal: `s${step.record}`, impairment, since: at - step.act * 600_000 };
      const zoneId = step.record === 1 ? "a" : "b";
      if (step.listed) add({ kind: "protection-restored", actor: "system", zoneId, detail: { ...about, ended: at - step.act * 60_000 } });
      else add({ kind: "protection-impaired", actor: "system", zoneId, detail: step.act === 7 ? { ...about, again: true } : about });
    } else if (step.ledger === 11) {
      // A clock that was set back makes them overlap.
      add({ kind: "watched", actor: "system", detail: { since: at - step.gap - step.act * 3_600_000, until: at } });
    } else {
      const alarm = raised[step.alarm % Math.max(1, raised.length)];
      if (alarm === undefined) continue;
      const alarmId = `alarm-${step.alarm % raised.length}`;
      if (seen.has(step.alarm % raised.length)) {
        const after = { state: step.listed ? "unacknowledged" : step.act % 2 === 0 ? "shelved" : "suppressed-by-design" };
        add({ kind: step.kind, actor: step.actor, alarmId, zoneId: alarm.zone, detail: { after } });
        continue;
      }
      seen.add(step.alarm % raised.length);
      const { priority, simulated, test: isTest, withheld, silent, zone } = alarm;
      // All behind a gateway are silent: the second is of no signal.
      const subjects = silent ? [`${zone}/s/silent`, `${zone}/silent`] : [`${zone}/s/high`, `${zone}/s/low`];
      add({
        kind: "raised",
        actor: "rules",
        alarmId,
        zoneId: zone,
        detail: { priority, simulated, ...(isTest ? { test: "t" } : {}), ...(withheld === "" ? {} : { [withheld]: "other" }) },
        about: { subject: subjects[step.act % subjects.length] ?? "", what: same("what"), where: same(zone) },
      });
    }
  }
  return lines;
}

const valuesOf = ({ sections }: WeeklyReport): Record<string, number | undefined> =>
  Object.fromEntries(sections.flatMap(({ figures }) => figures.map(({ name, value }) => [name, value])));

describe("every figure of a report is what a recount of the lines gives", () => {
  test.each([{ zones: undefined }, { zones: ["a"] }])("in zones $zones", ({ zones }) => {
    const journals = fc.tuple(fc.array(RAISED, { minLength: 1, maxLength: 8 }), fc.array(STEP, { minLength: 20, maxLength: 80 }));
    fc.assert(
      fc.property(journals, ([raised, steps]) => {
        const lines = journalOf(raised, steps);
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
