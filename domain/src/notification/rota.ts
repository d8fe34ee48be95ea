import { days, type EpochMs, epochMs, plus, type Text } from "../basics/index.ts";
import {
  beganOn,
  type CivilDay,
  civilAt,
  dayOf,
  daysLater,
  evenlyUntil,
  partsSteadyUntil,
  type Schedule,
  standingAt,
  startOf,
  WEEKDAYS,
  weekdayOf,
} from "../schedule/index.ts";
import type { Rota, Shift, Site } from "../site/index.ts";
import { type StandIn, standInFor } from "./stand-in.ts";

/** Somebody on duty, and in which shift. */
export interface DutyPerson extends StandIn {
  readonly shift: Text;
}

/** Who is on duty by a rota at an instant. */
export interface OnDuty {
  /** In the order of the shifts, nobody twice; empty: a gap. */
  readonly people: readonly DutyPerson[];
  /** The shifts whose hours it is, also those whose person is on leave; several: a hand-over. */
  readonly shifts: readonly Text[];
  /** The first instant at which that is different, at most a month ahead. */
  readonly until: EpochMs;
}

/** A span in which nobody is on duty. */
export interface RotaGap {
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
}

/** How far a change is looked for (chosen: a turn is a week at most, and whoever asks who comes next means days). */
const FURTHEST = days(32);

/** Who is on duty, by the clocks on the walls of the site; whoever is on leave has their substitute there, or nobody. */
export function onDuty(rota: Rota, site: Site, at: EpochMs): OnDuty {
  const now = dutyAt(rota, site, at);
  const furthest = plus(at, FURTHEST);
  let { until } = now;
  while (until < furthest) {
    const next = dutyAt(rota, site, until);
    if (!isSame(now, next)) break;
    until = next.until;
  }
  return { ...now, until: epochMs(Math.min(until, furthest)) };
}

/**
 * The spans within [from, to) in which nobody is on duty, in their order; those that touch are one. With `needed`, only of the time in
 * which that is in force.
 */
export function rotaGaps(rota: Rota, site: Site, from: EpochMs, to: EpochMs, needed?: Schedule): readonly RotaGap[] {
  const gaps: RotaGap[] = [];
  let begun: EpochMs | undefined;
  for (let at = from; at < to; ) {
    const { people, until } = dutyAt(rota, site, at);
    const need = needed === undefined ? { inForce: true, until } : standingAt(needed, at);
    if (people.length === 0 && need.inForce) begun ??= at;
    else if (begun !== undefined) {
      gaps.push({ from: begun, to: at });
      begun = undefined;
    }
    at = epochMs(Math.min(until, need.until));
  }
  return begun === undefined ? gaps : [...gaps, { from: begun, to }];
}

/** As `onDuty`, and `until` is only how long that surely stays so. */
export function dutyAt(rota: Rota, site: Site, at: EpochMs): OnDuty {
  const shifts: Text[] = [];
  const people: DutyPerson[] = [];
  // Leave, and the turns of hours that are whole days, change with the day.
  let until: number = nextDay(site.timeZone, at);
  for (const shift of rota.shifts) {
    until = Math.min(until, partsSteadyUntil(shift.schedule, at));
    const began = beganOn(shift.schedule, site.timeZone, at);
    if (began === undefined) continue;
    shifts.push(shift.name);
    const person = standInFor(whoseTurn(shift, began), site, at);
    if (person === undefined || people.some(({ personId }) => personId === person.personId)) continue;
    people.push({ ...person, shift: shift.name });
  }
  return { people, shifts, until: epochMs(until) };
}

/** The person of a shift that begins on a day. */
export function whoseTurn({ people, turn, starting }: Shift, day: CivilDay): string {
  const turns = turn === "day" ? day - starting : (mondayOf(day) - mondayOf(starting)) / WEEKDAYS.length;
  const place = turns % people.length;
  return people[place < 0 ? place + people.length : place] as string;
}

const mondayOf = (day: CivilDay): CivilDay => daysLater(day, -WEEKDAYS.indexOf(weekdayOf(day)));

/** When the day may change on the wall, which is its end unless the clock is changed before. */
const nextDay = (timeZone: string, at: EpochMs): EpochMs => evenlyUntil(timeZone, at, startOf(daysLater(dayOf(civilAt(timeZone, at)), 1)));

/** Names are of the same site, and so the same objects where they are the same. */
const isSame = (one: OnDuty, other: OnDuty): boolean =>
  one.shifts.length === other.shifts.length &&
  one.shifts.every((shift, index) => shift === other.shifts[index]) &&
  one.people.length === other.people.length &&
  one.people.every((person, index) => {
    const { personId, insteadOf, shift } = other.people[index] as DutyPerson;
    return person.personId === personId && person.insteadOf === insteadOf && person.shift === shift;
  });
