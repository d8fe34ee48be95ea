import type { Drill, DrillCommand, DrillRefusalCode, Hazard, HazardCommand, HazardRefusalCode } from "@labcanary/domain/governance";
import type { DrillSeen } from "@labcanary/domain/messages";
import type { Clock, LedgerBook } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { createDrills } from "../../governance/src/drills/drills.ts";
import { createMemoryDrillPlayer } from "./memory-drill-player.ts";
import { createTestLogger } from "./observing.ts";

export interface MemoryDrills {
  readonly book: LedgerBook<Drill, DrillCommand, DrillRefusalCode>;
  /** What alarms, texts and people have done in the drill that is under way, as alerting says it. */
  see(over: Pick<DrillSeen, "times"> | Required<Pick<DrillSeen, "ended">>): void;
}

/** Drills as they are, on a stage where no alarm ever stands, and where happens what the test says. */
export function createMemoryDrills(
  book: LedgerBook<Drill, DrillCommand, DrillRefusalCode>,
  hazards: LedgerBook<Hazard, HazardCommand, HazardRefusalCode>,
  clock: Pick<Clock, "now">,
  site: () => Site,
): MemoryDrills {
  let seen: DrillSeen | undefined;
  let heard: (seen: DrillSeen) => void = () => {};
  const stage = {
    beginDrill(drill: Omit<DrillSeen, "times" | "told">) {
      seen = { ...drill, times: {}, told: [] };
      return { ok: true, value: seen } as const;
    },
    endDrill(_number: number, because: "stopped" | "not-playable") {
      seen = seen === undefined ? undefined : { ...seen, ended: { because, at: clock.now() } };
      return seen;
    },
    drill: () => seen,
    onDrill(listener: typeof heard) {
      heard = listener;
      return () => {};
    },
  };
  const player = createMemoryDrillPlayer();
  const drills = createDrills({
    book,
    hazards,
    stage,
    player,
    site,
    accessLog: { events: () => [] },
    now: () => clock.now(),
    logger: createTestLogger(),
  });
  drills.start();
  return {
    book: drills.desk,
    see(over) {
      if (seen === undefined) throw new Error("no drill was begun");
      seen = { ...seen, ...over };
      heard(seen);
    },
  };
}
