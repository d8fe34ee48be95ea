import type { RECORD_FACTS as EN } from "../en/record-facts.ts";

export const RECORD_FACTS: Readonly<Record<keyof typeof EN, string>> = {
  "about.title": "事由",
  "about.due": "应于 {time} 前完成",
  "about.out": "柜外尚有 {quantity}。",
  "about.last": "最近一次：{movement}，{time}，{who}",
  "about.counted": "已盘点",
  "about.not-counted": "尚未盘点",
  "about.state.accounted": "补传的门禁记录已说明",
  "about.state.explained": "已说明原因",
};
