import type { EpochMs } from "../basics/index.ts";

/**
 * Text of a document; some of it may be strong, or lead somewhere. A line break in it is kept. Characters without a glyph, and those
 * that turn what follows around, are printed by their code, `[U+202E]`, so that nothing is lost and nothing reads as something else.
 */
export type Words = string | readonly Run[];

export interface Run {
  readonly text: string;
  readonly strong?: boolean;
  /** An address, absolute. */
  readonly link?: string;
}

export type Block = HeadingBlock | ParagraphBlock | FactsBlock | TableBlock | BarsBlock | CurveBlock;

export interface HeadingBlock {
  readonly kind: "heading";
  /** 1 for a chapter, 2 for what is inside of one. */
  readonly level: 1 | 2;
  readonly text: string;
}

export interface ParagraphBlock {
  readonly kind: "paragraph";
  readonly words: Words;
  /** `note` is set smaller; `warning` has a bar beside it. Without, it is plain text. */
  readonly tone?: "note" | "warning";
}

/** Names and what they are, one below the other. */
export interface FactsBlock {
  readonly kind: "facts";
  readonly facts: readonly { readonly name: string; readonly words: Words }[];
}

export interface TableBlock {
  readonly kind: "table";
  readonly columns: readonly TableColumn[];
  /** Each has as many cells as there are columns. */
  readonly rows: readonly (readonly Words[])[];
  /** What stands there when there are no rows. */
  readonly empty: string;
}

export interface TableColumn {
  readonly head: string;
  /** `end` for numbers. */
  readonly align?: "start" | "end";
}

/** Lengths beside one another, each with its number in words. */
export interface BarsBlock {
  readonly kind: "bars";
  readonly title: string;
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly label: string;
  /** Not below zero. */
  readonly value: number;
  /** The value with its unit, as it is said. */
  readonly words: Words;
}

/** Readings over time with what they are held against. What is not there is shown as not there, never as a line between two readings. */
export interface CurveBlock {
  readonly kind: "curve";
  readonly title: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** IANA, whose clocks stand below the curve. */
  readonly timeZone: string;
  readonly unit: string;
  readonly lines: readonly CurveLine[];
  readonly limits: readonly { readonly value: number; readonly label: string }[];
  /** Times that are shaded: a door that stood open. */
  readonly spans: readonly CurveSpan[];
  /** Times without readings, hatched; and what that means, in words. */
  readonly gaps: { readonly label: string; readonly spans: readonly { readonly from: EpochMs; readonly to: EpochMs }[] };
  /** What happened when, numbered on the curve and said below it. */
  readonly marks: readonly { readonly at: EpochMs; readonly label: string }[];
}

export interface CurveLine {
  readonly label: string;
  /** Between two stretches there are no readings. Each in order of time. */
  readonly stretches: readonly (readonly CurvePoint[])[];
}

export interface CurvePoint {
  readonly at: EpochMs;
  readonly value: number;
}

export interface CurveSpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Spans of one label are shaded alike and said once below the curve. */
  readonly label: string;
}
