export * from "./check-in-times.ts";
export * from "./period-ledger.ts";
export { isSameOpening } from "./untold-openings.ts";
export * from "./watched-period.ts";
