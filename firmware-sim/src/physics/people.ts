import { days, type DurationMs, type EpochMs, epochMs, milliseconds, plus, seconds, times } from "@labcanary/domain/basics";
import type { Random } from "../random.ts";

/** People who use a door, and how well they keep its rules. Shares are of their visits, 0 to 1. */
export interface PeopleModel {
  /** Visits on a working day, between these times of the day (UTC). */
  readonly visits: number;
  readonly from: DurationMs;
  readonly until: DurationMs;
  /** How many of them come on a Saturday or Sunday, as a share. */
  readonly weekend: number;
  /** Cards of the people who come, each person's in one list. */
  readonly cards: readonly (readonly string[])[];
  /** How many people must show a card before it unlocks: 1, or 2 for a store under the two-person rule. */
  readonly together: 1 | 2;
  /** How long the door stays open. */
  readonly stay: DurationMs;
  /** Somebody slips in behind, without a card, after the door has closed. */
  readonly tailgate: number;
  /** Somebody props the door open, for `proppedFor`. */
  readonly prop: number;
  readonly proppedFor: DurationMs;
  /** One person shows two cards of their own where two people should. */
  readonly twoCards: number;
  /** Somebody opens it without any card. */
  readonly force: number;
}

export type Deed =
  | { readonly kind: "badge"; readonly who: string; readonly granted: boolean }
  | { readonly kind: "unlock" | "lock" | "open" | "close" };

export interface TimedDeed {
  readonly at: EpochMs;
  readonly deed: Deed;
}

export interface PeopleState {
  /** What is still to come of a visit that has begun, and the next one's. */
  readonly coming: readonly TimedDeed[];
  readonly isOpen: boolean;
}

export function startPeople(model: PeopleModel, at: EpochMs, random: Random): PeopleState {
  return { coming: planVisit(model, nextVisit(model, at, random), random), isOpen: false };
}

/** What people do up to and including a time, in order. Chance is drawn visit by visit, so that steps of any length give the same days. */
export function stepPeople(
  model: PeopleModel,
  state: PeopleState,
  until: EpochMs,
  random: Random,
): { readonly state: PeopleState; readonly done: readonly TimedDeed[] } {
  const done: TimedDeed[] = [];
  let { coming, isOpen } = state;
  for (let next = coming[0]; next !== undefined && next.at <= until; next = coming[0]) {
    done.push(next);
    coming = coming.slice(1);
    if (next.deed.kind === "open") isOpen = true;
    else if (next.deed.kind === "close") isOpen = false;
    if (coming.length === 0) coming = planVisit(model, nextVisit(model, next.at, random), random);
  }
  return { state: { coming, isOpen }, done };
}

/**
 * Visits come at random, evenly over the open hours (exponential gaps, counted in open time only, which passes more slowly at weekends), never
 * before the last is over.
 */
function nextVisit({ visits, from, until, weekend }: PeopleModel, after: EpochMs, random: Random): EpochMs {
  let gap = (-Math.log(1 - random.next()) * (until - from)) / visits;
  let day = Math.floor(after / days(1)) * days(1);
  let start = Math.max(after, day + from);
  for (;;) {
    const pace = isWeekend(day) ? weekend : 1;
    const open = Math.max(0, day + until - start) * pace;
    if (gap < open) return epochMs(Math.round(start + gap / pace));
    gap -= open;
    day += days(1);
    start = day + from;
  }
}

/** 1 January 1970 was a Thursday. */
function isWeekend(day: number): boolean {
  const weekday = (Math.floor(day / days(1)) + 4) % 7;
  return weekday === 0 || weekday === 6;
}

/** Chosen: a hand on a reader, a lock, a door. */
const CARD_TO_CARD = seconds(3);
const CARD_TO_LOCK = seconds(1);
const LOCK_TO_DOOR = seconds(2);
const DOOR_TO_LOCK = seconds(3);
const BEHIND = seconds(5);
const HURRIED = milliseconds(1500);

function planVisit(model: PeopleModel, at: EpochMs, random: Random): readonly TimedDeed[] {
  const deeds: TimedDeed[] = [];
  let time = at;
  const then = (span: DurationMs, deed: Deed): void => {
    time = plus(time, span);
    deeds.push({ at: time, deed });
  };
  const stay = times(model.stay, 0.5 + random.next());
  // Every visit draws the same numbers, whatever comes of them, so that one habit changed leaves the other days as they were.
  const [forces, props, tailgates, cheats] = [random.next(), random.next(), random.next(), random.next()];
  const first = Math.floor(random.next() * model.cards.length);
  const second = (first + 1 + Math.floor(random.next() * Math.max(1, model.cards.length - 1))) % model.cards.length;
  const isForced = forces < model.force;
  if (!isForced) {
    for (const [index, who] of cardsShown(model, first, second, cheats < model.twoCards).entries()) {
      const wait = index === 0 ? milliseconds(0) : cheats < model.twoCards ? HURRIED : CARD_TO_CARD;
      then(wait, { kind: "badge", who, granted: index === model.together - 1 });
    }
    then(CARD_TO_LOCK, { kind: "unlock" });
  }
  then(LOCK_TO_DOOR, { kind: "open" });
  then(milliseconds(Math.round(props < model.prop ? model.proppedFor : stay)), { kind: "close" });
  if (tailgates < model.tailgate) {
    then(BEHIND, { kind: "open" });
    then(DOOR_TO_LOCK, { kind: "close" });
  }
  if (!isForced) then(DOOR_TO_LOCK, { kind: "lock" });
  return deeds;
}

/** Which cards a visit shows: one, those of two people, or two of one. */
function cardsShown({ cards, together }: PeopleModel, first: number, second: number, cheats: boolean): readonly string[] {
  const own = cards[first] ?? [];
  const one = own[0] ?? "";
  if (together === 1) return [one];
  return [one, (cheats ? own[1] : undefined) ?? cards[second]?.[0] ?? one];
}
