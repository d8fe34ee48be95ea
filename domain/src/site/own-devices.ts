import { withCanary } from "./canary.ts";
import type { DrillPlan } from "./drills/drill-plan.ts";
import { withDrillTwins } from "./drills/twins.ts";
import type { Site } from "./site.ts";

/** The site as those who decode and evaluate have it: with what the platform itself says, of its test alarm and of drills. */
export const withOwnDevices = <S extends Pick<Site, "devices" | "signals"> & { readonly drills?: readonly DrillPlan[] }>(site: S): S =>
  withCanary(withDrillTwins(site));
