import { describe, expect, test } from "vitest";
import { epochMs, LANGUAGES } from "../../basics/index.ts";
import { FIGURE_NAMES, type FigureName } from "./figure.ts";
import { figureWords, lastedText } from "./report-words.ts";
import { sentencesOf } from "./sentences.ts";
import type { SectionName } from "./counted-report.ts";
import { saidOf } from "./sentence-parts.ts";
import type { WeeklyReport } from "./weekly-report.ts";

const WEEK = { monday: "2026-11-16", from: epochMs(0), to: epochMs(604_800_000) };
const MINUTE = 60_000;

/** A report of one section with these figures; each may have its value of the week before beside it. */
function says(name: SectionName, values: Readonly<Partial<Record<FigureName, number | readonly [now: number, before: number]>>>) {
  const figures = Object.entries(values).map(([figure, value]) => {
    const [now, ...before] = typeof value === "number" ? [value] : value;
    return { name: figure as FigureName, value: now, lines: [], of: 0, earlier: [null, ...before] };
  });
  const report: WeeklyReport = { version: 1, timeZone: "UTC", week: WEEK, sections: [{ name, figures }], sources: [] };
  const texts = sentencesOf(report)
    .filter(({ section }) => section === name)
    .map(({ text }) => text);
  return { en: texts.map(({ en }) => en), zh: texts.map(({ zh }) => zh) };
}

describe("what a report says", () => {
  test("of alarms, and how long people took", () => {
    const said = says("alarms", {
      alarms: [8, 6],
      "alarms-critical": 4,
      "alarms-medium": 3,
      "alarms-low": 1,
      acknowledged: 7,
      "acknowledge-median": 2 * MINUTE,
      "acknowledge-longest": 16 * MINUTE + 5_000,
      "not-acknowledged": 1,
      "first-human-median": 2 * MINUTE,
      "first-human-longest": 61 * MINUTE,
      "no-human": 1,
      "nobody-reached": 1,
    });
    expect(said.en).toEqual([
      "8 alarms were put before people: 4 critical, 0 high, 3 medium, 1 low; the week before 6.",
      "7 were acknowledged, half of them within 2 min, the slowest after 16 min 5 s; 1 was not acknowledged by the end of the week.",
      "A person first answered, half of the time, within 2 min, and at the latest after 1 h 1 min; 1 had no answer.",
      "For 1 alarm nobody was reached in time.",
    ]);
    expect(said.zh).toEqual([
      "本周报警 8 次：紧急 4 次，高 0 次，中 3 次，低 1 次；上周 6 次。",
      "已确认 7 次，半数在 2分钟内确认，最慢 16分5秒；截至期末仍有 1 次未确认。",
      "首次有人响应：半数在 2分钟内，最迟 1小时1分；1 次无人响应。",
      "有 1 次报警未能及时联系到任何人。",
    ]);
  });

  test("of alarms nobody has answered, and of none at all", () => {
    expect(says("alarms", { alarms: 1, "alarms-high": 1, "not-acknowledged": 1, "no-human": 1 })).toEqual({
      en: [
        "1 alarm was put before people: 0 critical, 1 high, 0 medium, 0 low.",
        "None was acknowledged; 1 was not acknowledged by the end of the week.",
        "No person answered any of them.",
      ],
      zh: ["本周报警 1 次：紧急 0 次，高 1 次，中 0 次，低 0 次。", "均未确认；截至期末仍有 1 次未确认。", "所有报警均无人响应。"],
    });
    expect(says("alarms", { alarms: [0, 2] })).toEqual({
      en: ["No alarm was put before people; the week before 2."],
      zh: ["本周无报警；上周 2 次。"],
    });
  });

  test("of what did not protect", () => {
    const said = says("impaired", {
      "shelvings-begun": 1,
      "shelved-time": 90 * MINUTE,
      "shelved-at-end": 1,
      "out-of-service-begun": 0,
      "out-of-service-time": 26 * 60 * MINUTE,
      "out-of-service-at-end": 0,
      "silences-begun": 2,
      "silent-time": 45_000,
      "silent-at-end": 0,
      "faulty-begun": 0,
      "faulty-time": 7 * 24 * 60 * MINUTE,
      "faulty-at-end": 1,
      "over-range-begun": 1,
      "over-range-time": 10 * MINUTE,
      "suspect-begun": 1,
      "suspect-time": 5 * MINUTE,
      "inhibited-begun": 1,
      "inhibited-time": 30 * MINUTE,
      "simulated-begun": 1,
      "simulated-time": MINUTE,
      "uncalibrated-begun": 2,
      "uncalibrated-time": 24 * 60 * MINUTE,
      "uncalibrated-at-end": 2,
      "suppressions-begun": 3,
      "suppressed-time": 9 * MINUTE,
    });
    expect(said.en).toEqual([
      "Alarms were shelved 1 time, 1 h 30 min in all within the week; 1 still at the end of the week.",
      "Signals were taken out of service 0 times, 1 d 2 h in all within the week.",
      "Signals fell silent 2 times, 45 s in all within the week.",
      "Signals became faulty 0 times, 7 d in all within the week; 1 still at the end of the week.",
      "Signals went over range 1 time, 10 min in all within the week.",
      "What signals read after being over range was suspect 1 time, 5 min in all within the week.",
      "Signals were inhibited or worked at 1 time, 30 min in all within the week.",
      "Signals sent simulated readings 1 time, 1 min in all within the week.",
      "Signals became overdue for calibration 2 times, 1 d in all within the week; 2 still at the end of the week.",
      "Alarms were suppressed by design 3 times, 9 min in all within the week.",
    ]);
    expect(said.zh).toEqual([
      "搁置报警 1 次，本周累计 1小时30分；截至期末仍有 1 个。",
      "停用信号 0 次，本周累计 1天2小时。",
      "信号静默 2 次，本周累计 45秒。",
      "信号故障 0 次，本周累计 7天；截至期末仍有 1 个。",
      "信号超量程 1 次，本周累计 10分钟。",
      "信号超量程后读数存疑 1 次，本周累计 5分钟。",
      "信号处于抑制、预热、校准或维护 1 次，本周累计 30分钟。",
      "信号发送模拟数据 1 次，本周累计 1分钟。",
      "信号校准逾期 2 次，本周累计 1天；截至期末仍有 2 个。",
      "报警被设计抑制 3 次，本周累计 9分钟。",
    ]);
    const silences = { "silences-begun": 0, "silent-time": 0, "silent-at-end": 0 };
    // A report, or a week, of before it was written how signals protect.
    expect(says("impaired", silences)).toEqual({
      en: ["Nothing was shelved, out of service or silent."],
      zh: ["本周无报警搁置、信号停用或静默。"],
    });
    expect(says("impaired", { ...silences, "faulty-begun": 0, "faulty-time": 0, "faulty-at-end": 0 })).toEqual({
      en: ["Nothing that impairs protection is in the journal."],
      zh: ["日志中无保护受损记录。"],
    });
  });

  test("of hazards, measures and reports from doors", () => {
    expect(
      says("hazards", {
        "hazards-filed": 3,
        "hazards-written-off": 1,
        "hazards-check-failed": 1,
        "hazards-open-at-end": [7, 4],
        "hazards-overdue-at-end": 1,
      }),
    ).toEqual({
      en: [
        "3 hazards were filed, 1 verified and written off, 1 failed verification.",
        "At the end of the week 7 hazards were on the books (4 a week earlier), 1 of them overdue.",
      ],
      zh: ["新增隐患 3 项，验收销号 1 项，验收不合格 1 项。", "截至期末在账隐患 7 项（上周期末 4 项），其中逾期 1 项。"],
    });
    expect(
      says("measures", {
        "measures-added": 1,
        "measures-reviewed": 2,
        "measures-ended": 0,
        "measures-in-force-at-end": 5,
        "measures-overdue-at-end": 1,
      }),
    ).toEqual({
      en: ["1 standing measure was added, 2 reviewed, 0 ended.", "At the end of the week 5 were in force, 1 of them overdue for review."],
      zh: ["新增常态措施 1 项，复核 2 项，终止 0 项。", "截至期末有效措施 5 项，其中逾期未复核 1 项。"],
    });
    expect(says("hazards", { "hazards-reopened": 1, "hazards-overdue": 2 }).zh[0]).toBe(
      "新增隐患 0 项，验收销号 0 项，验收不合格 0 项，重新立项 1 项，新增逾期 2 项。",
    );
    expect(says("measures", {})).toEqual({ en: ["No standing measure is on the books."], zh: ["台账中无常态措施。"] });
    expect(says("doors", { "reports-risk": 1, "reports-danger": 2, "reports-ended": 1, "reports-open-at-end": 2 })).toEqual({
      en: ["1 risk and 2 calls for help came from doors and buttons; 1 was dealt with, 2 were open at the end of the week."],
      zh: ["扫码上报风险 1 件，求助 2 件；处理完毕 1 件，截至期末未办结 2 件。"],
    });
  });

  test("of checks done and missed", () => {
    expect(
      says("checks", {
        "checks-opened": 7,
        "checks-done": 6,
        "checks-done-late": 1,
        "checks-missed": [2, 1],
        "checks-missed-at-end": 1,
        "check-items-failed": 4,
      }),
    ).toEqual({
      en: [
        "7 checks were to be done; 6 were signed, 1 of them after their time.",
        "2 were not done in time (1 the week before); 1 was still to be done at the end of the week.",
        "4 items were found wrong.",
      ],
      zh: [
        "本周应做检查 7 次，完成并签字 6 次，其中逾期完成 1 次。",
        "漏检 2 次（上周 1 次），截至期末仍有 1 次未补做。",
        "检查发现不合格项 4 项。",
      ],
    });
    // One of an earlier week that nobody has done yet is no quiet week.
    expect(says("checks", { "checks-missed-at-end": 1 }).en).toHaveLength(2);
    expect(says("checks", {})).toEqual({ en: ["No check was due."], zh: ["本周无应做检查。"] });
  });

  test("of drills", () => {
    expect(
      says("drills", {
        "drills-held": 2,
        "drills-not-held": 3,
        "drills-interrupted": 1,
        "drills-cancelled": 1,
        "drills-concluded": 1,
        "drills-failed": 0,
        "drill-lessons": 3,
      }),
    ).toEqual({
      en: [
        "2 drills were held; 3 were begun and not held, 1 of them ended by a real alarm; 1 was cancelled.",
        "1 result was signed, 0 of them failed; 3 lessons were filed as hazards.",
      ],
      zh: [
        "本周完成应急演练 2 次；另有 3 次已开始但未完成，其中因真实报警中止 1 次；取消 1 次。",
        "演练结果签字 1 次，其中未达到演练目的 0 次；发现问题 3 项，已列入隐患台账。",
      ],
    });
    expect(says("drills", {})).toEqual({ en: ["No drill was held."], zh: ["本周未开展应急演练。"] });
  });

  test("of controlled substances", () => {
    expect(
      says("custody", {
        "stock-movements": 9,
        "stock-corrections": 1,
        "stock-unsigned": 1,
        "stock-late": 2,
        "findings-found": 3,
        "findings-open-at-end": 1,
        "cabinets-counted": 2,
        "count-differences": 1,
      }),
    ).toEqual({
      en: [
        "9 movements of controlled substances were signed, 1 of them corrections; 1 was refused or lapsed without a second signature.",
        "2 containers were not where they should have been in time.",
        "Sensors and books did not agree 3 times; 1 was not explained at the end of the week.",
        "2 cabinets were counted; 1 container was not as the books say.",
      ],
      zh: [
        "管控物品出入库签字记录 9 次，其中更正 1 次；第二人拒签或逾时未签 1 次。",
        "逾期未到货、未送达或未归还 2 次。",
        "账实不符 3 起，截至期末未说明 1 起。",
        "盘点 2 个柜，与账面不符的容器 1 个。",
      ],
    });
    expect(says("custody", { "stock-takes-late": 1 })).toEqual({
      en: [
        "0 movements of controlled substances were signed, 0 of them corrections.",
        "Sensors and books did not agree 0 times; 0 were not explained at the end of the week.",
        "0 cabinets were counted; 0 containers were not as the books say.",
        "1 stock-take was not finished in time.",
      ],
      zh: [
        "管控物品出入库签字记录 0 次，其中更正 0 次。",
        "账实不符 0 起，截至期末未说明 0 起。",
        "盘点 0 个柜，与账面不符的容器 0 个。",
        "逾期未完成的盘点 1 次。",
      ],
    });
    expect(says("custody", { "findings-explained": 2, "findings-accounted": 1 }).en).toContain(
      "Sensors and books did not agree 0 times, 2 explained and signed, 1 accounted for by late readings; 0 were not explained at the end of the week.",
    );
    expect(says("custody", {})).toEqual({
      en: ["No controlled substance was moved or counted, and nothing was found to differ."],
      zh: ["本周管控物品无出入库、无盘点，未发现账实不符。"],
    });
  });

  test("of what is not counted, and of days nobody watched", () => {
    expect(says("not-counted", { "not-counted-test": 2, "not-counted-simulated": 0, "not-counted-withheld": 5 })).toEqual({
      en: ["Not among the alarms: 2 raised in tests and drills, 0 of simulated readings, 5 recorded and not put before people."],
      zh: ["未计入报警：投用测试或演练 2 次，模拟数据 0 次，仅记录未提示 5 次。"],
    });
    expect(says("kept", { "days-kept": 7 }).zh).toEqual(["7 天均有平台日志。"]);
    expect(says("kept", { "days-kept": 7, "unwatched-time": 59_000 })).toEqual({
      en: ["The journal has lines of all 7 days.", "No gap in its watching is known."],
      zh: ["7 天均有平台日志。", "未发现监视中断。"],
    });
    expect(says("kept", { "days-kept": 7, "unwatched-time": 50 * 60 * MINUTE })).toEqual({
      en: [
        "The journal has lines of all 7 days.",
        "For 2 d 2 h it is not known to have watched: what happened then is not in these figures.",
      ],
      zh: ["7 天均有平台日志。", "其中 2天2小时无持续监视记录：该时段内的情况未包含在上述数字中。"],
    });
    expect(says("kept", { "days-kept": 5 })).toEqual({
      en: ["The journal has lines of 5 of 7 days only: what happened on the others is not in these figures."],
      zh: ["仅 5 天有平台日志（共 7 天）：其余日期的情况未包含在上述数字中。"],
    });
  });
});

test.each([
  { span: 0, en: "0 s", zh: "0秒" },
  { span: 59_999, en: "59 s", zh: "59秒" },
  { span: 2 * MINUTE, en: "2 min", zh: "2分钟" },
  { span: 3_600_000 + 59_000, en: "1 h", zh: "1小时" },
  { span: 604_800_000, en: "7 d", zh: "7天" },
])("$span ms lasted $en", ({ span, en, zh }) => expect(lastedText(span)).toEqual({ en, zh }));

test.each(LANGUAGES)("every figure has a name of its own in %s", (language) => {
  const said = saidOf({ version: 1, timeZone: "UTC", week: WEEK, sections: [], sources: [] });
  const names = FIGURE_NAMES.map((name) => figureWords(name, said)[language]);
  expect(names.every((name) => name.trim() !== "" && !name.includes("{"))).toBe(true);
});
