import type { Hazard } from "@labcanary/domain/governance";
import { ask } from "../api.ts";

export type { Hazard };

export interface HazardsAnswer {
  readonly hazards: readonly Hazard[];
}

export const hazardApi = {
  list: () => ask<HazardsAnswer>("GET", "hazards"),
};
