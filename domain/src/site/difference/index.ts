export * from "./difference.ts";
export { periodsWithNewDays } from "./key-period-difference.ts";
export * from "./site-difference.ts";
