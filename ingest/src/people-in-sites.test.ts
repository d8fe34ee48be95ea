import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/files.ts";
import { testSite } from "../../test/support/site.ts";
import { findInSites } from "./people-in-sites.ts";
import { SiteArchive } from "./site-archive.ts";

const person = (id: string, name: string, account?: string) => ({
  id,
  name,
  language: "en" as const,
  ...(account === undefined ? {} : { account }),
});

test("who is looked for is found in every version that has them, by id or account, with what it says of them", async () => {
  const folder = join(temporaryFolder(), "sites");
  const sites = new SiteArchive(folder);
  await sites.keep(testSite({ version: "a", people: [person("wang", "Wang Mei"), person("li", "Li")] }));
  await sites.keep(testSite({ version: "b", people: [person("li", "Li")] }));
  await sites.keep(testSite({ version: "c", people: [person("w2", "Wang-Chen Mei", "wang")] }));
  const { found, unreadable } = await findInSites(folder, ["wang"]);
  expect(found.map(({ version, person: { name } }) => `${version} ${name}`).toSorted()).toEqual(["a Wang Mei", "c Wang-Chen Mei"]);
  expect(unreadable).toEqual([]);
  expect(await findInSites(folder, ["nobody"])).toEqual({ found: [], unreadable: [] });
});

test("before the first start there is none", async () => {
  expect(await findInSites(join(temporaryFolder(), "sites"), ["wang"])).toEqual({ found: [], unreadable: [] });
});

test("one that cannot be read is named and the others are searched; one that is gone by then is not missed", async () => {
  const folder = join(temporaryFolder(), "sites");
  const sites = new SiteArchive(folder);
  for (const version of ["a", "cut", "other"]) await sites.keep(testSite({ version, people: [person("wang", "Wang Mei")] }));
  const file = (version: string) => join(folder, `${version}.site.json`);
  // Cut off before anybody is named, and whole but no site.
  writeFileSync(file("cut"), readFileSync(file("cut"), "utf8").slice(0, 40));
  writeFileSync(file("other"), JSON.stringify({ people: "wang" }));
  mkdirSync(file("folder"));
  // Listed, and gone when it is opened.
  symlinkSync(file("deleted"), file("going"));
  const { found, unreadable } = await findInSites(folder, ["wang"]);
  expect(found.map(({ version }) => version)).toEqual(["a"]);
  expect(unreadable.toSorted()).toEqual(["cut.site.json", "folder.site.json", "other.site.json"]);
});
