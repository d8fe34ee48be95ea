import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { array, assert, constantFrom, integer, oneof, property, string, tuple } from "fast-check";
import { expect, test } from "vitest";
import { isStory, parseStory } from "./load-story.ts";

const LIBRARY = join(import.meta.dirname, "../../../examples/scenarios");
const FILES = globSync("*.yaml", { cwd: LIBRARY })
  .map((name) => join(LIBRARY, name))
  .filter((file) => isStory(file));
const STORIES = FILES.map((file) => ({ file, text: readFileSync(file, "utf8") }));

/** Words of other sentences, numbers that are none, and what an editor leaves behind. */
const SCRAPS = [
  "",
  " ",
  "at",
  "after",
  "expect",
  "the",
  "of",
  "is",
  "by",
  "on day 99999",
  "25:61",
  "00:00",
  "1e9h",
  "99999999d",
  "-5min",
  "0s",
  "0 %",
  "101 %",
  "NaN",
  "12 %LEL",
  "-400 Cel",
  "{",
  "[",
  "&a",
  "*a",
  "!!int",
  "'",
  '"',
  "null",
  "true",
  "~",
  "- - -",
  "	",
  "\0",
  "冰箱",
  "__proto__",
  "constructor",
  "frz-2",
  "lab-101-gas",
  "nobody",
  "ch4",
  "door",
  "open",
  "silent",
  "the responsible person",
  "nothing else",
  "flips between open and closed every 1s for 9999d",
];
const scrap = oneof(constantFrom(...SCRAPS), string({ maxLength: 12 }));

/** A mistake as people and editors make them: in one line, somewhere in it. */
const mutation = tuple(
  constantFrom("replace", "insert", "cut", "double", "swap", "drop-line", "indent"),
  integer({ min: 0 }),
  integer({ min: 0 }),
  scrap,
);

function mutated(text: string, [kind, where, which, put]: readonly [string, number, number, string]): string {
  const lines = text.split("\n");
  const at = where % lines.length;
  const line = lines[at] ?? "";
  const words = line.split(" ");
  const word = which % words.length;
  switch (kind) {
    case "replace":
      lines[at] = words.with(word, put).join(" ");
      break;
    case "insert":
      lines[at] = words.toSpliced(word, 0, put).join(" ");
      break;
    case "cut":
      lines[at] = line.slice(0, which % (line.length + 1));
      break;
    case "double":
      lines.splice(at, 0, line);
      break;
    case "swap":
      [lines[at], lines[which % lines.length]] = [lines[which % lines.length] ?? "", line];
      break;
    case "drop-line":
      lines.splice(at, 1);
      break;
    default:
      lines[at] = ` ${line}`;
  }
  return lines.join("\n");
}

test("a story with any mistakes in it is read, or told with line and a way out, and never a crash", () => {
  let wrong = 0;
  assert(
    property(constantFrom(...STORIES), array(mutation, { minLength: 1, maxLength: 3 }), ({ file, text }, mistakes) => {
      const broken = mistakes.reduce(mutated, text);
      const lines = broken.split("\n").length;
      const read = parseStory(file, broken);
      if (read.ok) {
        // What is read can be played: each deed has steps, within the story's time and in the order of it.
        expect(read.value.endsAt).toBeGreaterThanOrEqual(read.value.startsAt);
        expect(Number.isFinite(read.value.endsAt)).toBe(true);
        for (const line of read.value.lines) if (line.kind === "device") expect(line.steps.length).toBeGreaterThan(0);
        return;
      }
      wrong++;
      expect(read.error.length).toBeGreaterThan(0);
      for (const { line, problem, remedy } of read.error) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines);
        expect(problem.trim()).not.toBe("");
        expect(remedy.trim()).not.toBe("");
      }
    }),
    { numRuns: 600 },
  );
  // Most mistakes are mistakes: one that reads as a story is one that changes what it says.
  expect(wrong).toBeGreaterThan(300);
});

test("a wrong word in a sentence is told in the line it stands in", () => {
  for (const { file, text } of STORIES) {
    const lines = text.split("\n");
    for (const [index, line] of lines.entries()) {
      if (!/^ {2}- (?:at|after|expect) /.test(line)) continue;
      const read = parseStory(file, lines.with(index, line.replace(/^( {2}- \w+) /, "$1 flubber ")).join("\n"));
      // Without its time the sentences after it may be wrong too; this one is told first.
      expect(read.ok ? undefined : read.error[0]?.line, `${file}: ${line}`).toBe(index + 1);
    }
  }
});
