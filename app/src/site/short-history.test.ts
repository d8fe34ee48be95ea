import { expect, test } from "vitest";
import { doctorWorld } from "../../../test/support/doctor-world.ts";
import { testSite } from "../../../test/support/site.ts";
import { STOCK, stockSite } from "../../../test/support/stock-site.ts";
import { sayShortHistory, shortHistory } from "./short-history.ts";

const settings = (rawDays?: number) => doctorWorld(rawDays === undefined ? {} : { "history.rawDays": rawDays }).settings;
const toxicOnly = () => stockSite({ ...STOCK, cabinets: { store: STOCK.cabinets["store"]! } });

test.each([
  {
    because: "the longest of its regimes counts, here ten years of sources",
    site: stockSite(),
    rawDays: 400,
    is: { kept: 3660, must: 732 },
  },
  { because: "a day less is less", site: stockSite(), rawDays: 3659, is: { kept: 3660, must: 732 } },
  { because: "as long is enough", site: stockSite(), rawDays: 3660, is: undefined },
  { because: "regimes no cabinet is of do not count", site: toxicOnly(), rawDays: 401, is: { kept: 1830, must: 366 } },
  { because: "without a store nothing is asked", site: testSite(), rawDays: 400, is: undefined },
])("with readings of $rawDays days: $because", ({ site, rawDays, is }) => {
  expect(shortHistory(site, settings(rawDays))).toEqual(is === undefined ? undefined : { is: rawDays, ...is });
});

test("it says what would be right", () => {
  expect(sayShortHistory({ is: 400, kept: 3660, must: 732 })).toContain("set history.rawDays to 3660");
});
