import { days, ok, plus, type Result, unreachable } from "../../basics/index.ts";
import { type GradedConditions, gradedCondition } from "../lateness.ts";
import type { Ledger, LedgerRefusal, RecordAlarm } from "../ledger.ts";
import { createRefusals } from "../refusals.ts";
import {
  isYearly,
  nameOfReport,
  WEEKLY_REPORT_REFUSALS,
  type ReportAct,
  type ReportCommand,
  type ReportItem,
  type WeeklyReportRefusalCode,
} from "./report.ts";
import { isTooLong } from "../words.ts";
import { hasReviewer, refusalOfReviewer } from "./reviewer.ts";

/** Chosen: by Thursday what was wrong last week can still be put right in this one. */
export const UNREAD_AFTER = days(3);

const UNREAD: GradedConditions = ["report-unread", "report-unread-1d", "report-unread-3d"];

type Decision = Result<readonly ReportAct[], LedgerRefusal<WeeklyReportRefusalCode>>;

export const reportLedger: Ledger<ReportItem, ReportCommand, ReportAct, WeeklyReportRefusalCode> = {
  name: "report",
  decide(item, command, { actor, site }): Decision {
    if (command.verb === "make") {
      const { report, sha256, zoneId } = command;
      return ok([{ act: "made", report, sha256, zoneId }]);
    }
    if (item === undefined) return refuse("WEEKLY_REPORT_UNKNOWN");
    if (item.signed !== undefined) return refuse("WEEKLY_REPORT_SIGNED");
    const { words, signed, sha256 } = command;
    if (signed !== "reviewed") return refuse("WEEKLY_REPORT_MEANING");
    if (isTooLong(words, "report")) return refuse("WEEKLY_REPORT_WORDS");
    if (sha256 !== item.sha256) return refuse("WEEKLY_REPORT_OTHER");
    const refusal = refusalOfReviewer(actor, item.report, site);
    if (refusal !== undefined) return forbid(refusal);
    return ok([{ act: "signed", words: words.trim(), signed, sha256 }]);
  },

  fold(item, act, { at, actor, number }): ReportItem {
    if (act.act === "made") {
      const { report, sha256, zoneId } = act;
      return { number, zoneId, report, sha256, madeAt: at };
    }
    if (item === undefined) throw new Error(`report ${number} is ${act.act} before it was made`);
    switch (act.act) {
      case "signed":
        return { ...item, signed: { by: actor, at, meaning: act.signed, words: act.words } };
      case "unread":
        return { ...item, unreadAt: at };
      case "unsignable":
        return { ...item, unsignableAt: at };
      default:
        return unreachable(act);
    }
  },

  due({ madeAt, report, signed, unreadAt, unsignableAt }, { at, site }) {
    const isSettled = signed !== undefined || unreadAt !== undefined || unsignableAt !== undefined;
    if (isSettled || at < plus(madeAt, UNREAD_AFTER)) return [];
    return [{ act: hasReviewer(report, site) ? "unread" : "unsignable" }];
  },

  isClosed: ({ signed, unsignableAt }) => signed !== undefined || unsignableAt !== undefined,

  alarms({ number, report, madeAt, signed, unreadAt }, { at, site }): readonly RecordAlarm[] {
    // Also one of before this was looked at: nobody could end it.
    if (unreadAt === undefined || signed !== undefined || !hasReviewer(report, site)) return [];
    const name = nameOfReport({ number, report });
    return [
      {
        name: gradedCondition(UNREAD, plus(madeAt, UNREAD_AFTER), at),
        value: { en: name, zh: name },
        detail: `${isYearly(report) ? "yearly review" : "weekly report"} ${number} of ${report.department?.en ?? "the whole site"}, ${
          isYearly(report) ? report.year.year : `week of ${report.week.monday}`
        }, has not been signed`,
      },
    ];
  },
};

const { refuse, forbid } = createRefusals(WEEKLY_REPORT_REFUSALS);
