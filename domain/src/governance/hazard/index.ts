export * from "./hazard-due.ts";
export * from "./hazard-ledger.ts";
export * from "./hazard.ts";
