import * as fc from "fast-check";
import { expect, test } from "vitest";
import { days, epochMs, minutes, plus } from "../basics/index.ts";
import type { TRACED_FIGURES } from "./figure-lines.ts";
import { isOfAlarms, linesOfAlarms, type TracedAlarm } from "./figure-lines.ts";
import { FLOOD_BEGINS_ABOVE } from "./flood.ts";
import { collectFigures } from "./system-figures.ts";

const FROM = epochMs(Date.UTC(2026, 10, 1));
const TO = plus(FROM, days(3));
const SPAN = TO - FROM;

const ALARM = fc.record({
  at: fc.oneof(fc.integer({ min: -SPAN, max: SPAN + minutes(60) }), fc.integer({ min: 0, max: minutes(20) })),
  lasted: fc.option(fc.oneof(fc.integer({ min: 0, max: minutes(2) }), fc.integer({ min: 0, max: SPAN })), { nil: undefined }),
  human: fc.option(fc.integer({ min: 0, max: minutes(30) }), { nil: undefined }),
  acknowledges: fc.boolean(),
  chattered: fc.boolean(),
  rule: fc.nat(13),
});

/** As the database gives them: within the span, and from before it what is met still. */
const alarmsOf = (drawn: readonly (typeof ALARM extends fc.Arbitrary<infer T> ? T : never)[]): readonly TracedAlarm[] =>
  drawn
    .map(({ at, lasted, human, acknowledges, chattered, rule }, place): TracedAlarm => {
      const annunciatedAt = epochMs(FROM + at);
      const humanAt = human === undefined ? undefined : epochMs(annunciatedAt + human);
      return {
        alarmId: `a${place}`,
        subject: `rule-${rule}`,
        priority: "low",
        annunciatedAt,
        chattered,
        line: 10 * place + 1,
        ...(lasted === undefined ? {} : { clearedAt: epochMs(annunciatedAt + lasted) }),
        ...(humanAt === undefined ? {} : { firstHumanAt: humanAt, firstHumanLine: 10 * place + 2 }),
        ...(humanAt === undefined || !acknowledges ? {} : { acknowledgedAt: humanAt, acknowledgedLine: 10 * place + 2 }),
      };
    })
    .filter(({ annunciatedAt, clearedAt = TO }) => annunciatedAt >= FROM || clearedAt > FROM);

test("the lines of each figure are as many as it says", () => {
  fc.assert(
    fc.property(fc.array(ALARM, { maxLength: 60 }), (drawn) => {
      const alarms = alarmsOf(drawn);
      const collector = collectFigures(FROM, TO);
      for (const alarm of alarms) collector.takeAlarm(alarm);
      const figures = collector.figures();
      const found = (figure: (typeof TRACED_FIGURES)[number], subject = "") => {
        const question = figure === "rule" ? { figure, subject } : { figure };
        const lines = isOfAlarms(question) ? linesOfAlarms(question, figures, alarms) : [];
        expect(new Set(lines).size).toBe(lines.length);
        return lines.length;
      };
      for (const figure of ["perTenMinutes", "perHour", "perDay", "priorities"] as const) expect(found(figure)).toBe(figures.alarms);
      expect(found("peakPerTenMinutes")).toBe(figures.perTenMinutes.peak);
      expect(found("busiestShare")).toBe(figures.busiest.reduce((sum, { count }) => sum + count, 0));
      for (const { subject, count } of figures.busiest) expect(found("rule", subject)).toBe(count);
      expect(found("chattering")).toBe(figures.chattering.alarms);
      expect(found("fleeting")).toBe(figures.fleeting.alarms);
      expect(found("acknowledge")).toBe(figures.acknowledge.count);
      expect(found("notAcknowledged")).toBe(figures.acknowledge.missing);
      expect(found("firstHuman")).toBe(figures.firstHuman.count);
      expect(found("noHuman")).toBe(figures.firstHuman.missing);
      expect(found("stale")).toBeGreaterThanOrEqual(Math.max(figures.stale.worst, figures.stale.atEnd));
      expect(found("crowded") > FLOOD_BEGINS_ABOVE).toBe(figures.crowded > 0);
    }),
    { numRuns: 300 },
  );
});
