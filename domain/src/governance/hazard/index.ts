export * from "./hazard-ledger.ts";
export * from "./hazard.ts";
