export * from "./hazard/index.ts";
export * from "./ledger.ts";
export * from "./signature.ts";
