export * from "./alarm.ts";
export * from "./lifecycle.ts";
