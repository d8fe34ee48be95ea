export * from "./check-in-times.ts";
export { missedToExplain, refusalOfCheckIn, refusalOfExplanation, refusalOfOpeningExplanation } from "./check-ins.ts";
export * from "./explainers.ts";
export * from "./period-ledger.ts";
export { doorName } from "./period-words.ts";
export { setBackAfter, toPutBack } from "./set-back.ts";
export { isSameOpening } from "./untold-openings.ts";
export * from "./watched-period.ts";
