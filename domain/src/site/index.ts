export * from "./compile.ts";
export * from "./file.ts";
export * from "./problem.ts";
export * from "./site.ts";
