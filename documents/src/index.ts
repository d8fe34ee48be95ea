export { documentHash } from "./document-hash.ts";
export { createDocumentPress } from "./press.ts";
export { printDocument } from "./print.ts";
