import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const TELLS_WHAT_IT_LOADS = `
  import { registerHooks } from "node:module";
  const loaded = [];
  registerHooks({ resolve(specifier, context, next) { loaded.push(specifier); return next(specifier, context); } });
  await import(process.argv[1]);
  process.stdout.write(JSON.stringify(loaded));
`;

it("is loaded without what prints: tens of MiB that the printing thread alone needs, once there is something to print", () => {
  const flags = ["--conditions=development", "--input-type=module", "--eval", TELLS_WHAT_IT_LOADS];
  const loaded = JSON.parse(
    execFileSync(process.execPath, [...flags, join(import.meta.dirname, "index.ts")], { encoding: "utf8" }),
  ) as string[];
  expect(loaded).toContain("./press.ts");
  expect(loaded.filter((specifier) => /pdfkit|fontkit|linebreak/.test(specifier))).toEqual([]);
});
