export * from "./accepted-log.ts";
export * from "./log-files.ts";
export * from "./position-file.ts";
export * from "./shared-log.ts";
