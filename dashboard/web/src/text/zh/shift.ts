import type { SHIFT as EN } from "../en/shift.ts";

export const SHIFT: Readonly<Record<keyof typeof EN, string>> = {
  "tab.hand-over": "交接班",
  "shift.waiting": "{name} 已于 {time} 交班，应在 {due} 前接班。",
  "shift.missed": "{name} 于 {time} 交班，已过 {age}，仍无人接班。",
  "shift.open": "交接班",
  "take-over.title": "接 {name} 的班（交班时间 {time}）",
  "take-over.lead": "请阅读清单和留言，然后用本人用户名和密码签字。签字后本控制台归您使用。",
  "take-over.submit": "签字：接班",
  "take-over.done": "接班完成。本控制台现由 {name} 使用。",
};
