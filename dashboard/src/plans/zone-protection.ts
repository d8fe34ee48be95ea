import { type EpochMs, elapsed, seconds } from "@labcanary/domain/basics";
import { IMPAIRMENTS, type AlarmDesk, type Clock, type Impairment, type SignalBoard } from "@labcanary/domain/ports";
import type { Site, ZoneId } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import type { Scope } from "../accounts/scope.ts";

export type ZoneImpairment = Impairment | "out-of-service";

/** Signals of one zone itself that do not protect as they should. */
export interface ImpairedZone {
  readonly zoneId: ZoneId;
  readonly count: number;
  /** The gravest of why. */
  readonly worst: ZoneImpairment;
}

/** Where protection is impaired: what a plan and a tree of zones show besides alarms. */
export interface ZoneProtection {
  /** In the order of the site; without those that have nothing impaired. */
  readonly zones: readonly ImpairedZone[];
  readonly outOfService: readonly SignalKey[];
}

/** Looked over at least so often while somebody watches; at once when any of the counts changes. Chosen: 100,000 signals take some 20 ms. */
const LOOK_OVER_EVERY = seconds(5);

/** Gravest first: what nobody watches at all comes before what is watched badly. */
const GRAVITY: readonly ZoneImpairment[] = ["out-of-service", ...IMPAIRMENTS];

interface Deps {
  readonly clock: Clock;
  readonly board: Pick<SignalBoard, "status" | "impaired">;
  readonly desk: Pick<AlarmDesk, "outOfService">;
  readonly site: () => Site;
}

/** Asked with every pulse; looks over the signals only when something may be different. */
export function createZoneProtection({ clock, board, desk, site }: Deps): (scope: Scope) => ZoneProtection {
  let found: { readonly of: Site; readonly counts: string; readonly at: EpochMs; readonly whole: ZoneProtection } | undefined;

  function whole(): ZoneProtection {
    const now = clock.now();
    const records = desk.outOfService().flatMap(({ state, signal }) => (state === "in-force" ? signal : []));
    const counts = JSON.stringify([board.impaired(), records]);
    const isFresh = found !== undefined && found.of === site() && found.counts === counts && elapsed(found.at, now) < LOOK_OVER_EVERY;
    if (found === undefined || !isFresh) found = { of: site(), counts, at: now, whole: lookOver(site(), board, records) };
    return found.whole;
  }

  return (scope) => {
    const all = whole();
    if (scope.isWhole) return all;
    return {
      zones: all.zones.filter(({ zoneId }) => scope.hasZone(zoneId)),
      outOfService: all.outOfService.filter((signal) => scope.hasSignal(signal)),
    };
  };
}

function lookOver(site: Site, board: Pick<SignalBoard, "status">, outOfService: readonly SignalKey[]): ZoneProtection {
  const out = new Set(outOfService);
  const zones = new Map<ZoneId, { count: number; worst: ZoneImpairment }>();
  for (const { key, zoneId } of site.signals) {
    // One that was never heard is silent when its time is over, as the headline counts it, and not before.
    const why = out.has(key) ? "out-of-service" : board.status(key)?.impairment;
    if (why === undefined) continue;
    const known = zones.get(zoneId);
    if (known === undefined) zones.set(zoneId, { count: 1, worst: why });
    else {
      known.count += 1;
      if (GRAVITY.indexOf(why) < GRAVITY.indexOf(known.worst)) known.worst = why;
    }
  }
  return { zones: [...zones].map(([zoneId, impaired]) => ({ zoneId, ...impaired })), outOfService };
}
