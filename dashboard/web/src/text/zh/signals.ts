import type { SIGNALS as EN } from "../en/signals.ts";

export const SIGNALS: Readonly<Record<keyof typeof EN, string>> = {
  "service-end.operator": "由 {who} 决定",
  "service-end.time-over": "时间已到",

  "signal.empty": "此范围内没有读数。",
  "signal.rule.limit.high": "高于 {setpoint}",
  "signal.rule.limit.low": "低于 {setpoint}",
  "signal.rule.limit.high.inclusive": "达到或高于 {setpoint}",
  "signal.rule.limit.low.inclusive": "达到或低于 {setpoint}",
  "signal.rule.for": "{condition}，持续 {delay}",
  "signal.rule.during": "{condition}，仅在{schedule}",
  "signal.rule.state": "{states}",
  "signal.rule.silence": "静默 {age}",
  "signal.rule.silence-group": "多数信号同时静默",
  "quality.good": "良好",
  "quality.uncertain": "存疑",
  "quality.bad": "无效",
  "quality.simulated": "模拟",
  "quality.maintenance": "维护",

  "value.open": "打开",
  "value.closed": "关闭",
  "value.locked": "已锁",
  "value.unlocked": "未锁",
  "value.on": "开",
  "value.off": "关",
  "value.true": "是",
  "value.false": "否",
  "value.alarm": "报警",
  "value.fault": "故障",
};
