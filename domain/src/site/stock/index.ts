export * from "./file.ts";
export * from "./stock.ts";
export { strictStock } from "./strict-stock.ts";
