export * from "./describe.ts";
export * from "./figure.ts";
export * from "./median.ts";
export { LEAST_SLOPE_SAMPLES } from "./slope.ts";
export * from "./step.ts";
