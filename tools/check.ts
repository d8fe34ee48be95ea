/** `npm run check`: format, lint, types and unused code. With `--fix` (`npm run fix`) repairs first what the tools can repair. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

const root = join(import.meta.dirname, "..");
const lint = join(import.meta.dirname, "lint");
const binaries = [join(lint, "node_modules/.bin"), join(root, "node_modules/.bin")];
const fix = process.argv.includes("--fix");

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...(readonly string[])];
}

const steps: readonly Step[] = [
  { name: "format", command: ["biome", "format", ...(fix ? ["--write"] : []), "--reporter=summary", "."] },
  { name: "lint", command: ["oxlint", "--config=tools/lint/oxlint.jsonc", "--deny-warnings", ...(fix ? ["--fix"] : [])] },
  { name: "types", command: ["tsc", "-b"] },
  ...(existsSync(join(root, "dashboard/web/tsconfig.json"))
    ? [
        { name: "types of the browser client", command: ["tsc", "-p", "dashboard/web"] } as const,
        {
          name: "types of its components",
          command: [
            "svelte-check",
            "--workspace",
            "dashboard/web",
            "--tsconfig",
            "./tsconfig.svelte.json",
            "--output",
            "human",
            "--fail-on-warnings",
          ],
        } as const,
      ]
    : []),
  { name: "unused code", command: ["knip", "--config=tools/lint/knip.json"] },
];

if (!lintersAreInstalled() && !run({ name: "linters", command: ["npm", "install", "--no-save", "--prefix", lint] })) process.exit(1);

// Every step runs, so that one look shows all there is to do.
const failed = steps.filter((step) => !run(step)).map((step) => step.name);
console.log(failed.length === 0 ? "check: all is well" : `check: failed at ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function run({ name, command: [program, ...args] }: Step): boolean {
  const started = performance.now();
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, PATH: [...binaries, process.env["PATH"]].join(delimiter) },
  });
  if (error !== undefined) console.error(`${program}: ${error.message}`);
  console.log(`${name}: ${status === 0 ? "ok" : "failed"} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return status === 0;
}

/** `npm ci` refuses a lock file that holds these linters, so they are kept apart and installed here, at the pinned versions. */
function lintersAreInstalled(): boolean {
  const { devDependencies } = readManifest(lint) as { devDependencies: Readonly<Record<string, string>> };
  return Object.entries(devDependencies).every(([name, version]) => readManifest(join(lint, "node_modules", name))?.version === version);
}

function readManifest(folder: string): { readonly version?: string } | undefined {
  const file = join(folder, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { readonly version?: string }) : undefined;
}
