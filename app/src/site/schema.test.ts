import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Compile } from "typebox/schema";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { fileSchema } from "./schema.ts";

const EXAMPLE = join(import.meta.dirname, "../../../examples/chemistry-building");
const LIBRARY = join(import.meta.dirname, "../../profiles");

// As an editor gets it: through JSON, without anything typebox keeps to itself.
const schema = Compile(JSON.parse(JSON.stringify(fileSchema())));

test.each(["site.yaml", "profiles.yaml"])("the schema for editors accepts %s of the example", (name) => {
  expect(schema.Check(parse(readFileSync(join(EXAMPLE, name), "utf8")))).toBe(true);
});

test("and all that can be said of who is told", () => {
  expect(schema.Check(parse(readFileSync(join(EXAMPLE, "../night-duty/site.yaml"), "utf8")))).toBe(true);
});

test.each(globSync("*.yaml", { cwd: LIBRARY }))("and %s of the profiles that come along", (name) => {
  expect(schema.Check(parse(readFileSync(join(LIBRARY, name), "utf8")))).toBe(true);
});

test.each([
  { zonse: [] },
  { zones: [{ id: "a b", kind: "room", name: { en: "x", zh: "x" } }] },
  { include: "profiles.yaml" },
  { securityCentre: [5] },
  { routes: [{ id: "night", name: { en: "x", zh: "x" } }] },
  { routes: { night: {} } },
  { rotas: { duty: { name: { en: "x", zh: "x" }, shifts: [{ name: { en: "x", zh: "x" }, people: ["a b"] }] } } },
  { contacts: { chat: { kind: "channel", name: "Chat" } } },
  { people: { wang: { name: "Wang", language: "zh", channels: ["voice"] } } },
  { people: { wang: { name: "Wang", language: "zh", ntfy: "https://ntfy.example.org/wang" } } },
])("and refuses %j", (file) => {
  expect(schema.Check(file)).toBe(false);
});
