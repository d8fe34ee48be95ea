import { epochMs, hours, milliseconds, minus, minutes, plus } from "@labcanary/domain/basics";
import { civilAt, dayOf, startOfDay } from "@labcanary/domain/schedule";
import { REPORT_ROWS } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { consoleTests, goTo } from "../../test/support/browser-console.ts";
import { PASSWORD } from "../../test/support/browser-platform.ts";
import { peopleOf, testSite } from "../../test/support/site.ts";

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
  // Due now, and a day ago, when nobody could say anything.
  const sinceMidnight = now - startOfDay(testSite().timeZone, dayOf(civilAt(testSite().timeZone, now)));
  const checkIns = { at: [milliseconds(sinceMidnight)], within: hours(1), by: [{ kind: "contact", personId: "wang" }] } as const;
  const known = testSite().people.map((person) => (person.id === "wang" ? { ...person, account: "officer" } : person));
  const people = [...known, ...peopleOf("other")];
  const seals = [{ door: DOOR, zoneId: "cabinet-17", hasReader: false }];
  const site = { ...testSite(), people, keyPeriods: [{ ...period, seals, checkIns, preFlight: hours(48) }] };
  const plan = { id: period.id, kind: period.kind, name: NAME, from: period.from, to: period.to, seals, siteZone: "room-114" };
  return { now, site, plan };
}

test("on a phone and at a desk a key period says what is sealed and not ready; leave is asked for and given, somebody checks in, an opening is explained, a report and what was added to it are read", async () => {
  const { now, site, plan } = vacation();
  const platform = await startPlatform({ site, users: { officer: "safety-officer", other: "responsible-person" } });
  const { ledgers } = platform;
  const order = (verb: object) =>
    ledgers.keyPeriods().carryOut({ id: JSON.stringify(verb), actor: "system", number: 1, order: verb as never });
  ledgers.keyPeriods().carryOut({ id: "k", actor: "system", order: { verb: "take-up", plan } });
  const found = { en: "Nobody is on duty: Desk", zh: "无人值班：值班室" };
  order({ verb: "pre-flight", findings: [{ about: "rotas", found, firstAction: { en: "Fill the rota", zh: "补全排班" } }] });
  order({ verb: "opening", opening: { door: DOOR, openedAt: minus(now, hours(2)), people: ["smith"], unknownBadges: 1 } });
  ledgers.look();

  const page = await openConsole(platform, { user: "officer", locale: "en-GB" });
  await page.locator("[data-key-period-note]").getByText("Key period Autumn vacation until").waitFor();
  await goTo(page, "/safety/key-periods");
  await page.locator("[data-described=autumn][data-in-force=true]").waitFor();
  await page.locator("[data-pre-flight]").getByText("Nobody is on duty: Desk").waitFor();
  await page.locator("[data-opening]").getByText("without leave").waitFor();
  // Doors by what they are called.
  await page.locator("[data-opening]").getByText("Cabinet 17").waitFor();

  // Whoever is on duty says so; the one of yesterday was missed, and is explained as the opening is.
  await page.locator(`[data-check-in="${now}"] [data-check-in-now]`).click();
  await page.locator(`[data-check-in="${now}"]`).getByText("checked in by").waitFor();
  await page.locator("[data-explain-opening]").click();
  await page.locator("form [name=words]").fill("the fire brigade looked in");
  await page.locator("form [name=password]").fill(PASSWORD);
  await page.locator("form").getByRole("button", { name: "Explain", exact: true }).click();
  await page.locator("[data-opening]").getByText("explained by Wang Fang: the fire brigade looked in").waitFor();

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

  // Sealed wherever the door is seen, with no need of colours, and who will have leave when it is given.
  await goTo(page, "/signals");
  await page.locator(`[data-sealed="${DOOR}"]`).getByText("Sealed until").waitFor();
  expect(await page.locator(`[data-sealed="${DOOR}"] [data-seal-mark]`).count()).toBe(1);

  const other = await openConsole(platform, { user: "other", locale: "zh-CN", path: "/safety/key-periods" });
  await other.locator("[data-leave='1'] [data-verb=give]").click();
  await other.locator("form [name=password]").fill(PASSWORD);
  await other.locator("form").getByRole("button", { name: "批准", exact: true }).click();
  await other.locator("[data-leave='1'][data-state=given]").waitFor();
  await page.locator(`[data-sealed="${DOOR}"]`).getByText("leave LV-1 for Alex Smith").waitFor();
  await goTo(page, `/signals/${DOOR}`);
  await page.locator(`[data-sealed="${DOOR}"]`).getByText("Autumn vacation").waitFor();

  // At a desk: the header leads to the period itself, and on a plan the door and its room have the mark.
  await other.setViewportSize({ width: 1280, height: 800 });
  await goTo(other, "/plans");
  await other.locator(`[data-mark="${DOOR}"] [data-seal-mark]`).waitFor();
  expect(await other.locator(".zone-name:has([data-seal-mark])").allInnerTexts()).toEqual([expect.stringContaining("17号柜")]);
  await other.locator(`[data-listed="${DOOR}"] [data-sealed]`).getByText("封存至").waitFor();
  await other.locator("[data-key-period-note] a").click();
  await other.locator("[data-described=autumn]").waitFor();
  expect(new URL(other.url()).pathname).toBe("/safety/key-periods/autumn");
  const rowsOf = (openings: number) =>
    Object.fromEntries(REPORT_ROWS.map((row) => [row, { count: row === "openings" ? openings : 0, lines: [] }]));
  order({ verb: "report", report: { rows: rowsOf(0) } });
  order({ verb: "amend", report: { rows: rowsOf(1) } });
  await other.locator('[data-report="amendment 0"] [data-row=openings]').getByText("原为 0").waitFor();
  await other.locator("[data-unreviewed]").waitFor();
  await other.locator("[data-review]").click();
  await other.locator("form [name=words]").fill("已核实");
  await other.locator("form [name=password]").fill(PASSWORD);
  await other.locator("form").getByRole("button", { name: "审阅", exact: true }).click();
  await other.getByText("已审阅").waitFor();
  await other.locator("[data-unreviewed]").waitFor({ state: "detached" });
  expect(ledgers.keyPeriods().get(1)).toMatchObject({ amendments: [{ reviewed: { by: "user:other", words: "已核实" } }] });
  expect(ledgers.keyPeriods().get(1)?.reviewed).toBeUndefined();
  expect(ledgers.leaves().get(1)).toMatchObject({ state: "given", askedBy: "user:officer", givenBy: "user:other", people: ["smith"] });
});

test("a review that is being written of an older period stays when a ledger changes", async () => {
  const { now, site, plan } = vacation();
  const platform = await startPlatform({ site, users: { officer: "safety-officer" } });
  const { ledgers } = platform;
  const rows = Object.fromEntries(REPORT_ROWS.map((row) => [row, { count: 0, lines: [] }]));
  for (let number = 1; number <= 12; number++) {
    ledgers.keyPeriods().carryOut({ id: `k ${number}`, actor: "system", order: { verb: "take-up", plan } });
    ledgers.keyPeriods().carryOut({ id: `r ${number}`, actor: "system", number, order: { verb: "report", report: { rows } as never } });
  }
  const page = await openConsole(platform, { user: "officer", locale: "en-GB", path: "/safety/key-periods" });
  await page.locator("[data-older]").click();
  await page.locator("[data-period='1'] [data-review]").click();
  await page.locator("[data-period='1'] form [name=words]").fill("read with care");
  const opening = { door: DOOR, openedAt: minus(now, hours(2)), people: [], unknownBadges: 0 };
  ledgers.keyPeriods().carryOut({ id: "o", actor: "system", number: 12, order: { verb: "opening", opening } });
  await page.locator("[data-period='12'] [data-opening]").waitFor();
  expect(await page.locator("[data-period='1'] form [name=words]").inputValue()).toBe("read with care");
  expect(await page.locator("[data-period]").count()).toBe(12);
});
