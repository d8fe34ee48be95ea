import { type Alarm, drillOfTest, isOfDrill } from "@labcanary/domain/alarm";
import { type EpochMs, err, minus, ok, type Result } from "@labcanary/domain/basics";
import { composeMessage, type DueText, type Notification, planTexts, type SentText, TEXT_WINDOW } from "@labcanary/domain/notification";
import { addressOn, type ChannelKind, type Person, roomOf, zonesById } from "@labcanary/domain/site";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import type { AddressHash } from "../store/address-hash.ts";
import type { Budgets } from "./budgets.ts";
import { type RequestFacts, requestOf } from "./message-request.ts";
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
  /** What there are no places for. */
  readonly waiting: readonly OutboxRow[];
  readonly held: readonly HeldRow[];
  readonly failed: readonly { readonly row: OutboxRow; readonly reason: PreparationFailure }[];
}

export interface TextBatchFacts extends RequestFacts {
  readonly channel: ChannelKind;
  readonly now: EpochMs;
  readonly isFlood: boolean;
  readonly alarms: Pick<AlarmTable, "get">;
  readonly sentTo: (recipient: string, after: EpochMs) => readonly SentText[];
  /** Whether one more text to the address can be begun now; the others are not made, so that no code to answer with is given away for them. */
  readonly hasPlace: (address: string) => boolean;
  readonly budgets: Pick<Budgets, "roomLeft">;
  readonly addressHash: AddressHash;
  /** Whether the provider takes the text now, and when if not; what is taken counts from then on. */
  readonly takeRoom: (text: TextRow, address: string) => EpochMs | undefined;
}

/** A row with everything its text is made of. */
export interface Prepared {
  readonly row: OutboxRow;
  /** Absent of a test, and of a check-in. */
  readonly alarm?: Alarm;
  readonly person: Person;
  readonly address: string;
  readonly due: DueText;
}

/** Makes texts by one channel of due rows: one each, or in a flood one for many. Address and text are those of the site as it is now. */
export function composeTexts(rows: readonly OutboxRow[], facts: TextBatchFacts): TextBatch {
  const { now, isFlood, sentTo, channel } = facts;
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
    roomFor: ({ id, drill }) =>
      facts.budgets.roomLeft(channel, prepared.get(id)?.address ?? "", drill === undefined ? "ordinary" : "drill", now),
  });
  const preparedOf = ({ id }: DueText): readonly Prepared[] => {
    const found = prepared.get(id);
    return found === undefined ? [] : [found];
  };
  const ready: ReadyText[] = [];
  const waiting: OutboxRow[] = [];
  const held: HeldRow[] = plan.held.flatMap(({ notification, until }) => preparedOf(notification).map(({ row }) => ({ row, until })));
  for (const planned of plan.texts) {
    const members = planned.flatMap(preparedOf);
    const [lead] = members;
    if (lead === undefined) continue;
    if (!facts.hasPlace(lead.address)) {
      waiting.push(...members.map(({ row }) => row));
      continue;
    }
    const text = textRowOf(members, lead, facts);
    const until = facts.takeRoom(text, lead.address);
    if (until === undefined) ready.push(readyText(members, lead, text, facts));
    else held.push(...members.map(({ row }) => ({ row, until, reason: "budget" as const })));
  }
  return { ready, waiting, held, failed };
}

function preparing({ channel, site, alarms }: TextBatchFacts): (row: OutboxRow) => Result<Prepared, PreparationFailure> {
  const zones = zonesById(site.zones);
  return (row) => {
    const isOfNone = row.kind === "test" || row.kind === "check-in";
    const alarm = isOfNone ? undefined : alarms.get(row.alarmId);
    if (alarm === undefined && !isOfNone) return err("alarm-unknown");
    const person = site.people.find(({ id }) => id === row.personId);
    const address = person === undefined ? undefined : addressOn(person, channel);
    if (person === undefined || address === undefined) return err("no-address");
    const due: DueText = {
      id: row.id,
      recipient: recipientOf(person, site),
      zoneId: alarm === undefined || alarm.source.kind === "system" ? "" : roomOf(zones, alarm.source.zoneId),
      // That it is over is no matter of life, nor is a drill: neither takes of what is kept for those that are.
      lifeSafety: row.kind === "alarm" && alarm?.lifeSafety === true && !isOfDrill(alarm),
      simulated: alarm === undefined ? row.kind === "test" : alarm.simulated || alarm.test !== undefined,
      ...(alarm !== undefined && isOfDrill(alarm) ? { drill: true as const } : {}),
      apart: JSON.stringify([address, row.kind, row.last, row.telling > 1, alarm === undefined ? row.id : "", drillOfTest(alarm?.test)]),
    };
    return ok({ row, ...(alarm === undefined ? {} : { alarm }), person, address, due });
  };
}

function textRowOf(members: readonly Prepared[], { row, address, due }: Prepared, { channel, addressHash }: TextBatchFacts): TextRow {
  const { recipient, zoneId, lifeSafety } = due;
  const drill = due.drill !== undefined;
  const notifications = members.map((member) => member.row.id);
  return { id: row.id, channel, recipient, address: addressHash(address), zoneId, lifeSafety, drill, notifications };
}

function readyText(members: readonly Prepared[], lead: Prepared, text: TextRow, facts: TextBatchFacts): ReadyText {
  const { row, alarm, person, address, due } = lead;
  const { id, kind, alarmId, step, personId, dueAt } = row;
  const alarmIds = [...new Set(members.flatMap((member) => member.alarm?.id ?? []))];
  const message = composeMessage(requestOf(members, lead, alarmIds, facts));
  return {
    rows: members.map((member) => member.row),
    notification: {
      id,
      kind,
      alarmId,
      alarmIds,
      step,
      personId,
      channel: facts.channel,
      language: person.language,
      address,
      text: message.text,
      parts: message.parts,
      priority: alarm?.priority ?? "low",
      lifeSafety: due.lifeSafety,
      simulated: due.simulated,
      dueAt,
    },
    text,
  };
}
