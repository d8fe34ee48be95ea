export * from "./notification.ts";
export * from "./retry.ts";
export * from "./route.ts";
export * from "./sms-digest.ts";
export * from "./rule-texts.ts";
export * from "./sms-size.ts";
export * from "./sms-text.ts";
export * from "./text-plan.ts";
