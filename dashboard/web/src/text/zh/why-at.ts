import type { WHY_AT as EN } from "../en/why-at.ts";

export const WHY_AT: Readonly<Record<keyof typeof EN, string>> = {
  "why-at.title": "某一时刻为何报警或未报警",
  "why-at.time": "时间",
  "why-at.ask": "为什么？",
  "why-at.now": "现在",
  "why-at.asking": "正在读取历史…",
  "why-at.hint": "输入时间，或点击曲线。",
  "why-at.rules-now": "{time}，按现行规则：",
  "why-at.since": "自 {time}",
  "why-at.alarms": "当时存在的报警（按当时的规则）：",
  "why-at.no-alarms": "当时没有报警。",
  "why-at.later": "有 {count} 个该时刻或更早的读数之后才收到，当时规则并不知晓。",
  "why-at.no-events": "没有 {devices} 处人员操作的记录。",
  "why-at.may-repeat": "历史记录不区分网关重复发送的旧值（保留消息或缓存），此处一律按收到时的新读数计算：{signals}。",
  "why-at.events": "该处最近的人员操作",
  "why-at.members": "{of} 个信号中 {silent} 个静默，{overdue} 个逾期未报。",
};
