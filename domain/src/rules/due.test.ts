import { expect, it, test } from "vitest";
import { fold, records, START, siteRecord, story } from "../../../test/support/folding.ts";
import { limitRule, signal } from "../../../test/support/site.ts";
import { epochMs, seconds } from "../basics/index.ts";
import { DUTIES, type DueRule, type Duty } from "./due.ts";
import { RuleFold } from "./fold.ts";
import type { FoldInput } from "./fold-state.ts";
import { conditionOfWatch, nameOfWatch } from "./watch-words.ts";

const { direction: _d, setpoint: _s, inclusive: _i, deadband: _b, of: _o, ...attributes } = limitRule({ priority: "low" });
const due = (second: number, over: Partial<DueRule> = {}): DueRule => ({
  ...attributes,
  kind: "due",
  id: "cab-17/vapour/calibration-due",
  duty: "calibration",
  dueAt: epochMs(START + second * 1000),
  day: "2026-11-22",
  ...over,
});
const site = (rule: DueRule, at: number): FoldInput => ({
  ...siteRecord([signal({ rules: [rule] })]),
  position: 80,
  receivedAt: epochMs(START + at * 1000),
});

test.each([
  { inputs: records([{ at: 59 }, { at: 60 }]), story: ["60s calibration-due raised"], because: "time alone brings it" },
  {
    inputs: records([
      { at: 0, value: 1 },
      { at: 60, value: 1 },
      { at: 61, value: 1 },
    ]),
    story: ["60s calibration-due raised"],
    because: "samples are not asked",
  },
  { inputs: records([{ at: 7200, value: 1, received: 30 }]), story: [], because: "a device's clock does not decide" },
  {
    inputs: [...records([{ at: 60 }]), site(due(3600, { version: "2" }), 70)],
    story: ["60s calibration-due raised", "70s calibration-due cleared"],
    because: "somebody did it and wrote down when it is due again",
  },
])("due after 60 s: $because", ({ inputs, story: expected }) => {
  expect(story(fold([signal({ rules: [due(60)] })], inputs))).toEqual(expected);
});

it("is overdue from the start where its date has passed", () => {
  const [raised] = fold([signal({ rules: [due(-60)] })], []);
  expect(raised).toMatchObject({ change: "raised", evidence: { reason: "the calibration is overdue" } });
});

it("waits for its on-delay as any other rule", () => {
  expect(story(fold([signal({ rules: [due(60, { onDelay: seconds(30) })] })], records([{ at: 60 }, { at: 89 }, { at: 90 }])))).toEqual([
    "90s calibration-due raised",
  ]);
});

test.each<{ duty: Duty; en: string; zh: string }>([
  { duty: "calibration", en: "calibration overdue", zh: "校准逾期" },
  { duty: "bump-test", en: "bump test overdue", zh: "功能测试逾期" },
])("$duty is told as $en", ({ duty, en, zh }) => {
  const rule = due(0, { duty });
  expect(nameOfWatch(rule)).toEqual({ en, zh });
  expect(conditionOfWatch(rule)).toEqual({ en: "due 2026-11-22", zh: "应于 2026-11-22 前完成" });
  expect(DUTIES).toContain(duty);
});

test("a signal of which a duty is overdue is counted as uncalibrated by what its samples say", () => {
  const rules = new RuleFold([]);
  rules.apply(siteRecord([signal({ rules: [] })]));
  const [input] = records([{ at: 0, value: 1, quality: "uncertain" }]);
  if (input?.kind !== "readings") throw new Error("no reading");
  rules.apply({ ...input, readings: input.readings.map((reading) => ({ ...reading, uncalibrated: true as const })) });
  expect(rules.view("cab-17/vapour")).toMatchObject({ quality: "uncertain", impairment: "uncalibrated" });
});
