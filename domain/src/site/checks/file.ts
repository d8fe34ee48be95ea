import type { Text } from "../../basics/index.ts";
import type { ScheduleFile } from "../file.ts";
import type { HazardClass, HazardLevel } from "../hazard-kind.ts";
import type { PATROL_RHYTHMS } from "./patrol.ts";

/** A list as engineers write it, under `checklists` by its name. */
export interface ChecklistFile {
  /** Changed whenever an item is; a check keeps the version it was opened with. */
  readonly version: string;
  readonly name: Text;
  /** Where the list comes from, or "own: …". */
  readonly source: string;
  readonly items: readonly ChecklistItemFile[];
}

export interface ChecklistItemFile {
  readonly id: string;
  /** A statement that is to be true, or the name of what is read. */
  readonly words: Text;
  /** Without it: yes or no. */
  readonly number?: { readonly unit: string; readonly min?: number; readonly max?: number };
  /** A photo belongs to every answer but "does not apply". */
  readonly photo?: boolean;
  /** It applies everywhere: "does not apply" is no answer to it. */
  readonly always?: boolean;
  /** Of a failed item. */
  readonly hazard: { readonly class: HazardClass; readonly level: HazardLevel };
  /** Without it that of the list. */
  readonly source?: string;
}

/** Which list is done where, when and by whom. It opens when its hours begin: those of a schedule by name, or its own. */
export interface PatrolFile extends Pick<ScheduleFile, "days" | "from" | "to" | "except"> {
  readonly id: string;
  readonly name: Text;
  readonly checklist: string;
  readonly zones: readonly string[];
  readonly schedule?: string;
  /** Of the days its hours begin on: each, or the first of the week, month or quarter. */
  readonly every?: (typeof PATROL_RHYTHMS)[number];
  readonly within: string;
  /** `responsible`, `deputy`, `person:ID`, `role:ROLE`. */
  readonly by: readonly string[];
  /** Percent of the zones that are drawn each time; all of them, without it. */
  readonly spot?: number;
}
