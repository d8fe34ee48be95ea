export * from "./public-report-ledger.ts";
export * from "./public-report.ts";
