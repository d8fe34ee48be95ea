export * from "./condition.ts";
export * from "./deadlines.ts";
export * from "./delays.ts";
export * from "./fold.ts";
export * from "./impairments.ts";
export * from "./observe.ts";
export * from "./rule.ts";
export * from "./signal-memory.ts";
