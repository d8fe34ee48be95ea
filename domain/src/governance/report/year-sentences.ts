import { FIGURE_TARGETS } from "../../alarm/index.ts";
import type { Text } from "../../basics/index.ts";
import { formatDay, civilAt, dayOf } from "../../schedule/index.ts";
import type { SectionName } from "./counted-report.ts";
import { besides, type Figures, many, was } from "./sentence-parts.ts";
import type { YearlyReport } from "./yearly-report.ts";

/** What the sections say that a year alone has, and what it says of the others besides. */
export function yearSentences(report: YearlyReport, figures: Figures): Readonly<Partial<Record<SectionName, readonly Text[]>>> {
  return {
    system: systemSentences(report, figures),
    rooms: roomSentences(report),
    hazards: verificationSentences(figures),
    drills: drillTimeSentences(figures),
    excursions: excursionSentences(figures),
    periods: periodSentences(figures),
    weekly: weeklySentences(figures),
    changes: changeSentences(figures),
    proofs: proofSentences(report, figures),
    kept: beganSentences(report),
  };
}

function systemSentences({ sections }: YearlyReport, { value, lasted }: Figures): readonly Text[] {
  const { perDay, staleBelow } = FIGURE_TARGETS;
  const [average, most, tenMinutes] = [value("alarms-per-day"), value("alarms-busiest-day"), value("alarms-busiest-ten-minutes")];
  const [chattering, fleeting, stale, worst] = [
    value("chattering-alarms"),
    value("fleeting-alarms"),
    value("stale-at-end"),
    value("stale-worst-day"),
  ];
  const floods = value("floods");
  const verdict =
    average <= perDay.acceptable
      ? { en: `acceptable are up to ${perDay.acceptable}`, zh: `${perDay.acceptable} 次以内为可接受` }
      : average <= perDay.most
        ? {
            en: `more than the ${perDay.acceptable} that are acceptable, and no more than the ${perDay.most} that can be managed`,
            zh: `超过可接受的 ${perDay.acceptable} 次，未超过可应对的上限 ${perDay.most} 次`,
          }
        : { en: `more than the ${perDay.most} that can be managed`, zh: `超过可应对的上限 ${perDay.most} 次` };
  const isOfSite = sections.some(({ name, figures }) => name === "system" && figures.some((figure) => figure.name === "floods"));
  const unauthorised = value("unauthorised-suppressions");
  return [
    {
      en: `${many(average, "alarm")} a day on average: ${verdict.en} (ISA-18.2, one operator position). ${most} on the busiest day, ${tenMinutes} within the busiest ten minutes.`,
      zh: `日均报警 ${average} 次：${verdict.zh}（ISA-18.2，单个操作岗位）。最多的一天 ${most} 次，最密集的10分钟 ${tenMinutes} 次。`,
    },
    ...(isOfSite
      ? [
          {
            en: `${many(floods, "alarm flood")}${floods === 0 ? "" : `, ${lasted("flood-time")?.en ?? "0 s"} in all`}.`,
            zh: floods === 0 ? "未发生报警泛滥。" : `发生报警泛滥 ${floods} 次，累计 ${lasted("flood-time")?.zh ?? "0秒"}。`,
          },
        ]
      : []),
    {
      en: `${many(chattering, "alarm")} chattered and ${fleeting} ${was(fleeting)} fleeting; none is the target.`,
      zh: `反复触发（抖动）的报警 ${chattering} 次，瞬时报警 ${fleeting} 次；目标为 0。`,
    },
    {
      en: `${many(stale, "alarm")} had stood for more than 24 h at the end of the year, ${worst} on the worst day; fewer than ${staleBelow} is the target.`,
      zh: `期末持续超过24小时的报警 ${stale} 个，最多的一天 ${worst} 个；目标为少于 ${staleBelow} 个。`,
    },
    ...(unauthorised === 0
      ? []
      : [
          {
            en: `${many(unauthorised, "time")} an alarm was shelved or a signal out of service without the people it takes.`,
            zh: `未经授权的搁置或停用 ${unauthorised} 次。`,
          },
        ]),
  ];
}

/** 0.9712 as 97.12 %, downwards: what is just below its limit does not read as if it had met it. */
export const percentText = (share: number): string => `${(Math.floor(share * 10_000 + 1e-6) / 100).toFixed(2)} %`;

function roomSentences({ facts: { rooms, minimum = 0 } }: YearlyReport): readonly Text[] {
  if (rooms === undefined)
    return [{ en: "How much of the year rooms were protected is not known.", zh: "本年度各房间的防护可用率无记录。" }];
  const [least] = rooms;
  if (least === undefined) return [{ en: "No room has signals that must protect it.", zh: "没有设置必须防护信号的房间。" }];
  const below = rooms.filter(({ available }) => available < minimum).length;
  return [
    {
      en: `${below} of ${many(rooms.length, "room")} ${was(below)} protected for less of the year than the ${percentText(minimum)} asked for; the least protected was ${least.room.en} with ${percentText(least.available)}.`,
      zh: `${rooms.length} 个房间中有 ${below} 个的防护可用率低于要求的 ${percentText(minimum)}；最低的是${least.room.zh}，为 ${percentText(least.available)}。`,
    },
  ];
}

function verificationSentences({ lasted }: Figures): readonly Text[] {
  const [mean, longest] = [lasted("verification-mean"), lasted("verification-longest")];
  if (mean === undefined || longest === undefined) return [];
  return [
    {
      en: `From the books to the verification it took ${mean.en} on average, ${longest.en} at the longest.`,
      zh: `从立项到验收销号平均用时 ${mean.zh}，最长 ${longest.zh}。`,
    },
  ];
}

function drillTimeSentences({ value, lasted }: Figures): readonly Text[] {
  const overdue = value("drills-overdue");
  const [acknowledged, safe] = [lasted("drill-acknowledged-median"), lasted("drill-safe-median")];
  return [
    {
      en: `${many(overdue, "drill")} ${was(overdue)} found not to have been held in time.`,
      zh: `逾期未开展的演练 ${overdue} 次。`,
    },
    ...(acknowledged === undefined
      ? []
      : [
          {
            en: `Half of the drills were acknowledged within ${acknowledged.en} of their beginning${safe === undefined ? "" : `, and safe within ${safe.en}`}.`,
            zh: `半数演练在开始后 ${acknowledged.zh}内得到确认${safe === undefined ? "" : `，${safe.zh}内确认安全`}。`,
          },
        ]),
  ];
}

function excursionSentences({ value }: Figures): readonly Text[] {
  const [opened, approved, open] = [value("excursions-opened"), value("excursions-approved"), value("excursions-open-at-end")];
  return [
    {
      en: `${many(opened, "excursion dossier")} ${was(opened)} opened and ${many(approved, "decision")} approved; ${open} ${was(open)} not settled at the end of the year.`,
      zh: `新建温度偏离档案 ${opened} 份，批准处置决定 ${approved} 次；期末未办结 ${open} 份。`,
    },
  ];
}

function periodSentences({ value }: Figures): readonly Text[] {
  const [ended, openings, without, missed] = [
    value("periods-reported"),
    value("seal-openings"),
    value("seal-openings-without-leave"),
    value("check-ins-missed"),
  ];
  return [
    {
      en: `${many(ended, "key period")} ended; sealed doors were opened ${many(openings, "time")}, ${without} without leave; ${many(missed, "duty check-in")} ${was(missed)} missed.`,
      zh: `结束重点时段 ${ended} 个；封存门开启 ${openings} 次，其中未经许可 ${without} 次；值班缺签 ${missed} 次。`,
    },
  ];
}

function weeklySentences({ value }: Figures): readonly Text[] {
  const [made, signed, unread, left] = [
    value("weekly-made"),
    value("weekly-signed"),
    value("weekly-unread"),
    value("weekly-unsigned-at-end"),
  ];
  return [
    {
      en: `${many(made, "weekly report")} ${was(made)} made and ${signed} signed; ${unread} ${was(unread)} not signed in time, ${left} not at all by the end of the year.`,
      zh: `生成周报 ${made} 份，审阅签字 ${signed} 份；逾期未审阅 ${unread} 份，期末仍未审阅 ${left} 份。`,
    },
  ];
}

function changeSentences({ value }: Figures): readonly Text[] {
  const [changes, approved, rejected] = [value("site-changes"), value("site-changes-approved"), value("site-changes-rejected")];
  return [
    {
      en: `The site or its rules changed ${many(changes, "time")}; a second person approved ${approved} and rejected ${rejected}.`,
      zh: `站点或规则变更 ${changes} 次；经第二人批准 ${approved} 次，否决 ${rejected} 次。`,
    },
  ];
}

function proofSentences({ facts: { unproven } }: YearlyReport, { value }: Figures): readonly Text[] {
  const [signed, overdue] = [value("proofs-signed"), value("duties-overdue")];
  const voided = besides(value("proofs-voided"), "voided", "作废 {count} 次");
  return [
    {
      en: `${many(signed, "proof")} of protection ${was(signed)} signed${voided.en}; ${many(overdue, "device")} ${was(overdue)} found with an overdue calibration or test.`,
      zh: `完成防护验证签字 ${signed} 次${voided.zh}；发现校准或检测逾期的设备 ${overdue} 台次。`,
    },
    {
      en: `When this review was made, ${many(unproven.length, "signal")} ${was(unproven.length)} without a proof that holds.`,
      zh: `本报告生成时，${unproven.length} 个信号没有有效的防护验证。`,
    },
  ];
}

function beganSentences({ began, timeZone, year }: YearlyReport): readonly Text[] {
  if (began === undefined) return [];
  const day = formatDay(dayOf(civilAt(timeZone, began)));
  return [
    {
      en: `The journal began on ${day}: of ${year.year} before that nothing is known.`,
      zh: `平台日志自 ${day} 起记录：${year.year} 年此前的情况未知。`,
    },
  ];
}
