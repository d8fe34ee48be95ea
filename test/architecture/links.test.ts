import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** Every page people read: those at the root, of the folders, and below docs. */
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).flatMap((name) =>
    name.endsWith(".md") ? [`docs/${name}`] : [],
  ),
  "firmware-sim/README.md",
];

const LINK = /\]\(([^)#\s]+)(?:#[^)]*)?\)/g;

test.each(pages)("what %s points at is there", (page) => {
  const targets = [...readFileSync(join(root, page), "utf8").matchAll(LINK)].flatMap(([, target = ""]) =>
    /^[a-z]+:/.test(target) ? [] : [target],
  );
  expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});
