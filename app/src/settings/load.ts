import { readFileSync } from "node:fs";
import { err, ok, type Result } from "@labcanary/domain/basics";
import { type FileProblem, readYaml } from "../yaml-source.ts";
import { SECRET_ENVIRONMENT, SETTING_KEYS, SETTINGS, type SettingKey, type Settings } from "./table.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingsSources {
  /** `labcanary.yaml`; absent: none is read. */
  readonly file?: string;
  readonly environment: Environment;
  /** From the command line; they win over everything. */
  readonly given: Partial<Settings>;
}

/** Puts the settings together: command line over environment over file over default. All that is wrong is told at once. */
export function loadSettings({ file, environment, given }: SettingsSources): Result<Settings, readonly FileProblem[]> {
  const problems: FileProblem[] = [];
  const fromFile = file === undefined ? new Map<SettingKey, unknown>() : settingsOfFile(file, problems);
  const values: Record<string, unknown> = {};
  for (const key of SETTING_KEYS) {
    const { environment: name, kind, default: fallback } = SETTINGS[key];
    const text = environment[name];
    values[key] = given[key] ?? (text === undefined ? fromFile.get(key) : parse(text, kind)) ?? fallback;
    if (text !== undefined && parse(text, kind) === undefined) {
      problems.push({ code: "SETTING_VALUE", file: "environment", line: 1, key: name, message: `"${text}" is not a ${NAMES[kind]}` });
    }
  }
  return problems.length > 0 ? err(problems) : ok(values as unknown as Settings);
}

/** A password from the environment or its file; undefined when neither is given. Throws when the file cannot be read. */
export function secret(key: keyof typeof SECRET_ENVIRONMENT, settings: Settings, environment: Environment): string | undefined {
  const file = settings[key];
  return environment[SECRET_ENVIRONMENT[key]] ?? (file === undefined ? undefined : readFileSync(file, "utf8").trim());
}

const NAMES = { text: "text", number: "number that is not negative", flag: "yes or no (true, false)" } as const;

function parse(text: string, kind: (typeof SETTINGS)[SettingKey]["kind"]): string | number | boolean | undefined {
  switch (kind) {
    case "text":
      return text;
    case "number":
      return /^\d+$/.test(text) ? Number(text) : undefined;
    case "flag":
      return text === "true" ? true : text === "false" ? false : undefined;
  }
}

function settingsOfFile(file: string, problems: FileProblem[]): Map<SettingKey, unknown> {
  const source = readYaml(file);
  problems.push(...source.problems);
  const found = new Map<SettingKey, unknown>();
  const visit = (value: unknown, path: readonly string[]): void => {
    const key = path.join(".");
    const place = { file, line: source.lineOf(path), key };
    if (isSettingKey(key)) {
      const { kind } = SETTINGS[key];
      const isRight = kind === "text" ? typeof value === "string" : kind === "flag" ? typeof value === "boolean" : isCount(value);
      if (isRight) found.set(key, value);
      else problems.push({ code: "SETTING_VALUE", ...place, message: `give a ${NAMES[kind]}` });
    } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [name, part] of Object.entries(value)) visit(part, [...path, name]);
    } else if (key !== "" || value !== null) {
      const near = SETTING_KEYS.filter((known) => known.split(".")[0] === path[0]);
      const hint = near.length === 0 ? SETTING_KEYS : near;
      problems.push({ code: "SETTING_UNKNOWN", ...place, message: `there is no such setting; there are ${hint.join(", ")}` });
    }
  };
  if (source.problems.length === 0) visit(source.value, []);
  return found;
}

const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(SETTINGS, key);
const isCount = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value) && value >= 0;
