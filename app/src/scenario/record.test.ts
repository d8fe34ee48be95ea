import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { days, type EpochMs, epochMs, minutes, plus } from "@labcanary/domain/basics";
import type { Frame } from "@labcanary/domain/telemetry";
import { loadStory } from "@labcanary/firmware-sim";
import { DEFAULT_RETENTION } from "@labcanary/ingest";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { loadSite } from "../site/load.ts";
import { readingLine } from "./recorded-file.ts";
import { createRecordedFrames } from "./recorded-frames.ts";
import { type RecordOptions, recordStory } from "./record.ts";
import { rehearseIn } from "./rehearsal.ts";
import { reportText } from "./report.ts";
import { testStory } from "./test-story.ts";

const LIBRARY = join(import.meta.dirname, "../../../examples/scenarios");
const SITE = join(LIBRARY, "site.yaml");
const logger = createTestLogger();
/** Several rehearsals in one test: seconds where nothing else runs, and this where everything does. */
const PATIENCE = { timeout: 120_000 };

/** A site and a data folder as a platform has left them that lived through a story, with its history written. */
async function lived(name: string, under = SITE): Promise<Omit<RecordOptions, "file">> {
  const story = loadStory(join(LIBRARY, `${name}.yaml`));
  const site = loadSite(under);
  if (!story.ok || !site.ok) throw new Error("the library is wrong");
  const dataFolder = temporaryFolder();
  const books = { kind: "expect", from: story.value.startsAt, expected: { kind: "books" }, line: 1, text: "the books to balance" } as const;
  // The history is written where its books are asked for.
  await rehearseIn(dataFolder, { ...story.value, lines: [...story.value.lines, books] }, { site: site.value, logger });
  const { startsAt: from, endsAt: to } = story.value;
  const choice = { kind: "sqlite", options: { file: join(dataFolder, "history.sqlite"), retention: DEFAULT_RETENTION } } as const;
  const stored = { choice, dataFolder, now: plus(to, days(1)), oldest: epochMs(0) };
  return { stored, site: site.value, siteFile: SITE, from, to };
}

async function recorded(options: Omit<RecordOptions, "file">) {
  const folder = temporaryFolder();
  // Paths in it are from where it lies.
  const file = join(folder, "incident.yaml");
  const made = await recordStory({ ...options, file }, logger);
  if (!made.ok) throw new Error(made.error);
  return { ...made.value, file, told: readFileSync(file, "utf8"), readings: readFileSync(join(folder, "incident.ndjson"), "utf8") };
}

async function played(file: string, site?: string) {
  const tested = await testStory(file, logger, site);
  if (!tested.ok) throw new Error(tested.error.join("\n"));
  return tested.value;
}

function siteWith(rule: string, instead: string): string {
  const file = join(temporaryFolder(), "site.yaml");
  writeFileSync(file, readFileSync(SITE, "utf8").replace(rule, instead));
  return file;
}

test(
  "a recorded incident passes as it is, and fails with its rule taken away; from the log, and further back from the history",
  PATIENCE,
  async () => {
    const options = await lived("freezer-power-cut");
    const { file, told, source, leftOut } = await recorded(options);
    expect([source, leftOut]).toEqual(["log", []]);
    expect(told).toContain("expect alarm frz-2/power/off by 16:04:10");
    expect(told).toContain("at 16:05 the responsible person acknowledges frz-2/power/off");
    expect(told).toContain("expect text to the responsible person about frz-2/power/off by 16:04:10");
    expect(told).toContain("expect nothing else");
    const again = await played(file);
    expect(again.passed, reportText(again, 0)).toBe(true);

    const changed = await played(file, siteWith("{ profile: mains-power }", '{ quantity: state, states: ["off", "on"] }'));
    const missed = changed.verdicts.filter(({ outcome }) => outcome === "otherwise").map(({ text }) => text);
    expect(missed).toContainEqual(expect.stringContaining("expect alarm frz-2/power/off"));

    rmSync(join(options.stored.dataFolder, "ingest", "log"), { recursive: true });
    const older = await recorded(options);
    expect([older.source, older.leftOut]).toEqual(["history", []]);
    expect((await played(older.file)).passed).toBe(true);

    const later: EpochMs = plus(options.to, minutes(60));
    expect(
      await recordStory({ ...options, from: later, to: plus(later, minutes(5)), file: join(temporaryFolder(), "a.yaml") }, logger),
    ).toEqual({
      ok: false,
      error: "nothing was received in that period; look at --from, --to and --zone",
    });
  },
);

test(
  "an alarm that stood when the period began is raised again, which the recording expects, and what people do about it is in it",
  PATIENCE,
  async () => {
    const options = await lived("freezer-power-cut");
    const { file, told, stood, leftOut } = await recorded({ ...options, from: epochMs(Date.parse("2026-11-25T16:04:00+08:00")) });
    expect([stood, leftOut]).toEqual([["frz-2/power/off"], []]);
    expect(told).toContain("# Stood before, and is raised again with its first reading: frz-2/power/off");
    expect(told).toContain("expect alarm frz-2/power/off by");
    expect(told).toContain("acknowledges frz-2/power/off");
    expect(told).toContain("expect frz-2/power/off cleared by");
    expect((await played(file)).passed).toBe(true);
  },
);

test("a period that begins before anything was received is refused with where it can begin", PATIENCE, async () => {
  const options = await lived("freezer-power-cut");
  const file = join(temporaryFolder(), "incident.yaml");
  const made = await recordStory({ ...options, from: plus(options.from, minutes(-10)), file }, logger);
  expect(made).toEqual({
    ok: false,
    error: expect.stringMatching(/silent.*Nothing was received before 2026-\d\d-\d\dT[\d:.]+Z: .*begin there$/s),
  });
});

test(
  "a recording names nobody: badges are stand-ins with their roles, people are what they are for the place, and it passes as it is",
  PATIENCE,
  async () => {
    const options = await lived("tailgating-toxic-store");
    const { file, told, readings, leftOut } = await recorded({ ...options, zones: ["toxic-store"] });
    for (const personal of ["04A2F1", "04B773", "wang", "smith", "Wang", "Smith", "+86"]) expect(told + readings).not.toContain(personal);
    expect(told).toContain("badge-1:\n    roles:\n      - keeper");
    expect(readings).toContain('"badge":"badge-1"');
    // Other zones are not in it.
    expect(readings).not.toContain("ln2-1");
    expect(leftOut).toEqual([]);
    const again = await played(file);
    expect(again.passed, reportText(again, 0)).toBe(true);
    expect(again.verdicts.filter(({ outcome }) => outcome === "as-expected").length).toBeGreaterThan(4);
  },
);

test(
  "a recording in which an alarm comes that did not come then is refused and not written, and never expects less instead",
  PATIENCE,
  async () => {
    const options = await lived("freezer-power-cut", siteWith("{ profile: mains-power }", '{ quantity: state, states: ["off", "on"] }'));
    const site = loadSite(SITE);
    if (!site.ok) throw new Error("the library is wrong");
    const file = join(temporaryFolder(), "incident.yaml");
    const made = await recordStory({ ...options, site: site.value, file }, logger);
    expect(made).toEqual({ ok: false, error: expect.stringContaining("frz-2/power/off") });
    expect(readdirSync(dirname(file))).toEqual([]);
  },
);

test("a reading that was sent again is played as one, and not as fresh", () => {
  const site = loadSite(SITE);
  if (!site.ok) throw new Error("the library is wrong");
  const at = epochMs(1_000_000);
  const point = { signal: "ln2-1/o2", at, receivedAt: at, tieBreak: 0, value: 20.9, quality: "good" } as const;
  const lines = [readingLine(point, at, true), readingLine(point, at, false), readingLine(point, at)];
  const said: Frame[] = [];
  const play = createRecordedFrames({ accept: (frame) => void said.push(frame) }, site.value, at);
  for (const line of lines) play(line);
  // What is delivered as retained was said before, whatever time it bears.
  expect(said.map(({ retain }) => retain)).toEqual([true, false, false]);
});

test("a line somebody has broken is told with its place", async () => {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "s.yaml");
  const head = `scenario: s\nabout: { en: A., zh: 甲。 }\nsite: ${"site.yaml"}\nstarts: 2026-11-24T14:00+08:00\nrecording: s.ndjson\nends: "14:05"\n`;
  writeFileSync(file, `${head}story:\n  - expect nothing else\n`);
  writeFileSync(join(folder, "site.yaml"), readFileSync(SITE));
  writeFileSync(join(folder, "s.ndjson"), '{"t":0,"s":"ln2-1/o2","v":20.9}\n{"t":1}\n');
  expect(existsSync(file)).toBe(true);
  await expect(testStory(file, logger)).rejects.toThrow(/s\.ndjson:2: a line has t and s, or t, d and k/);
});
