import { epochMs } from "@labcanary/domain/basics";
import type { Notification } from "@labcanary/domain/notification";

/** What Wang Fang is told of the solvent cabinet's vapour; override what the test is about. */
export const testNotification = (over: Partial<Notification> = {}): Notification => ({
  id: "a:responsible:wang",
  kind: "alarm",
  alarmId: "a",
  alarmIds: ["a"],
  step: "responsible",
  personId: "wang",
  channel: "sms",
  language: "zh",
  address: "+8613800000001",
  text: "17号柜：溶剂蒸气 21.3 %LEL，限值> 20 %LEL。开窗通风 [7KQ2]",
  parts: {
    mark: "",
    place: "17号柜",
    what: "溶剂蒸气",
    value: "21.3 %LEL",
    limit: "> 20 %LEL",
    action: "开窗通风",
    code: "7KQ2",
    replyCode: "",
  },
  priority: "high",
  lifeSafety: false,
  simulated: false,
  dueAt: epochMs(0),
  ...over,
});
