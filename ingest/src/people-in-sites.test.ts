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
  const found = await findInSites(folder, ["wang"]);
  expect(found.map(({ version, person: { name } }) => `${version} ${name}`).toSorted()).toEqual(["a Wang Mei", "c Wang-Chen Mei"]);
  expect(await findInSites(folder, ["nobody"])).toEqual([]);
});

test("before the first start there is none", async () => {
  expect(await findInSites(join(temporaryFolder(), "sites"), ["wang"])).toEqual([]);
});
