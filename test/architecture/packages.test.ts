import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const readJson = (file: string): unknown => JSON.parse(readFileSync(join(root, file), "utf8"));

const manifests = globSync(["package.json", "*/package.json", "tools/lint/package.json"], { cwd: root });
const lockFiles = ["package-lock.json", "tools/lint/package-lock.json"];

interface Manifest {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

test("every workspace is looked at", () => {
  const { workspaces } = readJson("package.json") as { workspaces: readonly string[] };
  expect(manifests).toEqual(expect.arrayContaining(workspaces.map((workspace) => `${workspace}/package.json`)));
});

test.each(manifests)("%s pins every version exactly", (file) => {
  const { dependencies, devDependencies, optionalDependencies } = readJson(file) as Manifest;
  const asked = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test("all workspaces carry the version of the product", () => {
  const versions = manifests.map((file) => (readJson(file) as Manifest).version);
  expect(new Set(versions).size).toBe(1);
});

/** npm adds the registry it happened to use; a lock file with such addresses installs from nowhere else. */
test.each(lockFiles)("%s names no registry", (file) => {
  expect(readFileSync(join(root, file), "utf8")).not.toMatch(/https?:\/\/[^"]*\.tgz/);
});

test.each(lockFiles)("%s holds the checksum of everything that is downloaded", (file) => {
  const { packages } = readJson(file) as { packages: Readonly<Record<string, { readonly integrity?: string; readonly link?: boolean }>> };
  const downloaded = Object.entries(packages).filter(([path, entry]) => path.includes("node_modules/") && entry.link !== true);
  expect(downloaded.length).toBeGreaterThan(0);
  expect(downloaded.filter(([, entry]) => entry.integrity === undefined).map(([path]) => path)).toEqual([]);
});
