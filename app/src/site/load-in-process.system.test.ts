import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SiteArchive } from "@labcanary/ingest/site-archive";
import { expect, test } from "vitest";
import { EXAMPLE_SITE } from "../../../test/support/acceptance.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { loadSite } from "./load.ts";
import { loadSiteInProcess } from "./load-in-process.ts";

/** The example with its cabinets loosened, and the example as it was, as ingest keeps it. */
function loosened() {
  const folder = temporaryFolder();
  cpSync(dirname(EXAMPLE_SITE), folder, { recursive: true });
  const file = join(folder, "site.yaml");
  const before = loadSite(file);
  if (!before.ok) throw new Error(JSON.stringify(before.error));
  const { version } = before.value;
  writeFileSync(join(folder, `${version}.json`), JSON.stringify(before.value));
  const profiles = join(folder, "profiles.yaml");
  writeFileSync(profiles, readFileSync(profiles, "utf8").replace("setpoint: 20\n", "setpoint: 30\n"));
  return { file, folder, version };
}

test("the process that reads a site compares it with the one in force, so that the alarm path need not", async () => {
  const { file, folder, version } = loosened();
  const loaded = await loadSiteInProcess(file, { folder, version });
  const site = loaded.ok ? loaded.value.site : undefined;
  expect(site?.version).not.toBe(version);
  expect(loaded.ok && loaded.value.change).toMatchObject({
    from: version,
    to: site?.version,
    isForTwo: true,
    changed: expect.arrayContaining(["cab-17/vapour/high-high"]) as string[],
  });
});

test.each([
  { what: "there is nothing to compare with", inForce: (folder: string) => ({ folder, version: "not-there" }) },
  { what: "nothing was named", inForce: () => undefined },
])("where $what, it only reads", async ({ inForce }) => {
  const { file, folder } = loosened();
  const loaded = await loadSiteInProcess(file, inForce(folder));
  expect(loaded.ok && Object.keys(loaded.value)).toEqual(["site"]);
});

test("a site comes by way of the archive, and need not be written to it again", async () => {
  const { file, folder } = loosened();
  const loaded = await loadSiteInProcess(file, { folder });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const { site } = loaded.value;
  expect(site).toEqual(loadSite(file).ok && (loadSite(file) as { value: unknown }).value);
  const archived = join(folder, `${site.version}.site.json`);
  writeFileSync(archived, "as it was");
  await new SiteArchive(folder).keep(site);
  expect(readFileSync(archived, "utf8")).toBe("as it was");
  // What was deleted because nothing needed it is written again.
  rmSync(archived);
  await new SiteArchive(folder).keep(site);
  expect(existsSync(archived)).toBe(true);
  expect(await new SiteArchive(folder).load(site.version)).toEqual(site);
});

test("where the archive cannot be written, the site comes all the same", async () => {
  const { file, folder } = loosened();
  const loaded = await loadSiteInProcess(file, { folder: join(folder, "site.yaml") });
  expect(loaded.ok && loaded.value.site.devices.length).toBeGreaterThan(0);
});

test("what is wrong with the site comes back as it is found", async () => {
  const { file } = loosened();
  writeFileSync(file, "site: [\n");
  expect(await loadSiteInProcess(file)).toMatchObject({ ok: false, error: [{ code: "FILE_NOT_YAML" }] });
});
