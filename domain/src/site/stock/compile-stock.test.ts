import { describe, expect, test } from "vitest";
import { STOCK, stockProblems, stockSite } from "../../../../test/support/stock-site.ts";
import { minutes } from "../../basics/index.ts";
import { needsSecondPerson } from "../difference/difference.ts";
import { differencesBetween } from "../difference/index.ts";
import type { StockFile } from "./file.ts";
import { REGIMES, seldomScales } from "./stock.ts";

const cabinets = (over: Partial<StockFile["cabinets"][string]>): StockFile => ({
  ...STOCK,
  cabinets: { ...STOCK.cabinets, store: { regimes: ["highly-toxic"], door: "store/door", ...over } },
});
const substance = (over: Partial<StockFile["substances"][string]>): StockFile => ({
  ...STOCK,
  substances: { nacn: { name: { en: "x", zh: "x" }, regime: "highly-toxic", unit: "g", ...over } },
});

describe("controlled substances of a site", () => {
  test("highly toxic ones have two of everything; what a policy does not say is as strict", () => {
    const { policies, cabinets: compiled } = stockSite().stock ?? {};
    expect(policies?.["highly-toxic"]).toMatchObject({ secondEntry: true, twoLocks: true, signers: ["keeper"], enterWithin: minutes(30) });
    expect(policies?.["explosive-precursor"].two).toContain("withdraw");
    for (const regime of ["highly-toxic", "explosive-precursor"] as const)
      expect(policies?.[regime].two).toEqual(expect.arrayContaining(["approve", "use"]));
    for (const regime of ["drug-precursor", "radioactive-source"] as const)
      for (const kind of ["approve", "use"] as const) expect(policies?.[regime].two).not.toContain(kind);
    // Looking alone would explain an opening of whatever is kept there.
    for (const regime of REGIMES) expect(policies?.[regime].two).toContain("inspect");
    expect(policies?.["explosive-precursor"]).toMatchObject({ secondEntry: false, twoLocks: false });
    expect(compiled?.[0]).toMatchObject({
      open: [1],
      readers: [{ deviceId: "store", door: "door" }],
      weight: { signal: "store/weight", milligrams: 1000, tolerance: 5000 },
    });
  });

  test.each<[string, StockFile, string]>([
    [
      "a zone that is not described",
      { ...STOCK, cabinets: { nowhere: { regimes: ["drug-precursor"], door: "cabinet/door" } } },
      "SITE_UNKNOWN_ZONE",
    ],
    ["a cabinet for nothing", cabinets({ regimes: [] }), "SITE_STOCK"],
    ["a door that is a scale", cabinets({ door: "store/weight" }), "SITE_STOCK"],
    ["a state no door has", cabinets({ open: ["ajar"] }), "SITE_STATE"],
    ["a scale that is a door", cabinets({ weight: "store/door" }), "SITE_STOCK"],
    ["no tolerance at all", cabinets({ weight: "store/weight", tolerance: 0 }), "SITE_STOCK"],
    [
      "two locks without a rule for two",
      { ...STOCK, cabinets: { cabinet: { regimes: ["highly-toxic"], door: "cabinet/door" } } },
      "SITE_STOCK",
    ],
    ["a CAS number with a wrong check digit", substance({ cas: "143-33-8" }), "SITE_STOCK"],
    ["a text for a CAS number", substance({ cas: "cyanide" }), "SITE_STOCK"],
    ["a density of nothing", substance({ density: 0 }), "SITE_STOCK"],
    ["records made days later", { ...STOCK, policies: { "drug-precursor": { enterWithin: "1d" } } }, "SITE_STOCK"],
    ["what is received and stored next week", { ...STOCK, policies: { "drug-precursor": { storeWithin: "7d" } } }, "SITE_STOCK"],
    ["what is out for a month", { ...STOCK, policies: { "drug-precursor": { backWithin: "30d" } } }, "SITE_STOCK"],
    ["signers of whom there is one", { ...STOCK, policies: { "drug-precursor": { signers: ["user"] } } }, "SITE_STOCK"],
    ["hours that are not described", { ...STOCK, policies: { "drug-precursor": { hours: "never" } } }, "SITE_UNKNOWN_SCHEDULE"],
  ])("%s is refused", (_, stock, code) => {
    expect(stockProblems(stock).map((problem) => problem.code)).toEqual([code]);
  });

  test.each([
    ["3min", []],
    ["4min", ["cabinet/weight"]],
  ] as const)("a site with a scale that reports every %s is right; told of as too seldom: %j", (interval, seldom) => {
    const scale = { quantity: "mass", unit: "kg", interval } as const;
    const door = { quantity: "door", states: ["closed", "open"] } as const;
    const cabinet = { regimes: ["drug-precursor"], door: "cabinet/door", weight: "cabinet/weight", tolerance: 1 } as const;
    for (const weight of [scale, { profile: "scale" }]) {
      const devices = [{ id: "cabinet", zone: "cabinet", signals: { door, weight } }];
      const site = stockSite({ ...STOCK, cabinets: { cabinet } }, { devices, profiles: { scale } });
      expect(seldomScales(site).map(({ signal }) => signal)).toEqual(seldom);
    }
  });

  test("without a rule of its own, a scale needs a tolerance", () => {
    const site = stockSite();
    const weightOnly = { quantity: "mass", unit: "kg", interval: "30s" } as const;
    const door = { quantity: "door", states: ["closed", "open"] } as const;
    const devices = [{ id: "cabinet", zone: "cabinet", signals: { door, weight: weightOnly } }];
    const stock: StockFile = {
      ...STOCK,
      cabinets: { cabinet: { regimes: ["drug-precursor"], door: "cabinet/door", weight: "cabinet/weight" } },
    };
    expect(site.stock?.cabinets[1]?.weight).toBeUndefined();
    expect(stockProblems(stock, { devices }).map(({ code }) => code)).toEqual(["SITE_STOCK"]);
  });

  test("one person may add to how they are kept, and change nothing else of it alone", () => {
    const looser = stockSite({ ...STOCK, policies: { ...STOCK.policies, "drug-precursor": { two: [] } } });
    expect(differencesBetween(stockSite(), looser).filter(needsSecondPerson)).toMatchObject([
      { about: "site", id: "stock", attributes: [{ attribute: "policies.drug-precursor" }] },
    ]);
    const { acetone: _, ...fewer } = STOCK.substances;
    expect(differencesBetween(stockSite(), stockSite({ ...STOCK, substances: fewer })).filter(needsSecondPerson)).toHaveLength(1);
    expect(differencesBetween(stockSite({ ...STOCK, substances: fewer }), stockSite()).filter(needsSecondPerson)).toEqual([]);
  });
});
