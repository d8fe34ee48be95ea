import { days, type DurationMs, elapsed, type EpochMs, minus, plus } from "../../basics/index.ts";
import { type CabinetEvidence, longestOf, OPEN_WITHIN, type Visit } from "./cabinet-evidence.ts";
import type { CabinetVisits } from "./held-against.ts";
import { matchRecords } from "./matching.ts";
import { type DoorReading, visitsOf } from "./openings.ts";

/** Openings of how long are matched at a time, as by the watch of custody. Chosen: some hundreds at most, and matching is quadratic. */
const STEP: DurationMs = days(1);

type DoorEvidence = Pick<CabinetEvidence, "door" | "hold" | "records" | "policies">;

interface Between {
  readonly from: EpochMs;
  /** Not part of it. */
  readonly to: EpochMs;
}

/** What a door did in a span, held against the books. */
export interface DoorOfSpan {
  readonly visits: readonly Visit[];
  /** Records of the span that no opening is known of. */
  readonly unopened: Visit["records"];
  /** How much of the span the door could not be read. */
  readonly unheard: DurationMs;
}

/** `evidence`: of the span and some hours on both sides of it, since a record may be of an opening before or after. `now`: nothing is known of later. */
export function doorOfSpan(evidence: DoorEvidence, span: Between, now: EpochMs): DoorOfSpan {
  const steps = doorOfSpanInSteps(evidence, span, now);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** The same, a day at a time. */
export function* doorOfSpanInSteps(evidence: DoorEvidence, { from, to }: Between, now: EpochMs): Generator<void, DoorOfSpan> {
  const { visits, unopened } = yield* visitsInSteps(evidence);
  const isWithin = (at: EpochMs): boolean => at >= from && at < to;
  return {
    visits: visits.filter(({ opening }) => isWithin(opening.openedAt)),
    unopened: unopened.filter(({ doneAt, isPending }) => !isPending && isWithin(doneAt)),
    unheard: unheardOf(evidence.door, { from, to: Math.min(to, now) as EpochMs }, evidence.hold),
  };
}

/**
 * As {@link visitsOfCabinet}, a day of openings at a time. Openings and records after them that could be each other's are matched with them,
 * and are left for their own day; a record that an opening has been given is no other's.
 */
function* visitsInSteps({ door, hold, records, policies }: DoorEvidence): Generator<void, CabinetVisits> {
  const openings = visitsOf(door, hold);
  const enterWithin = longestOf(policies);
  const visits: Visit[] = [];
  let left = records;
  while (visits.length < openings.length) {
    const ahead = openings.slice(visits.length);
    const begin = ahead[0]?.openedAt as EpochMs;
    const own = ahead.filter(({ openedAt }) => openedAt < plus(begin, STEP)).length;
    const end = Math.max(plus(begin, STEP), ...ahead.slice(0, own).map(({ closedAt = Infinity }) => closedAt));
    // Whom a neighbour's record is taken from may take its own neighbour's.
    const until = end + 3 * (enterWithin + OPEN_WITHIN);
    const near = ahead.filter(({ openedAt }) => openedAt <= until);
    const known = left.filter(({ doneAt }) => doneAt >= minus(begin, OPEN_WITHIN) && doneAt <= until);
    const matched = matchRecords(known, near, { openWithin: OPEN_WITHIN, enterWithin });
    visits.push(...ahead.slice(0, own).map((opening, index) => ({ opening, records: known.filter((_, at) => matched[at] === index) })));
    const taken = new Set(known.filter((_, at) => (matched[at] ?? own) < own));
    left = left.filter((record) => !taken.has(record));
    yield;
  }
  return { visits, unopened: left };
}

/** How much of the span lies between two readings further apart than `hold`, or before the first or after the last. */
function unheardOf(door: readonly DoorReading[], { from, to }: Between, hold: DurationMs): DurationMs {
  const heard = door.filter(({ isOpen }) => isOpen !== undefined).map(({ at }) => at);
  let before = heard.findLast((at) => at <= from) ?? from;
  let unheard = 0;
  for (const at of [...heard.filter((each) => each > from && each < to), to]) {
    if (elapsed(before, at) > hold) unheard += at - Math.max(before, from);
    before = at;
  }
  return unheard as DurationMs;
}

/** Keeps of many readings those that say something: the first and the last of each state, and between them one at least each `hold`. */
export function tellingReadings(hold: DurationMs): { take(reading: DoorReading): void; taken(): readonly DoorReading[] } {
  const kept: DoorReading[] = [];
  let last: DoorReading | undefined;
  return {
    take(reading) {
      const before = kept.at(-1);
      if (last !== undefined && last !== before) {
        const isNeeded = reading.isOpen !== last.isOpen || before === undefined || elapsed(before.at, reading.at) > hold;
        if (isNeeded) kept.push(last);
      }
      if (before === undefined || reading.isOpen !== last?.isOpen) kept.push(reading);
      last = reading;
    },
    taken: () => (last === undefined || last === kept.at(-1) ? kept : [...kept, last]),
  };
}
