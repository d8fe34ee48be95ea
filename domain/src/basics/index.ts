export * from "./canonical-json.ts";
export * from "./command-id.ts";
export * from "./fingerprint.ts";
export * from "./person-mark.ts";
export * from "./result.ts";
export * from "./text.ts";
export * from "./time.ts";
