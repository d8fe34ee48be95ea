export * from "./leave-ledger.ts";
export * from "./leave.ts";
