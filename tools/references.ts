/** `npm run references`: writes the pages of `docs/reference` from the code. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { referencePages } from "./reference-pages.ts";

const folder = join(import.meta.dirname, "../docs/reference");
for (const [file, text] of referencePages()) writeFileSync(join(folder, file), text);
