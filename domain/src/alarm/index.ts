export * from "./alarm.ts";
export * from "./lifecycle.ts";
export * from "./shelving.ts";
