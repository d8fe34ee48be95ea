import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { err, ok, type Result } from "@labcanary/domain/basics";
import { checkPlaces } from "../physics/check-places.ts";
import { readEnvironment } from "../physics/read-environment.ts";
import { readDevices } from "./read-devices.ts";
import { readSteps } from "./read-steps.ts";
import type { Scenario, ScenarioError } from "./scenario.ts";
import { readFields, readText } from "./values.ts";
import { type Entry, openYaml } from "./yaml-entry.ts";

/** Reads one scenario file, and the file its `devices:` names. All mistakes are reported, each with its place and what would be right. */
export function loadScenario(file: string): Result<Scenario, readonly ScenarioError[]> {
  const text = readSource(file);
  return text.ok ? parseScenario(file, text.value) : text;
}

/** As `loadScenario`, for text that is at hand; `file` is what errors name, and where a file named by `devices:` is looked for. */
export function parseScenario(file: string, text: string): Result<Scenario, readonly ScenarioError[]> {
  const errors: ScenarioError[] = [];
  const root = openYaml(file, text, errors);
  const scenario = root && readScenario(file, root, errors);
  return scenario === undefined || errors.length > 0 ? err(errors) : ok(scenario);
}

const SCENARIO_KEYS = {
  scenario: "required",
  about: "required",
  devices: "required",
  environment: "optional",
  "time-factor": "optional",
  steps: "optional",
} as const;

function readScenario(file: string, root: Entry, errors: ScenarioError[]): Scenario | undefined {
  const fields = readFields(root, SCENARIO_KEYS);
  if (fields?.scenario === undefined || fields.about === undefined || fields.devices === undefined) return undefined;
  const name = readText(fields.scenario);
  const about = readText(fields.about);
  const timeFactor = fields["time-factor"] === undefined ? 1 : readTimeFactor(fields["time-factor"]);
  if (name === undefined || about === undefined || timeFactor === undefined) return undefined;
  const { devices } = fields;
  if (typeof devices.scalar === "string" && fields.environment !== undefined) {
    return fields.environment.fail(
      "SCENARIO_VALUE",
      "the environment belongs to the file with the devices",
      "write it there, and leave it out here",
    );
  }
  const base = typeof devices.scalar === "string" ? readBase(file, devices, errors) : readOwn(name, devices, fields.environment);
  // A step that names a signal with a mistake in it is right; it is looked at when the mistake is gone.
  if (base === undefined || errors.length > 0) return undefined;
  const steps = fields.steps === undefined ? [] : readSteps(fields.steps, base.devices);
  return { name, about, devices: base.devices, base: base.name, ...environmentOf(base), timeFactor, steps };
}

type Base = Pick<Scenario, "name" | "devices" | "environment">;
const environmentOf = ({ environment }: Base): Pick<Scenario, "environment"> => (environment === undefined ? {} : { environment });

export function readOwn(name: string, devices: Entry, environmentEntry: Entry | undefined): Base {
  const environment = environmentEntry && readEnvironment(environmentEntry);
  const described = readDevices(devices);
  checkPlaces(described, devices, environmentEntry);
  return { name, devices: described, ...(environment === undefined ? {} : { environment }) };
}

/** The devices of the scenario file that is named. It must have them itself, so that no file leads to another without end. */
export function readBase(file: string, entry: Entry, errors: ScenarioError[]): Base | undefined {
  const named = join(dirname(file), String(entry.scalar));
  const text = readSource(named);
  if (!text.ok) {
    return entry.fail("SCENARIO_REFERENCE", `${named} cannot be read`, "name a scenario file of this folder, or write the devices here");
  }
  const root = openYaml(named, text.value, errors);
  const devices = root?.fields()?.get("devices");
  if (root === undefined || devices === undefined) return undefined;
  if (devices.scalar !== undefined)
    return entry.fail("SCENARIO_REFERENCE", `${named} has no devices of its own`, "name the file that has them");
  return readScenario(named, root, errors);
}

/** A scenario and the others of its folder that tell of the same devices: what can be started while it runs. */
export interface ScenarioSet {
  readonly first: Scenario;
  /** By name, the first among them. */
  readonly byName: ReadonlyMap<string, Scenario>;
}

/** Reads `file` and every other scenario beside it. A mistake in any of them is reported: it would show only when it is wanted. */
export function loadScenarioSet(file: string): Result<ScenarioSet, readonly ScenarioError[]> {
  const first = loadScenario(file);
  if (!first.ok) return first;
  const byName = new Map([[first.value.name, first.value]]);
  const errors: ScenarioError[] = [];
  for (const other of readdirSync(dirname(file))
    .filter((entry) => entry.endsWith(".yaml") && entry !== basename(file))
    .toSorted()) {
    const loaded = loadScenario(join(dirname(file), other));
    if (!loaded.ok) errors.push(...loaded.error);
    else if (loaded.value.base === first.value.base) byName.set(loaded.value.name, loaded.value);
  }
  return errors.length > 0 ? err(errors) : ok({ first: first.value, byName });
}

function readTimeFactor(entry: Entry): number | undefined {
  const { scalar } = entry;
  if (typeof scalar === "number" && scalar > 0 && scalar <= FASTEST) return scalar;
  return entry.fail("SCENARIO_VALUE", "this is no factor", `write a number above 0, at most ${FASTEST}: 60 shows an hour in a minute`);
}
/** A month in a minute (chosen: beyond it a step would fall between two readings). */
const FASTEST = 43_200;

function readSource(file: string): Result<string, readonly ScenarioError[]> {
  try {
    return ok(readFileSync(file, "utf8"));
  } catch (failure) {
    const problem = failure instanceof Error && "code" in failure ? `it cannot be read (${String(failure.code)})` : "it cannot be read";
    return err([{ code: "SCENARIO_FILE", file, line: 1, key: "", problem, remedy: "name a scenario file that exists" }]);
  }
}
