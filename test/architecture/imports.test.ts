import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DOMAIN_ORDER, IMPORT_TABLE, importsOf, violationsOf } from "./import-table.ts";

const root = join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

describe("the import table", () => {
  test.each(Object.keys(IMPORT_TABLE))("holds in every file of %s", (workspace) => {
    const files = globSync(`${workspace}/{src,web}/**/*.{ts,svelte}`, { cwd: root, exclude: ["**/node_modules/**", "**/dist/**"] });
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap((file) => violationsOf(file, read(file)))).toEqual([]);
  });

  test("has a row for every workspace", () => {
    const { workspaces } = JSON.parse(read("package.json")) as { workspaces: readonly string[] };
    expect(Object.keys(IMPORT_TABLE).toSorted()).toEqual(workspaces.toSorted());
  });

  test("places every part of domain", () => {
    const parts = globSync("domain/src/*", { cwd: root }).map((path) => path.replace("domain/src/", "").replace(/\.ts$/, ""));
    expect(parts.filter((part) => !part.endsWith(".test")).toSorted()).toEqual([...DOMAIN_ORDER].toSorted());
  });

  test("is in force in domain also for what needs no import: its code sees no ambient types", () => {
    const { compilerOptions } = JSON.parse(read("domain/tsconfig.json")) as { compilerOptions: { types: readonly string[] } };
    expect(compilerOptions.types).toEqual([]);
  });
});

describe("the checker", () => {
  test.each([
    { file: "domain/src/rules/a.ts", source: `import { readFileSync } from "node:fs";`, because: "nothing of Node" },
    { file: "domain/src/rules/a.ts", source: `import { Type } from "typebox";`, because: "no packages" },
    {
      file: "domain/src/rules/a.ts",
      source: `import type { Alarm } from "../alarm/index.ts";`,
      because: "alarm does not come before rules",
    },
    { file: "domain/src/extra/a.ts", source: `import type { Alarm } from "../alarm/index.ts";`, because: "extra has no place" },
    { file: "domain/src/alarm/a.ts", source: `export * from "../extra/b.ts";`, because: "extra does not come before alarm" },
    { file: "domain/src/alarm/a.ts", source: `export * from "../ports/index.ts";`, because: "ports does not come before alarm" },
    { file: "ingest/src/a.ts", source: `import { createBroker } from "@labcanary/broker";`, because: "ingest may not import broker" },
    { file: "ingest/src/a.test.ts", source: `import { createBroker } from "@labcanary/broker";`, because: "ingest may not import broker" },
    { file: "ingest/src/a.ts", source: `import { b } from "../../broker/src/b.ts";`, because: "must stay inside ingest" },
    { file: "ingest/src/a.ts", source: `import { b } from "../../test/support/clock.ts";`, because: "must stay inside ingest" },
    { file: "ingest/src/a.ts", source: `new Worker(new URL("../../app/src/b.ts", import.meta.url));`, because: "must stay inside ingest" },
    { file: "dashboard/web/a.svelte", source: `<script>\n  import { b } from "@labcanary/alerting";`, because: "may not import alerting" },
    { file: "app/src/a.ts", source: `const b = await import("@labcanary/app");`, because: "by relative path" },
  ])("refuses $source in $file", ({ file, source, because }) => {
    expect(violationsOf(file, source)).toEqual([expect.stringContaining(because)]);
  });

  test.each([
    { file: "domain/src/alarm/a.ts", source: `import type { EpochMs } from "../basics/index.ts";\nimport { b } from "./b.ts";` },
    { file: "domain/src/alarm/a.test.ts", source: `import { test } from "vitest";\nimport { site } from "../../../test/support/site.ts";` },
    { file: "ingest/src/a.ts", source: `import { join } from "node:path";\nimport { ok } from "@labcanary/domain/basics";` },
    { file: "app/src/a.ts", source: `import { createBroker } from "@labcanary/broker";` },
    { file: "firmware-sim/src/a.test.ts", source: `new URL("../../examples/b.yaml", import.meta.url);` },
    { file: "app/src/a.test.ts", source: `import { compose } from "@labcanary/app";` },
    { file: "ingest/src/a.ts", source: `// import "@labcanary/broker";\n/* import "@labcanary/broker"; */` },
  ])("accepts $source in $file", ({ file, source }) => {
    expect(violationsOf(file, source)).toEqual([]);
  });

  test("sees every way of importing", () => {
    const source = [
      `import a from "a";`,
      `import type { B } from "b";`,
      `import {\n  c,\n} from 'c';`,
      `export { d } from "d";`,
      `import "e";`,
      `const f = await import("f");`,
      `new Worker(new URL("./g.ts", import.meta.url))`,
    ].join("\n");
    expect(importsOf(source).toSorted()).toEqual(["./g.ts", "a", "b", "c", "d", "e", "f"]);
  });
});
