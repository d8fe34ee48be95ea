import { ok, type Result, unreachable } from "../../basics/index.ts";
import { alarmValue } from "../alarm-value.ts";
import { itemName } from "../item-name.ts";
import type { Ledger, LedgerRefusal } from "../ledger.ts";
import { createRefusals } from "../refusals.ts";
import { isSaid, isTooLong, isVisible } from "../words.ts";
import {
  MAXIMUM_REPORT_PHOTOS,
  PUBLIC_REPORT_REFUSALS,
  type PublicReport,
  type PublicReportAct,
  type PublicReportCommand,
  type PublicReportRefusalCode,
} from "./public-report.ts";

type Decision = Result<readonly PublicReportAct[], LedgerRefusal<PublicReportRefusalCode>>;

export const publicReportLedger: Ledger<PublicReport, PublicReportCommand, PublicReportAct, PublicReportRefusalCode> = {
  name: "public-report",
  decide(report, command, { site }): Decision {
    if (command.verb === "send") {
      const { kind, words, zoneId } = command.report;
      if (isTooLong(words, "public-report") || (kind === "risk" && !isSaid(words, "public-report"))) return refuse("REPORT_WORDS");
      if (!site.zones.some(({ id }) => id === zoneId)) return refuse("REPORT_ZONE");
      return ok([{ act: "sent", report: command.report }]);
    }
    if (report === undefined) return refuse("REPORT_UNKNOWN");
    switch (command.verb) {
      case "add-photo":
        if (report.endedAt !== undefined) return refuse("REPORT_ENDED");
        if (report.photos.some(({ sha256 }) => sha256 === command.photo.sha256)) return ok([]);
        if (report.photos.length >= MAXIMUM_REPORT_PHOTOS) return refuse("REPORT_PHOTOS");
        return ok([{ act: "photo-added", photo: command.photo }]);
      case "link":
        return ok(report.hazard === undefined ? [{ act: "linked", hazard: command.hazard }] : []);
      case "join": {
        const { number, words } = command.report;
        const isKnown = report.endedAt !== undefined || report.joined?.some((each) => each.number === number) === true;
        return ok(isKnown ? [] : [{ act: "joined", report: number, words }]);
      }
      case "answer": {
        const { words, ends } = command;
        if (!isSaid(words, "public-report")) return refuse("REPORT_WORDS");
        return ok([{ act: "answered", words, ends }]);
      }
      case "read-contact":
        return report.contact === undefined ? refuse("REPORT_NO_CONTACT") : ok([{ act: "contact-read" }]);
      case "forget-contact":
        return report.contact === undefined ? refuse("REPORT_NO_CONTACT") : ok([{ act: "contact-forgotten" }]);
      default:
        return unreachable(command);
    }
  },

  fold(report, act, { at, actor, number }): PublicReport {
    if (act.act === "sent") return { ...act.report, number, at, photos: [], answers: [] };
    if (report === undefined) throw new Error(`report ${number} is ${act.act} before it was sent`);
    switch (act.act) {
      case "photo-added":
        return { ...report, photos: [...report.photos, act.photo] };
      case "joined":
        return { ...report, joined: [...(report.joined ?? []), { number: act.report, at, words: act.words }] };
      case "linked":
        return { ...report, hazard: act.hazard };
      case "answered": {
        const answered = { ...report, answers: [...report.answers, { by: actor, at, words: act.words }] };
        if (!act.ends || report.endedAt !== undefined) return answered;
        return { ...answered, endedAt: at, ended: { by: actor, words: act.words } };
      }
      case "contact-read":
        return report;
      case "contact-forgotten": {
        const { contact: _, ...nameless } = report;
        return nameless;
      }
      default:
        return unreachable(act);
    }
  },

  due: () => [],

  isClosed: ({ kind, joins, endedAt }) => kind !== "danger" || joins !== undefined || endedAt !== undefined,

  alarms({ kind, number, words, joins, joined = [], endedAt }) {
    if (kind !== "danger" || joins !== undefined || endedAt !== undefined) return [];
    const count = 1 + joined.length;
    const value = alarmValue(
      itemName("public-report", number),
      ...(count === 1 ? [] : [{ en: `${count} reports`, zh: `共${count}次报告` }]),
    );
    const last = joined.at(-1);
    const detail = last === undefined ? saidIn(words) : `${itemName("public-report", last.number)}: ${saidIn(last.words)}`;
    return [{ name: "hand-raised", value, detail }];
  },
};

const saidIn = (words: string): string => (isVisible(words) ? words : "somebody there calls for help");

const { refuse } = createRefusals(PUBLIC_REPORT_REFUSALS);
