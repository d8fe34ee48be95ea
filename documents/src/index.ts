export { createDocumentPress } from "./press.ts";
