import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { referencePages } from "../../tools/reference-pages.ts";

const folder = join(import.meta.dirname, "../../docs/reference");
const pages = referencePages();

test.each([...pages])("docs/reference/%s says what the code has (else: npm run references)", (file, text) => {
  expect(readFileSync(join(folder, file), "utf8")).toBe(text);
});

test("every page of docs/reference comes from the code", () => {
  expect(globSync("*.md", { cwd: folder }).toSorted()).toEqual([...pages.keys()].toSorted());
});

test("each code in the code has its row", () => {
  const errors = pages.get("errors.md");
  for (const code of ["DECODE_NOT_JSON", "CONVERSION_DIMENSION", "ALARM_UNKNOWN", "history-store-down"])
    expect(errors).toContain(`| \`${code}\` |`);
  expect(pages.get("metrics.md")).toContain("| `labcanary_refused_total` | counter | `where`, `reason` |");
});
