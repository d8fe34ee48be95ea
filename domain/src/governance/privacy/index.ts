export * from "./named-in.ts";
export * from "./retention.ts";
export * from "./search-terms.ts";
export * from "./words-in.ts";
