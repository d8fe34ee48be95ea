export { badgeHolders } from "./badges.ts";
export * from "./compile.ts";
export * from "./compile-condition.ts";
export * from "./condition-scope.ts";
export * from "./difference/index.ts";
export * from "./file.ts";
export * from "./problem.ts";
export type { ConditionContext } from "./resolve-expression.ts";
export * from "./site.ts";
