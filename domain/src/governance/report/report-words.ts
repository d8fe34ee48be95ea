import type { Text } from "../../basics/index.ts";
import { type FigureName, REPORT_FIGURES } from "./figure.ts";
import type { SectionName } from "./counted-report.ts";
import type { SpanWords } from "./sentence-parts.ts";
import { YEAR_FIGURE_WORDS, YEAR_SECTION_WORDS } from "./year-words.ts";

/** What each figure counts; `{span}` is a week or a year. */
const FIGURE_WORDS: Readonly<Record<FigureName, Text>> = {
  ...YEAR_FIGURE_WORDS,
  alarms: { en: "Alarms put before people", zh: "报警次数" },
  "alarms-critical": { en: "of these critical", zh: "其中：紧急" },
  "alarms-high": { en: "of these high", zh: "其中：高" },
  "alarms-medium": { en: "of these medium", zh: "其中：中" },
  "alarms-low": { en: "of these low", zh: "其中：低" },
  acknowledged: { en: "Acknowledged by the end of the {span}", zh: "期末前已确认" },
  "acknowledge-median": { en: "Time to acknowledge, median", zh: "确认用时（中位数）" },
  "acknowledge-longest": { en: "Time to acknowledge, longest", zh: "确认用时（最长）" },
  "not-acknowledged": { en: "Not acknowledged by the end of the {span}", zh: "期末前未确认" },
  "first-human-median": { en: "Time until a person had it, median", zh: "首次有人响应用时（中位数）" },
  "first-human-longest": { en: "Time until a person had it, longest", zh: "首次有人响应用时（最长）" },
  "no-human": { en: "No person had it by the end of the {span}", zh: "期末前无人响应" },
  "nobody-reached": { en: "Nobody was reached in time", zh: "未能及时联系到任何人" },
  "shelvings-begun": { en: "Shelvings begun", zh: "搁置次数" },
  "shelved-time": { en: "Alarms shelved, time in all", zh: "报警搁置总时长" },
  "shelved-at-end": { en: "Shelved at the end of the {span}", zh: "期末仍搁置" },
  "out-of-service-begun": { en: "Signals taken out of service", zh: "停用信号次数" },
  "out-of-service-time": { en: "Signals out of service, time in all", zh: "信号停用总时长" },
  "out-of-service-at-end": { en: "Out of service at the end of the {span}", zh: "期末仍停用" },
  "silences-begun": { en: "Signals that fell silent", zh: "信号静默次数" },
  "silent-time": { en: "Signals silent, time in all", zh: "信号静默总时长" },
  "silent-at-end": { en: "Silent at the end of the {span}", zh: "期末仍静默" },
  "faulty-begun": { en: "Signals that became faulty", zh: "信号故障次数" },
  "faulty-time": { en: "Signals faulty, time in all", zh: "信号故障总时长" },
  "faulty-at-end": { en: "Faulty at the end of the {span}", zh: "期末仍故障" },
  "over-range-begun": { en: "Signals that went over range", zh: "信号超量程次数" },
  "over-range-time": { en: "Signals over range, time in all", zh: "信号超量程总时长" },
  "over-range-at-end": { en: "Over range at the end of the {span}", zh: "期末仍超量程" },
  "suspect-begun": { en: "Signals suspect after being over range", zh: "超量程后读数存疑次数" },
  "suspect-time": { en: "Signals suspect, time in all", zh: "读数存疑总时长" },
  "suspect-at-end": { en: "Suspect at the end of the {span}", zh: "期末读数仍存疑" },
  "inhibited-begun": { en: "Signals inhibited, warming up or being worked at", zh: "信号抑制、预热、校准或维护次数" },
  "inhibited-time": { en: "Signals inhibited or being worked at, time in all", zh: "信号抑制、预热、校准或维护总时长" },
  "inhibited-at-end": { en: "Inhibited or being worked at, at the end of the {span}", zh: "期末仍处于抑制、预热、校准或维护" },
  "simulated-begun": { en: "Signals with simulated readings", zh: "信号改发模拟数据次数" },
  "simulated-time": { en: "Signals with simulated readings, time in all", zh: "信号发送模拟数据总时长" },
  "simulated-at-end": { en: "With simulated readings at the end of the {span}", zh: "期末仍发送模拟数据" },
  "uncalibrated-begun": { en: "Signals that became overdue for calibration", zh: "信号校准逾期次数" },
  "uncalibrated-time": { en: "Signals overdue for calibration, time in all", zh: "信号校准逾期总时长" },
  "uncalibrated-at-end": { en: "Overdue for calibration at the end of the {span}", zh: "期末校准仍逾期" },
  "suppressions-begun": { en: "Alarms suppressed by design", zh: "报警被设计抑制次数" },
  "suppressed-time": { en: "Alarms suppressed by design, time in all", zh: "报警被设计抑制总时长" },
  "suppressed-at-end": { en: "Suppressed by design at the end of the {span}", zh: "期末仍被设计抑制" },
  "hazards-filed": { en: "Hazards filed", zh: "新增隐患" },
  "hazards-settled": { en: "Settlements agreed", zh: "落实整改（五落实）" },
  "hazards-remedied": { en: "Said to be remedied", zh: "报告已整改" },
  "hazards-written-off": { en: "Verified and written off", zh: "验收销号" },
  "hazards-check-failed": { en: "Verification failed", zh: "验收不合格" },
  "hazards-reopened": { en: "Opened again", zh: "重新立项" },
  "hazards-overdue": { en: "Became overdue", zh: "新增逾期" },
  "hazards-open-at-end": { en: "On the books at the end of the {span}", zh: "期末在账隐患" },
  "hazards-overdue-at-end": { en: "Overdue at the end of the {span}", zh: "期末逾期未整改" },
  "measures-added": { en: "Standing measures added", zh: "新增常态措施" },
  "measures-reviewed": { en: "Reviewed", zh: "已复核" },
  "measures-ended": { en: "Ended", zh: "已终止" },
  "measures-overdue": { en: "Became overdue for review", zh: "新增逾期未复核" },
  "measures-in-force-at-end": { en: "In force at the end of the {span}", zh: "期末有效措施" },
  "measures-overdue-at-end": { en: "Overdue for review at the end of the {span}", zh: "期末逾期未复核" },
  "reports-risk": { en: "Risks reported at doors", zh: "扫码上报风险" },
  "reports-danger": { en: "Calls for help at doors and buttons", zh: "扫码或按钮求助" },
  "reports-ended": { en: "Dealt with", zh: "已处理完毕" },
  "reports-open-at-end": { en: "Not dealt with at the end of the {span}", zh: "期末尚未处理完毕" },
  "checks-opened": { en: "Checks that were to be done", zh: "应做检查" },
  "checks-done": { en: "Checks signed", zh: "已完成并签字" },
  "checks-done-late": { en: "of these after their time", zh: "其中：逾期完成" },
  "checks-missed": { en: "Not done in their time", zh: "逾期未做（漏检）" },
  "checks-missed-at-end": { en: "Missed, and still to be done at the end of the {span}", zh: "期末仍未补做" },
  "checks-lapsed": { en: "Never done: a later check was done instead", zh: "未做，已由后续检查代替" },
  "checks-stand-in": { en: "Signed by somebody whose check it was not", zh: "由他人代做" },
  "check-items-failed": { en: "Items found wrong", zh: "不合格项" },
  "drills-planned": { en: "Drills planned", zh: "新安排演练" },
  "drills-held": { en: "Drills held", zh: "已开展演练" },
  "drills-not-held": { en: "Drills begun and not held", zh: "已开始但未完成的演练" },
  "drills-interrupted": { en: "of these ended by a real alarm", zh: "其中：因真实报警中止" },
  "drills-cancelled": { en: "Drills cancelled", zh: "取消演练" },
  "drills-concluded": { en: "Results signed", zh: "演练结果已签字" },
  "drills-failed": { en: "of these failed", zh: "其中：未达到演练目的" },
  "drill-lessons": { en: "Lessons, filed as hazards", zh: "演练发现的问题（列入隐患台账）" },
  "stock-movements": { en: "Movements signed", zh: "出入库签字记录" },
  "stock-corrections": { en: "of these corrections", zh: "其中：更正" },
  "stock-unsigned": { en: "Refused or lapsed without a second signature", zh: "第二人拒签或逾时未签" },
  "stock-late": { en: "Not delivered, arrived or returned in time", zh: "逾期未到货、未送达或未归还" },
  "findings-found": { en: "Sensors and books did not agree", zh: "账实不符" },
  "findings-accounted": { en: "Accounted for by late readings", zh: "经补传数据核实" },
  "findings-explained": { en: "Explained and signed", zh: "已说明并签字" },
  "findings-open-at-end": { en: "Not explained at the end of the {span}", zh: "期末仍未说明" },
  "cabinets-counted": { en: "Cabinets counted", zh: "已盘点柜" },
  "count-differences": { en: "Containers that were not as the books say", zh: "盘点与账面不符的容器" },
  "stock-takes-late": { en: "Stock-takes not finished in time", zh: "逾期未完成的盘点" },
  "not-counted-test": { en: "Raised in tests and drills", zh: "投用测试或演练中触发" },
  "not-counted-simulated": { en: "Of simulated readings", zh: "由模拟数据触发" },
  "not-counted-withheld": { en: "Recorded and not put before people", zh: "仅记录、未提示人员" },
  "days-kept": { en: "Days of which the journal has lines, of {days}", zh: "有平台日志的天数（共{days}天）" },
  "watched-time": { en: "Time in which the platform watched without a gap", zh: "平台持续监视的时长" },
  "unwatched-time": { en: "Time in which it is not known to have watched", zh: "无持续监视记录的时长" },
};

/** What a figure of a report counts. */
export function figureWords(name: FigureName, { en: span, days }: SpanWords): Text {
  const { en, zh } = FIGURE_WORDS[name];
  return { en: en.replace("{span}", span).replace("{days}", String(days)), zh: zh.replace("{days}", String(days)) };
}

/** The same of the months of a year, whose lengths differ. */
export function monthWords(name: FigureName): Text {
  const { en, zh } = FIGURE_WORDS[name];
  return { en: en.replace("{span}", "month").replace(", of {days}", ""), zh: zh.replace("（共{days}天）", "") };
}

export const SECTION_WORDS: Readonly<Record<SectionName, Text>> = {
  ...YEAR_SECTION_WORDS,
  alarms: { en: "Alarms and response", zh: "报警与响应" },
  impaired: { en: "Impaired protection", zh: "保护受损" },
  hazards: { en: "Hazard ledger", zh: "隐患台账" },
  measures: { en: "Measures ledger", zh: "措施台账" },
  doors: { en: "Reports from doors", zh: "门口扫码上报" },
  checks: { en: "Checks and patrols", zh: "检查与巡查" },
  drills: { en: "Drills", zh: "应急演练" },
  custody: { en: "Controlled substances", zh: "管控物品" },
  "not-counted": { en: "Not counted as alarms", zh: "未计入报警" },
  openings: { en: "Doors of the cabinets", zh: "储存柜开门情况" },
  kept: { en: "Watched", zh: "平台监视情况" },
};

const SECOND = 1000;
const UNITS = [
  { size: 86_400 * SECOND, en: "d", zh: "天" },
  { size: 3_600 * SECOND, en: "h", zh: "小时" },
  { size: 60 * SECOND, en: "min", zh: "分" },
  { size: SECOND, en: "s", zh: "秒" },
] as const;

/** A time to two units: "3 min 20 s". In milliseconds; what is left of the smaller is dropped. */
export function lastedText(span: number): Text {
  const place = UNITS.findIndex(({ size }) => span >= size);
  const shown = UNITS.slice(place === -1 ? -1 : place, place === -1 ? undefined : place + 2);
  let rest = span;
  const parts = shown.map((unit) => {
    const count = Math.floor(rest / unit.size);
    rest -= count * unit.size;
    return { count, ...unit };
  });
  const said = parts.filter(({ count }, index) => index === 0 || count > 0);
  const zh = said.map(({ count, zh: unit }) => `${count}${unit}`).join("");
  // By itself "2分" is a mark of two points.
  return { en: said.map(({ count, en }) => `${count} ${en}`).join(" "), zh: said.length === 1 && zh.endsWith("分") ? `${zh}钟` : zh };
}

/** A figure's value as people read it; a dash where there is none. */
export function figureText(name: FigureName, value: number | null | undefined): Text {
  if (value === undefined || value === null) return { en: "–", zh: "–" };
  return REPORT_FIGURES[name] === "duration" ? lastedText(value) : { en: String(value), zh: String(value) };
}
