import type { Text } from "@labcanary/domain/basics";
import { type Check, found, type FindingKind } from "../check.ts";

const DOWN: FindingKind = {
  code: "PART_DOWN",
  urgency: "now",
  remedy: {
    en: "Open the page Health: it says since when, and the alarm of the platform that belongs to it what to do first.",
    zh: "打开“系统健康”页面查看起始时间；对应的平台报警中写有首要措施。",
  },
};
const DEGRADED: FindingKind = { ...DOWN, code: "PART_DEGRADED", urgency: "soon" };

const NAMES: Readonly<Record<string, string>> = {
  broker: "MQTT 服务",
  log: "接收日志",
  rules: "规则计算",
  history: "历史存储",
  notifications: "通知",
  books: "账目",
  site: "站点配置",
};

/** What the platform's parts say of themselves. What another check has more words for is left to it. */
export const parts: Check = {
  name: "parts",
  kinds: [DOWN, DEGRADED],
  needsLive: true,
  look: ({ live }) =>
    (live?.health ?? []).flatMap(({ name, state, detail }) => {
      if (state === "ok" || name === "books" || name === "site") return [];
      const said: Text = {
        en: `${name} is ${state}: ${detail}`,
        zh: `${NAMES[name] ?? name}${state === "down" ? "已停止工作" : "工作不完整"}：${detail}`,
      };
      return [found(state === "down" ? DOWN : DEGRADED, said.en, said.zh)];
    }),
};
