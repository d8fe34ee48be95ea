import { blindScales } from "@labcanary/domain/governance";
import type { Site } from "@labcanary/domain/site";

/** Which stores have a scale and may have something in them that it cannot weigh, each in words. */
export const sayBlindScales = (site: Site): readonly string[] =>
  blindScales(site).map(
    ({ zoneId, substances }) =>
      `${zoneId} has a scale, and nobody can say what this weighs: ${substances.join(", ")}; give volumes a density, and keep pieces where there is no scale, or each visit with a record of them is asked about as not weighed`,
  );
