export * from "./accepted-log.ts";
export type { OpenSegment } from "./active-segment.ts";
export * from "./log-files.ts";
export { LOG_ERRORS } from "./newer-release.ts";
export * from "./position-file.ts";
export * from "./shared-log.ts";
