import { join } from "node:path";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { STOCK, stockSite } from "../../../test/support/stock-site.ts";
import { openSiteInForce } from "./in-force.ts";
import { saySeldomScales } from "./seldom-scales.ts";

const door = { quantity: "door", states: ["closed", "open"] } as const;
/** A site with a store whose scale reports every so often. */
const every = (interval: string) =>
  stockSite(
    { ...STOCK, cabinets: { cabinet: { regimes: ["drug-precursor"], door: "box/door", weight: "box/weight", tolerance: 1 } } },
    { devices: [{ id: "box", zone: "cabinet", signals: { door, weight: { quantity: "mass", unit: "kg", interval } } }] },
  );

test("a scale that reports too seldom is named, with what to do", () => {
  expect(saySeldomScales(every("3min"))).toBeUndefined();
  expect(saySeldomScales(every("5min"))).toMatch(/^box\/weight must report every 3min.*interval: 3min or less/);
});

test("a site with one is in force, and its health says so", async () => {
  const folder = temporaryFolder();
  const health = async (interval: string) => {
    const site = await openSiteInForce({ file: join(folder, "site.yaml"), dataFolder: folder }, every(interval), {
      clock: createSettableClock(),
      logger: createTestLogger(),
      load: async () => ({ ok: false, error: [] }),
      archived: async () => every(interval),
    });
    return site.health();
  };
  expect(await health("3min")).toMatchObject([{ name: "site", state: "ok" }]);
  expect(await health("5min")).toMatchObject([
    {
      name: "site",
      state: "degraded",
      detail: expect.stringContaining("box/weight"),
      says: { code: "seldom-scales", values: { scales: "box/weight" } },
    },
  ]);
});
