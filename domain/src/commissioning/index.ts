export * from "./proof.ts";
export * from "./protected.ts";
export * from "./standing.ts";
export * from "./steps.ts";
export * from "./unsigned.ts";
