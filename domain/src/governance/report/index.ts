export * from "./figure.ts";
export { COUNTED_LEDGERS, isCountedAct } from "./ledger-entries.ts";
export * from "./report-ledger.ts";
export * from "./report-line.ts";
export * from "./report-words.ts";
export * from "./report.ts";
export * from "./sentences.ts";
export * from "./week.ts";
export * from "./weekly-report.ts";
