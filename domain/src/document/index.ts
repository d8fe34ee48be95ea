export * from "./block.ts";
export * from "./document.ts";
