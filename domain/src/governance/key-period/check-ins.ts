import type { RecordConditionName } from "../../alarm/index.ts";
import { type EpochMs, personMark } from "../../basics/index.ts";
import { fullTime } from "../../schedule/index.ts";
import type { Site } from "../../site/index.ts";
import { itemNameText } from "../item-name.ts";
import type { LedgerContext, RecordAlarm } from "../ledger.ts";
import { isKnownPerson, isSamePerson, personBehind } from "../person.ts";
import { peopleOnDuty } from "./check-in-times.ts";
import { inBoth } from "./period-words.ts";
import type { CheckIn, PeriodRefusalCode, SealedOpening, WatchedPeriod } from "./watched-period.ts";

type Who = Pick<LedgerContext, "actor" | "site">;

/**
 * Why somebody's word that they are there is refused; undefined: it counts. Who is on duty now may answer for a shift that has just ended: what
 * counts is that somebody on duty is there. Said late it counts as long as it tells of that time: until the next is asked, or the days are over.
 */
export function refusalOfCheckIn(period: WatchedPeriod, asked: CheckIn | undefined, context: LedgerContext): PeriodRefusalCode | undefined {
  if (asked === undefined || isAnswered(asked)) return "CHECK_IN_NONE";
  const { actor, at, site } = context;
  const described = site.keyPeriods?.find(({ id }) => id === period.plan.id)?.checkIns;
  const onDuty = described === undefined ? [] : peopleOnDuty(described, site, at);
  if (![...asked.people, ...onDuty].includes(personBehind(actor, site)?.id ?? "")) return "CHECK_IN_NOT_YOURS";
  const isLate = asked.missedAt !== undefined || at >= asked.by;
  return isLate && isPast(period, asked, at) ? "CHECK_IN_PAST" : undefined;
}

const isPast = ({ checkIns, plan, report, cancelledAt }: WatchedPeriod, { from }: CheckIn, at: EpochMs): boolean =>
  report !== undefined || cancelledAt !== undefined || at >= plan.to || checkIns.some((other) => other.from > from && other.from <= at);

/** Why somebody may not explain a check-in that was missed: whoever was asked, or reminded, is no witness of why they were not there. */
export function refusalOfExplanation(asked: CheckIn | undefined, { actor, site }: Who): PeriodRefusalCode | undefined {
  if (asked === undefined || !isToExplain(asked)) return "CHECK_IN_NONE";
  if (!isKnownPerson(actor, site)) return "EXPLAINER_UNLINKED";
  const isSaidByThem = asked.kept !== undefined && isSamePerson(asked.kept.by, actor, site);
  return isSaidByThem || isAmong([...asked.people, ...(asked.reminded ?? [])], actor, site) ? "EXPLAINER_ASKED" : undefined;
}

/** Why somebody may not explain how a sealed door came to be open: whoever badged there is no witness of what they did. */
export function refusalOfOpeningExplanation(opening: SealedOpening | undefined, { actor, site }: Who): PeriodRefusalCode | undefined {
  if (opening === undefined || opening.leave !== undefined || opening.explained !== undefined) return "OPENING_NONE";
  if (!isKnownPerson(actor, site)) return "EXPLAINER_UNLINKED";
  return isAmong(opening.people, actor, site) ? "EXPLAINER_BADGED" : undefined;
}

const isAmong = (people: readonly string[], actor: string, site: Site): boolean =>
  people.some((id) => isSamePerson(`person:${id}`, actor, site));

export const isAnswered = ({ kept, explained }: CheckIn): boolean => kept !== undefined || explained !== undefined;

/** It was missed, and nobody has said why; of a line of before the first word about it was enough. */
const isToExplain = ({ missedAt, owed, kept, explained }: CheckIn): boolean =>
  missedAt !== undefined && explained === undefined && (owed === true || kept === undefined);

/**
 * The check-ins that were missed and are an alarm until each is explained, oldest first. Of those an earlier release noted, whoever checked in
 * or explained a later one had ended it.
 */
export function missedToExplain(checkIns: readonly CheckIn[]): readonly CheckIn[] {
  const answeredAt = Math.max(...answersTo(checkIns), 0);
  return checkIns.filter((each) => isToExplain(each) && (each.owed === true || (each.missedAt ?? 0) > answeredAt));
}

/** Each that is missed while another stands has a name other than the one before it, so that it is an alarm of its own, and is told anew. */
const MISSED_NAMES: readonly RecordConditionName[] = ["check-in-missed", "check-in-missed-again", "check-in-missed-still"];

/** Of those nobody has explained, about the last. Its name goes by how many stood when the last was missed: explaining one tells nothing anew. */
export function missedAlarm({ number, checkIns }: Pick<WatchedPeriod, "number" | "checkIns">, site: Site): RecordAlarm | undefined {
  const standing = missedToExplain(checkIns);
  const last = standing.at(-1);
  if (last === undefined) return undefined;
  const names = last.people.map(personMark);
  const [by, others] = [fullTime(site.timeZone)(last.by), standing.length - 1];
  const whom = names.length === 0 ? "nobody is on duty" : `${names.join(", ")} did not check in`;
  const whomZh = names.length === 0 ? "无人值班" : `${names.join("、")} 未签到`;
  const detail = inBoth({
    en: `${whom}; it was due by ${by}${others > 0 ? `, and ${others} more nobody has explained` : ""}`,
    zh: `${whomZh}，应于 ${by} 前签到${others > 0 ? `；另有${others}次尚未说明` : ""}`,
  });
  const place = placeOfLast(checkIns);
  return {
    name: MISSED_NAMES[place === 0 ? 0 : 2 - (place % 2)] as RecordConditionName,
    value: itemNameText("key-period", number),
    detail,
  };
}

/** How many were missed before the last one, counted from when none stood. */
function placeOfLast(checkIns: readonly CheckIn[]): number {
  const answers = answersTo(checkIns);
  let place = -1;
  let standsUntil = Number.NEGATIVE_INFINITY;
  for (const { missedAt, owed, explained } of checkIns) {
    if (missedAt === undefined) continue;
    place = missedAt < standsUntil ? place + 1 : 0;
    const endedAt = owed === true ? explained?.at : Math.min(...answers.filter((at) => at >= missedAt), Number.POSITIVE_INFINITY);
    standsUntil = Math.max(standsUntil, endedAt ?? Number.POSITIVE_INFINITY);
  }
  return place;
}

/** When somebody said anything about one of them. */
const answersTo = (checkIns: readonly CheckIn[]): readonly number[] =>
  checkIns.flatMap(({ kept, explained }) => [kept, explained].flatMap((answer) => answer?.at ?? []));
