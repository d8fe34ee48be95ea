export * from "./named-in.ts";
export * from "./retention.ts";
