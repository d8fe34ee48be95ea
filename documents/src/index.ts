export { documentHash } from "./document-hash.ts";
export { createDocumentPress, type StoppableDocumentPress } from "./press.ts";
export { printDocument } from "./print.ts";
