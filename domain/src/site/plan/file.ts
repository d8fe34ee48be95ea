import type { Text } from "../../basics/index.ts";

/** A plan as engineers write it. */
export interface PlanFile {
  readonly id: string;
  readonly name: Text;
  /** What it shows. */
  readonly zone: string;
  /** An SVG, by its path from the file that names it. */
  readonly drawing: string;
  readonly places?: readonly PlaceFile[];
}

/** Of a signal `x` and `y`; of a zone `w` and `h` besides. In the drawing's units. */
export interface PlaceFile {
  readonly signal?: string;
  readonly zone?: string;
  readonly x: number;
  readonly y: number;
  readonly w?: number;
  readonly h?: number;
}
