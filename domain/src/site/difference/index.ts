export * from "./difference.ts";
export * from "./site-difference.ts";
