export * from "./measure-ledger.ts";
export * from "./measure.ts";
