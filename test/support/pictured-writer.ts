import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { ContainerCommand, HazardCommand } from "@labcanary/domain/governance";
import type { Clock } from "@labcanary/domain/ports";
import type { MemoryLedgers } from "./memory-ledgers.ts";

/** The moment books are written at: as the clock says, unless it is set to one that is over. */
export interface BookTime extends Pick<Clock, "now"> {
  at(moment: EpochMs): void;
  /** Goes by the clock again. */
  today(): void;
}

export function createBookTime(clock: Pick<Clock, "now">): BookTime {
  let set: EpochMs | undefined;
  return {
    now: () => set ?? clock.now(),
    at(moment) {
      set = moment;
    },
    today() {
      set = undefined;
    },
  };
}

/** They name days and hours: of the moment of the pictures, which the clock is some milliseconds before. */
export const pictureMoment = (now: EpochMs): EpochMs => epochMs(Math.ceil(now / 1000) * 1000);

/** Who writes into the books of a site, and when: what is refused is no picture of anything. */
export function writerOf(ledgers: MemoryLedgers, time: BookTime, now: EpochMs, name = "pictured") {
  let ids = 0;
  const done = <T>(
    outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: { readonly code: string } },
  ): T => {
    if (!outcome.ok) throw new Error(`not for a picture: ${outcome.error.code}`);
    return outcome.value;
  };
  const id = (): string => `${name}-${++ids}`;
  return {
    id,
    done,
    /** So long before the moment of the pictures. */
    before(span: number): void {
      time.at(epochMs(now - span));
      ledgers.look();
    },
    in: (span: number): EpochMs => epochMs(now + span),
    hazard: (actor: string, order: HazardCommand, number?: number) =>
      done(ledgers.hazards().carryOut({ id: id(), actor, order, ...(number === undefined ? {} : { number }) })),
    container: (actor: string, order: ContainerCommand, number?: number) =>
      done(ledgers.containers().carryOut({ id: id(), actor, order, ...(number === undefined ? {} : { number }) })),
  };
}
export type PicturedWriter = ReturnType<typeof writerOf>;
