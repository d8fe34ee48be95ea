export { compileKeyPeriods } from "./compile-key-periods.ts";
export { sealRuleId } from "./compile-seals.ts";
export * from "./file.ts";
export * from "./in-force.ts";
export * from "./key-period.ts";
