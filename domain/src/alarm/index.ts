export * from "./alarm.ts";
export * from "./assigning.ts";
export * from "./lifecycle.ts";
export * from "./out-of-service.ts";
export * from "./roll-up.ts";
export * from "./shelving.ts";
export * from "./suppression.ts";
export * from "./withholding.ts";
