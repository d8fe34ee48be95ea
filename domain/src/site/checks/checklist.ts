import type { Text } from "../../basics/index.ts";
import type { HazardClass, HazardLevel } from "../hazard-kind.ts";

/** A list that is done item by item. Plain data: a check keeps the one it was opened with. */
export interface Checklist {
  readonly id: string;
  readonly version: string;
  readonly name: Text;
  readonly source: string;
  readonly items: readonly ChecklistItem[];
}

export interface ChecklistItem {
  readonly id: string;
  /** A statement that is to be true, or the name of what is read. */
  readonly words: Text;
  /** Absent: yes or no. */
  readonly number?: NumberWanted;
  /** A photo belongs to every answer but "does not apply". */
  readonly photo?: true;
  /** "Does not apply" is no answer. */
  readonly always?: true;
  /** What a failed item is in the ledger of hazards. */
  readonly hazard: { readonly class: HazardClass; readonly level: HazardLevel };
  readonly source: string;
}

/** What is right of a number; both ends are. */
export interface NumberWanted {
  readonly unit: string;
  readonly min?: number;
  readonly max?: number;
}
