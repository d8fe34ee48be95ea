import { type DurationMs, elapsed, type EpochMs } from "../../basics/index.ts";
import type { CabinetEvidence, Visit } from "./cabinet-evidence.ts";
import { visitsOfCabinet } from "./held-against.ts";
import type { DoorReading } from "./openings.ts";

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
export function doorOfSpan(
  evidence: Pick<CabinetEvidence, "door" | "hold" | "records" | "policies">,
  { from, to }: Between,
  now: EpochMs,
): DoorOfSpan {
  const { visits, unopened } = visitsOfCabinet(evidence);
  const isWithin = (at: EpochMs): boolean => at >= from && at < to;
  return {
    visits: visits.filter(({ opening }) => isWithin(opening.openedAt)),
    unopened: unopened.filter(({ doneAt, isPending }) => !isPending && isWithin(doneAt)),
    unheard: unheardOf(evidence.door, { from, to: Math.min(to, now) as EpochMs }, evidence.hold),
  };
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
