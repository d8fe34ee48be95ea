export * from "./drill.ts";
export * from "./drill-ledger.ts";
