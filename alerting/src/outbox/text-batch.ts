import type { Alarm } from "@labcanary/domain/alarm";
import { type EpochMs, err, minus, ok, type Result } from "@labcanary/domain/basics";
import {
  composeDigest,
  composeSms,
  type DueText,
  type Notification,
  type NotificationParts,
  planTexts,
  type SentText,
  TEXT_WINDOW,
} from "@labcanary/domain/notification";
import { type Person, roomOf, type Site } from "@labcanary/domain/site";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { OutboxRow } from "./outbox-table.ts";
import type { TextRow } from "./text-table.ts";

/** Why a notification cannot be sent at all, found before any attempt. */
export type PreparationFailure = "no-phone" | "person-unknown" | "alarm-unknown";

/** One text, ready to be handed over: the outbox's rows it is for, the first of them its lead. */
export interface ReadyText {
  readonly rows: readonly OutboxRow[];
  readonly notification: Notification;
  readonly text: TextRow;
}

/** What is to become of the rows that are due. */
export interface TextBatch {
  /** In the order in which they are to be sent. */
  readonly ready: readonly ReadyText[];
  readonly held: readonly { readonly row: OutboxRow; readonly until: EpochMs }[];
  readonly failed: readonly { readonly row: OutboxRow; readonly reason: PreparationFailure }[];
}

export interface TextBatchFacts {
  readonly now: EpochMs;
  readonly isFlood: boolean;
  readonly site: Site;
  readonly alarms: Pick<AlarmTable, "get">;
  readonly sentTo: (recipient: string, after: EpochMs) => readonly SentText[];
}

/** A row with everything its text is made of. */
interface Prepared {
  readonly row: OutboxRow;
  readonly alarm: Alarm;
  readonly person: Person & { readonly phone: string };
  readonly due: DueText;
}

/** Makes texts of due rows: one each, or in a flood one for many. Address and text are those of the site as it is now. */
export function composeTexts(rows: readonly OutboxRow[], facts: TextBatchFacts): TextBatch {
  const { now, isFlood, site, sentTo } = facts;
  const prepared = new Map<string, Prepared>();
  const failed: { row: OutboxRow; reason: PreparationFailure }[] = [];
  const prepare = preparing(facts);
  for (const row of rows) {
    const outcome = prepare(row);
    if (outcome.ok) prepared.set(row.id, outcome.value);
    else failed.push({ row, reason: outcome.error });
  }
  const plan = planTexts({
    now,
    due: [...prepared.values()].map(({ due }) => due),
    isFlood,
    sentTo: (recipient) => sentTo(recipient, minus(now, TEXT_WINDOW)),
  });
  const preparedOf = ({ id }: DueText): readonly Prepared[] => {
    const found = prepared.get(id);
    return found === undefined ? [] : [found];
  };
  return {
    ready: plan.texts.flatMap((text) => readyText(text.flatMap(preparedOf), site)),
    held: plan.held.flatMap(({ notification, until }) => preparedOf(notification).map(({ row }) => ({ row, until }))),
    failed,
  };
}

function preparing({ site, alarms }: TextBatchFacts): (row: OutboxRow) => Result<Prepared, PreparationFailure> {
  const zones = new Map(site.zones.map((zone) => [zone.id, zone]));
  return (row) => {
    const alarm = alarms.get(row.alarmId);
    if (alarm === undefined) return err("alarm-unknown");
    const person = site.people.find(({ id }) => id === row.personId);
    if (person === undefined) return err("person-unknown");
    const { phone } = person;
    if (phone === undefined) return err("no-phone");
    const { id, source, simulated, lifeSafety = false } = { ...alarm, id: row.id };
    const recipient = site.people.find((other) => other.phone === phone)?.id ?? person.id;
    const zoneId = source.kind === "rule" ? roomOf(zones, source.zoneId) : "";
    return ok({ row, alarm, person: { ...person, phone }, due: { id, recipient, zoneId, lifeSafety, simulated } });
  };
}

function readyText(members: readonly Prepared[], site: Site): readonly ReadyText[] {
  const [lead] = members;
  if (lead === undefined) return [];
  const { row, person, due } = lead;
  const { id, alarmId, step, personId, dueAt } = row;
  const { language, phone: address } = person;
  const text = members.length === 1 ? textOfOne(lead) : textOfMany(members, lead, site);
  return [
    {
      rows: members.map((member) => member.row),
      notification: {
        id,
        kind: "alarm",
        alarmId,
        alarmIds: [...new Set(members.map(({ alarm }) => alarm.id))],
        step,
        personId,
        channel: "sms",
        language,
        address,
        text,
        parts: partsOf(lead),
        priority: lead.alarm.priority,
        lifeSafety: due.lifeSafety,
        simulated: due.simulated,
        dueAt,
      },
      text: {
        id,
        recipient: due.recipient,
        zoneId: due.zoneId,
        lifeSafety: due.lifeSafety,
        notifications: members.map((member) => member.row.id),
      },
    },
  ];
}

function partsOf({ alarm: { code, description }, person: { language } }: Prepared): NotificationParts {
  const { where, what, valueText, limit, firstAction } = description;
  return {
    mark: "",
    place: where[language].split(" › ").toReversed().join(", "),
    what: what[language],
    value: valueText[language],
    limit: limit[language],
    action: firstAction[language],
    code,
    replyCode: "",
  };
}

const textOfOne = ({ alarm, person, row: { step, escalated } }: Prepared): string =>
  composeSms({ alarm, language: person.language, step, escalated });

function textOfMany(members: readonly Prepared[], lead: Prepared, site: Site): string {
  const rooms = new Set(members.map(({ due }) => due.zoneId));
  const where = rooms.size > 1 ? undefined : (site.zones.find(({ id }) => id === lead.due.zoneId)?.path ?? site.name);
  const first = members.reduce((earliest, { alarm }) => (alarm.raisedAt < earliest.raisedAt ? alarm : earliest), lead.alarm);
  return composeDigest({
    alarms: new Set(members.map(({ alarm }) => alarm.id)).size,
    ...(where === undefined ? {} : { where }),
    places: rooms.size,
    first,
    simulated: lead.alarm.simulated,
    language: lead.person.language,
    step: lead.row.step,
    escalated: members.every(({ row }) => row.escalated),
  });
}
