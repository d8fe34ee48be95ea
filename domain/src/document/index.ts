export * from "./block.ts";
export * from "./document.ts";
export * from "./thinned.ts";
