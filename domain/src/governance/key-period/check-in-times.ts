import { type EpochMs, plus } from "../../basics/index.ts";
import { dutyAt } from "../../notification/index.ts";
import { civilAt, dayOf, daysLater, formatDay, parseLocalTime } from "../../schedule/index.ts";
import type { CheckIns, KeyPeriod, Site } from "../../site/index.ts";

export interface CheckInTime {
  readonly from: EpochMs;
  readonly by: EpochMs;
}

/**
 * The check-ins of a key period that are due from `until` at the latest, in order. They follow from the site alone. A time the clocks
 * skip comes at the first instant after it.
 */
export function checkInTimes({ from, to, checkIns }: KeyPeriod, timeZone: string, until: EpochMs): readonly CheckInTime[] {
  if (checkIns === undefined) return [];
  const times: CheckInTime[] = [];
  const end = until < to ? until : to;
  const last = dayOf(civilAt(timeZone, end));
  for (let day = dayOf(civilAt(timeZone, from)); day <= last; day = daysLater(day, 1)) {
    for (const time of checkIns.at) {
      const at = parseLocalTime(`${formatDay(day)}T${wall(time)}`, timeZone, from);
      if (at !== undefined && at >= from && at <= end && at < to) times.push({ from: at, by: plus(at, checkIns.within) });
    }
  }
  return times;
}

const wall = (time: number): string => new Date(time).toISOString().slice("1970-01-01T".length, "1970-01-01T00:00:00".length);

/** Who is on duty then, by id; nobody twice. */
export function peopleOnDuty({ by }: CheckIns, site: Site, at: EpochMs): readonly string[] {
  const people = by.flatMap((target): readonly string[] => {
    if (target.kind === "contact") return [target.personId];
    const rota = target.kind === "rota" ? site.rotas?.find(({ id }) => id === target.rotaId) : undefined;
    return rota === undefined ? [] : dutyAt(rota, site, at).people.map(({ personId }) => personId);
  });
  return [...new Set(people)];
}
