import type { Row } from "./report.ts";
import type { Scope } from "./scope.ts";

export interface SectionContext {
  /** Owns everything the section starts. */
  readonly scope: Scope;
  /** How long one load runs. */
  readonly seconds: number;
  /** Tells whoever watches what is going on. */
  readonly say: (text: string) => void;
}

/** Measures some rows. What it cannot do it throws. */
export type Section = (context: SectionContext) => Promise<readonly Row[]>;
