import { compileSite, type Site, type SiteFile, type SiteProblem, type StockFile } from "@labcanary/domain/site";

const name = (en: string) => ({ en, zh: en });
const why = { priority: "high", consequence: name("x"), firstAction: name("x"), responseTime: "5min", source: "chosen: test" } as const;

/** A store of highly toxic substances (door, scale, badges of two people with accounts), and a cabinet of precursors beside it. */
export const STOCK: StockFile = {
  policies: { "highly-toxic": { signers: ["keeper"], hours: "by-day" } },
  substances: {
    nacn: { name: { en: "Sodium cyanide", zh: "氰化钠" }, regime: "highly-toxic", cas: "143-33-9", unit: "g" },
    acetone: { name: { en: "Acetone", zh: "丙酮" }, regime: "drug-precursor", cas: "67-64-1", unit: "mL", density: 0.79 },
    cs137: { name: { en: "Caesium-137", zh: "铯-137" }, regime: "radioactive-source", unit: "piece" },
  },
  cabinets: {
    store: { regimes: ["highly-toxic"], door: "store/door", weight: "store/weight" },
    cabinet: { regimes: ["drug-precursor", "radioactive-source"], door: "cabinet/door" },
  },
};

const door = { quantity: "door", states: ["closed", "open"], interval: "30s" } as const;

const fileOf = (stock: StockFile, over: Partial<SiteFile>): SiteFile => ({
  site: "stock-site",
  name: name("Site"),
  timeZone: "UTC",
  people: {
    wang: { name: "Wang Fang", language: "zh", phone: "+8613800000001", badges: ["1"], roles: ["keeper"] },
    li: { name: "Li Na", language: "zh", account: "lina", badges: ["2"], roles: ["keeper"] },
    zhao: { name: "Zhao Min", language: "zh", roles: ["keeper"] },
    guest: { name: "Guest", language: "en", badges: ["3"], roles: ["user"] },
  },
  securityCentre: ["zhao"],
  schedules: { "by-day": { from: "07:00", to: "19:00" } },
  zones: [
    {
      id: "building",
      kind: "building",
      name: name("Building"),
      responsible: "wang",
      zones: [
        { id: "store", kind: "room", name: name("Store") },
        { id: "cabinet", kind: "cabinet", name: name("Cabinet") },
      ],
    },
  ],
  devices: [
    {
      id: "store",
      zone: "store",
      signals: {
        door: { ...door, rules: { two: { ...why, kind: "two-person" } } },
        weight: {
          quantity: "mass",
          unit: "g",
          interval: "30s",
          rules: { taken: { ...why, kind: "weight-without-opening", door: "door", change: 5, settle: "90s" } },
        },
      },
    },
    { id: "cabinet", zone: "cabinet", signals: { door } },
  ],
  stock,
  ...over,
});

export function stockSite(stock: StockFile = STOCK, over: Partial<SiteFile> = {}): Site {
  const site = compileSite(fileOf(stock, over), "1");
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value;
}

export function stockProblems(stock: StockFile, over: Partial<SiteFile> = {}): readonly SiteProblem[] {
  const site = compileSite(fileOf(stock, over), "1");
  return site.ok ? [] : site.error;
}
