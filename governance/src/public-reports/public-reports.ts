import { createHash } from "node:crypto";
import { type EpochMs, err, ok, type Result } from "@labcanary/domain/basics";
import {
  BOOK_REFUSALS,
  PUBLIC_REPORT_REFUSALS,
  type Hazard,
  type HazardCommand,
  type HazardRefusalCode,
  type LedgerRefusal,
  type PublicReport,
  type PublicReportCommand,
  type PublicReportRefusalCode,
  isSaid,
  itemName,
  readable,
} from "@labcanary/domain/governance";
import type { LedgerBook, PublicReportDesk } from "@labcanary/domain/ports";
import { type Site, type ZoneId, zoneOrOutermost } from "@labcanary/domain/site";
import type { DeviceId } from "@labcanary/domain/telemetry";
import type { Contacts } from "./contacts.ts";
import type { DangerAlarms } from "./danger-alarms.ts";
import { createFollowIndex } from "./follow-index.ts";

type Reports = LedgerBook<PublicReport, PublicReportCommand, PublicReportRefusalCode>;
type Hazards = LedgerBook<Hazard, HazardCommand, HazardRefusalCode>;

/** Who reports without an account, as JournalEntry.actor. */
const VISITOR = "visitor";

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

export interface PublicReports extends PublicReportDesk {
  /** Somebody pressed a button that calls for help. */
  callFrom(call: CallForHelp): Result<PublicReport, LedgerRefusal<PublicReportRefusalCode>>;
  /**
   * Files what of the risks is not in the ledger of hazards yet, puts to dangers what joins them, and acknowledges those that are dealt with: we
   * were stopped in between.
   */
  fileMissing(): void;
  /**
   * Removes how reporters can be reached whose report was dealt with until then, or whose hazard was written off; each is journaled. One that
   * names somebody on hold stays.
   */
  forgetContactsOf(before: EpochMs): Promise<void>;
}

export interface CallForHelp {
  /** As LedgerCommand.id. */
  readonly id: string;
  readonly deviceId: DeviceId;
  readonly zoneId: ZoneId;
}

/** Tells of which ways to be reached it holds that they name somebody on hold; holds and what people are called in other files are not ours. */
export type ContactsOnHold = () => Promise<(contact: string) => boolean>;

export interface PublicReportDeps {
  readonly reports: Reports;
  readonly hazards: Hazards;
  readonly contacts: Contacts;
  readonly site: () => Site;
  readonly contactsOnHold: ContactsOnHold;
  readonly alarms: DangerAlarms;
}

/** Takes what anybody reports, and sees to it that it is dealt with. */
export function createPublicReports({ reports, hazards, contacts, site, contactsOnHold, alarms }: PublicReportDeps): PublicReports {
  const followed = createFollowIndex(reports);

  /** A risk becomes a hazard, once, however often it is tried. */
  function fileHazard({ number, zoneId, class: ofClass, words }: PublicReport): PublicReport | undefined {
    // Of before it was held to what can be read: what it is about is filed all the same.
    const said = readable(words);
    const hazard = {
      zoneId: zoneOrOutermost(zoneId, site()),
      origin: "report",
      class: ofClass,
      level: "general",
      words: isSaid(said, "hazard") ? said : itemName("public-report", number),
      record: `public-report/${number}`,
    } as const;
    const filed = hazards.carryOut({ id: `public-report/${number}`, actor: VISITOR, order: { verb: "file", hazard } });
    if (!filed.ok) throw new Error(`report ${number} is no hazard: ${filed.error.code}`);
    const linked = reports.carryOut({
      id: `public-report/${number}/hazard`,
      actor: "system",
      number,
      order: { verb: "link", hazard: filed.value.number },
    });
    return linked.ok ? linked.value : undefined;
  }

  /** Puts what a report says to the danger it joins, once, however often it is tried. */
  function joinDanger(report: PublicReport): void {
    const { number, joins } = report;
    if (joins === undefined) return;
    reports.carryOut({ id: `public-report/${number}/joins`, actor: "system", number: joins, order: { verb: "join", report } });
  }

  /** One that people are being told of: what somebody has seen, and perhaps taken for a prank, may be another danger the next time. */
  const openDangerOf = (zoneId: string): PublicReport | undefined =>
    reports
      .all()
      .find(
        (report) =>
          report.kind === "danger" &&
          report.zoneId === zoneId &&
          report.joins === undefined &&
          isOpen(report) &&
          alarms.isCalling(report.number),
      );

  /** When it was said to be dealt with, or the hazard it became was found remedied, whichever came first: many a risk is ended by that alone. */
  function overSince({ endedAt, hazard: number }: PublicReport): EpochMs | undefined {
    const hazard = number === undefined ? undefined : hazards.get(number);
    const writtenOffAt = hazard?.state === "written-off" ? hazard.checks.at(-1)?.at : undefined;
    if (endedAt === undefined || writtenOffAt === undefined) return endedAt ?? writtenOffAt;
    return endedAt < writtenOffAt ? endedAt : writtenOffAt;
  }

  return {
    publicReports: () => reports,

    sendReport({ id, kind, zoneId, class: ofClass, words, leftOut, secret, contact }) {
      const key = contact === undefined ? undefined : contacts.keep(contact);
      const standing = kind === "danger" ? openDangerOf(zoneId) : undefined;
      const report = {
        kind,
        zoneId,
        class: ofClass,
        words,
        ...(leftOut === undefined ? {} : { leftOut }),
        follow: hashOf(secret),
        ...(key === undefined ? {} : { contact: key }),
        ...(standing === undefined ? {} : { joins: standing.number }),
      };
      const order = { verb: "send", report } as const;
      let sent = ofKind(kind, reports.carryOut({ id, actor: VISITOR, order }));
      // Somebody may be in danger whatever else has the id: it is one of its own, and the same again.
      if (!sent.ok && sent.error.code === "COMMAND_ID_USED" && kind === "danger")
        sent = reports.carryOut({ id: `${id} danger`, actor: VISITOR, order });
      if (!sent.ok || sent.value.contact !== key) contacts.forget(key);
      if (!sent.ok) return sent;
      joinDanger(sent.value);
      return ok(kind === "risk" ? (fileHazard(sent.value) ?? sent.value) : sent.value);
    },

    addPhoto({ id, number, photo }) {
      return reports.carryOut({ id, actor: VISITOR, number, order: { verb: "add-photo", photo } });
    },

    callFrom({ id, deviceId, zoneId }) {
      const standing = openDangerOf(zoneId);
      // What a button is pressed for nobody knows; the building's people are the first to look.
      const report = {
        kind: "danger",
        zoneId,
        class: "building",
        words: "",
        ...(standing === undefined ? {} : { joins: standing.number }),
      } as const;
      const sent = reports.carryOut({ id, actor: `device:${deviceId}`, order: { verb: "send", report } });
      if (sent.ok) joinDanger(sent.value);
      return sent;
    },

    followReport(secret) {
      return followed(hashOf(secret));
    },

    answerReport({ id, by, number, words, ends, seen, away }) {
      if (ends && reports.all().some((report) => report.joins === number && isOpen(report) && report.number > seen))
        return err({ code: "REPORT_JOINED_SINCE", message: PUBLIC_REPORT_REFUSALS.REPORT_JOINED_SINCE });
      const order = { verb: "answer", words, ends } as const;
      const answered = reports.carryOut({ id, actor: `user:${by}`, number, order });
      if (!answered.ok || !ends) return answered;
      // One under the same id was kept that ended nothing.
      if (answered.value.endedAt === undefined) return USED;
      alarms.acknowledge(answered.value, away);
      for (const joined of reports.all()) {
        if (joined.joins === number && isOpen(joined))
          reports.carryOut({ id: `${id}/${joined.number}`, actor: `user:${by}`, number: joined.number, order });
      }
      return answered;
    },

    contactOf({ id, by, number }) {
      const read = reports.carryOut({ id, actor: `user:${by}`, number, order: { verb: "read-contact" } });
      if (!read.ok) return read;
      return ok(contacts.read(read.value.contact));
    },

    findContacts(isSought) {
      return reports.all().flatMap(({ number, contact: key }) => {
        const contact = contacts.read(key);
        return contact !== undefined && isSought(contact) ? [{ contact, report: number }] : [];
      });
    },

    forgetContact({ id, by, number }) {
      const key = reports.get(number)?.contact;
      const forgotten = reports.carryOut({ id, actor: `user:${by}`, number, order: { verb: "forget-contact" } });
      if (forgotten.ok) contacts.forget(key);
      return forgotten;
    },

    async forgetContactsOf(before) {
      const due = () => reports.all().filter((report) => report.contact !== undefined && (overSince(report) ?? Infinity) <= before);
      if (due().length === 0) return;
      const isOnHold = await contactsOnHold();
      for (const { number, contact: key } of due()) {
        const contact = contacts.read(key);
        if (contact !== undefined && isOnHold(contact)) continue;
        // The same id each time: one that was journaled and not yet removed is not journaled again.
        const order = { verb: "forget-contact" } as const;
        const forgotten = reports.carryOut({ id: `contact of ${number} past its time`, actor: "system", number, order });
        if (forgotten.ok) contacts.forget(key);
      }
    },

    fileMissing() {
      for (const report of reports.all()) {
        if (report.kind === "risk" && report.hazard === undefined) fileHazard(report);
        if (isOpen(report)) joinDanger(report);
      }
      for (const number of alarms.unseen()) {
        const report = reports.get(number);
        if (report !== undefined) alarms.acknowledge(report, true);
      }
    },
  };
}

const USED = err({ code: "COMMAND_ID_USED", message: BOOK_REFUSALS.COMMAND_ID_USED } as const);

/** A report of another kind under the same id is another report: nothing of this one was done. */
const ofKind = (kind: PublicReport["kind"], sent: ReturnType<Reports["carryOut"]>): ReturnType<Reports["carryOut"]> =>
  sent.ok && sent.value.kind !== kind ? USED : sent;

const isOpen = ({ endedAt }: PublicReport): boolean => endedAt === undefined;
