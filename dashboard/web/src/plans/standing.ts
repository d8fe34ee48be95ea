import { isOfDrill } from "@labcanary/domain/alarm";
import { IMPAIRMENTS } from "@labcanary/domain/rules";
import type { Zone } from "@labcanary/domain/site";
import type { ZoneImpairment, ZoneProtection } from "../../../src/plans/zone-protection.ts";
import { inOrder } from "../alarms/alarm-order.ts";
import type { Listing } from "../alarms/listing.ts";
import type { AlarmSummary } from "../live/feed-state.ts";
import type { Hindrance } from "./look.ts";

/** The alarms of the feed by where they are. Those of a drill are none of a place: what is drawn there is what its sensors say. */
export interface Standing {
  /** The gravest on the list, by signal. */
  readonly alarmOf: ReadonlyMap<string, AlarmSummary>;
  /** Why an alarm of a signal is off the list. */
  readonly withheldOf: ReadonlyMap<string, Hindrance>;
  /** All on the list, by the zone they are in itself; gravest first. */
  readonly alarmsIn: ReadonlyMap<string, readonly AlarmSummary[]>;
}

export function standingOf({ top, beneath, shelved, suppressed }: Listing): Standing {
  const listed = beneath.size === 0 ? top : inOrder([...top, ...[...beneath.values()].flat()]);
  const alarmOf = new Map<string, AlarmSummary>();
  const alarmsIn = new Map<string, AlarmSummary[]>();
  for (const alarm of listed) {
    if (alarm.source.kind !== "rule" || isOfDrill(alarm)) continue;
    const { signal, zoneId } = alarm.source;
    if (!alarmOf.has(signal)) alarmOf.set(signal, alarm);
    const known = alarmsIn.get(zoneId);
    if (known === undefined) alarmsIn.set(zoneId, [alarm]);
    else known.push(alarm);
  }
  const withheldOf = new Map<string, Hindrance>();
  const withhold = (alarms: readonly AlarmSummary[], why: Hindrance): void => {
    for (const { source, test } of alarms) if (source.kind === "rule" && !isOfDrill({ test })) withheldOf.set(source.signal, why);
  };
  withhold(suppressed, "suppressed");
  withhold(shelved, "shelved");
  return { alarmOf, withheldOf, alarmsIn };
}

/** How a zone stands with all that is inside it. */
export interface ZoneStanding {
  readonly alarms: number;
  /** The gravest. */
  readonly worst: AlarmSummary | undefined;
  /** Signals that do not protect as they should. */
  readonly impaired: number;
  /** The gravest of why. */
  readonly why: ZoneImpairment | undefined;
  readonly signals: number;
}

interface Rolled {
  alarms: number;
  worst: AlarmSummary | undefined;
  impaired: number;
  why: ZoneImpairment | undefined;
  signals: number;
}

const GRAVITY: readonly ZoneImpairment[] = ["out-of-service", ...IMPAIRMENTS];

/** Of every zone, with what is inside it rolled up. Zones stand after the ones around them. */
export function rollUp(
  zones: readonly Zone[],
  { alarmsIn }: Pick<Standing, "alarmsIn">,
  protection: ZoneProtection | undefined,
  signals: Readonly<Record<string, number>>,
): ReadonlyMap<string, ZoneStanding> {
  const impaired = new Map(protection?.zones.map((zone) => [zone.zoneId, zone]));
  const rolled = new Map<string, Rolled>();
  for (const { id } of zones) {
    const own = alarmsIn.get(id) ?? [];
    rolled.set(id, {
      alarms: own.length,
      worst: own[0],
      impaired: impaired.get(id)?.count ?? 0,
      why: impaired.get(id)?.worst,
      signals: signals[id] ?? 0,
    });
  }
  for (const { id, parent } of zones.toReversed()) {
    const [inner, outer] = [rolled.get(id), parent === undefined ? undefined : rolled.get(parent)];
    if (inner === undefined || outer === undefined) continue;
    outer.alarms += inner.alarms;
    outer.impaired += inner.impaired;
    outer.signals += inner.signals;
    outer.worst = graver(outer.worst, inner.worst);
    outer.why = GRAVITY.find((why) => why === outer.why || why === inner.why);
  }
  return rolled;
}

function graver(one: AlarmSummary | undefined, other: AlarmSummary | undefined): AlarmSummary | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return inOrder([one, other])[0];
}
