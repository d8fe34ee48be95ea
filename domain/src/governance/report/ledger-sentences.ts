import type { Text } from "../../basics/index.ts";
import { besides, type Figures, many, was } from "./sentence-parts.ts";

/** How the ledger of hazards moved. */
export function hazardSentences({ said, value, before }: Figures): readonly Text[] {
  const [filed, off, failed, open, late] = [
    value("hazards-filed"),
    value("hazards-written-off"),
    value("hazards-check-failed"),
    value("hazards-open-at-end"),
    value("hazards-overdue-at-end"),
  ];
  const again = besides(value("hazards-reopened"), "opened again", "重新立项 {count} 项");
  const became = besides(value("hazards-overdue"), "became overdue", "新增逾期 {count} 项");
  const last = before("hazards-open-at-end");
  const compared =
    last === undefined ? { en: "", zh: "" } : { en: ` (${last} a ${said.en} earlier)`, zh: `（${said.zh.before}期末 ${last} 项）` };
  return [
    {
      en: `${many(filed, "hazard")} ${was(filed)} filed, ${off} verified and written off, ${failed} failed verification${again.en}${became.en}.`,
      zh: `新增隐患 ${filed} 项，验收销号 ${off} 项，验收不合格 ${failed} 项${again.zh}${became.zh}。`,
    },
    {
      en: `At the end of the ${said.en} ${many(open, "hazard")} ${was(open)} on the books${compared.en}, ${late} of them overdue.`,
      zh: `截至期末在账隐患 ${open} 项${compared.zh}，其中逾期 ${late} 项。`,
    },
  ];
}

/** How the ledger of standing measures moved. */
export function measureSentences({ said, value }: Figures): readonly Text[] {
  const [added, reviewed, ended] = [value("measures-added"), value("measures-reviewed"), value("measures-ended")];
  const [inForce, late] = [value("measures-in-force-at-end"), value("measures-overdue-at-end")];
  const became = besides(value("measures-overdue"), "became overdue for review", "新增逾期未复核 {count} 项");
  if (added + reviewed + ended + inForce === 0) return [{ en: "No standing measure is on the books.", zh: "台账中无常态措施。" }];
  return [
    {
      en: `${many(added, "standing measure")} ${was(added)} added, ${reviewed} reviewed, ${ended} ended${became.en}.`,
      zh: `新增常态措施 ${added} 项，复核 ${reviewed} 项，终止 ${ended} 项${became.zh}。`,
    },
    {
      en: `At the end of the ${said.en} ${inForce} ${was(inForce)} in force, ${late} of them overdue for review.`,
      zh: `截至期末有效措施 ${inForce} 项，其中逾期未复核 ${late} 项。`,
    },
  ];
}

/** What people reported. */
export function doorSentences({ said, value }: Figures): readonly Text[] {
  const [risks, dangers, ended, open] = [
    value("reports-risk"),
    value("reports-danger"),
    value("reports-ended"),
    value("reports-open-at-end"),
  ];
  return [
    {
      en: `${many(risks, "risk")} and ${many(dangers, "call for help", "calls for help")} came from doors and buttons; ${ended} ${was(ended)} dealt with, ${open} ${was(open)} open at the end of the ${said.en}.`,
      zh: `扫码上报风险 ${risks} 件，求助 ${dangers} 件；处理完毕 ${ended} 件，截至期末未办结 ${open} 件。`,
    },
  ];
}

/** Checks that were to be done, and those that were not. */
export function checkSentences({ said, value, before }: Figures): readonly Text[] {
  const [opened, done, late, missed] = [value("checks-opened"), value("checks-done"), value("checks-done-late"), value("checks-missed")];
  const [open, failed] = [value("checks-missed-at-end"), value("check-items-failed")];
  if (opened + done + missed + open === 0) return [{ en: "No check was due.", zh: `${said.zh.now}无应做检查。` }];
  const last = before("checks-missed");
  const compared =
    last === undefined ? { en: "", zh: "" } : { en: ` (${last} the ${said.en} before)`, zh: `（${said.zh.before} ${last} 次）` };
  return [
    {
      en: `${many(opened, "check")} ${was(opened)} to be done; ${done} ${was(done)} signed, ${late} of them after their time.`,
      zh: `${said.zh.now}应做检查 ${opened} 次，完成并签字 ${done} 次，其中逾期完成 ${late} 次。`,
    },
    {
      en: `${missed} ${was(missed)} not done in time${compared.en}; ${open} ${was(open)} still to be done at the end of the ${said.en}.`,
      zh: `漏检 ${missed} 次${compared.zh}，截至期末仍有 ${open} 次未补做。`,
    },
    ...(failed === 0 ? [] : [{ en: `${many(failed, "item")} ${was(failed)} found wrong.`, zh: `检查发现不合格项 ${failed} 项。` }]),
  ];
}

/** Drills, and what they have shown. */
export function drillSentences({ said, value }: Figures): readonly Text[] {
  const [held, notHeld, interrupted, cancelled] = [
    value("drills-held"),
    value("drills-not-held"),
    value("drills-interrupted"),
    value("drills-cancelled"),
  ];
  const [concluded, failed, lessons] = [value("drills-concluded"), value("drills-failed"), value("drill-lessons")];
  if (held + notHeld + cancelled + concluded === 0) return [{ en: "No drill was held.", zh: `${said.zh.now}未开展应急演练。` }];
  return [
    {
      en: `${many(held, "drill")} ${was(held)} held; ${notHeld} ${was(notHeld)} begun and not held, ${interrupted} of them ended by a real alarm; ${cancelled} ${was(cancelled)} cancelled.`,
      zh: `${said.zh.now}完成应急演练 ${held} 次；另有 ${notHeld} 次已开始但未完成，其中因真实报警中止 ${interrupted} 次；取消 ${cancelled} 次。`,
    },
    {
      en: `${many(concluded, "result")} ${was(concluded)} signed, ${failed} of them failed; ${many(lessons, "lesson")} ${was(lessons)} filed as hazards.`,
      zh: `演练结果签字 ${concluded} 次，其中未达到演练目的 ${failed} 次；发现问题 ${lessons} 项，已列入隐患台账。`,
    },
  ];
}

/** Whether the books of controlled substances are what sensors and counts say. */
export function custodySentences({ said, value }: Figures): readonly Text[] {
  const [moved, corrected, unsigned, late] = [
    value("stock-movements"),
    value("stock-corrections"),
    value("stock-unsigned"),
    value("stock-late"),
  ];
  const [found, open, counted, differ] = [
    value("findings-found"),
    value("findings-open-at-end"),
    value("cabinets-counted"),
    value("count-differences"),
  ];
  const [accounted, explained, unfinished] = [value("findings-accounted"), value("findings-explained"), value("stock-takes-late")];
  if (moved + unsigned + late + found + accounted + explained + open + counted + unfinished === 0)
    return [
      {
        en: "No controlled substance was moved or counted, and nothing was found to differ.",
        zh: `${said.zh.now}管控物品无出入库、无盘点，未发现账实不符。`,
      },
    ];
  const withoutSecond =
    unsigned === 0
      ? { en: "", zh: "" }
      : { en: `; ${unsigned} ${was(unsigned)} refused or lapsed without a second signature`, zh: `；第二人拒签或逾时未签 ${unsigned} 次` };
  const settled = [
    besides(explained, "explained and signed", "已说明并签字 {count} 起"),
    besides(accounted, "accounted for by late readings", "经补传数据核实 {count} 起"),
  ];
  const notFinished =
    unfinished === 0
      ? []
      : [
          {
            en: `${many(unfinished, "stock-take")} ${was(unfinished)} not finished in time.`,
            zh: `逾期未完成的盘点 ${unfinished} 次。`,
          },
        ];
  const overdue =
    late === 0
      ? []
      : [
          {
            en: `${many(late, "container")} ${was(late)} not where ${late === 1 ? "it" : "they"} should have been in time.`,
            zh: `逾期未到货、未送达或未归还 ${late} 次。`,
          },
        ];
  return [
    {
      en: `${many(moved, "movement")} of controlled substances ${was(moved)} signed, ${corrected} of them corrections${withoutSecond.en}.`,
      zh: `管控物品出入库签字记录 ${moved} 次，其中更正 ${corrected} 次${withoutSecond.zh}。`,
    },
    ...overdue,
    {
      en: `Sensors and books did not agree ${many(found, "time")}${settled.map(({ en }) => en).join("")}; ${open} ${was(open)} not explained at the end of the ${said.en}.`,
      zh: `账实不符 ${found} 起${settled.map(({ zh }) => zh).join("")}，截至期末未说明 ${open} 起。`,
    },
    {
      en: `${many(counted, "cabinet")} ${was(counted)} counted; ${many(differ, "container")} ${was(differ)} not as the books say.`,
      zh: `盘点 ${counted} 个柜，与账面不符的容器 ${differ} 个。`,
    },
    ...notFinished,
  ];
}
