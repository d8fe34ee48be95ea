import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/files.ts";
import { testSite } from "../../test/support/site.ts";
import { SiteArchive } from "./site-archive.ts";
import { SiteVersions } from "./site-versions.ts";

async function start() {
  const folder = temporaryFolder();
  const sites = new SiteArchive(join(folder, "sites"));
  const file = join(folder, "site-versions.json");
  let versions = new SiteVersions(join(folder, "sites"), file);
  await sites.keep(testSite({ version: "first" }));
  rmSync(join(folder, "sites", "first.site.json"));
  return {
    folder,
    file,
    sites,
    async enter(version: string, position: number) {
      await sites.keep(testSite({ version }));
      await versions.enter(version);
      await versions.inForce(version, position);
    },
    /** Killed between the log's record and what is written after it. */
    async enterAndDie(version: string) {
      await sites.keep(testSite({ version }));
      await versions.enter(version);
      versions = new SiteVersions(join(folder, "sites"), file);
    },
    archive: (version: string) => sites.keep(testSite({ version })),
    prune: (first: number) => versions.prune(first),
    restart: () => {
      versions = new SiteVersions(join(folder, "sites"), file);
    },
    left: () =>
      readdirSync(join(folder, "sites"))
        .map((name) => name.replace(/\.site\.json$/, ""))
        .toSorted(),
  };
}

test("a version goes once the log begins after the record that put another in force, and not before", async () => {
  const { enter, prune, left } = await start();
  await enter("a", 1);
  await enter("b", 100);
  await enter("c", 200);
  expect(await prune(100)).toEqual([]);
  expect(await prune(101)).toEqual(["a"]);
  expect(await prune(200)).toEqual([]);
  // The one in force never goes, however far the log has moved on.
  expect(await prune(1e9)).toEqual(["b"]);
  expect(left()).toEqual(["c"]);
});

test("what is in force again is needed again, and written again where it had gone", async () => {
  const { enter, prune, left, sites } = await start();
  const site = testSite({ version: "a" });
  await sites.keep(site);
  await enter("a", 1);
  await enter("b", 100);
  await prune(150);
  expect(left()).toEqual(["b"]);
  await sites.keep(site);
  await enter("a", 200);
  expect(left()).toEqual(["a", "b"]);
  expect(await prune(201)).toEqual(["b"]);
});

test("what was in force, came again, and was not written down as such when the process died, is needed until the next is in force", async () => {
  const { enter, enterAndDie, prune } = await start();
  await enter("a", 1);
  await enter("b", 100);
  await enterAndDie("a");
  await enter("b", 300);
  expect(await prune(300)).toEqual([]);
  expect(await prune(301)).toEqual(["a"]);
});

test("a restart names the same version anew; the others keep their ends", async () => {
  const { enter, prune, restart, left } = await start();
  await enter("a", 1);
  await enter("b", 100);
  restart();
  expect(await prune(1e9)).toEqual([]);
  await enter("b", 500);
  expect(await prune(101)).toEqual(["a"]);
  expect(left()).toEqual(["b"]);
});

test.each([
  { what: "of an earlier release, that kept no index", index: undefined },
  { what: "whose index is damaged", index: "{" },
  { what: "whose index says nonsense", index: '{"a":"x"}' },
  { what: "whose index is no object", index: "7" },
])("of a folder $what every version is needed until the log has moved past where we are", async ({ index }) => {
  const { archive, enter, prune, file, left } = await start();
  await archive("a");
  await archive("draft");
  if (index !== undefined) writeFileSync(file, index);
  await enter("b", 100);
  expect(await prune(100)).toEqual([]);
  expect((await prune(101)).toSorted()).toEqual(["a", "draft"]);
  expect(left()).toEqual(["b"]);
});

test("a file of an earlier release goes like the others", async () => {
  const { enter, prune, left, folder } = await start();
  writeFileSync(join(folder, "sites", "old.json"), JSON.stringify(testSite({ version: "old" })));
  await enter("b", 100);
  expect(await prune(101)).toEqual(["old"]);
  expect(left()).toEqual(["b"]);
});

test("at most a hundred go in one look, and what came since the last change stays", async () => {
  const { archive, enter, prune, left } = await start();
  for (let number = 0; number < 130; number += 1) await archive(`v${number}`);
  await enter("now", 100);
  await archive("later");
  expect(await prune(101)).toHaveLength(100);
  expect(await prune(101)).toHaveLength(30);
  expect(left()).toEqual(["later", "now"]);
});
