import { type Alarm, isOfDrill } from "@labcanary/domain/alarm";
import type { MessageRequest, MessageSubject, Telling } from "@labcanary/domain/notification";
import { type Site, zonesById } from "@labcanary/domain/site";
import { siteTime } from "@labcanary/domain/schedule";
import type { KeptCheckIn } from "../check-ins/check-in-table.ts";
import type { Prepared } from "./text-batch.ts";

export interface RequestFacts {
  readonly site: Site;
  /** What the person answers to take charge; empty where the channel takes no answers. */
  readonly replyCodeOf: (text: {
    readonly notificationId: string;
    readonly personId: string;
    readonly alarmIds: readonly string[];
    /** By alarm, the commissioning tests they are of. */
    readonly tests: Readonly<Record<string, string>>;
  }) => string;
  /** What a notification of kind `check-in` asks for. */
  readonly checkInOf: (row: Prepared["row"]) => KeptCheckIn | undefined;
  /** Somebody has the alarm and asks for others. */
  readonly isHelpAsked: (alarmId: string) => boolean;
}

/** What the text of notifications that share one is made of; the first of them is its lead. */
export function requestOf(members: readonly Prepared[], lead: Prepared, alarmIds: readonly string[], facts: RequestFacts): MessageRequest {
  const { row, alarm, person, due } = lead;
  const { language } = person;
  const tests = Object.fromEntries(
    members.flatMap((member) => (member.alarm?.test === undefined ? [] : [[member.alarm.id, member.alarm.test]])),
  );
  const code = { notificationId: row.id, personId: row.personId, alarmIds, tests };
  const checkIn = row.kind === "check-in" ? facts.checkInOf(row) : undefined;
  if (checkIn !== undefined) {
    const { clock } = siteTime(facts.site.timeZone)(checkIn.by);
    const telling = row.telling > 1 ? "repeated" : "first";
    return {
      kind: "check-in",
      language,
      period: checkIn.period,
      by: clock.slice(0, "09:00".length),
      telling,
      replyCode: facts.replyCodeOf(code),
    };
  }
  if (alarm === undefined) return { kind: "test", language, site: facts.site.name, replyCode: facts.replyCodeOf(code) };
  const common = {
    language,
    mark: isOfDrill(alarm) ? "drill" : due.simulated ? "test" : "none",
    subject: subjectOf(members, lead, alarm, facts.site),
  } as const;
  switch (row.kind) {
    case "returned-to-normal":
      return { ...common, kind: row.kind, replyCode: facts.replyCodeOf(code) };
    case "all-clear":
      return { ...common, kind: row.kind, ...endOf(members, alarm, facts.site) };
    case "alarm":
    case "test":
    case "check-in":
    case "answer": {
      const as = row.last ? "nobody-reached" : row.as;
      return { ...common, kind: "alarm", as, telling: tellingOf(members, facts), replyCode: facts.replyCodeOf(code) };
    }
  }
}

/** Asked for help, told again, or told others before, is only a text of whose alarms all are. */
function tellingOf(members: readonly Prepared[], { isHelpAsked }: RequestFacts): Telling {
  if (members.every(({ row }) => row.telling > 1)) return "repeated";
  if (!members.every(({ row }) => row.escalated)) return "first";
  return members.every(({ alarm }) => alarm !== undefined && isHelpAsked(alarm.id)) ? "help-asked" : "escalated";
}

/** Who took charge of an alarm, and what it came from: of many that is not said. */
function endOf(members: readonly Prepared[], { acknowledgedBy, closed }: Alarm, site: Site): { acknowledgedBy?: string; cause?: string } {
  if (members.length > 1) return {};
  const name = site.people.find(({ id, account = id }) => account === acknowledgedBy)?.name ?? acknowledgedBy;
  return { ...(name === undefined ? {} : { acknowledgedBy: name }), ...(closed === undefined ? {} : { cause: closed.cause }) };
}

function subjectOf(members: readonly Prepared[], lead: Prepared, alarm: Alarm, site: Site): MessageSubject {
  if (members.length === 1) return { kind: "one", alarm };
  const rooms = new Set(members.map(({ due }) => due.zoneId));
  const where = rooms.size > 1 ? undefined : (zonesById(site.zones).get(lead.due.zoneId)?.path ?? site.name);
  const alarms = members.map((member) => member.alarm ?? alarm);
  return {
    kind: "many",
    alarms: new Set(alarms.map(({ id }) => id)).size,
    ...(where === undefined ? {} : { where }),
    places: rooms.size,
    first: alarms.reduce((earliest, each) => (each.raisedAt < earliest.raisedAt ? each : earliest), alarm),
  };
}
