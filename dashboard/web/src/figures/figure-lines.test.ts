import { collectFigures, judgeFigures, JUDGED_FIGURES } from "@labcanary/domain/alarm";
import { epochMs, LANGUAGES } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import type { FiguresAnswer } from "../answers.ts";
import { figureLines } from "./figure-lines.ts";
import { translateIn } from "../testing.ts";

const DAY = 86_400_000;
/** Twelve alarms of one rule within a minute of the second of two days, the first of which chattered and is met still. */
function answer(): FiguresAnswer {
  const collector = collectFigures(epochMs(0), epochMs(2 * DAY + 1000));
  for (let index = 0; index < 12; index++) {
    const annunciatedAt = epochMs(DAY + index * 1000);
    const cleared = index === 0 ? {} : { clearedAt: epochMs(annunciatedAt + 30_000) };
    collector.takeAlarm({ alarmId: `a${index}`, subject: "r", priority: "critical", annunciatedAt, chattered: index === 0, ...cleared });
  }
  collector.takeFlood({ from: epochMs(DAY), to: epochMs(DAY * 1.5) });
  collector.takeSuppression({ kind: "shelved" });
  const figures = collector.figures();
  return { position: "security-centre", figures, verdicts: judgeFigures(figures) };
}
const writer = (language: "en" | "zh") => ({
  t: translateIn(language),
  number: (value: number) => String(Math.round(value * 100) / 100),
  percent: (share: number) => `${Math.round(share * 100)}%`,
  time: (at: number) => `t${at}`,
});

describe("the figures in words", () => {
  test("say value, target and whether it is met", () => {
    const lines = Object.fromEntries(figureLines(answer(), writer("en")).map((line) => [line.figure, line]));
    expect(lines["perHour"]).toMatchObject({ value: "0.25 on average, 12 at most", target: "6 acceptable, 12 the most", verdict: "met" });
    expect(lines["peakPerTenMinutes"]).toMatchObject({ value: `12 (t${DAY})`, target: "at most 10", verdict: "missed" });
    expect(lines["floodTime"]).toMatchObject({ value: "25% in 1 flood", target: "below 1%", verdict: "missed" });
    expect(lines["busiestShare"]).toMatchObject({ value: "100%", target: "at most 5%" });
    expect(lines["chattering"]).toMatchObject({ value: "1 alarm of 1 rule", target: "0" });
    expect(lines["fleeting"]).toMatchObject({ value: "11 alarms of 1 rule", target: "0" });
    expect(lines["stale"]).toMatchObject({
      value: `1 at the end, 1 on the worst day (t${2 * DAY})`,
      target: "fewer than 5 on any day",
      verdict: "met",
    });
    expect(lines["priorities"]?.value).toBe("Critical 100% · High 0% · Medium 0% · Low 0%");
    expect(lines["unauthorisedSuppressions"]).toMatchObject({ value: "1", target: "0", verdict: "missed" });
  });

  test.each(LANGUAGES)("every figure has its line and its sentence in %s", (language) => {
    const lines = figureLines(answer(), writer(language));
    expect(lines.map(({ figure }) => figure)).toEqual([...JUDGED_FIGURES]);
    for (const { value, target, says } of lines) {
      for (const words of [value, target, says]) expect(words).toMatch(/^[^{}]+$/);
      expect(says).toMatch(language === "en" ? /\.$/ : /。$/);
    }
  });

  test("without alarms there is no time of a peak", () => {
    const figures = collectFigures(epochMs(0), epochMs(DAY)).figures();
    const [, , , peak] = figureLines({ position: "security-centre", figures, verdicts: judgeFigures(figures) }, writer("en"));
    expect(peak?.value).toBe("0");
  });
});
