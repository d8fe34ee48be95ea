import type { HAZARDS as EN } from "../en/hazards.ts";

export const HAZARDS: Readonly<Record<keyof typeof EN, string>> = {
  "hazards.title": "隐患台账",
  "hazards.lead": "隐患整改后，须由整改人以外的人员验收合格，方可销号。",
  "hazards.none": "没有符合条件的隐患。",
  "hazards.state.filed": "待落实",
  "hazards.state.settled": "整改中",
  "hazards.state.remedied": "待验收",
  "hazards.state.written-off": "已销号",
};
