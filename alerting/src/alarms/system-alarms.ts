import { type AlarmDescription, SYSTEM_CONDITIONS, type SystemConditionName } from "@labcanary/domain/alarm";
import type { Text } from "@labcanary/domain/basics";
import type { Priority } from "@labcanary/domain/rules";
import type { Site } from "@labcanary/domain/site";

interface SystemAlarm {
  /** Chosen by what people lose while it lasts: alarms not raised, people not reached, records not kept. */
  readonly priority: Priority;
  readonly firstAction: Text;
  readonly consequence: Text;
}

const READINGS_HELD: Text = { en: "Readings stay on the devices and no new alarm can be raised", zh: "读数滞留在设备上，无法产生新报警" };

/** How each condition of the platform itself is shown as an alarm. */
const SYSTEM_ALARMS: Readonly<Record<SystemConditionName, SystemAlarm>> = {
  "history-store-down": {
    priority: "medium",
    firstAction: { en: "Check the history store and its disk", zh: "检查历史数据库及其磁盘" },
    consequence: { en: "Charts stop; readings wait on disk until the store is back", zh: "曲线停止更新，读数暂存磁盘" },
  },
  "log-budget-reached": {
    priority: "critical",
    firstAction: { en: "Free disk space or repair the history store", zh: "清理磁盘或恢复历史数据库" },
    consequence: READINGS_HELD,
  },
  "log-write-failed": {
    priority: "critical",
    firstAction: { en: "Check the disk of the accepted log", zh: "检查接收日志所在磁盘" },
    consequence: READINGS_HELD,
  },
  "log-damaged": {
    priority: "high",
    firstAction: { en: "Call the engineer; keep the data folder as it is", zh: "联系工程师，保留数据目录原状" },
    consequence: { en: "Acknowledged readings may be lost", zh: "已确认的读数可能丢失" },
  },
  "books-unbalanced": {
    priority: "high",
    firstAction: { en: "Call the engineer; keep the data folder as it is", zh: "联系工程师，保留数据目录原状" },
    consequence: { en: "Readings may be missing from the history", zh: "历史中可能缺少读数" },
  },
  "alarm-books-unbalanced": {
    priority: "high",
    firstAction: {
      en: "Go through the rooms and telephone those on duty; call the engineer, and keep the data folder as it is",
      zh: "逐室巡查并电话通知值班人员；联系工程师，保留数据目录原状",
    },
    consequence: {
      en: "An alarm may be missing from the screen, or somebody may not have been told",
      zh: "可能有报警未显示，或有人未被通知",
    },
  },
  "notification-undeliverable": {
    priority: "high",
    firstAction: { en: "Call the people of the open alarms by phone", zh: "请电话通知未确认报警的相关人员" },
    consequence: { en: "People who should act have not been told", zh: "应到场人员未收到通知" },
  },
  "nobody-reached": {
    priority: "critical",
    firstAction: { en: "Take charge yourself, or call the people of the alarm by phone", zh: "立即接手，或电话联系报警相关人员" },
    consequence: { en: "An alarm stands and nobody is on the way", zh: "报警持续，无人前往处置" },
  },
  "rota-gap": {
    priority: "medium",
    firstAction: { en: "Put somebody on duty for the hours named", zh: "为所列时段安排值班人员" },
    consequence: { en: "In those hours the route goes on without that person", zh: "该时段通知将跳过此值班" },
  },
  "canary-lost": {
    priority: "high",
    firstAction: { en: "Call the engineer; watch the rooms yourself meanwhile", zh: "联系工程师，期间人工巡查" },
    consequence: { en: "Real alarms may not reach anybody either", zh: "真实报警可能同样无法送达" },
  },
  "desk-unattended": {
    priority: "critical",
    firstAction: { en: "Answer at the desk, or send somebody there", zh: "请在值班台应答，或派人前往" },
    consequence: { en: "Critical alarms on the screen are seen by nobody", zh: "屏幕上的紧急报警无人查看" },
  },
  "message-budget-low": {
    priority: "medium",
    firstAction: { en: "Ask the provider for more, or tell people another way", zh: "向服务商申请额度，或改用其他方式通知" },
    consequence: { en: "What is left is kept for life safety; the rest is told together", zh: "余量仅供生命安全报警，其余合并发送" },
  },
  "proof-overdue": {
    priority: "medium",
    firstAction: { en: "Have an engineer test them; the page Commissioning lists them", zh: "安排工程师测试，清单见“投用测试”页" },
    consequence: { en: "That their alarms reach somebody is not known", zh: "其报警能否送达人员未经验证" },
  },
  "device-clock-wrong": {
    priority: "medium",
    firstAction: { en: "Set the device's clock or its time server", zh: "校正设备时钟或时间服务器" },
    consequence: { en: "Its readings carry the time of receipt", zh: "其读数以接收时间为准" },
  },
  "journal-doctored": {
    priority: "high",
    firstAction: {
      en: "Run labcanary journal verify; keep the data folder as it is",
      zh: "运行 labcanary journal verify,保留数据目录原状",
    },
    consequence: { en: "The record of alarms cannot be relied on", zh: "报警记录不可信" },
  },
};

export const systemPriority = (name: SystemConditionName): Priority => SYSTEM_ALARMS[name].priority;

/** What is shown and sent about a condition of the platform itself. */
export function describeSystemCondition(name: SystemConditionName, site: Site): AlarmDescription {
  const { firstAction, consequence } = SYSTEM_ALARMS[name];
  return {
    what: SYSTEM_CONDITIONS[name],
    where: site.name,
    limit: { en: "", zh: "" },
    valueText: { en: "", zh: "" },
    firstAction,
    consequence,
  };
}
