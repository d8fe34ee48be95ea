export * from "./describe.ts";
export * from "./evaluate.ts";
export * from "./expression.ts";
export * from "./parse.ts";
export * from "./print.ts";
export * from "./step.ts";
export * from "./syntax.ts";
export * from "./truth.ts";
