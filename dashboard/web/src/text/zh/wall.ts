import type { WALL as EN } from "../en/wall.ts";

export const WALL: Readonly<Record<keyof typeof EN, string>> = {
  "wall.open": "大屏",
  "wall.building": "楼宇",
  "wall.concerns": "异常",
  "wall.beyond": "下面还有 {count, plural, other {# 个报警}}",
  "wall.beyond.unacknowledged": "{count, plural, =0 {均已确认} other {# 个未确认}}",
  "wall.beyond.gravest": "最高级别：{priority}",
  "wall.beyond.life-safety": "生命安全 {count}",
  "wall.nobody": "此报警不通知人员",
  "wall.since": "自 {time}，已 {age}",
  "wall.counts": "{rooms, plural, other {# 个房间}}，{signals, plural, other {# 个信号}}",
  "wall.no-alarm": "无报警",
  "wall.unimpaired": "保护未受损",
  "wall.parts-run": "各部分运行正常",
  "wall.mute": "本屏不发声",
  "wall.shift.waiting": "{name} 已于 {time} 交班",
  "wall.shift.missed": "{name} {time} 交班后无人接班",
};
