export * from "./bounds.ts";
export * from "./convert.ts";
export * from "./quantities.ts";
export * from "./substances.ts";
export * from "./units.ts";
