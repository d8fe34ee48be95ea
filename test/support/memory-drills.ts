import type { Drill, DrillCommand, DrillRefusalCode, Hazard, HazardCommand, HazardRefusalCode } from "@labcanary/domain/governance";
import type { DrillSeen } from "@labcanary/domain/messages";
import type { Clock, LedgerBook } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { createDrills } from "../../governance/src/drills/drills.ts";
import { createMemoryDrillPlayer } from "./memory-drill-player.ts";
import { createTestLogger } from "./observing.ts";

/** Drills as they are, on a stage where no alarm ever stands. */
export function createMemoryDrills(
  book: LedgerBook<Drill, DrillCommand, DrillRefusalCode>,
  hazards: LedgerBook<Hazard, HazardCommand, HazardRefusalCode>,
  clock: Pick<Clock, "now">,
  site: () => Site,
): LedgerBook<Drill, DrillCommand, DrillRefusalCode> {
  let seen: DrillSeen | undefined;
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
    onDrill: () => () => {},
  };
  return createDrills({ book, hazards, stage, player: createMemoryDrillPlayer(), site, now: () => clock.now(), logger: createTestLogger() })
    .desk;
}
