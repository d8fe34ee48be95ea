import { describe, expect, it, test } from "vitest";
import { fold, records, type Said, START, siteRecord, story } from "../../../test/support/folding.ts";
import { averageRules, overRangeRule, signal } from "../../../test/support/site.ts";
import { epochMs, minutes, seconds } from "../basics/index.ts";
import { backtest } from "./backtest.ts";
import { explainSignal } from "./explain.ts";
import { RuleFold } from "./fold.ts";
import type { FoldInput } from "./fold-state.ts";
import type { AlarmRule } from "./rule.ts";
import { conditionOfWatch, nameOfWatch } from "./watch-words.ts";

const AVERAGE = { kind: "average", over: minutes(2), coverage: 0.75 } as const;
const [average, notAssessable] = averageRules(AVERAGE, { setpoint: 50 });
const sensor = (...rules: AlarmRule[]) => [signal({ hold: seconds(20), rules: [average, notAssessable, ...rules] })];

/** A value every 10 s from second to second, both among them. */
const every10s = (from: number, to: number, value = 5): readonly Said[] =>
  Array.from({ length: (to - from) / 10 + 1 }, (_, index) => ({ at: from + index * 10, value }));

const NAME = "average-not-assessable";

describe("an average over 2 min of which 90 s must be watched", () => {
  test.each<{ said: readonly Said[]; story: readonly string[]; because: string }>([
    { said: every10s(0, 300), story: [], because: "it is assessable, and its first filling is no fault" },
    { said: [...every10s(0, 20), ...every10s(60, 110)], story: [], because: "within the first window nothing is held against it" },
    {
      said: [
        { at: 0, value: 5 },
        { at: 60, value: 5 },
        { at: 120, value: 5 },
        { at: 180, value: 5 },
      ],
      story: [`120s ${NAME} raised`],
      because: "it reports too seldom, which shows when the first window has passed",
    },
    {
      said: [...every10s(0, 200), ...every10s(280, 400)],
      story: [`280s ${NAME} raised`, `370s ${NAME} cleared`],
      because: "after a gap of 80 s it cannot be told until 90 s of the window were watched again",
    },
    {
      said: [...every10s(0, 200), ...every10s(210, 260).map(({ at }) => ({ at, value: null })), ...every10s(270, 400)],
      story: [`270s ${NAME} raised`, `360s ${NAME} cleared`],
      because: "a faulty sensor watches no more than an absent one",
    },
    { said: [...every10s(0, 200), { at: 400 }], story: [], because: "while nothing comes it is silence that is told" },
  ])("$because", ({ said, story: expected }) => {
    expect(story(fold(sensor(), records(said)))).toEqual(expected);
  });

  it("says what cannot be told", () => {
    const [raised] = fold(sensor(), records([...every10s(0, 200), ...every10s(280, 290)]));
    expect(raised?.evidence.reason).toBe("too little of the last 120 s was watched to tell the figure");
  });

  it("neither raises nor ends the limit meanwhile", () => {
    const changes = fold(sensor(), records([...every10s(0, 200, 60), ...every10s(280, 320)]));
    expect(story(changes)).toEqual(["90s average raised", `280s ${NAME} raised`]);
  });

  it("is left as it is while readings are suspect: the sensor is over its range, which is told", () => {
    const suspect = [...every10s(0, 200), { at: 210, value: 100, overRange: true }, ...every10s(220, 320, 50)];
    expect(story(fold(sensor(overRangeRule()), records(suspect)))).toEqual(["210s over-range raised"]);
  });

  it("is the same after a change of the site", () => {
    const site: FoldInput = { kind: "site", position: 90, receivedAt: epochMs(START + 282_000), signals: sensor() };
    const inputs = [...records([...every10s(0, 200), ...every10s(280, 280)]), site, ...records(every10s(290, 400))];
    expect(story(fold(sensor(), inputs))).toEqual([`280s ${NAME} raised`, `370s ${NAME} cleared`]);
  });

  it("under other figures begins anew, and its alarm stays until it can be told", () => {
    const [other, itsCompanion] = averageRules({ ...AVERAGE, coverage: 0.5 }, { setpoint: 50, version: "2" });
    const signals = [signal({ hold: seconds(20), rules: [other, itsCompanion] })];
    const site: FoldInput = { kind: "site", position: 90, receivedAt: epochMs(START + 282_000), signals };
    const inputs = [...records([...every10s(0, 200), ...every10s(280, 280)]), site, ...records(every10s(290, 400))];
    expect(story(fold(sensor(), inputs))).toEqual([`280s ${NAME} raised`, `350s ${NAME} cleared`]);
  });
});

describe("asked why", () => {
  const said = [...every10s(0, 200), ...every10s(280, 300)];
  const readings = records(said).flatMap((input) => (input.kind === "readings" ? input.readings : []));

  it.each([
    { at: 60, because: "the window of the figure has not been filled once yet" },
    { at: 200, because: "the figure can be told" },
    {
      at: 300,
      because:
        "raised 280s: too little of the last 120 s was watched to tell the figure; now too little of the last 120 s was watched to tell the figure",
    },
  ])("at $at s: $because", ({ at, because }) => {
    const watched = sensor();
    const received = { readings: readings.filter(({ receivedAt }) => receivedAt <= START + at * 1000) };
    const question = { at: epochMs(START + at * 1000), time: (moment: number) => `${(moment - START) / 1000}s` };
    const [, answer] = explainSignal("cab-17/vapour", watched, received, question);
    expect(answer).toMatchObject({ ruleId: notAssessable.id, because });
  });

  it("is tried together with the limit whose figure it is about", () => {
    const watched = sensor();
    const span = { from: epochMs(START), to: epochMs(START + 310_000) };
    const { excursions } = backtest(notAssessable, watched, { readings }, span);
    expect(excursions).toEqual([{ raisedAt: START + 280_000, raisedReceivedAt: START + 280_000 }]);
  });
});

test("is told by the figure's name", () => {
  expect(nameOfWatch(notAssessable)).toEqual({ en: "average not assessable", zh: "平均值无法评定" });
  expect(conditionOfWatch(notAssessable)).toEqual({ en: "", zh: "" });
});

test("a rule whose figure is gone says nothing", () => {
  const rules = new RuleFold([]);
  const changes = [siteRecord([signal({ rules: [notAssessable] })]), ...records(every10s(0, 300))].flatMap((input) => rules.apply(input));
  expect(changes).toEqual([]);
  expect(rules.stateOf(notAssessable.id)).toMatchObject({
    state: { kind: "normal" },
    because: "the window of the figure has not been filled once yet",
  });
});
