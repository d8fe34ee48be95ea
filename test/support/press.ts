import { printDocument } from "@labcanary/documents/print";
import { ok } from "@labcanary/domain/basics";
import type { DocumentPress } from "@labcanary/domain/document";

/** Prints where it is asked to, without a thread of its own. */
export const PRESS: DocumentPress = { print: async (document) => ok(await printDocument(document)) };
