export * from "./alarm-change.ts";
export * from "./canary.ts";
export * from "./contact-test.ts";
export * from "./operator-command.ts";
export * from "./service-command.ts";
export * from "./site-change.ts";
export * from "./system-condition.ts";
export * from "./topics.ts";
