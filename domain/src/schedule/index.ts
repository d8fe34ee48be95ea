export * from "./civil.ts";
export * from "./schedule.ts";
export * from "./standing.ts";
export * from "./start-of-day.ts";
export * from "./within.ts";
export * from "./zone-offset.ts";
