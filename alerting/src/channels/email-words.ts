import type { Text } from "@labcanary/domain/basics";
import type { NotificationKind } from "@labcanary/domain/notification";
import type { Priority } from "@labcanary/domain/rules";

/** What a mail says beside the text it was made for. Braces are filled in. */
export const MAIL_WORDS = {
  test: { en: "TEST", zh: "测试" },
  "test-note": { en: "TEST: a test, a drill, or simulated readings.", zh: "测试：测试、演练或模拟读数。" },
  "no-answers": {
    en: "Nobody reads answers to this mail. Acknowledge the alarm on the screen of the security centre.",
    zh: "本邮件的回复无人阅读。请在安全中心的屏幕上确认报警。",
  },
  alarm: { en: "The alarm", zh: "报警" },
  alarms: { en: "All alarms this mail is about", zh: "本邮件涉及的全部报警" },
  "more-alarms": { en: "and {count} more, which are on the screen", zh: "另有 {count} 条，请看屏幕" },
  "and-more": { en: "and {count} more", zh: "等 {count} 条" },
  code: { en: "Code", zh: "代码" },
  priority: { en: "Priority", zh: "优先级" },
  place: { en: "Place", zh: "位置" },
  what: { en: "What", zh: "内容" },
  value: { en: "Value when raised", zh: "触发时数值" },
  limit: { en: "Limit", zh: "限值" },
  raised: { en: "Raised", zh: "触发时间" },
  state: { en: "State", zh: "状态" },
  action: { en: "First action", zh: "首要措施" },
  consequence: { en: "If nobody acts", zh: "若无人处理" },
  chart: { en: "{signal}{unit}, {from} to {to}", zh: "{signal}{unit}，{from} 至 {to}" },
  "chart-attached": { en: "Attached as chart.png", zh: "附件 chart.png" },
  "no-chart": {
    en: "Without the chart: the history did not give the readings in time.",
    zh: "无曲线图：历史数据未能及时取得。",
  },
  "no-facts": { en: "The alarm's details could not be read.", zh: "无法读取报警详情。" },
  timeline: { en: "What happened (times of {zone})", zh: "经过（{zone} 时间）" },
  earlier: { en: "{count} earlier lines are in the journal", zh: "更早的 {count} 条见日志" },
} as const satisfies Record<string, Text>;

export const KIND_WORDS: Readonly<Record<NotificationKind, Text>> = {
  alarm: { en: "", zh: "" },
  "returned-to-normal": { en: "Back to normal", zh: "已恢复正常" },
  "all-clear": { en: "All clear", zh: "报警解除" },
  test: { en: "", zh: "" },
  answer: { en: "Answer", zh: "答复" },
  "check-in": { en: "Check-in", zh: "值班签到" },
};

export const PRIORITY_WORDS: Readonly<Record<Priority, Text>> = {
  critical: { en: "critical", zh: "紧急" },
  high: { en: "high", zh: "高" },
  medium: { en: "medium", zh: "中" },
  low: { en: "low", zh: "低" },
};

export const STATE_WORDS = {
  normal: { en: "ended", zh: "已结束" },
  unacknowledged: { en: "not acknowledged", zh: "未确认" },
  acknowledged: { en: "acknowledged", zh: "已确认" },
  "rtn-unacknowledged": { en: "condition gone, not acknowledged", zh: "已恢复，未确认" },
  "latched-unacknowledged": { en: "latched, not acknowledged", zh: "已锁存，未确认" },
  "latched-acknowledged": { en: "latched, to be reset", zh: "已锁存，待复位" },
} as const;
