import type { Language, Text } from "@labcanary/domain/basics";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import type { DeliveryReport, NotificationKind } from "@labcanary/domain/notification";
import type { Priority } from "@labcanary/domain/rules";
import type { ChannelKind } from "@labcanary/domain/site";

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

export const CHANNEL_WORDS: Readonly<Record<ChannelKind, Text>> = {
  sms: { en: "text message", zh: "短信" },
  ntfy: { en: "ntfy", zh: "ntfy" },
  email: { en: "e-mail", zh: "邮件" },
  webhook: { en: "webhook", zh: "Webhook" },
  dingtalk: { en: "DingTalk", zh: "钉钉" },
  wecom: { en: "WeCom", zh: "企业微信" },
  feishu: { en: "Feishu", zh: "飞书" },
  siren: { en: "siren", zh: "声光报警器" },
};

export const REPORT_WORDS: Readonly<Record<DeliveryReport["status"], Text>> = {
  delivered: { en: "proven delivered", zh: "已证实送达" },
  read: { en: "proven read", zh: "已证实阅读" },
  failed: { en: "not delivered", zh: "未送达" },
  rejected: { en: "rejected", zh: "被拒绝" },
  buffered: { en: "waits until it can be reached", zh: "等待可接通" },
  sent: { en: "on its way", zh: "发送中" },
};

/**
 * What each line of an alarm's journal says: who, when (before it), by what, and what proves it. The journal's lines that are about no
 * alarm say nothing here.
 */
export const LINE_WORDS: Readonly<Record<JournalEntryKind, Text | undefined>> = {
  raised: { en: "Raised", zh: "触发报警" },
  "returned-to-normal": { en: "The condition is gone", zh: "报警条件已消失" },
  "historical-excursion": undefined,
  chattering: { en: "It comes and goes: {count} times", zh: "条件反复出现：已 {count} 次" },
  "chatter-ended": { en: "It has stopped coming and going", zh: "不再反复" },
  "flood-began": { en: "An alarm flood began with it", zh: "报警泛滥由此开始" },
  "flood-ended": { en: "The alarm flood is over", zh: "报警泛滥结束" },
  acknowledged: { en: "{who} acknowledged it", zh: "{who} 确认了报警" },
  attended: { en: "{who} is on the way", zh: "{who} 正在赶往现场" },
  reset: { en: "{who} reset it", zh: "{who} 复位了报警" },
  shelved: { en: "{who} shelved it: {reason}", zh: "{who} 搁置了报警：{reason}" },
  unshelved: { en: "No longer shelved", zh: "不再搁置" },
  suppressed: { en: "Suppressed by design: {cause}", zh: "被设计抑制：{cause}" },
  unsuppressed: { en: "No longer suppressed by design", zh: "设计抑制已解除" },
  joined: { en: "Listed beneath another alarm", zh: "归入另一报警之下" },
  left: { en: "Stands for itself again", zh: "恢复为独立报警" },
  "out-of-service-proposed": undefined,
  "out-of-service-withdrawn": undefined,
  "out-of-service": { en: "Its signal is out of service: {reason}", zh: "信号停用：{reason}" },
  "commissioning-started": undefined,
  "commissioning-step": undefined,
  "commissioning-signed": undefined,
  "commissioning-ended": { en: "Its test ended while it held: it is an alarm like any other", zh: "测试结束时报警仍在，按真实报警处理" },
  "commissioning-voided": undefined,
  "drill-ended": { en: "Its drill is over", zh: "演练已结束" },
  "drill-recorded": undefined,
  "in-service": { en: "Its signal is in service again", zh: "信号恢复使用" },
  assigned: { en: "{who} gave it to {to}", zh: "{who} 把报警交给 {to}" },
  "assignment-accepted": { en: "{who} accepted it", zh: "{who} 接受了报警" },
  "assignment-declined": { en: "{who} declined it: {reason}", zh: "{who} 拒绝了报警：{reason}" },
  closed: { en: "{who} recorded the cause: {cause}", zh: "{who} 记录了原因：{cause}" },
  commented: { en: "{who}: {comment}", zh: "{who}：{comment}" },
  "reported-safe": { en: "{who} reported the place safe", zh: "{who} 报告现场已安全" },
  "photo-added": { en: "{who} added a photo", zh: "{who} 添加了照片" },
  refused: undefined,
  "notification-queued": { en: "To be told: {people}", zh: "将依次通知：{people}" },
  "notification-held": { en: "{person} by {channel}: waits its turn", zh: "{person}，{channel}：排队等待" },
  "notification-accepted": { en: "{person} by {channel}: handed over, no proof yet", zh: "{person}，{channel}：已交出，尚无送达证明" },
  "notification-retry": {
    en: "{person} by {channel}: not handed over ({reason}), tried again",
    zh: "{person}，{channel}：未能交出（{reason}），将重试",
  },
  "notification-failed": { en: "{person} by {channel}: could not be told ({reason})", zh: "{person}，{channel}：无法通知（{reason}）" },
  "notification-cancelled": { en: "Nobody further is told, because of {who}", zh: "因 {who} 的操作，不再通知其他人" },
  "delivery-report": { en: "{person} by {channel}: {status}", zh: "{person}，{channel}：{status}" },
  "notification-unproven": { en: "{person} by {channel}: no proof came in time", zh: "{person}，{channel}：未按时证实送达" },
  "notification-readdressed": { en: "{person} is told: duty has changed", zh: "值班变更，改为通知 {person}" },
  "nobody-reached": { en: "Nobody has taken charge: the last step has come", zh: "无人接手，已进入最后一步" },
  "reply-taken": { en: "{person} answered by {channel}: {verb}", zh: "{person} 通过{channel}回复：{verb}" },
  "reply-refused": { en: "An answer by {channel} was not taken", zh: "一条{channel}回复未被接受" },
  "help-asked": { en: "{person} asks for help", zh: "{person} 请求支援" },
  "contact-tested": undefined,
  "channel-failed-over": undefined,
  "channel-failed-back": undefined,
  "presence-asked": { en: "The desk is asked whether anybody is there", zh: "询问值班台是否有人" },
  "presence-answered": { en: "{who} is at the desk", zh: "{who} 在值班台" },
  "presence-missed": { en: "Nobody at the desk answered", zh: "值班台无人应答" },
  "shift-handed-over": undefined,
  "shift-taken-over": undefined,
  "shift-not-taken-over": undefined,
  "sound-tested": undefined,
  "sound-silenced": undefined,
  "measure-noted": undefined,
  "site-changed": undefined,
  "site-change-proposed": undefined,
  "site-change-approved": undefined,
  "site-change-rejected": undefined,
  "site-change-withdrawn": undefined,
  "plan-proposed": undefined,
  "plan-proposal-withdrawn": undefined,
  "signed-in": undefined,
  "sign-in-refused": undefined,
  "user-changed": undefined,
  "journal-checked": undefined,
  "books-taken-anew": undefined,
  "session-revoked": undefined,
  "personal-data-read": undefined,
  "personal-data-removed": undefined,
  "personal-data-expired": undefined,
  "legal-hold-set": undefined,
  "legal-hold-lifted": undefined,
  "api-token-issued": undefined,
  "api-token-revoked": undefined,
  "device-enrolled": undefined,
  "device-revoked": undefined,
  "device-token-rotated": undefined,
  "device-token-ended": undefined,
  "hazard-recorded": undefined,
  "public-report-recorded": undefined,
  "device-replaced": undefined,
  "device-proposed": undefined,
  "device-proposal-withdrawn": undefined,
  "checklist-recorded": undefined,
  "patrol-recorded": undefined,
  "check-recorded": undefined,
  "substance-recorded": undefined,
  "custody-recorded": undefined,
  "stock-take-recorded": undefined,
  "leave-recorded": undefined,
  "key-period-recorded": undefined,
  "substances-exported": undefined,
  "measure-recorded": undefined,
  "report-recorded": undefined,
};

/** Why somebody was not told; a reason people wrote stands for itself. */
export const REASON_WORDS: Readonly<Record<string, Text>> = {
  unreachable: { en: "cannot be reached", zh: "无法连接" },
  timeout: { en: "no answer in time", zh: "未及时响应" },
  "rate-limited": { en: "asked to slow down", zh: "要求降低频率" },
  busy: { en: "busy", zh: "繁忙" },
  unauthorised: { en: "our sign-in was not accepted", zh: "登录被拒绝" },
  interrupted: { en: "the platform stopped meanwhile", zh: "发送时平台中断" },
  rejected: { en: "rejected", zh: "被拒绝" },
  "invalid-address": { en: "the address is not valid", zh: "地址无效" },
  "no-channel": { en: "the channel is not configured", zh: "未配置该通道" },
  "no-phone": { en: "no phone number", zh: "没有电话号码" },
  "person-unknown": { en: "no longer on the site", zh: "站点中已无此人" },
  "nobody-to-tell": { en: "nobody to tell", zh: "无人可通知" },
  "report-failed": { en: "the provider reports that it failed", zh: "服务商回执：发送失败" },
  "report-rejected": { en: "the provider reports that it was rejected", zh: "服务商回执：被拒绝" },
};

export const ACTOR_WORDS: Readonly<Record<string, Text>> = {
  rules: { en: "the alarm rules", zh: "报警规则" },
  system: { en: "the platform", zh: "平台" },
};

/** Fills the braces of a text; those nothing is said of are left empty. */
export const filled = (words: Text, language: Language, values: Readonly<Record<string, string>> = {}): string =>
  words[language].replace(/\{([a-z-]+)\}/g, (_, name: string) => values[name] ?? "");
