import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createUserDirectory, type Role } from "@labcanary/dashboard";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { UsageError } from "../../app/src/command-line.ts";
import { runCommandLine } from "../../firmware-sim/src/cli/command-line.ts";
import { temporaryFolder } from "../support/files.ts";

/** Every command the README and the guides show is one the command line takes; those that need no running platform are run. */

const ROOT = join(import.meta.dirname, "../..");
const GUIDES = ["README.md", ...globSync("docs/guides/**/*.md", { cwd: ROOT }).toSorted(), "firmware-sim/README.md"];

interface Example {
  readonly file: string;
  /** As it is typed, without the comment behind it. */
  readonly line: string;
  readonly program: "labcanary" | "labcanary-sim";
  /** Those behind the program's name. */
  readonly words: readonly string[];
}

/** What stands before the words of our own commands, in an installation or in this repository. */
const SPELLINGS = [
  { begins: /^labcanary /, program: "labcanary", with: [] },
  { begins: /^labcanary-sim /, program: "labcanary-sim", with: [] },
  { begins: /^npm run labcanary -- /, program: "labcanary", with: [] },
  { begins: /^npm run labcanary-sim -- /, program: "labcanary-sim", with: [] },
  { begins: /^npm start(?: -- |$)/, program: "labcanary", with: ["start"] },
  { begins: /^npm run demo(?: -- |$)/, program: "labcanary", with: ["demo"] },
] as const;

/** Settings that stand before a command. */
const ENVIRONMENT = /^(?:[A-Z_]+=\S+ )+/;

function exampleOf(file: string, line: string): Example | undefined {
  const command = line.replace(ENVIRONMENT, "");
  const spelling = SPELLINGS.find(({ begins }) => begins.test(command));
  if (spelling === undefined) return undefined;
  const rest = command.replace(spelling.begins, "").replace(/ > \S+$/, "");
  return { file, line, program: spelling.program, words: [...spelling.with, ...rest.split(/ +/).filter((word) => word !== "")] };
}

/** The lines of every block of shell, joined where they go on, split where several stand in one. */
function shellLines(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```(?:sh|bash|console)\n([^]*?)^```$/gm)].map(([, block = ""]) => block);
  return blocks
    .flatMap((block) => block.replaceAll(/ *\\\n */g, " ").split("\n"))
    .flatMap((line) => line.replace(/(^| +)# .*$/, "").split(" && "))
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const LINES = GUIDES.flatMap((file) => shellLines(read(file)).map((line) => ({ file, line })));
const EXAMPLES = LINES.flatMap(({ file, line }) => exampleOf(file, line) ?? []);
const OURS = EXAMPLES.filter(({ program }) => program === "labcanary");

let printed: string;

beforeEach(() => {
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((printed += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((printed += String(text)), true));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** A command by its name, as `labcanary` finds it. */
async function labcanary([name = "", ...words]: readonly string[]): Promise<number> {
  const file = join(ROOT, "app/src/commands", `${name}.ts`);
  if (!existsSync(file)) throw new UsageError(`there is no command "${name}"`);
  const command = ((await import(file)) as Readonly<Record<string, (words: readonly string[]) => Promise<number>>>)[name];
  if (command === undefined) throw new UsageError(`there is no command "${name}"`);
  return command(words);
}

test("there are examples, and no line of shell that looks like one is overlooked", () => {
  expect(EXAMPLES.length).toBeGreaterThan(25);
  const overlooked = LINES.filter(
    ({ file, line }) => /\blabcanary(?:-sim)? [a-z-]|npm (?:run|start)/.test(line) && exampleOf(file, line) === undefined,
  );
  expect(overlooked.filter(({ line }) => !/^npm run (?:bench|check|fix|dev|pictures)/.test(line))).toEqual([]);
});

test.each(OURS)("$file: $line is taken by the command line", async ({ words }) => {
  // With --help every option is read and nothing is done.
  expect(await labcanary([...words, "--help"])).toBe(0);
  const [command = "", verb = ""] = words;
  if (/^[a-z-]+$/.test(verb) && !verb.startsWith("--"))
    expect(printed).toMatch(new RegExp(`labcanary ${command}(?: [\\w|-]+\\|)? ?${verb}|\\b${verb}\\b`));
});

test("every setting given to a shell is one", () => {
  const known = read("docs/reference/configuration.md");
  const named = LINES.flatMap(({ line }) => [...line.matchAll(/\b(LABCANARY_[A-Z_]+)=/g)].map(([, name = ""]) => name));
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !known.includes(`\`${name}\``))).toEqual([]);
});

test("commands named in the text have the options it gives them", async () => {
  const inline = GUIDES.flatMap((file) => [...read(file).matchAll(/`labcanary ([^`\n]+)`/g)].map(([, text = ""]) => ({ file, text })));
  expect(inline.length).toBeGreaterThan(15);
  for (const { file, text } of inline) {
    const [command = "", ...rest] = text.replace(/ > \S+$/, "").split(" ");
    printed = "";
    const verb = rest[0] !== undefined && /^[a-z-]+$/.test(rest[0]) && !rest[0].startsWith("--") ? [rest[0]] : [];
    expect(await labcanary([command, ...verb, "--help"]), `${file}: ${text}`).toBe(0);
    for (const option of rest.filter((word) => word.startsWith("--")).map((word) => word.replace(/[=\]].*$/, "")))
      expect(printed, `${file}: ${text}`).toContain(option);
  }
});

describe("simulated devices", () => {
  const SIMULATED = EXAMPLES.filter(({ program }) => program === "labcanary-sim");

  test.each(SIMULATED)("$file: $line names a scenario there is", async ({ words, file, line }) => {
    const errors: string[] = [];
    const control = join(temporaryFolder(), "none.sock");
    const out = { out: () => undefined, error: (text: string) => void errors.push(text), interrupted: new Promise<void>(() => undefined) };
    const [command, name = ""] = words;
    expect(command).toBe("trigger");
    // Nobody listens there: the command was understood as far as that.
    expect(await runCommandLine([...words, "--control", control], out)).toBe(1);
    expect(errors.join()).toContain(control);
    const whole =
      read(file)
        .split("\n")
        .find((each) => each.startsWith(line)) ?? "";
    const also = (/# also: (.*)$/.exec(whole)?.[1] ?? "").split(", ").filter((each) => each !== "");
    for (const scenario of [name, ...also])
      expect(existsSync(join(ROOT, `examples/chemistry-building/simulation/${scenario}.yaml`)), scenario).toBe(true);
  });
});

/** What each guide starts from, and which of its lines end otherwise than with 0: those that ask for a password, which nobody types here. */
interface Played {
  readonly file: string;
  prepare(folder: string): void;
  readonly asksForPassword?: Readonly<Record<string, Role>>;
}

const copySite = (folder: string, example: string, as = "."): void =>
  cpSync(join(ROOT, "examples", example), join(folder, as), { recursive: true });

const PLAYED: readonly Played[] = [
  {
    file: "README.md",
    prepare: (folder) => copySite(folder, "chemistry-building", "site"),
    asksForPassword: { mei: "safety-officer", wang: "operator" },
  },
  {
    file: "docs/guides/accounts.md",
    prepare: (folder) => copySite(folder, "chemistry-building"),
    asksForPassword: { li: "administrator", wang: "responder" },
  },
  {
    file: "docs/guides/onboarding.md",
    prepare(folder) {
      copySite(folder, "chemistry-building");
      writeFileSync(join(folder, "new.csv"), "id,zone,signal,profile\nroom-114-b,room-114,temperature,room-temperature\n");
    },
  },
  { file: "docs/guides/routes-and-rotas.md", prepare: (folder) => copySite(folder, "night-duty") },
];

/** Lines of these guides that go by what only a platform that runs, or has run, has. */
const NEEDS_PLATFORM = /^(?:npm run demo|npm start|npm run labcanary -- journal verify|LABCANARY_INFLUX_URL)/;

test.each(PLAYED)("the commands of $file do what they say, one after the other", async ({ file, prepare, asksForPassword = {} }) => {
  const folder = temporaryFolder();
  prepare(folder);
  mkdirSync(join(folder, "data"), { mode: 0o700 });
  vi.stubEnv("LABCANARY_SITE", join(folder, "site.yaml"));
  vi.stubEnv("LABCANARY_DATA", join(folder, "data"));
  const lines = OURS.filter((example) => example.file === file && !NEEDS_PLATFORM.test(example.line));
  expect(lines.length).toBeGreaterThan(2);
  for (const { line, words } of lines) {
    // A file is one of the folder it is typed in.
    const typed = words.map((word) => (/\.(?:ya?ml|csv)$/.test(word) ? join(folder, word) : word));
    const [command, verb, name = ""] = words;
    const role = command === "user" && verb === "add" ? asksForPassword[name] : undefined;
    printed = "";
    if (role === undefined) {
      const code = await labcanary(typed).catch((error: unknown) => String(error));
      expect(code, `${line}: ${printed}`).toBe(0);
    } else {
      await expect(labcanary(typed), line).rejects.toThrow("--password-stdin");
      expect(words).toContain(role);
      const added = await createUserDirectory(join(folder, "data")).add(name, role, "a long enough password");
      expect(added).toMatchObject({ ok: true });
    }
  }
});
