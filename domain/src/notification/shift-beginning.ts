import { days, type EpochMs, epochMs, hours, minus } from "../basics/index.ts";
import { beganOn, civilAt, dayOf, daysLater, evenlyUntil, startOf } from "../schedule/index.ts";
import type { Rota, Site } from "../site/index.ts";
import { dutyAt } from "./rota.ts";

/** How far back a beginning is looked for (chosen: no shift of a security centre is longer than a few days). */
const FURTHEST_BACK = days(4);

/** Where no rota is the security centre's: at these times on its walls (chosen: twelve hours each, at the times most sites change). */
const USUAL_BEGINNINGS = [hours(7), hours(19)] as const;

/** The rota of the security centre: the first of which everybody is of the security centre. Undefined where the site has none such. */
export const securityCentreRota = ({ rotas = [], securityCentre }: Pick<Site, "rotas" | "securityCentre">): Rota | undefined =>
  rotas.find(({ shifts }) => shifts.every(({ people }) => people.every((personId) => securityCentre.includes(personId))));

/**
 * When the shift at the security centre began that is on at the instant. With a rota it is the last time that hours began, or a turn;
 * an overlap is part of the shift that begins with it. Without one, or where nobody's hours began for days, it is 07:00 or 19:00.
 */
export function shiftBeginning(site: Site, at: EpochMs): EpochMs {
  const rota = securityCentreRota(site);
  return (rota === undefined ? undefined : beganByRota(rota, site, at)) ?? usualBeginning(site.timeZone, at);
}

function beganByRota(rota: Rota, site: Site, at: EpochMs): EpochMs | undefined {
  let began: EpochMs | undefined;
  let before: ReadonlySet<string> | undefined;
  for (let from = minus(at, FURTHEST_BACK); from <= at; ) {
    const turns = turnsAt(rota, site, from);
    if (before !== undefined && [...turns].some((turn) => before?.has(turn) === false)) began = from;
    before = turns;
    from = dutyAt(rota, site, from).until;
  }
  return began;
}

/** The hours in force, each with the day on which they began. */
const turnsAt = ({ shifts }: Rota, site: Site, at: EpochMs): ReadonlySet<string> =>
  new Set(
    shifts.flatMap(({ schedule }, index) => {
      const day = beganOn(schedule, site.timeZone, at);
      return day === undefined ? [] : `${index} ${day}`;
    }),
  );

function usualBeginning(timeZone: string, at: EpochMs): EpochMs {
  const today = dayOf(civilAt(timeZone, at));
  const beginnings = [daysLater(today, -1), today].flatMap((day) =>
    USUAL_BEGINNINGS.map((time) => instantOf(timeZone, startOf(day) + time, minus(at, days(3)))),
  );
  return epochMs(Math.max(...beginnings.filter((beginning) => beginning <= at)));
}

/** The first instant from which the clocks on the walls show at least this. */
function instantOf(timeZone: string, civil: number, from: EpochMs): EpochMs {
  let at = from;
  while (civilAt(timeZone, at) < civil) at = evenlyUntil(timeZone, at, civil as ReturnType<typeof civilAt>);
  return at;
}
