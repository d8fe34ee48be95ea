import { expect, test } from "vitest";
import { STOCK, stockSite } from "../../../test/support/stock-site.ts";
import { sayBlindScales } from "./blind-scales.ts";

test("a store with a scale is named with what it cannot weigh, and no other", () => {
  expect(sayBlindScales(stockSite())).toEqual([]);
  const store = { regimes: ["highly-toxic", "drug-precursor", "radioactive-source"], door: "store/door", weight: "store/weight" } as const;
  const vague = { name: { en: "x", zh: "x" }, regime: "drug-precursor", unit: "L" } as const;
  const site = stockSite({ ...STOCK, substances: { ...STOCK.substances, vague }, cabinets: { ...STOCK.cabinets, store } });
  expect(sayBlindScales(site)).toEqual([expect.stringMatching(/^store has a scale.*: cs137, vague;/)]);
});
