import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const sources = globSync(
  ["{alerting,app,dashboard,domain,governance}/src/**/*.ts", "dashboard/web/src/**/*.{ts,svelte}", "app/profiles/*.yaml"],
  {
    cwd: root,
  },
).filter((file) => !file.endsWith(".test.ts"));
/** Another thing: the name under which a provider sends texts. */
const OF_PROVIDERS = "alerting/src/channels/";

/** 签字, as registers of controlled substances and hand-overs have it, also where it is done with a password. */
test("pages, papers, mails and texts have one Chinese word for putting one's name to a record", () => {
  expect(sources.length).toBeGreaterThan(500);
  const having = (word: string) => sources.filter((file) => readFileSync(join(root, file), "utf8").includes(word));
  expect(having("签名").filter((file) => !file.startsWith(OF_PROVIDERS))).toEqual([]);
  expect(having("签字")).toEqual(expect.arrayContaining(["dashboard/src/safety/evidence/evidence-words.ts"]));
});
