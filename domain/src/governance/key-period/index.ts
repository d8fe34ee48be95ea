export * from "./check-in-times.ts";
export * from "./period-ledger.ts";
export * from "./watched-period.ts";
