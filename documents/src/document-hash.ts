import { createHash } from "node:crypto";
import type { PrintedDocument } from "@labcanary/domain/document";

/**
 * SHA-256 of what a document says, in hex: of its JSON with the keys of every object in order, so that two ways of building the same
 * document have the same hash. It stands at the foot of each page.
 */
export function documentHash(document: PrintedDocument): string {
  return createHash("sha256").update(JSON.stringify(document, inOrder)).digest("hex");
}

const inOrder = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value;
