import type { RoomAvailability } from "../../alarm/index.ts";
import type { DurationMs, EpochMs, Text } from "../../basics/index.ts";
import type { ProofGap } from "../../commissioning/index.ts";
import { type Site, type ZoneId, zonesById } from "../../site/index.ts";
import type { SignalKey } from "../../telemetry/index.ts";
import type { ReportScope } from "./counted-report.ts";

/** How much of the year a room was protected. */
export interface RoomOfYear {
  readonly zoneId: ZoneId;
  readonly room: Text;
  /** Since when it was watched in the year. */
  readonly from: EpochMs;
  /** 0–1, to a hundredth of a per cent, downwards. */
  readonly available: number;
  readonly unavailable: DurationMs;
}

/** A signal that was to be proven and was not, when the review was made. */
export interface UnprovenOfYear {
  readonly zoneId: ZoneId;
  readonly signal: SignalKey;
  readonly gap: ProofGap;
  readonly since: EpochMs;
}

/** What no line of the journal says, as its own records had it when the review was made. */
export interface YearFacts {
  /** The least protected first; absent where it was not known. */
  readonly rooms?: readonly RoomOfYear[];
  /** 0–1: what is asked of a room. */
  readonly minimum?: number;
  readonly unproven: readonly UnprovenOfYear[];
}

const HUNDREDTHS_OF_PER_CENT = 10_000;

export function yearFacts(
  site: Site,
  known: {
    readonly rooms: readonly RoomAvailability[] | undefined;
    readonly minimum: number | undefined;
    readonly unproven: readonly Omit<UnprovenOfYear, "zoneId">[];
  },
): YearFacts {
  const byId = zonesById(site.zones);
  const zoneOf = new Map(site.signals.map(({ key, zoneId }) => [key, zoneId]));
  const rooms = known.rooms
    ?.map(({ roomId, from, available, unavailable }) => ({
      zoneId: roomId,
      room: byId.get(roomId)?.path ?? { en: roomId, zh: roomId },
      from,
      available: Math.floor(available * HUNDREDTHS_OF_PER_CENT) / HUNDREDTHS_OF_PER_CENT,
      unavailable,
    }))
    .toSorted((a, b) => a.available - b.available || (a.zoneId < b.zoneId ? -1 : 1));
  return {
    ...(rooms === undefined ? {} : { rooms }),
    ...(known.minimum === undefined ? {} : { minimum: known.minimum }),
    unproven: known.unproven.map(({ signal, gap, since }) => ({ zoneId: zoneOf.get(signal) ?? "", signal, gap, since })),
  };
}

/** Those of a department alone. */
export function factsOf({ rooms, unproven, ...others }: YearFacts, { zones }: ReportScope): YearFacts {
  const isTheirs = ({ zoneId }: { readonly zoneId: ZoneId }): boolean => zones === undefined || zones.includes(zoneId);
  return { ...others, ...(rooms === undefined ? {} : { rooms: rooms.filter(isTheirs) }), unproven: unproven.filter(isTheirs) };
}
