import { type DurationMs, epochMs, type EpochMs, minus, minutes, plus } from "@labcanary/domain/basics";
import { type Leave, type SealedOpening, openingsIn, type WatchedPeriod } from "@labcanary/domain/governance";
import type { AccessLog, HistoryStore } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { SealedDoorRule } from "@labcanary/domain/rules";

export interface OpeningDeps {
  readonly history: Pick<HistoryStore, "range">;
  readonly accessLog: AccessLog;
}

/** Points asked for at a time, and at most in one look (chosen: a query of some milliseconds; a door says some thousand things a day). */
const MOST_POINTS = 20_000;
const MOST_BADGES = 1_000;
/** So long after a time it is taken for known what a door did then: whoever badged has been heard of too. */
const SETTLED: DurationMs = minutes(2);

/** The openings of the sealed doors of a period between two times, as the history has them. Rejects when it cannot be read. */
export async function openingsOf(
  { plan }: Pick<WatchedPeriod, "plan">,
  { from, to, site, leaves }: { readonly from: EpochMs; readonly to: EpochMs; readonly site: Site; readonly leaves: readonly Leave[] },
  deps: OpeningDeps,
): Promise<readonly SealedOpening[]> {
  const openings: SealedOpening[] = [];
  for (const { door } of plan.seals) {
    const signal = site.signals.find(({ key }) => key === door);
    const rule = signal?.rules.find(
      (each): each is SealedDoorRule => each.kind === "sealed-door" && each.id === `${door}/sealed-${plan.id}`,
    );
    if (signal === undefined || rule === undefined) continue;
    // What it was before the first of them is known too, so that one that has only gone on is not taken for another.
    const points = await deps.history.range({ signal: door, from: minus(from, signal.hold), to, limit: MOST_POINTS });
    const readings = points.map(({ at, value, quality }) => ({
      at,
      isOpen: value === undefined || quality === "bad" || quality === "maintenance" ? undefined : rule.open.includes(value),
    }));
    for (const { openedAt } of openingsIn(readings, signal.hold)) {
      if (openedAt < from || openedAt >= to) continue;
      const there = whoWasThere(rule, openedAt, deps);
      // As the rules judge it: leave accounts for an opening by somebody it names, or where nobody can be seen, by anybody.
      const isNamed = ({ people }: Leave): boolean => rule.readers.length === 0 || people.some((id) => there.people.includes(id));
      const leave = leaves.find((each) => each.door === door && isGivenAt(each, openedAt) && isNamed(each));
      openings.push({ door, openedAt, ...there, ...(leave === undefined ? {} : { leave: leave.number }) });
    }
  }
  return openings;
}

/** Until when it is settled what doors did. */
export const settledUntil = (now: EpochMs): EpochMs => minus(now, SETTLED);

function isGivenAt({ givenAt, from, to, state, endedAt }: Leave, at: EpochMs): boolean {
  const isBack = state === "withdrawn" && endedAt !== undefined && endedAt <= at;
  return givenAt !== undefined && givenAt <= at && from <= at && at < to && !isBack;
}

function whoWasThere(
  { readers, within, grace }: SealedDoorRule,
  at: EpochMs,
  { accessLog }: OpeningDeps,
): Pick<SealedOpening, "people" | "unknownBadges"> {
  const badges = readers.flatMap((reader) =>
    accessLog
      .events({ deviceId: reader.deviceId, from: minus(at, within), to: epochMs(plus(at, grace) + 1), limit: MOST_BADGES })
      .filter(({ kind, door }) => kind === "badge" && (door === undefined || reader.door === undefined || door === reader.door)),
  );
  const people = [...new Set(badges.flatMap(({ person }) => (person === undefined ? [] : [person])))].toSorted();
  return { people, unknownBadges: badges.filter(({ unknownBadge }) => unknownBadge === true).length };
}
