import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { temporaryFolder } from "../../test/support/files.ts";
import { readYaml } from "./yaml-source.ts";

function read(text: string) {
  const file = join(temporaryFolder(), "site.yaml");
  writeFileSync(file, text);
  return readYaml(file);
}

describe("a file that a program wrote as JSON", () => {
  test("says what the same text says as YAML, however it is indented", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 20 }), fc.jsonValue()), fc.constantFrom(undefined, 2, 4), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const source = read(`${text}\n`);
        expect(source.problems).toEqual([]);
        expect(source.value).toEqual(parse(text));
      }),
      { numRuns: 200 },
    );
  });

  test("still knows the line of each key", () => {
    const source = read(JSON.stringify({ site: "test", zones: [{ id: "a" }, { id: "b" }] }, undefined, 2));
    expect(source.lineOf(["zones", 1, "id"])).toBe(8);
  });

  test.each([
    { text: '{"site":"a","site":"b"}', because: "a key that stands twice is a mistake" },
    { text: '{"a": {"b":1,"b":2}}', because: "also further in" },
  ])("is refused when $because", ({ text }) => {
    expect(read(text).problems).toMatchObject([{ code: "FILE_NOT_YAML", line: 1, message: expect.stringContaining("unique") as string }]);
  });

  test.each([
    { text: '{"a":1.10}', value: { a: 1.1 } },
    { text: '{ a: 1, "b": [x, y] }', value: { a: 1, b: ["x", "y"] } },
    { text: '{"a":-0}', value: { a: -0 } },
  ])("is read as YAML where it is not quite as a program would write it: $text", ({ text, value }) => {
    expect(read(text)).toMatchObject({ problems: [], value });
  });
});
