import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { UsageError } from "../command-line.ts";
import { scenario } from "./scenario.ts";

const LIBRARY = join(import.meta.dirname, "../../../examples/scenarios");
const STORY = join(LIBRARY, "freezer-power-cut.yaml");

function listen(): { readonly out: () => string; readonly error: () => string } {
  const texts = { out: "", error: "" };
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    texts.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    texts.error += String(text);
    return true;
  });
  onTestFinished(() => void vi.restoreAllMocks());
  return { out: () => texts.out, error: () => texts.error };
}

/** The story with something changed, beside what it names. */
function changed(change: (text: string) => string): string {
  const folder = temporaryFolder();
  for (const name of ["site.yaml", "calm.yaml"]) writeFileSync(join(folder, name), readFileSync(join(LIBRARY, name)));
  const file = join(folder, "changed.yaml");
  writeFileSync(file, change(readFileSync(STORY, "utf8")));
  return file;
}

test("a story that comes as expected ends with 0, and is told with its texts", async () => {
  const said = listen();
  expect(await scenario(["test", STORY])).toBe(0);
  expect(said.out()).toContain("✓ 16:03:10          expect alarm frz-2/power/off by 16:04");
  expect(said.out()).toContain("sms to smith: Freezer 2");
  expect(said.out()).not.toContain("+86");
});

test("an expectation that does not come ends with 1, and what came instead is told, for programs too", async () => {
  const file = changed((text) => text.replace("off by 16:04\n", "off by 16:03:05\n"));
  const said = listen();
  expect(await scenario(["test", file, "--json"])).toBe(1);
  const [told] = JSON.parse(said.out());
  expect(told).toMatchObject({ scenario: "freezer-power-cut", passed: false });
  expect(told.sentences).toContainEqual({
    line: 11,
    text: "expect alarm frz-2/power/off by 16:03:05",
    outcome: "otherwise",
    instead: ["it was raised at 16:03:10"],
  });
});

test.each([
  [
    "alarm frz-2/power/off by",
    "alarm frz-2/power/of by",
    "changed.yaml:11: story: the site has no rule frz-2/power/of; did you mean frz-2/power/off?",
  ],
  ["smith acknowledges", "smyth acknowledges", "changed.yaml:13: story: the site has nobody called smyth; did you mean smith?"],
  [
    "the responsible person",
    "somebody with the role chief",
    "changed.yaml:12: story: nobody of the site has the role chief; there are keeper, user",
  ],
  [
    "devices: calm.yaml",
    "devices: { frz-2: { every: 60s, signals: { power: { states: [on, off] } } } }",
    "nobody plays lab-101-gas, which would be silent",
  ],
  ["site: site.yaml", "site: other.yaml", "other.yaml:1: there is no such file (FILE_UNREADABLE)"],
])("with %s as %s it ends with 2 and a way out", async (right, wrong, message) => {
  const file = changed((text) => text.replace(right, wrong));
  const said = listen();
  expect(await scenario(["test", file])).toBe(2);
  expect(said.error()).toContain(message);
});

const SPAN = ["--from", "2026-11-24T14:00+08:00", "--to", "2026-11-24T15:00+08:00"];
test.each([
  [["play", STORY], 'there is no "scenario play"; there are test, record'],
  [["test"], "name one scenario file or more"],
  [["record", ...SPAN], "name one file to write"],
  [["record", ...SPAN, "incident"], "a scenario is a YAML file; name it incident.yaml"],
  [["record", ...SPAN, STORY], "is there already; name another file"],
  [["record", "--from", "yesterday", "new.yaml"], "--from takes a time with its zone"],
  [["record", "--from", SPAN[3]!, "--to", SPAN[1]!, "new.yaml"], "--from must be before --to"],
  [["record", "--from", "2026-01-01T00:00Z", "--to", "2026-03-01T00:00Z", "new.yaml"], "at most 31 days can be recorded"],
  [
    ["record", ...SPAN, "--zone", "lab-11", "--site", join(LIBRARY, "site.yaml"), "new.yaml"],
    "the site has no zone lab-11; did you mean lab-101?",
  ],
])("%o is refused: %s", async (words, message) => {
  await expect(scenario(words)).rejects.toThrow(UsageError);
  await expect(scenario(words)).rejects.toThrow(message);
  expect(existsSync("new.yaml")).toBe(false);
});
