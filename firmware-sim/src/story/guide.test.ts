import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sentenceTables } from "./guide.ts";

const GUIDE = readFileSync(join(import.meta.dirname, "../../../docs/guides/scenarios.md"), "utf8");

test.each(Object.entries(sentenceTables))("the guide has every sentence under %s, as it is", (heading, table) => {
  const section = GUIDE.slice(GUIDE.indexOf(`### ${heading}\n`));
  expect(section.startsWith(`### ${heading}\n`), `the guide has no heading ${heading}`).toBe(true);
  const rows = section.slice(section.indexOf("| sentence |")).split("\n\n")[0];
  expect(rows).toBe(table);
});
