import { createHash } from "node:crypto";
import { type Alarm, drillOfTest, isAnnunciated, isOfDrill, isUnacknowledged } from "@labcanary/domain/alarm";
import { type EpochMs, err, ok, type Result, withoutPersonMarks } from "@labcanary/domain/basics";
import { hasOutlived } from "@labcanary/domain/commissioning";
import type { OperatorCommand } from "@labcanary/domain/messages";
import {
  type AnsweredRefusal,
  type AnswerOutcome,
  type MessageSubject,
  type ParsedReply,
  parseReply,
  providerSafe,
  type Reply,
  type ReplyRefusal,
  type ReplyVerb,
} from "@labcanary/domain/notification";
import type { Person, Site } from "@labcanary/domain/site";
import type { AlarmTable } from "../alarms/alarm-table.ts";
import { carryOut } from "../alarms/commands.ts";
import type { AlarmKeeper } from "../alarms/keeper.ts";
import type { Journal } from "../journal/journal.ts";
import type { DrillEndings } from "../drills/endings.ts";
import { maskAddress } from "../outbox/mask-address.ts";
import type { Batch } from "../store/batch.ts";
import type { Seen } from "../store/seen.ts";
import type { CheckIns } from "../check-ins/check-ins.ts";
import type { Answer } from "./answer-sender.ts";
import type { Help } from "./help.ts";
import type { CodedText, ReplyCodeTable } from "./reply-code-table.ts";
import type { ReplyLimits } from "./reply-limits.ts";
import { sendersOf, sharersOf } from "./senders.ts";

/** Of a refused answer, what the journal keeps (chosen: whoever looks at it sees what the sender meant). */
const KEPT_CHARACTERS = 200;

/**
 * What became of an answer. `read`: the notification it proves read, since only who has it knows its code. `checkInAnswer`: the id under
 * which it is kept until the key period has said whether it counts.
 */
export type ReplyOutcome =
  | { readonly kind: "taken"; readonly read: string; readonly checkInAnswer?: string }
  | { readonly kind: "refused"; readonly code: ReplyRefusal }
  /** It had come before, and was dealt with then. */
  | { readonly kind: "repeated" };

/** Of somebody who may be trying codes. */
const WRONG_CODES: ReadonlySet<ReplyRefusal> = new Set(["REPLY_UNKNOWN_CODE", "REPLY_NOT_YOURS", "REPLY_NOT_ON_DUTY"]);

/** Carries out what people answer to what they were sent. */
export interface Replies {
  /** Within the transaction that is open: the answer is carried out, or refused and journaled, and its sender is told. */
  take(reply: Reply, batch: Batch): ReplyOutcome;
}

export interface RepliesDeps {
  readonly site: () => Site;
  readonly alarms: Pick<AlarmTable, "get">;
  readonly keeper: Pick<AlarmKeeper, "move" | "beneath">;
  readonly codes: ReplyCodeTable;
  readonly help: Help;
  readonly limits: ReplyLimits;
  readonly journal: Journal;
  readonly seen: Seen;
  readonly drillEndings: Pick<DrillEndings, "realBehind" | "mayMeanDrill">;
  readonly checkIns: Pick<CheckIns, "ofText" | "mayBeMeant" | "wasAsked" | "take">;
  /** Sends what the person is told, after the transaction. */
  readonly queueAnswer: (answer: Answer, at: EpochMs) => void;
}

/** What is wrong with an answer before it is known what has become of the alarms it is for. */
type TextRefusal = Exclude<ReplyRefusal, "REPLY_OF_TEST">;

/** An answer whose sender and text are known. */
interface Meant {
  readonly reply: Reply;
  readonly id: string;
  readonly verb: ReplyVerb;
  readonly person: Person;
  readonly text: CodedText;
}

export function createReplies(deps: RepliesDeps): Replies {
  const { site, alarms, keeper, codes, help, limits, journal, seen, drillEndings, checkIns, queueAnswer } = deps;

  function answer(
    reply: Reply,
    id: string,
    person: Person,
    outcome: AnswerOutcome,
    about: Pick<CodedText, "alarmIds"> | undefined,
    batch: Batch,
  ): void {
    if (!limits.takeAnswer(person.id, batch.at)) return;
    const told = alarmsOf(about?.alarmIds ?? []);
    const isSimulated = told.length > 0 && told.every(({ simulated, test }) => simulated || test !== undefined);
    const [first] = told;
    queueAnswer(
      {
        id: `${id}:answer:${person.id}`,
        personId: person.id,
        channel: reply.channel,
        mark: told.some(isOfDrill) ? "drill" : isSimulated ? "test" : "none",
        outcome,
        ...(first === undefined ? {} : { alarmId: first.id, priority: first.priority }),
      },
      batch.at,
    );
  }

  function journalRefusal(reply: Reply, person: Person | undefined, code: ReplyRefusal, batch: Batch, alarmId?: string): void {
    const count = limits.refusalsToJournal(`${person?.id ?? ""} ${code}`, batch.at);
    if (count === undefined) return;
    const text = withoutPersonMarks(providerSafe(reply.text.slice(0, 4 * KEPT_CHARACTERS))).slice(0, KEPT_CHARACTERS);
    const detail = { channel: reply.channel, code, from: maskAddress(reply.from), text, count };
    const actor = person === undefined ? `channel:${reply.channel}` : `person:${person.id}`;
    journal.append({ at: batch.at, kind: "reply-refused", actor, ...(alarmId === undefined ? {} : { alarmId }), detail });
  }

  function refuse(reply: Reply, id: string, person: Person | undefined, code: TextRefusal, batch: Batch): ReplyOutcome {
    journalRefusal(reply, person, code, batch);
    if (person !== undefined) answer(reply, id, person, { kind: "refused", code: code as AnsweredRefusal }, undefined, batch);
    return { kind: "refused", code };
  }

  /** The text an answer is for, and who of those reached by the sender's address it was sent to. */
  function textOf(parsed: ParsedReply, senders: readonly Person[], at: EpochMs): Result<CodedText, TextRefusal> {
    const ids = senders.map(({ id }) => id);
    if (parsed.code === undefined) {
      if (parsed.verb !== "help" && drillEndings.mayMeanDrill(ids)) return err("REPLY_CODE_MISSING");
      return onlyText(
        parsed.verb,
        codes.openOf(ids, at).filter((text) => checkIns.mayBeMeant(text, at)),
      );
    }
    const coded = codes.withCode(parsed.code);
    const theirs = coded.filter(({ personId }) => ids.includes(personId));
    const open = theirs.find((text) => codes.isOpen(text, at) || drillEndings.realBehind(text).length > 0);
    if (open !== undefined) return ok(open);
    if (theirs.length > 0) return err("REPLY_EXPIRED");
    if (coded.length === 0) return err("REPLY_UNKNOWN_CODE");
    const checkIn = coded.map(checkIns.ofText).find((each) => each !== undefined);
    const isOnDuty = checkIn === undefined || ids.some((id) => checkIns.wasAsked(checkIn, id));
    return err(isOnDuty ? "REPLY_NOT_YOURS" : "REPLY_NOT_ON_DUTY");
  }

  /**
   * Without a code there must be no doubt which text is meant. Whoever asks for help has no time for codes: the newest is taken, since
   * telling too many is better than telling nobody.
   */
  function onlyText(verb: ReplyVerb, open: readonly CodedText[]): Result<CodedText, TextRefusal> {
    const unanswered = open.filter(
      ({ alarmIds }) => alarmIds.length === 0 || alarmsOf(alarmIds).some((alarm) => isUnanswered(alarm, verb)),
    );
    const possible = unanswered.length > 0 ? unanswered : open.length === 1 ? open : [];
    // Nobody can be brought to what is about no alarm.
    const [newest] = verb === "help" ? possible.toSorted((a, b) => Number(isOfNone(a)) - Number(isOfNone(b))) : possible;
    if (newest === undefined) return err("REPLY_NOTHING_OPEN");
    return possible.length === 1 || verb === "help" ? ok(newest) : err("REPLY_CODE_MISSING");
  }

  const alarmsOf = (alarmIds: readonly string[]): readonly Alarm[] => alarmIds.flatMap((id) => alarms.get(id) ?? []);

  function command(meant: Meant, verb: "acknowledge" | "attend", alarmId: string, batch: Batch): boolean {
    const { id, person } = meant;
    const given: OperatorCommand = {
      kind: "operator-command",
      id: `${id}:${verb}:${alarmId}`,
      verb,
      alarmId,
      by: person.account ?? person.id,
      via: "reply",
      personId: person.id,
    };
    return carryOut(given, alarms.get(alarmId), keeper, batch).ok;
  }

  /**
   * Whoever is on the way has seen it: attending acknowledges, as an alarm that is only attended goes on calling people. Among many alarms
   * of one text those for life safety are attended only: nobody has read them one by one.
   */
  function takeCharge(meant: Meant, batch: Batch): AnswerOutcome {
    const { verb, text, person } = meant;
    const before = alarmsOf(text.alarmIds).filter(isAnnunciated);
    const subject = subjectOf(before);
    const isOnlyAttended = ({ lifeSafety }: Alarm): boolean => lifeSafety === true && text.alarmIds.length > 1;
    let acknowledged = 0;
    for (const alarm of before) {
      if (verb === "attend" || isOnlyAttended(alarm)) command(meant, "attend", alarm.id, batch);
      if (!isOnlyAttended(alarm) && command(meant, "acknowledge", alarm.id, batch)) acknowledged++;
    }
    const unacknowledged = alarmsOf(text.alarmIds).filter((alarm) => isOnlyAttended(alarm) && isUnacknowledged(alarm)).length;
    if (verb === "attend" || unacknowledged > 0) return { kind: "attended", subject, unacknowledged };
    const by = before[0]?.acknowledgedBy;
    const isTheirs = acknowledged > 0 || by === undefined || by === (person.account ?? person.id);
    return isTheirs
      ? { kind: "acknowledged", subject, replyCode: text.code }
      : { kind: "already-acknowledged", subject, by: nameOf(by, site()) };
  }

  function askHelp({ reply, person, text }: Meant, batch: Batch): AnswerOutcome {
    const open = alarmsOf(text.alarmIds).filter(isAnnunciated);
    let nextIsTold = false;
    for (const { id: alarmId } of open) {
      const next = help.bringNext(alarmId, batch);
      nextIsTold ||= next;
      journal.append({ at: batch.at, kind: "help-asked", actor: `person:${person.id}`, alarmId, detail: { channel: reply.channel, next } });
    }
    return { kind: "help-asked", subject: subjectOf(open), nextIsTold };
  }

  function subjectOf(told: readonly Alarm[]): MessageSubject {
    const [first] = told;
    if (first === undefined) throw new Error("an answer that is carried out is about an alarm");
    if (told.length === 1) return { kind: "one", alarm: first };
    const paths = new Set(told.map(({ description }) => description.where.en));
    return {
      kind: "many",
      alarms: told.length,
      ...(paths.size === 1 ? { where: first.description.where } : {}),
      places: paths.size,
      first,
    };
  }

  /**
   * Alarms of a text that said TEST, which have outlived their test since, and what ended the drill of one that said DRILL: nobody has been
   * told of these by it.
   */
  const realOf = (text: CodedText): readonly Alarm[] => [
    ...alarmsOf(text.alarmIds).filter((alarm) => isAnnunciated(alarm) && hasOutlived(alarm, text.tests[alarm.id])),
    ...drillEndings.realBehind(text),
  ];

  /** Of what has become real the person has read that it is a test: they are told, and with what code they take charge of it. */
  function tellTestOver({ reply, id, person, text }: Meant, real: readonly Alarm[], batch: Batch): ReplyOutcome {
    const alarmIds = real.map((alarm) => alarm.id);
    const coded = { notificationId: `${id}:real`, personId: person.id, alarmIds, tests: {}, at: batch.at };
    const replyCode = codes.codeOf(coded, sharersOf(person.id, site()));
    journalRefusal(reply, person, "REPLY_OF_TEST", batch, alarmIds[0]);
    answer(
      reply,
      id,
      person,
      { kind: isOfDrillText(text) ? "drill-over" : "test-over", subject: subjectOf(real), replyCode },
      { alarmIds },
      batch,
    );
    return { kind: "refused", code: "REPLY_OF_TEST" };
  }

  /** Help is brought also for what has become real: telling too many is better than telling nobody. */
  function takeMeant(meant: Meant, batch: Batch): ReplyOutcome {
    const { text, verb } = meant;
    if (checkIns.ofText(text) !== undefined) return takeCheckIn(meant, batch);
    const real = realOf(text);
    if (real.length === 0) {
      carryOutMeant(meant, batch);
      return { kind: "taken", read: text.notificationId };
    }
    if (verb === "help") askHelp({ ...meant, text: { ...text, alarmIds: union(text.alarmIds, real) } }, batch);
    else {
      const others = text.alarmIds.filter((alarmId) => !real.some((alarm) => alarm.id === alarmId));
      if (alarmsOf(others).some(isAnnunciated)) takeCharge({ ...meant, text: { ...text, alarmIds: others } }, batch);
    }
    return tellTestOver(meant, real, batch);
  }

  /** Only that they are there checks somebody in; being on the way, or needing others, is not that. Whether it counts is told afterwards. */
  function takeCheckIn(meant: Meant, batch: Batch): ReplyOutcome {
    const { reply, id, verb, person, text } = meant;
    const checkIn = checkIns.ofText(text);
    if (checkIn === undefined || verb !== "acknowledge") return refuse(reply, id, person, "REPLY_OF_CHECK_IN", batch);
    journalTaken(meant, batch);
    checkIns.take({ id, checkIn: checkIn.id, personId: person.id, channel: reply.channel, at: batch.at });
    return { kind: "taken", read: text.notificationId, checkInAnswer: id };
  }

  function journalTaken({ reply, verb, person, text }: Meant, batch: Batch): void {
    const [alarmId] = text.alarmIds;
    const several = text.alarmIds.length > 1 ? { alarmIds: text.alarmIds } : {};
    journal.append({
      at: batch.at,
      kind: "reply-taken",
      actor: `person:${person.id}`,
      ...(alarmId === undefined ? {} : { alarmId }),
      detail: { channel: reply.channel, verb, replyCode: text.code, notificationId: text.notificationId, ...several },
    });
  }

  function carryOutMeant(meant: Meant, batch: Batch): void {
    const { reply, id, verb, person, text } = meant;
    const [alarmId] = text.alarmIds;
    journalTaken(meant, batch);
    const outcome: AnswerOutcome =
      alarmId === undefined
        ? { kind: "test-answered", site: site().name }
        : verb === "help"
          ? askHelp(meant, batch)
          : takeCharge(meant, batch);
    answer(reply, id, person, outcome, text, batch);
  }

  return {
    take(reply, batch) {
      const id = idOf(reply);
      if (seen.outcomeOf(id) !== undefined) return { kind: "repeated" };
      const senders = sendersOf(reply.channel, reply.from, site());
      const [sender] = senders;
      // Not kept: whoever is nobody of the site must not fill the database.
      if (sender === undefined) return refuse(reply, id, undefined, "REPLY_UNKNOWN_SENDER", batch);
      if (limits.isLocked(sender.id, batch.at)) return refuse(reply, id, sender, "REPLY_TOO_MANY_WRONG", batch);
      const parsed = parseReply(reply.text);
      const text = parsed.ok ? textOf(parsed.value, senders, batch.at) : parsed;
      seen.keepOutcome(id, { ok: text.ok });
      if (!text.ok) {
        if (WRONG_CODES.has(text.error)) limits.noteWrong(sender.id, batch.at);
        return refuse(reply, id, sender, text.error, batch);
      }
      const person = senders.find(({ id: personId }) => personId === text.value.personId) ?? sender;
      return takeMeant({ reply, id, verb: parsed.ok ? parsed.value.verb : "acknowledge", person, text: text.value }, batch);
    },
  };
}

/** The same for an answer that comes twice. Without its sender's number, which must not be kept. */
function idOf({ channel, from, text, providerRef, at }: Reply): string {
  const identity = providerRef === undefined ? { channel, from, text, at } : { channel, from, providerRef };
  return `reply-${createHash("sha256").update(JSON.stringify(identity)).digest("base64url").slice(0, 22)}`;
}

const isOfDrillText = ({ tests }: CodedText): boolean => Object.values(tests).some((test) => drillOfTest(test) !== undefined);

const union = (alarmIds: readonly string[], alarms: readonly Alarm[]): readonly string[] => [
  ...new Set([...alarmIds, ...alarms.map(({ id }) => id)]),
];

const isOfNone = ({ alarmIds }: Pick<CodedText, "alarmIds">): boolean => alarmIds.length === 0;

const isUnanswered = (alarm: Alarm, verb: ReplyVerb): boolean => {
  switch (verb) {
    case "acknowledge":
      return isUnacknowledged(alarm);
    case "attend":
      return isAnnunciated(alarm) && (isUnacknowledged(alarm) || alarm.attendedAt === undefined);
    case "help":
      return isAnnunciated(alarm);
  }
};

/** A user name as people know it, where the site knows whose it is. */
const nameOf = (userName: string, { people }: Site): string =>
  people.find(({ id, account }) => (account ?? id) === userName)?.name ?? userName;
