export * from "./file.ts";
export * from "./stock.ts";
