import type { Alarm } from "@labcanary/domain/alarm";
import { type EpochMs, err, minus, ok, type Result } from "@labcanary/domain/basics";
import {
  composeMessage,
  type DueText,
  type Notification,
  type MessageRequest,
  type MessageSubject,
  planTexts,
  type SentText,
  type Telling,
  TEXT_WINDOW,
} from "@labcanary/domain/notification";
import { addressOn, type ChannelKind, type Person, roomOf, type Site } from "@labcanary/domain/site";
import { addressHash } from "../notifications/contact-table.ts";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { Budgets } from "./budgets.ts";
import type { OutboxRow } from "./outbox-table.ts";
import type { TextRow } from "./text-table.ts";
import { recipientOf } from "./ways.ts";

/** Why a notification cannot be sent by the channel that was chosen, found before any attempt. `no-address`: it had one then. */
export type PreparationFailure = "alarm-unknown" | "no-address";

/** One text, ready to be handed over: the outbox's rows it is for, the first of them its lead. */
export interface ReadyText {
  readonly rows: readonly OutboxRow[];
  readonly notification: Notification;
  readonly text: TextRow;
}

/** `budget`: the provider takes no more of them until then; else it is their person who has had enough. */
export interface HeldRow {
  readonly row: OutboxRow;
  readonly until: EpochMs;
  readonly reason?: "budget";
}

/** What is to become of the rows that are due. */
export interface TextBatch {
  /** In the order in which they are to be sent. */
  readonly ready: readonly ReadyText[];
  readonly held: readonly HeldRow[];
  readonly failed: readonly { readonly row: OutboxRow; readonly reason: PreparationFailure }[];
}

export interface TextBatchFacts {
  readonly channel: ChannelKind;
  readonly now: EpochMs;
  readonly isFlood: boolean;
  readonly site: Site;
  readonly alarms: Pick<AlarmTable, "get">;
  readonly sentTo: (recipient: string, after: EpochMs) => readonly SentText[];
  /** Texts that can be begun now; the others are not made, so that no code to answer with is given away for them. */
  readonly places: number;
  readonly budgets: Pick<Budgets, "ordinaryRoom">;
  /** Whether the provider takes the text now, and when if not; what is taken counts from then on. */
  readonly takeRoom: (text: TextRow, address: string) => EpochMs | undefined;
  /** What the person answers to take charge; empty where the channel takes no answers. */
  readonly replyCodeOf: (text: {
    readonly notificationId: string;
    readonly personId: string;
    readonly alarmIds: readonly string[];
  }) => string;
  /** Somebody has the alarm and asks for others. */
  readonly isHelpAsked: (alarmId: string) => boolean;
}

/** A row with everything its text is made of. */
interface Prepared {
  readonly row: OutboxRow;
  readonly alarm: Alarm;
  readonly person: Person;
  readonly address: string;
  readonly due: DueText;
}

/** Makes texts by one channel of due rows: one each, or in a flood one for many. Address and text are those of the site as it is now. */
export function composeTexts(rows: readonly OutboxRow[], facts: TextBatchFacts): TextBatch {
  const { now, isFlood, sentTo } = facts;
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
    roomFor: ({ id }) => facts.budgets.ordinaryRoom(facts.channel, prepared.get(id)?.address ?? "", now),
  });
  const preparedOf = ({ id }: DueText): readonly Prepared[] => {
    const found = prepared.get(id);
    return found === undefined ? [] : [found];
  };
  const held: HeldRow[] = plan.held.flatMap(({ notification, until }) => preparedOf(notification).map(({ row }) => ({ row, until })));
  const ready: ReadyText[] = [];
  for (const planned of plan.texts) {
    if (ready.length >= facts.places) break;
    const members = planned.flatMap(preparedOf);
    const [lead] = members;
    if (lead === undefined) continue;
    const text = textRowOf(members, lead, facts.channel);
    const until = facts.takeRoom(text, lead.address);
    if (until === undefined) ready.push(readyText(members, lead, text, facts));
    else held.push(...members.map(({ row }) => ({ row, until, reason: "budget" as const })));
  }
  return { ready, held, failed };
}

function preparing({ channel, site, alarms }: TextBatchFacts): (row: OutboxRow) => Result<Prepared, PreparationFailure> {
  const zones = new Map(site.zones.map((zone) => [zone.id, zone]));
  return (row) => {
    const alarm = alarms.get(row.alarmId);
    if (alarm === undefined) return err("alarm-unknown");
    const person = site.people.find(({ id }) => id === row.personId);
    const address = person === undefined ? undefined : addressOn(person, channel);
    if (person === undefined || address === undefined) return err("no-address");
    const { id, source, simulated, lifeSafety = false } = { ...alarm, id: row.id };
    const zoneId = source.kind === "rule" ? roomOf(zones, source.zoneId) : "";
    const apart = JSON.stringify([address, row.last, row.telling > 1]);
    return ok({ row, alarm, person, address, due: { id, recipient: recipientOf(person, site), zoneId, lifeSafety, simulated, apart } });
  };
}

function textRowOf(members: readonly Prepared[], { row, address, due }: Prepared, channel: ChannelKind): TextRow {
  const { recipient, zoneId, lifeSafety } = due;
  return {
    id: row.id,
    channel,
    recipient,
    address: addressHash(address),
    zoneId,
    lifeSafety,
    notifications: members.map((each) => each.row.id),
  };
}

function readyText(members: readonly Prepared[], lead: Prepared, textRow: TextRow, facts: TextBatchFacts): ReadyText {
  const { channel } = facts;
  const { row, alarm, person, address, due } = lead;
  const { id, kind, alarmId, step, personId, dueAt } = row;
  const { lifeSafety, simulated } = due;
  const alarmIds = [...new Set(members.map((member) => member.alarm.id))];
  const { text, parts } = composeMessage(requestOf(members, lead, alarmIds, facts));
  return {
    rows: members.map((member) => member.row),
    notification: {
      id,
      kind,
      alarmId,
      alarmIds,
      step,
      personId,
      channel,
      language: person.language,
      address,
      text,
      parts,
      priority: alarm.priority,
      lifeSafety,
      simulated,
      dueAt,
    },
    text: textRow,
  };
}

function requestOf(members: readonly Prepared[], lead: Prepared, alarmIds: readonly string[], facts: TextBatchFacts): MessageRequest {
  const { row, person, due } = lead;
  return {
    kind: "alarm",
    language: person.language,
    mark: due.simulated ? "test" : "none",
    subject: subjectOf(members, lead, facts.site),
    as: row.last ? "nobody-reached" : row.as,
    telling: tellingOf(members, facts),
    replyCode: facts.replyCodeOf({ notificationId: row.id, personId: row.personId, alarmIds }),
  };
}

/** Asked for help, told again, or told others before, is only a text of whose alarms all are. */
function tellingOf(members: readonly Prepared[], { isHelpAsked }: TextBatchFacts): Telling {
  if (members.every(({ row }) => row.telling > 1)) return "repeated";
  if (!members.every(({ row }) => row.escalated)) return "first";
  return members.every(({ alarm }) => isHelpAsked(alarm.id)) ? "help-asked" : "escalated";
}

function subjectOf(members: readonly Prepared[], lead: Prepared, site: Site): MessageSubject {
  if (members.length === 1) return { kind: "one", alarm: lead.alarm };
  const rooms = new Set(members.map(({ due }) => due.zoneId));
  const where = rooms.size > 1 ? undefined : (site.zones.find(({ id }) => id === lead.due.zoneId)?.path ?? site.name);
  const first = members.reduce((earliest, { alarm }) => (alarm.raisedAt < earliest.raisedAt ? alarm : earliest), lead.alarm);
  return {
    kind: "many",
    alarms: new Set(members.map(({ alarm }) => alarm.id)).size,
    ...(where === undefined ? {} : { where }),
    places: rooms.size,
    first,
  };
}
