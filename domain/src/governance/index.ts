export * from "./checks/index.ts";
export * from "./hazard/index.ts";
export * from "./ledger.ts";
export * from "./measure/index.ts";
export * from "./person.ts";
export * from "./public-report/index.ts";
export * from "./signature.ts";
export * from "./substances/index.ts";
