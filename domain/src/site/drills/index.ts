export * from "./drill-plan.ts";
export type { DrillPlanFile } from "./file.ts";
export * from "./twins.ts";
