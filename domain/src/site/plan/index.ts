export { faultsOfPlaces, PLACE_FAULTS, type PlaceFault, type PlaceFaultCode } from "./check-places.ts";
export type { Drawings } from "./compile-plans.ts";
export * from "./drawing.ts";
export type { PlaceFile, PlanFile } from "./file.ts";
export * from "./plan.ts";
export * from "./plan-change.ts";
export { zonesInside } from "./zones-inside.ts";
