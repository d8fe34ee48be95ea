import { type DurationMs, type EpochMs, epochMs, plus } from "@labcanary/domain/basics";
import type { Drill, DrillReached } from "@labcanary/domain/governance";
import type { AccessLog, KeptEvent } from "@labcanary/domain/ports";
import { type Site, zonesInside } from "@labcanary/domain/site";

/** Events read of one drill (chosen: more than go through the doors of a site in the two hours a drill lasts at most). */
const MOST_EVENTS = 10_000;

export interface ArrivalSources {
  readonly site: Site;
  readonly accessLog: AccessLog;
  /** Person ids of those who were sent something of the drill. */
  readonly told: readonly string[];
  readonly now: EpochMs;
}

/**
 * The first of those who were told that held their badge to a reader in the drill's zone, after its alarm was raised and before it ended;
 * whoever was there before came for something else. Also one the reader did not let in: they are at the door. Undefined: there is none.
 */
export function arrivalOf(drill: Drill, { site, accessLog, told, now }: ArrivalSources): DrillReached | undefined {
  const { detected } = drill.times;
  if (detected === undefined || told.length === 0) return undefined;
  const zones = zonesInside(drill.zoneId, site.zones);
  const until = epochMs(Math.min(now, drill.ended?.at ?? now));
  const [first] = accessLog
    .events({ from: detected.at, to: plus(until, 1 as DurationMs), limit: MOST_EVENTS })
    .filter(({ kind, person }) => kind === "badge" && person !== undefined && told.includes(person))
    .filter((event) => zones.has(zoneOf(event, site) ?? ""))
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  if (first?.person === undefined) return undefined;
  const { id, at, person, deviceId, door } = first;
  return { at, by: person, badge: { event: id, deviceId, ...(door === undefined ? {} : { door }) } };
}

/** Of the door it was held to, where the reader says which; else of the reader. */
const zoneOf = ({ deviceId, door }: Pick<KeptEvent, "deviceId" | "door">, { signals, devices }: Site): string | undefined =>
  signals.find(({ key }) => door !== undefined && key === `${deviceId}/${door}`)?.zoneId ??
  devices.find(({ id }) => id === deviceId)?.zoneId;
