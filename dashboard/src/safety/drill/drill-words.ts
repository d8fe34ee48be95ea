import type { Text } from "@labcanary/domain/basics";
import type { DrillEndReason, ShownDrillResult, DrillState, StepStanding } from "@labcanary/domain/governance";
import type { DrillStep } from "@labcanary/domain/site";

/** What the printed record of a drill says. Braces are filled in. */
export const DRILL_WORDS = {
  title: { en: "Record of drill DR-{number}: {name}", zh: "应急演练记录 DR-{number}：{name}" },
  "not-signed": { en: "The result is not signed yet.", zh: "演练结论尚未签字。" },
  "not-ended": { en: "The drill is under way: what is said here is as of {time}.", zh: "演练仍在进行：内容截至 {time}。" },
  interrupted: {
    en: "A real alarm ended this drill; it does not count as held.",
    zh: "本次演练因真实报警终止，不计入已开展的演练。",
  },
  summary: { en: "The drill", zh: "概况" },
  plan: { en: "Plan", zh: "演练方案" },
  place: { en: "Place", zh: "位置" },
  signals: { en: "Moved by it", zh: "模拟的监测点" },
  scenario: { en: "Scenario", zh: "情景" },
  leader: { en: "Led by", zh: "总指挥" },
  who: { en: "Taking part and observing", zh: "参演与观察人员" },
  "planned-for": { en: "Planned for", zh: "计划时间" },
  begun: { en: "Begun", zh: "开始" },
  ended: { en: "Ended", zh: "结束" },
  "by-at": { en: "{name}, {time}", zh: "{name}，{time}" },
  state: { en: "State", zh: "状态" },
  times: { en: "Times", zh: "用时" },
  step: { en: "Step", zh: "环节" },
  expected: { en: "Expected within", zh: "要求用时" },
  after: { en: "Came after", zh: "实际用时" },
  at: { en: "At", zh: "时刻" },
  by: { en: "By", zh: "人员与依据" },
  standing: { en: "Standing", zh: "评价" },
  badge: { en: "badge at {device}", zh: "在 {device} 刷卡" },
  alarm: { en: "alarm {code}", zh: "报警 {code}" },
  "no-times": { en: "Nothing has happened.", zh: "尚无记录。" },
  notes: { en: "Observed", zh: "观察记录" },
  observer: { en: "Observer", zh: "观察人员" },
  when: { en: "When", zh: "时间" },
  what: { en: "What", zh: "内容" },
  corrected: {
    en: "{step} corrected from {was}, as {by} noted it, to {now}: {words}",
    zh: "“{step}”由{by}记录的 {was} 更正为 {now}：{words}",
  },
  withdrawn: {
    en: "{step} at {was}, as {by} noted it, had not happened: {words}",
    zh: "{by}记录的“{step}”（{was}）撤销，当时并未达到：{words}",
  },
  "no-notes": { en: "Nobody wrote anything down.", zh: "无观察记录。" },
  photos: { en: "{count} photos lie with the record on the platform.", zh: "平台上另存有本次演练的照片 {count} 张。" },
  result: { en: "Result and lessons", zh: "结论与整改" },
  "not-in-time": { en: "Not in time", zh: "未按时的步骤" },
  conclusion: { en: "Result", zh: "结论" },
  words: { en: "How it went", zh: "演练情况" },
  signed: { en: "Signed", zh: "签字" },
  means: {
    en: "Signing says that one has reviewed this drill. Each lesson is a hazard of the ledger.",
    zh: "签字表示已对本次演练进行复盘。每条问题均已列入隐患台账。",
  },
  lesson: { en: "Lesson", zh: "问题" },
  hazard: { en: "Hazard", zh: "隐患" },
  "no-lessons": { en: "No lessons.", zh: "未发现问题。" },
  records: {
    en: "{count} lines of the journal are about this drill, the last of them line {line}.",
    zh: "日志中有本次演练的记录 {count} 条，最后一条为第 {line} 条。",
  },
} satisfies Readonly<Record<string, Text>>;

export const STEP_WORDS: Readonly<Record<DrillStep, Text>> = {
  detected: { en: "Detected", zh: "发现" },
  told: { en: "Told", zh: "通知到人" },
  acknowledged: { en: "Acknowledged", zh: "确认" },
  "on-site": { en: "On site", zh: "到场" },
  safe: { en: "Safe", zh: "处置完毕" },
};

export const STANDING_WORDS: Readonly<Record<StepStanding, Text>> = {
  reached: { en: "in time", zh: "按时" },
  late: { en: "LATE", zh: "超时" },
  missing: { en: "NOT REACHED", zh: "未达到" },
  waiting: { en: "–", zh: "–" },
};

export const STATE_WORDS: Readonly<Record<DrillState, Text>> = {
  planned: { en: "planned", zh: "待开展" },
  running: { en: "under way", zh: "进行中" },
  ended: { en: "ended, not signed", zh: "已结束，待签字总结" },
  concluded: { en: "result signed", zh: "已签字总结" },
  cancelled: { en: "not held", zh: "已取消" },
};

export const END_WORDS: Readonly<Record<DrillEndReason, Text>> = {
  interrupted: { en: "by a real alarm", zh: "因真实报警终止" },
  stopped: { en: "ended by hand", zh: "人工结束" },
  "time-over": { en: "at its limit", zh: "到时自动结束" },
  "not-playable": { en: "it could not be played on", zh: "情景无法继续模拟" },
};

export const RESULT_WORDS: Readonly<Record<ShownDrillResult, Text>> = {
  "as-planned": { en: "As planned", zh: "达到预期" },
  late: { en: "Late: not all steps came in time", zh: "超时：有步骤未按时完成" },
  "with-lessons": { en: "With lessons", zh: "基本达到，存在问题" },
  failed: { en: "Did not show what it was to show", zh: "未达到预期" },
};
