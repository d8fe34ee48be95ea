import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { readSite } from "../site/load.ts";
import { storyOf } from "./story.ts";

const SCENARIOS = fileURLToPath(new URL("../../../examples/scenarios", import.meta.url));

function signalsOf(file: string) {
  const site = readSite(join(SCENARIOS, file));
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value.site.signals;
}
const signals = signalsOf("site.yaml");
const problemOf = (scenario: string, moved: readonly string[], folder = SCENARIOS) => {
  const story = storyOf(folder, { scenario, signals: moved }, signals);
  return story.ok ? undefined : `${story.error.code}: ${story.error.message}`;
};
/** The story of the dead probe with other lines, in a folder of its own. */
function written(lines: string): string {
  const folder = temporaryFolder();
  const [head = ""] = readFileSync(join(SCENARIOS, "dead-probe-live-gateway.yaml"), "utf8").split("story:");
  copyFileSync(join(SCENARIOS, "calm.yaml"), join(folder, "calm.yaml"));
  writeFileSync(join(folder, "told.yaml"), `${head}story:\n${lines}\n`);
  return folder;
}

test("a probe that falls silent is drilled, and a gas that rises", () => {
  expect(problemOf("dead-probe-live-gateway.yaml", ["probe-2/temperature"])).toBeUndefined();
  expect(problemOf("methane-crowded-lab.yaml", ["lab-101-gas/ch4"])).toBeUndefined();
});

test("a scenario that is there for badges and a door together is refused, with what would be right", () => {
  expect(problemOf("tailgating-toxic-store.yaml", ["toxic-1/door"])).toBe(
    "DRILL_ALARM: tailgating-toxic-store.yaml: it expects toxic-1/door/forced (opened-without-access), which no drill shows; " +
      "a drill shows limits, states and silence of the signals it moves: name another scenario",
  );
});

test.each([
  { moved: "cabinet-17/door", lines: "  - at 03:10 the door of cabinet-17 opens", code: "DRILL_NOTHING", only: "silence" },
  { moved: "cabinet-17/door", lines: "  - at 03:10 cabinet-17 loses its power", code: undefined, only: "silence" },
])("of a signal without limit and state, after $lines: $code", ({ moved, lines, code, only }) => {
  const bare = signals.map((one) => (one.key === moved ? { ...one, rules: one.rules.filter(({ kind }) => kind === only) } : one));
  const story = storyOf(written(lines), { scenario: "told.yaml", signals: [moved] }, bare);
  expect(story.ok ? undefined : story.error.code).toBe(code);
});

test.each([
  ["DRILL_STORY", "nowhere.yaml", "probe-2/temperature"],
  ["DRILL_DEVICE", "dead-probe-live-gateway.yaml", "probe-9/temperature"],
])("%s of %s", (code, scenario, moved) => expect(problemOf(scenario, [moved])).toMatch(new RegExp(`^${code}: `)));
