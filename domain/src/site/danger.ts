import { conversion, substanceOf } from "../quantity/index.ts";
import type { Figure, LimitRule } from "../rules/index.ts";
import type { SignalDescription } from "../telemetry/index.ts";

/**
 * Why a gas limit would come too late, or undefined where it does not: above the substance's IDLH people may be unable to get out,
 * so nothing may wait for more, neither the value nor an average of it. A `low` limit keeps something in, and is not asked.
 */
export function objectionAboveDanger(
  setpoint: number,
  direction: LimitRule["direction"],
  figure: Figure | undefined,
  { unit, substance, reference }: SignalDescription,
): string | undefined {
  if (direction === "low" || substance === undefined || !(figure === undefined || figure.kind === "average")) return undefined;
  const { immediatelyDangerous } = substanceOf(substance);
  if (immediatelyDangerous === undefined) return undefined;
  const converted = conversion("ppm", unit, { substance, ...(reference === undefined ? {} : { reference }) });
  if (!converted.ok) return undefined;
  const highest = Number(converted.value(immediatelyDangerous.ppm).toPrecision(FIGURES));
  return setpoint <= highest
    ? undefined
    : `${setpoint} ${unit} lies above ${highest} ${unit}, immediately dangerous to life or health (IDLH of ${substance}: ` +
        `${immediatelyDangerous.ppm} ppm, ${immediatelyDangerous.source}); is the unit right? Set it lower`;
}

/** Of an IDLH that was converted: enough to read, and to be rid of rounding. */
const FIGURES = 6;
