import { roomOf, type Zone, zonesById } from "@labcanary/domain/site";
import type { AlarmSummary } from "../../live/feed-state.ts";

/** Alarms of one room, oldest first: what came first may be what the others came from. */
export interface RelatedAlarms {
  readonly alarms: readonly AlarmSummary[];
  /** Id of the one that came first, the alarm itself among them. */
  readonly firstOut: string;
}

/** Alarms that stand in the room of this one, itself among them; undefined where it stands alone, or is the platform's own. */
export function relatedAlarms(
  alarm: AlarmSummary,
  listed: ReadonlyMap<string, AlarmSummary>,
  zones: readonly Zone[],
): RelatedAlarms | undefined {
  const { source } = alarm;
  if (source.kind === "system") return undefined;
  const byId = zonesById(zones);
  const room = roomOf(byId, source.zoneId);
  const others = [...listed.values()].filter(
    (other) => other.id !== alarm.id && other.source.kind !== "system" && roomOf(byId, other.source.zoneId) === room,
  );
  if (others.length === 0) return undefined;
  const alarms = [alarm, ...others].toSorted((a, b) => a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : 1));
  return { alarms, firstOut: alarms[0]?.id ?? alarm.id };
}
