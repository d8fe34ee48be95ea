import { createUserDirectory } from "@labcanary/dashboard";
import { expect, test } from "vitest";
import { stockSite } from "../../../test/support/stock-site.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import {
  sayTooFewExplainers,
  sayTooFewSigners,
  sayUnlinkedAccounts,
  unlinkedAccountsIn,
  warnOfUnlinkedAccounts,
} from "./unlinked-accounts.ts";

const password = "correct horse battery staple";

test("accounts that may sign, and that the site knows no person of, are named, on every site", async () => {
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
  // Hazards, dossiers and what a key period asks are of every site.
  const { stock: _, ...without } = stockSite();
  expect(unlinkedAccountsIn(folder, without)).toEqual(["li", "wang2"]);
});

test("where nobody is left who may explain a missed check-in or a sealed door, it is said, and what to do", async () => {
  const folder = temporaryFolder();
  const period = { id: "spring", kind: "vacation", name: { en: "Spring", zh: "春节" }, from: "2026-11-25", to: "2026-11-27" } as const;
  const checkIns = { at: ["08:00"], within: "1h", by: ["contact:wang", "contact:li"] };
  const site = stockSite(undefined, { keyPeriods: [{ ...period, checkIns, seal: [{ door: "store/door" }] }] });
  expect(sayTooFewExplainers(folder, site)).toEqual([]);
  const users = createUserDirectory(folder);
  for (const name of ["wang", "lina"]) await users.add(name, "responsible-person", password);
  for (const name of ["admin", "watch"]) await users.add(name, name === "admin" ? "administrator" : "operator", password);
  expect(sayTooFewExplainers(folder, site)).toEqual([
    expect.stringMatching(/^spring: nobody the site knows could explain a missed check-in.*such as the administrator's/),
    expect.stringMatching(/^spring: 2 people the site knows could explain how a sealed door came to be open/),
  ]);
  const people = site.people.map((person) => (person.id === "zhao" ? { ...person, account: "admin" } : person));
  expect(sayTooFewExplainers(folder, { ...site, people })).toEqual([]);
});

test("a site that asks two to sign and knows one is told that nobody can", () => {
  const site = stockSite();
  expect(sayTooFewSigners(site)).toBeUndefined();
  const group = { ...site.people[1]!, kind: "group" } as const;
  expect(sayTooFewSigners({ ...site, people: [site.people[0]!, group] })).toMatch(
    /highly-toxic, drug-precursor, radioactive-source.*nobody can/,
  );
});
