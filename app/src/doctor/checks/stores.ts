import { sayShortHistory, shortHistory } from "../../site/short-history.ts";
import { sayTooFewExplainers, sayUnlinkedAccounts, unlinkedAccountsIn } from "../../site/unlinked-accounts.ts";
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

const FEW_EXPLAINERS: FindingKind = {
  code: "STORE_EXPLAINERS_FEW",
  urgency: "soon",
  remedy: {
    en: "Give another account, such as the administrator's, a person of its own under people in the site file (account: its name), with a role that may explain. Who was asked or badged does not, and the alarm would stand.",
    zh: "请在站点文件的 people 中为另一个账号（例如管理员的账号）指定其本人（account: 账号名），并给予可作说明的角色。被要求签到或刷卡的人不能说明，报警将一直存在。",
  },
};

/**
 * Whether what door, scale and badges of stores of controlled substances said is kept as long as the books it is held against, and whether
 * everybody who may sign for them, for hazards, dossiers and key periods is known to the site, and somebody is left to explain what these ask.
 */
export const stores: Check = {
  name: "controlled substances",
  kinds: [SHORT, UNLINKED, FEW_EXPLAINERS],
  look({ site, settings }) {
    if (!site.ok) return [];
    const findings: Finding[] = [];
    const names = unlinkedAccountsIn(settings.data, site.value);
    const unlinked = sayUnlinkedAccounts(names);
    if (unlinked !== undefined)
      findings.push(
        found(
          UNLINKED,
          unlinked,
          `有隐患、档案、重点时段或管控物品的签字权限、但未关联站点人员、因此不能为他人之事签字的账号：${some(names).zh}`,
        ),
      );
    const few = sayTooFewExplainers(settings.data, site.value);
    if (few.length > 0) findings.push(found(FEW_EXPLAINERS, few.join("; "), `重点时段签到或封存门开启无人可作说明：${few.length} 项`));
    const short = shortHistory(site.value, settings);
    if (short === undefined) return findings;
    const zh = `管制物品存放处的读数和刷卡记录只保存 ${short.is} 天（history.rawDays），而台账保存 ${short.kept} 天：此后核查时已无门、秤或刷卡记录可对照`;
    return [found(SHORT, sayShortHistory(short), zh), ...findings];
  },
};
