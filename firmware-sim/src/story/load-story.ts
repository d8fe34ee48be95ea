import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type DurationMs, type EpochMs, err, minutes, ok, plus, type Result, type Text } from "@labcanary/domain/basics";
import { DEVICE_ID } from "@labcanary/domain/telemetry";
import type { DeviceDescription } from "../description.ts";
import { readBase, readOwn } from "../scenario/load.ts";
import type { ScenarioError } from "../scenario/scenario.ts";
import { readFields, readText } from "../scenario/values.ts";
import { type Entry, openYaml } from "../scenario/yaml-entry.ts";
import { readLine } from "./read-line.ts";
import { instantOf, readStart, type StoryClock, TIME } from "./story-time.ts";
import type { StandIn, Story, StoryLine } from "./story.ts";

/** How long a story goes on after the last time it speaks of. Chosen: a text that nobody expected comes within it. */
const QUIET_AT_THE_END: DurationMs = minutes(5);

const STORY_KEYS = {
  scenario: "required",
  about: "required",
  site: "required",
  starts: "required",
  ends: "optional",
  seed: "optional",
  devices: "optional",
  environment: "optional",
  people: "optional",
  zones: "optional",
  recording: "optional",
  story: "required",
} as const;
type StoryFields = Readonly<Partial<Record<keyof typeof STORY_KEYS, Entry>>>;

/** Reads one story, and the file its `devices:` names. All mistakes are reported, each with its place and what would be right. */
export function loadStory(file: string): Result<Story, readonly ScenarioError[]> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (failure) {
    const code = failure instanceof Error && "code" in failure ? ` (${String(failure.code)})` : "";
    const problem = `it cannot be read${code}`;
    return err([{ code: "SCENARIO_FILE", file, line: 1, key: "", problem, remedy: "name a scenario file that exists" }]);
  }
  return parseStory(file, text);
}

/** As `loadStory`, for text that is at hand; `file` is what errors name, and where files it names are looked for. */
export function parseStory(file: string, text: string): Result<Story, readonly ScenarioError[]> {
  const errors: ScenarioError[] = [];
  const root = openYaml(file, text, errors);
  const story = root && readStory(file, root, errors);
  return story === undefined || errors.length > 0 ? err(errors) : ok(story);
}

/** A file that tells a story, and not one that moves a simulation: told apart by its key. */
export function isStory(file: string): boolean {
  const errors: ScenarioError[] = [];
  try {
    return openYaml(file, readFileSync(file, "utf8"), errors)?.fields()?.has("story") === true;
  } catch {
    // Whoever reads it next says why it cannot be read.
    return false;
  }
}

function readStory(file: string, root: Entry, errors: ScenarioError[]): Story | undefined {
  const fields = readFields(root, STORY_KEYS);
  if (fields?.scenario === undefined || fields.about === undefined || fields.site === undefined) return undefined;
  const { starts, story } = fields;
  if (starts === undefined || story === undefined) return undefined;
  const name = readText(fields.scenario);
  const about = readAbout(fields.about);
  const site = readText(fields.site);
  const clock = readStart(starts);
  const seed = fields.seed === undefined ? 1 : readSeed(fields.seed);
  const people = fields.people === undefined ? [] : readStandIns(fields.people);
  const zones = fields.zones && readZones(fields.zones);
  const recording = fields.recording && readText(fields.recording);
  const played = readOwnDevices(file, fields, errors);
  // A sentence that names a signal with a mistake in it is right; it is looked at when the mistake is gone.
  if (clock === undefined || played === undefined || errors.length > 0) return undefined;
  const { lines, last } = readLines(story, clock, played.devices);
  const endsAt = fields.ends === undefined ? plus(last, QUIET_AT_THE_END) : readEnd(fields.ends, clock, last);
  if (name === undefined || about === undefined || site === undefined || seed === undefined || endsAt === undefined) return undefined;
  return {
    file,
    name,
    about,
    site: join(dirname(file), site),
    ...clock,
    endsAt,
    seed,
    devices: played.devices,
    ...(played.environment === undefined ? {} : { environment: played.environment }),
    people,
    ...(zones === undefined ? {} : { zones }),
    ...(recording === undefined ? {} : { recording: join(dirname(file), recording) }),
    lines,
  };
}

function readAbout(entry: Entry): Text | undefined {
  const fields = readFields(entry, { en: "required", zh: "required" });
  const en = fields?.en && readText(fields.en);
  const zh = fields?.zh && readText(fields.zh);
  return en === undefined || zh === undefined ? undefined : { en, zh };
}

function readSeed(entry: Entry): number | undefined {
  const { scalar } = entry;
  if (typeof scalar === "number" && Number.isSafeInteger(scalar) && scalar >= 0) return scalar;
  return entry.fail("SCENARIO_VALUE", `"${String(scalar)}" is no seed`, "write a whole number from 0, such as 7");
}

function readZones(entry: Entry): readonly string[] | undefined {
  const zones = entry.items()?.map((zone) => readText(zone));
  if (zones !== undefined && zones.length > 0 && zones.every((zone) => zone !== undefined)) return zones;
  return entry.fail("SCENARIO_VALUE", "these are no zones", "write a list such as [lab-101, ward]");
}

function readStandIns(entry: Entry): readonly StandIn[] {
  return [...(entry.fields() ?? [])].flatMap(([id, person]) => {
    if (!DEVICE_ID.test(id)) return person.fail("SCENARIO_VALUE", `"${id}" is no name`, "use 1 to 64 of A-Z a-z 0-9 . _ -") ?? [];
    const fields = readFields(person, { roles: "required" });
    const roles = fields?.roles?.items()?.map((role) => readText(role));
    if (roles === undefined || roles.some((role) => role === undefined)) {
      return fields?.roles?.fail("SCENARIO_VALUE", "these are no roles", "write a list such as [keeper]") ?? [];
    }
    return [{ id, roles: roles.filter((role) => role !== undefined) }];
  });
}

/** Written in the story, or in the file it names; none where readings come from a recording. */
function readOwnDevices(
  file: string,
  { devices, environment, recording, story }: StoryFields,
  errors: ScenarioError[],
): Pick<Story, "devices" | "environment"> | undefined {
  if (environment !== undefined && (devices === undefined || typeof devices.scalar === "string"))
    return environment.fail(
      "SCENARIO_VALUE",
      "the environment belongs to the file with the devices",
      "write it there, and leave it out here",
    );
  if (devices !== undefined)
    return typeof devices.scalar === "string" ? readBase(file, devices, errors) : readOwn("", devices, environment);
  if (recording !== undefined) return { devices: [] };
  return story?.fail("SCENARIO_KEY_MISSING", "nobody says what devices there are", "add devices: with them, or the file that has them");
}

function readLines(
  entry: Entry,
  clock: StoryClock,
  devices: readonly DeviceDescription[],
): { readonly lines: readonly StoryLine[]; readonly last: EpochMs } {
  const items = entry.items();
  if (items === undefined || items.length === 0) {
    entry.fail("SCENARIO_VALUE", "there is no story here", "write sentences below it, such as - at 02:10 the door of cabinet-17 opens");
    return { lines: [], last: clock.startsAt };
  }
  const lines: StoryLine[] = [];
  let cursor = clock.startsAt;
  for (const item of items) {
    const read = readLine(item, { ...clock, devices, cursor });
    if (read === undefined) continue;
    lines.push(read.line);
    cursor = read.cursor;
  }
  return { lines, last: lines.map((line) => lastOf(line, clock.startsAt)).reduce((one, other) => (one > other ? one : other), cursor) };
}

/** The last instant a sentence speaks of. */
function lastOf(line: StoryLine, start: EpochMs): EpochMs {
  switch (line.kind) {
    case "device":
      return line.steps.at(-1)?.at ?? start;
    case "person":
    case "texts":
      return line.at;
    case "expect":
      return "by" in line.expected ? line.expected.by : "at" in line.expected ? line.expected.at : line.from;
  }
}

const END = new RegExp(`^${TIME}$`);

function readEnd(entry: Entry, clock: StoryClock, last: EpochMs): EpochMs | undefined {
  if (typeof entry.scalar === "string" && END.test(entry.scalar)) return instantOf(entry.scalar, clock, last, entry);
  return entry.fail("SCENARIO_VALUE", "this is no time a story can end at", 'write a time such as "06:00" or "08:00 on day 2"');
}
