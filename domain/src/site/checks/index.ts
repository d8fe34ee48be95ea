export * from "./checklist.ts";
export { compileChecklists } from "./compile-checklists.ts";
export { compilePatrols } from "./compile-patrols.ts";
export type { ChecklistFile, ChecklistItemFile, PatrolFile } from "./file.ts";
export * from "./patrol.ts";
