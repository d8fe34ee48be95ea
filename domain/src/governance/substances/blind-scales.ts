import type { Site, ZoneId } from "../../site/index.ts";
import { massOf } from "./amount.ts";

/** A cabinet with a scale, and which substances that may be kept there it cannot weigh. */
export interface BlindScale {
  readonly zoneId: ZoneId;
  readonly substances: readonly string[];
}

/** Scales beside which something may be taken that nobody can weigh: of such a visit it is asked, where the shelf is not what the other records make of it. */
export const blindScales = ({ stock }: Pick<Site, "stock">): readonly BlindScale[] =>
  (stock?.cabinets ?? []).flatMap(({ zoneId, regimes, weight }) => {
    if (weight === undefined) return [];
    const unweighable = (stock?.substances ?? []).filter(
      ({ regime, unit, density }) => regimes.includes(regime) && massOf(1, unit, density) === undefined,
    );
    return unweighable.length === 0 ? [] : [{ zoneId, substances: unweighable.map(({ id }) => id) }];
  });
