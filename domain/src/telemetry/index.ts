export * from "./frame.ts";
export * from "./sample.ts";
