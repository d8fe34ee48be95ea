import { createUserDirectory } from "@labcanary/dashboard";
import { expect, test } from "vitest";
import { STOCK, stockSite } from "../../../test/support/stock-site.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { sayTooFewSigners, sayUnlinkedAccounts, unlinkedAccountsIn, warnOfUnlinkedAccounts } from "./unlinked-accounts.ts";

const password = "correct horse battery staple";

test("accounts that may sign, and that the site knows no person of, are named; where nobody asks for two, none is", async () => {
  const folder = temporaryFolder();
  expect(unlinkedAccountsIn(folder, stockSite())).toEqual([]);
  const users = createUserDirectory(folder);
  for (const name of ["wang", "lina", "wang2", "li"]) await users.add(name, "responsible-person", password);
  await users.add("watch", "operator", password);
  // Li Na's account is lina; an account of the name of her id is nobody's.
  expect(unlinkedAccountsIn(folder, stockSite())).toEqual(["li", "wang2"]);
  expect(sayUnlinkedAccounts(["li", "wang2"])).toMatch(/: li, wang2; give each a person/);
  expect(sayUnlinkedAccounts([])).toBeUndefined();
  const log = createTestLogger();
  warnOfUnlinkedAccounts(stockSite(), folder, log);
  warnOfUnlinkedAccounts(stockSite(), temporaryFolder(), log);
  expect(log.lines.map(({ level, fields }) => [level, fields])).toEqual([["warn", { accounts: ["li", "wang2"] }]]);
  const alone = { two: [], twoLocks: false } as const;
  const policies = { "highly-toxic": alone, "drug-precursor": alone, "radioactive-source": alone };
  expect(unlinkedAccountsIn(folder, stockSite({ ...STOCK, policies }))).toEqual([]);
  const { stock: _, ...without } = stockSite();
  expect(unlinkedAccountsIn(folder, without)).toEqual([]);
});

test("where doors are sealed, so are accounts that ask for leave or give it", async () => {
  const folder = temporaryFolder();
  const users = createUserDirectory(folder);
  for (const name of ["wang", "wang2"]) await users.add(name, "safety-officer", password);
  await users.add("watch", "operator", password);
  const period = { id: "spring", kind: "vacation", name: { en: "Spring", zh: "春节" }, from: "2026-11-25", to: "2026-11-27" } as const;
  const { stock: _, ...sealed } = stockSite(undefined, { keyPeriods: [{ ...period, seal: [{ door: "store/door" }] }] });
  expect(unlinkedAccountsIn(folder, sealed)).toEqual(["wang2"]);
  const { stock: _stock, ...open } = stockSite(undefined, { keyPeriods: [period] });
  expect(unlinkedAccountsIn(folder, open)).toEqual([]);
});

test("a site that asks two to sign and knows one is told that nobody can", () => {
  const site = stockSite();
  expect(sayTooFewSigners(site)).toBeUndefined();
  const group = { ...site.people[1]!, kind: "group" } as const;
  expect(sayTooFewSigners({ ...site, people: [site.people[0]!, group] })).toMatch(
    /highly-toxic, drug-precursor, radioactive-source.*nobody can/,
  );
});
