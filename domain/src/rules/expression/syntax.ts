import type { Unit } from "../../quantity/index.ts";
import type { Comparison, FaultyVoter } from "./expression.ts";

/** An expression as it is written: nothing looked up yet, and every part knows its place (`at`: UTF-16 code units before it). */
export type Syntax =
  | { readonly kind: "comparison"; readonly at: number; readonly of: NameSyntax; readonly operator: Comparison; readonly against: Literal }
  | {
      readonly kind: "deviation";
      readonly at: number;
      readonly of: readonly NameSyntax[];
      readonly operator: Comparison;
      readonly against: Literal;
    }
  | { readonly kind: "named"; readonly at: number; readonly name: string }
  | { readonly kind: "not"; readonly at: number; readonly of: Syntax }
  | { readonly kind: "and" | "or"; readonly at: number; readonly of: readonly Syntax[] }
  | {
      readonly kind: "vote";
      readonly at: number;
      readonly atLeast: number;
      readonly of: readonly Syntax[];
      readonly faultyVoter: FaultyVoter;
    }
  | { readonly kind: "samples"; readonly at: number; readonly atLeast: number; readonly last: number; readonly of: Syntax };

/** A signal; without a device one of the device that the expression belongs to. */
export interface NameSyntax {
  readonly at: number;
  readonly device?: string;
  readonly name: string;
}

/** What a signal is compared with; `text` is the state, where the signal has states. */
export interface Literal {
  readonly at: number;
  readonly text: string;
  /** Present when it is written as a number. */
  readonly number?: number;
  readonly unit?: Unit;
}

/** Where a text is wrong, and what would be right. */
export interface SyntaxFault {
  /** UTF-16 code units before the place. */
  readonly at: number;
  readonly message: string;
}

/** A part of a name, as in the site: of a device, of a signal, of a condition. */
export const NAME_PART = /^[A-Za-z0-9._-]{1,64}$/;

/** Decimal, with an exponent where it is very large or small. */
export const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Words that join conditions, and so are never a state, a unit or a bare signal. */
export const JOINING_WORDS: readonly string[] = ["and", "or", "not"];
