import { epochMs, hours, minus, minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { consoleTests, goTo } from "../../test/support/browser-console.ts";
import { PASSWORD } from "../../test/support/browser-platform.ts";
import { testSite } from "../../test/support/site.ts";

const { startPlatform, openConsole } = consoleTests({ viewport: { width: 390, height: 844 } });

const DOOR = "cab-17/vapour";
const NAME = { en: "Autumn vacation", zh: "秋假" };

/** A vacation around now, with a sealed cabinet. */
function vacation() {
  const now = epochMs(Math.floor(Date.now() / 60_000) * 60_000);
  const period = {
    id: "autumn",
    kind: "vacation",
    name: NAME,
    from: minus(now, hours(24)),
    to: plus(now, hours(48)),
    delays: 0.5,
  } as const;
  const seals = [{ door: DOOR, zoneId: "cabinet-17", hasReader: false }];
  const site = { ...testSite(), keyPeriods: [{ ...period, seals, preFlight: hours(48) }] };
  const plan = { id: period.id, kind: period.kind, name: NAME, from: period.from, to: period.to, seals, siteZone: "room-114" };
  return { now, site, plan };
}

test("on a phone a key period says what is sealed and not ready, and leave is asked for by one and given by another", async () => {
  const { now, site, plan } = vacation();
  const platform = await startPlatform({ site, users: { officer: "safety-officer", other: "responsible-person" } });
  const { ledgers } = platform;
  const order = (verb: object) =>
    ledgers.keyPeriods().carryOut({ id: JSON.stringify(verb), actor: "system", number: 1, order: verb as never });
  ledgers.keyPeriods().carryOut({ id: "k", actor: "system", order: { verb: "take-up", plan } });
  const found = { en: "Nobody is on duty: Desk", zh: "无人值班：值班室" };
  order({ verb: "pre-flight", findings: [{ about: "rotas", found, firstAction: { en: "Fill the rota", zh: "补全排班" } }] });
  order({ verb: "opening", opening: { door: DOOR, openedAt: minus(now, hours(2)), people: ["wang"], unknownBadges: 1 } });

  const page = await openConsole(platform, { user: "officer", locale: "en-GB" });
  await page.locator("[data-key-period-note]").getByText("Key period Autumn vacation until").waitFor();
  await goTo(page, "/safety/key-periods");
  await page.locator("[data-described=autumn][data-in-force=true]").waitFor();
  await page.locator("[data-pre-flight]").getByText("Nobody is on duty: Desk").waitFor();
  await page.locator("[data-opening]").getByText("without leave").waitFor();

  await page.locator("[data-ask-leave]").click();
  await page.locator("form [name=door]").selectOption(DOOR);
  await page.locator("form [name=people]").selectOption(["smith"]);
  const field = (time: number): string => new Date(plus(epochMs(time), hours(8))).toISOString().slice(0, "2026-11-22T08:05".length);
  await page.locator("form [name=from]").fill(field(now));
  await page.locator("form [name=to]").fill(field(plus(now, hours(13))));
  await page.locator("form [name=reason]").fill("nitrogen");
  await page.locator("form [name=password]").fill(PASSWORD);
  await page.locator("form").getByRole("button", { name: "Ask for leave", exact: true }).click();
  await page.getByRole("alert").getByText("12 hours at most").waitFor();
  await page.locator("form [name=to]").fill(field(plus(now, minutes(90))));
  await page.locator("form [name=password]").fill(PASSWORD);
  await page.locator("form").getByRole("button", { name: "Ask for leave", exact: true }).click();
  await page.locator("[data-leave='1'][data-state=asked]").waitFor();

  const other = await openConsole(platform, { user: "other", locale: "zh-CN", path: "/safety/key-periods" });
  await other.locator("[data-leave='1'] [data-verb=give]").click();
  await other.locator("form [name=password]").fill(PASSWORD);
  await other.locator("form").getByRole("button", { name: "批准", exact: true }).click();
  await other.locator("[data-leave='1'][data-state=given]").waitFor();
  expect(ledgers.leaves().get(1)).toMatchObject({ state: "given", askedBy: "user:officer", givenBy: "user:other", people: ["smith"] });
});
