import { sayShortHistory, shortHistory } from "../../site/short-history.ts";
import { type Check, found, type FindingKind } from "../check.ts";

const SHORT: FindingKind = {
  code: "STORE_HISTORY_SHORT",
  urgency: "soon",
  remedy: {
    en: "Set history.rawDays to the days the records are kept, and order the disk for it. What is deleted meanwhile does not come back.",
    zh: "请将 history.rawDays 调至与记录保存天数一致，并准备相应的磁盘空间。在此之前删除的数据无法恢复。",
  },
};

/** Whether what door, scale and badges of stores of controlled substances said is kept as long as the books it is held against. */
export const stores: Check = {
  name: "controlled substances",
  kinds: [SHORT],
  look({ site, settings }) {
    const short = site.ok ? shortHistory(site.value, settings) : undefined;
    if (short === undefined) return [];
    const zh = `管制物品存放处的读数和刷卡记录只保存 ${short.is} 天（history.rawDays），而台账保存 ${short.kept} 天：此后核查时已无门、秤或刷卡记录可对照`;
    return [found(SHORT, sayShortHistory(short), zh)];
  },
};
