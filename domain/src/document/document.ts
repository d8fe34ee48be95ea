import type { EpochMs, Language } from "../basics/index.ts";
import type { Block } from "./block.ts";

/**
 * What is printed, as plain data: what is said, in which order, and nothing about where on the paper. The same document gives the same
 * bytes, so that a printed page can be held against the platform's own by the hash at its foot.
 */
export interface PrintedDocument {
  /** Stands on the first page, and at the foot of every page where it needs no more than two lines there. */
  readonly title: string;
  /** What texts are in; readers of the screen pronounce them by it. Any text may hold words of the other language. */
  readonly language: Language;
  /** The last instant of what is said; the file's own date. */
  readonly at: EpochMs;
  readonly blocks: readonly Block[];
}

/** Makes paper of documents. */
export interface DocumentPress {
  /** A PDF. Refused with `DOCUMENT_BUSY` when too many wait already: documents are never what an alarm waits behind. */
  print(document: PrintedDocument): Promise<PrintOutcome>;
}

export type PrintOutcome =
  | { readonly ok: true; readonly value: Uint8Array }
  | { readonly ok: false; readonly error: { readonly code: "DOCUMENT_BUSY"; readonly waiting: number } };
