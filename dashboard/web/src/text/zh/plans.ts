import type { PLANS as EN } from "../en/plans.ts";

export const PLANS: Readonly<Record<keyof typeof EN, string>> = {
  "plans.show": "在图上显示",
  "plans.excerpt": "所在位置",
  "plans.excerpt.picture": "在平面图“{plan}”上显示：{place}",
};
