import { days, ok, plus, type Result, type Text, unreachable } from "../../basics/index.ts";
import { alarmValue } from "../alarm-value.ts";
import { type GradedConditions, gradedCondition } from "../lateness.ts";
import type { Ledger, LedgerRefusal, RecordAlarm } from "../ledger.ts";
import { createRefusals } from "../refusals.ts";
import {
  isVoid,
  isWeekly,
  isYearly,
  nameOfReport,
  WEEKLY_REPORT_REFUSALS,
  type ReportAct,
  type ReportCommand,
  type ReportItem,
  type SafetyReport,
  type WeeklyReportRefusalCode,
  wasMadeAhead,
} from "./report.ts";
import { isTooLong } from "../words.ts";
import { canBeSigned, type MaySign, refusalOfReviewer, reviewedIn } from "./reviewer.ts";

/** Chosen: by Thursday what was wrong last week can still be put right in this one. */
export const UNREAD_AFTER = days(3);
/** Until how long after it was made a report nobody might sign is asked for again. Chosen: what is older is of no use to whoever comes new, and would be an alarm each. */
const OF_USE = { week: days(28), longer: days(366) } as const;

const UNREAD: GradedConditions = ["report-unread", "report-unread-1d", "report-unread-3d"];

type Decision = Result<readonly ReportAct[], LedgerRefusal<WeeklyReportRefusalCode>>;

/** `maySign`: of the accounts there are; asked when time is looked at, so that whoever comes or goes counts from then. */
export const createReportLedger = (maySign: MaySign): Ledger<ReportItem, ReportCommand, ReportAct, WeeklyReportRefusalCode> => ({
  name: "report",
  decide(item, command, { actor, at, site }): Decision {
    if (command.verb === "make") {
      const { verb: _, ...made } = command;
      return ok([{ act: "made", ...made }]);
    }
    if (item === undefined) return refuse("WEEKLY_REPORT_UNKNOWN");
    if (command.verb === "void") return ok(item.voidedAt === undefined && wasMadeAhead(item, at) ? [{ act: "voided" }] : []);
    if (command.verb === "lift-void") return ok(item.voidedAt !== undefined && !wasMadeAhead(item, at) ? [{ act: "void-lifted" }] : []);
    if (isVoid(item, at)) return refuse("WEEKLY_REPORT_VOID");
    if (item.signed !== undefined) return refuse("WEEKLY_REPORT_SIGNED");
    const { words, signed, sha256 } = command;
    if (signed !== "reviewed") return refuse("WEEKLY_REPORT_MEANING");
    if (isTooLong(words, "report")) return refuse("WEEKLY_REPORT_WORDS");
    if (sha256 !== item.sha256) return refuse("WEEKLY_REPORT_OTHER");
    const refusal = refusalOfReviewer(actor, reviewedIn(item), site);
    if (refusal !== undefined) return forbid(refusal);
    return ok([{ act: "signed", words: words.trim(), signed, sha256 }]);
  },

  fold(item, act, { at, actor, number }): ReportItem {
    if (act.act === "made") {
      const { act: _, ...made } = act;
      return { number, ...made, madeAt: at };
    }
    if (item === undefined) throw new Error(`report ${number} is ${act.act} before it was made`);
    switch (act.act) {
      case "signed":
        return { ...item, signed: { by: actor, at, meaning: act.signed, words: act.words } };
      case "unread":
        return { ...item, unreadAt: at };
      case "unsignable":
        return { ...item, unsignableAt: at };
      case "signable": {
        const { unsignableAt: _unsignableAt, ...open } = item;
        return { ...open, signableAt: at };
      }
      case "voided":
        return { ...item, voidedAt: at };
      case "void-lifted": {
        const { voidedAt: _voidedAt, ...valid } = item;
        return valid;
      }
      default:
        return unreachable(act);
    }
  },

  due(item, { at, site }) {
    const { madeAt, report, signed, unreadAt, unsignableAt, signableAt = madeAt } = item;
    if (signed !== undefined || unreadAt !== undefined || isVoid(item, at)) return [];
    if (unsignableAt !== undefined) {
      const isOfUse = at < plus(madeAt, isWeekly(report) ? OF_USE.week : OF_USE.longer);
      return isOfUse && canBeSigned(item, site, maySign) ? [{ act: "signable" }] : [];
    }
    if (at < plus(signableAt, UNREAD_AFTER)) return [];
    return [{ act: canBeSigned(item, site, maySign) ? "unread" : "unsignable" }];
  },

  isClosed: ({ signed, voidedAt }) => signed !== undefined || voidedAt !== undefined,

  alarms(item, { at, site }): readonly RecordAlarm[] {
    const { number, report, signed, unreadAt, madeAt, signableAt = madeAt } = item;
    // Also one of before this was looked at: nobody could end it.
    if (unreadAt === undefined || signed !== undefined || isVoid(item, at) || !canBeSigned(item, site, maySign)) return [];
    const value = alarmValue(nameOfReport({ number, report }), spanOf(report));
    return [
      {
        name: gradedCondition(UNREAD, plus(signableAt, UNREAD_AFTER), at),
        value,
        detail: `${titleOf(report, number)}, has not been signed`,
      },
    ];
  },
});

function titleOf(report: SafetyReport, number: number): string {
  const of = report.department?.en ?? "the whole site";
  if (isYearly(report)) return `yearly review ${number} of ${of}, ${report.year.year}`;
  if (isWeekly(report)) return `weekly report ${number} of ${of}, week of ${report.week.monday}`;
  return `custody of ${report.regime} ${number}, ${report.month.month}`;
}

/** What a report is of, in the few words a text has room for. */
function spanOf(report: SafetyReport): Text | string {
  if (isYearly(report)) return { en: `year ${report.year.year}`, zh: `${report.year.year}年度` };
  if (!isWeekly(report)) return report.month.month;
  const monday = report.week.monday.slice("2026-".length);
  return { en: `week of ${monday}`, zh: `${monday}当周` };
}

const { refuse, forbid } = createRefusals(WEEKLY_REPORT_REFUSALS);
