import { expect, test } from "vitest";
import { STOCK, stockSite } from "../../../test/support/stock-site.ts";
import { sayUnbadgedSigners } from "./unbadged-signers.ts";

test("who may sign at a store with a reader and has no badge is told, and nobody else", () => {
  // Zhao may sign what is highly toxic; the cabinet beside it has no reader.
  expect(sayUnbadgedSigners(stockSite())).toEqual([expect.stringMatching(/^store has a badge reader.*no badge: zhao;/)]);
  const cabinet = { ...STOCK.cabinets["cabinet"]!, regimes: ["drug-precursor"] } as const;
  const stores = { cabinet };
  const policies = { "drug-precursor": { signers: ["keeper"] } };
  expect(sayUnbadgedSigners(stockSite({ ...STOCK, policies, cabinets: stores }))).toEqual([]);
  // Without signers everybody may be one.
  const everybody = stockSite({ ...STOCK, policies: {} });
  expect(sayUnbadgedSigners(everybody)).toEqual([expect.stringMatching(/^store has a badge reader.*no badge: zhao;/)]);
  const site = stockSite();
  const all = site.people.map((person) => ({ ...person, badges: [person.id] }));
  expect(sayUnbadgedSigners({ ...site, people: all })).toEqual([]);
  // A shared telephone signs nothing.
  expect(
    sayUnbadgedSigners({ ...site, people: site.people.map((each) => (each.id === "zhao" ? { ...each, kind: "group" } : each)) }),
  ).toEqual([]);
});
