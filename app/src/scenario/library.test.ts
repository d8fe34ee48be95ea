import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isStory, loadStory } from "@labcanary/firmware-sim";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { reportText } from "./report.ts";
import { testStory } from "./test-story.ts";

const LIBRARY = join(import.meta.dirname, "../../../examples/scenarios");
const stories = globSync("*.yaml", { cwd: LIBRARY })
  .filter((file) => isStory(join(LIBRARY, file)))
  .toSorted();

async function played(file: string, site?: string) {
  const tested = await testStory(file, createTestLogger(), site);
  if (!tested.ok) throw new Error(tested.error.join("\n"));
  return tested.value;
}

/** Hours of a site in one test: seconds where nothing else runs, and this where everything does. */
const PATIENCE = { timeout: 120_000 };

test.each(stories)("%s comes as expected, in virtual time", PATIENCE, async (name) => {
  const tested = await played(join(LIBRARY, name));
  // Its report, so that a failure shows what came instead.
  expect(tested.passed, reportText(tested, 0)).toBe(true);
  const expectations = tested.verdicts.filter(({ outcome }) => outcome === "as-expected");
  expect(expectations.length).toBeGreaterThan(3);
});

test.each(stories)("%s says what it is about in English and Chinese, and is named as its file", (name) => {
  const story = loadStory(join(LIBRARY, name));
  if (!story.ok) throw new Error(JSON.stringify(story.error));
  expect(`${story.value.name}.yaml`).toBe(name);
  expect(story.value.about.en).toMatch(/^[A-Z].*\.$/);
  expect(story.value.about.zh).toMatch(/\p{Script=Han}.*。$/u);
});

test("the same story, site and seed give the same alarms, journal and texts, to the byte; another seed does not", PATIENCE, async () => {
  const file = join(LIBRARY, "ln2-oxygen-depletion.yaml");
  const [one, again] = [await played(file), await played(file)];
  expect(again.transcript).toBe(one.transcript);
  expect(one.transcript).toContain("notification-accepted");
  expect((await played(rewritten(file, (text) => text.replace("seed: 3\n", "seed: 4\n")))).transcript).not.toBe(one.transcript);
});

test("with a rule taken away an expectation of it fails, and says so", PATIENCE, async () => {
  const file = join(LIBRARY, "ln2-oxygen-depletion.yaml");
  const site = rewritten(join(LIBRARY, "site.yaml"), (text) => text.replace("ln2-store-oxygen", "oxygen"));
  const tested = await played(file, site);
  expect(tested.passed).toBe(false);
  expect(tested.verdicts.find(({ text }) => text.startsWith("expect alarm ln2-1/o2/low-low"))).toMatchObject({
    outcome: "otherwise",
    instead: ["it was never raised", expect.stringContaining("instead: ln2-1/o2/low raised at 21:07")],
  });
  expect(reportText(tested, 0)).toContain("✗");
});

/** The file with something changed, beside copies of what it names. */
function rewritten(file: string, change: (text: string) => string): string {
  const folder = temporaryFolder();
  for (const name of ["site.yaml", "calm.yaml"]) writeFileSync(join(folder, name), readFileSync(join(LIBRARY, name)));
  const copy = join(folder, file.slice(file.lastIndexOf("/") + 1));
  writeFileSync(copy, change(readFileSync(file, "utf8")));
  return copy;
}
