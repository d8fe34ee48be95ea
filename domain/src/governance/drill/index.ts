export * from "./drill.ts";
export * from "./drill-calendar.ts";
export * from "./drill-ledger.ts";
export * from "./drill-standing.ts";
