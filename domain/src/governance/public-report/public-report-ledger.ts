import { ok, type Result, unreachable } from "../../basics/index.ts";
import { itemNameText } from "../item-name.ts";
import type { Ledger, LedgerRefusal } from "../ledger.ts";
import { createRefusals } from "../refusals.ts";
import { isSaid, isTooLong } from "../words.ts";
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
      if (isTooLong(words, "public-report") || (kind === "risk" && words.trim() === "")) return refuse("REPORT_WORDS");
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
      case "linked":
        return { ...report, hazard: act.hazard };
      case "answered": {
        const answered = { ...report, answers: [...report.answers, { by: actor, at, words: act.words }] };
        return act.ends ? { ...answered, endedAt: report.endedAt ?? at } : answered;
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

  alarms({ kind, number, words, joins, endedAt }) {
    if (kind !== "danger" || joins !== undefined || endedAt !== undefined) return [];
    return [
      {
        name: "hand-raised",
        value: itemNameText("public-report", number),
        detail: words.trim() === "" ? "somebody there calls for help" : words,
      },
    ];
  },
};

const { refuse } = createRefusals(PUBLIC_REPORT_REFUSALS);
