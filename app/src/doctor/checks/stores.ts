import { sayShortHistory, shortHistory } from "../../site/short-history.ts";
import { sayUnlinkedAccounts, unlinkedAccountsIn } from "../../site/unlinked-accounts.ts";
import { type Check, type Finding, found, type FindingKind, some } from "../check.ts";

const SHORT: FindingKind = {
  code: "STORE_HISTORY_SHORT",
  urgency: "soon",
  remedy: {
    en: "Set history.rawDays to the days the records are kept, and order the disk for it. What is deleted meanwhile does not come back.",
    zh: "请将 history.rawDays 调至与记录保存天数一致，并准备相应的磁盘空间。在此之前删除的数据无法恢复。",
  },
};

const UNLINKED: FindingKind = {
  code: "STORE_ACCOUNTS_UNLINKED",
  urgency: "soon",
  remedy: {
    en: "Give each of them a person of its own under people in the site file (account: its name). Of two accounts nobody is known of, nobody can tell that they are two people.",
    zh: "请在站点文件的 people 中为每个账号指定对应人员（account: 账号名）。身份不明的两个账号无法确认是两个人。",
  },
};

/**
 * Whether what door, scale and badges of stores of controlled substances said is kept as long as the books it is held against, and whether
 * everybody who may sign for them is known to the site.
 */
export const stores: Check = {
  name: "controlled substances",
  kinds: [SHORT, UNLINKED],
  look({ site, settings }) {
    if (!site.ok) return [];
    const findings: Finding[] = [];
    const names = unlinkedAccountsIn(settings.data, site.value);
    const unlinked = sayUnlinkedAccounts(names);
    if (unlinked !== undefined)
      findings.push(
        found(UNLINKED, unlinked, `有管控物品或封存门开启许可的签字权限、但未关联站点人员、因此不能参与双人签字的账号：${some(names).zh}`),
      );
    const short = shortHistory(site.value, settings);
    if (short === undefined) return findings;
    const zh = `管制物品存放处的读数和刷卡记录只保存 ${short.is} 天（history.rawDays），而台账保存 ${short.kept} 天：此后核查时已无门、秤或刷卡记录可对照`;
    return [found(SHORT, sayShortHistory(short), zh), ...findings];
  },
};
