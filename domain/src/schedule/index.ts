export * from "./began-on.ts";
export * from "./civil.ts";
export * from "./local-time.ts";
export * from "./schedule.ts";
export * from "./site-time.ts";
export { type Standing, standingAt } from "./standing.ts";
export * from "./start-of-day.ts";
export * from "./within.ts";
export * from "./zone-offset.ts";
