export * from "./check.ts";
export { createCheckLedger } from "./check-ledger.ts";
export * from "./doers.ts";
export * from "./draw.ts";
export * from "./due-windows.ts";
export * from "./published-list.ts";
export * from "./round.ts";
