import { readFileSync } from "node:fs";
import { days, epochMs, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { DrillPlan } from "@labcanary/domain/site";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests, DESK, goTo } from "../../test/support/browser-console.ts";
import { type BrowserPlatform, PASSWORD } from "../../test/support/browser-platform.ts";
import { SHOWN } from "../../test/support/shown-pages.ts";
import { testSite } from "../../test/support/site.ts";

const { startPlatform, openConsole } = consoleTests(DESK);

const PLAN: DrillPlan = {
  id: "leak",
  name: { en: "Vapour leak", zh: "蒸气泄漏" },
  zoneId: "room-114",
  scenario: "leak.yaml",
  signals: ["cab-17/vapour"],
  expect: { detected: minutes(1), "on-site": minutes(10) },
  limit: minutes(30),
  every: days(90),
  firstBy: epochMs(Date.UTC(2026, 0, 1)),
};
/** What the twin of the gas sensor raises in drill 1, and what a real one does in another place. */
const DRILLED = gasAlarm({ id: "drilled", code: "DR77", test: "drill/1", lifeSafety: true });
const REAL = gasAlarm({ id: "real", code: "REA9", priority: "high" });

const banner = (page: Page) => page.locator("[data-drill-banner]");
/** As the field of a form has it, in the site's zone, some minutes from now. */
const soon = (): string => new Date(Date.now() + hours(8) + minutes(3)).toISOString().slice(0, "2026-11-22T08:05".length);

async function sign(page: Page, button: string): Promise<void> {
  await page.locator("form [name=password]").fill(PASSWORD);
  await page.locator("form").getByRole("button", { name: button, exact: true }).click();
}

/** Plans a drill by the plan that is due, and begins it: a wrong password begins nothing. */
async function planAndBegin(page: Page, platform: BrowserPlatform): Promise<void> {
  await page.locator("[data-due-zone=room-114][data-overdue-count='1'] [data-plan=leak] [data-overdue=true]").waitFor();
  await page.locator("[data-plan-drill]").click();
  await page.locator("form [name=plannedFor]").fill(soon());
  await page.locator("form [name=leader]").selectOption("wang");
  await page.locator("form [name=who]").fill("Wang leads, the operator observes");
  await page.locator("form").getByRole("button", { name: "Plan", exact: true }).click();
  await page.locator("[data-drill='1'][data-state=planned] a").first().click();
  await page.locator("[data-verb=begin]").click();
  await page.locator("form [name=password]").fill("wrong");
  await page.locator("form").getByRole("button", { name: "Sign and begin", exact: true }).click();
  await page.getByRole("alert").waitFor();
  expect(platform.ledgers.drills().get(1)?.state).toBe("planned");
  expect(await banner(page).count()).toBe(0);
  await sign(page, "Sign and begin");
  await page.locator("[data-drill='1'][data-state=running]").waitFor();
}

/** On the phone of whoever observes, in Chinese. */
async function observe(phone: Page): Promise<void> {
  await goTo(phone, "/safety/drills/1");
  await phone.locator("[data-observe=on-site]").click();
  await phone.locator("[data-step=on-site][data-standing=reached]").waitFor();
  // Pressed too early: it is taken back with its reason, which stays, and pressed again.
  await phone.locator("[data-correct=on-site]").click();
  await phone.locator("form [name=never]").check();
  await phone.locator("form:has([name=never]) [name=words]").fill("按早了");
  await phone.locator("form:has([name=never])").getByRole("button", { name: "更正", exact: true }).click();
  await phone.locator("[data-corrected=on-site]").getByText("按早了").waitFor();
  await phone.locator("[data-observe=on-site]").click();
  await phone.locator("[data-step=on-site][data-standing=reached]").waitFor();
  await phone.locator("form [name=words]").fill("<b>阀门够不着</b>");
  await phone.getByRole("button", { name: "记录", exact: true }).click();
  await phone.locator("[data-notes]").getByText("<b>阀门够不着</b>").waitFor();
  await phone
    .locator("[data-photo-input]")
    .setInputFiles({ name: "valve.png", mimeType: "image/png", buffer: PNG.sync.write(new PNG({ width: 64, height: 48 })) });
  await phone.locator("main img").first().waitFor();
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
}

test("a drill is planned, begun, observed and signed, DRILL on every screen from its beginning; the next gives way to a real alarm", async () => {
  const platform = await startPlatform({
    users: { officer: "safety-officer", operator: "operator" },
    site: { ...testSite(), drills: [PLAN] },
  });
  const { ledgers, desk } = platform;
  const page = await openConsole(platform, { user: "officer", path: "/safety/drills" });
  const phone = await openConsole(platform, { user: "operator", locale: "zh-CN", viewport: { width: 390, height: 844 } });
  await planAndBegin(page, platform);

  // Before there is any alarm: who leads it, and where.
  await banner(phone).getByText("演练 DR-1：蒸气泄漏").waitFor();
  await banner(phone).getByText("化学楼").waitFor();
  await phone.locator("[data-headline=degraded]").getByText("演练进行中").waitFor();
  await expect.poll(() => phone.title()).toMatch(/^演练/);
  desk.raise(DRILLED);
  ledgers.seeDrill({ times: { detected: { at: plus(ledgers.drills().get(1)?.begun?.at ?? epochMs(0), seconds(1)) } } });
  await page.locator("[data-step=detected][data-standing=reached]").waitFor();
  for (const path of ["/", "/journal", SHOWN.history.path, "/plans", "/signals", "/duty", "/wall", `/a/${DRILLED.code}`]) {
    await goTo(page, path);
    await banner(page)
      .getByText(/DRILL DR-1: Vapour leak.*led by Wang/s)
      .waitFor();
  }
  const marked = "main [data-drill='1']";
  for (const [where, path, row] of [
    [page, `/a/${DRILLED.code}`, marked],
    [page, "/", `[data-alarm=drilled] [data-drill='1']`],
    [page, "/wall", `[data-wall-alarm=drilled] [data-drill='1']`],
    [phone, "/", `[data-alarm=drilled] [data-drill='1']`],
    [phone, `/a/${DRILLED.code}`, marked],
  ] as const) {
    await goTo(where, path);
    await where.locator(row).first().waitFor();
    await banner(where).waitFor();
  }
  await observe(phone);

  await goTo(page, "/safety/drills/1");
  await page.locator("[data-notes]").getByText("<b>阀门够不着</b>").waitFor();
  await page.locator("[data-verb=stop]").click();
  await page.locator("[data-ended=stopped]").waitFor();
  for (const each of [page, phone]) await banner(each).waitFor({ state: "detached" });
  await page.locator("[data-verb=conclude]").click();
  await page.locator("form [name=result]").selectOption("with-lessons");
  await page.getByLabel("How it went").fill("Told in time");
  await sign(page, "Sign");
  await page.getByRole("alert").getByText("lesson").waitFor();
  await page.getByRole("button", { name: "Add a lesson" }).click();
  await page.locator("form fieldset textarea").fill("The valve cannot be reached");
  await sign(page, "Sign");
  await page.locator("[data-drill='1'][data-state=concluded]").waitFor();
  await page.locator("[data-result=with-lessons]").waitFor();
  await page.locator("a[href='/safety/hazards/1']").waitFor();
  for (const [link, begins] of [
    ["[data-paper]", "%PDF-1."],
    ["[data-csv]", "\uFEFFdrill,kind"],
  ] as const) {
    const download = page.waitForEvent("download");
    await page.locator(link).click();
    expect(readFileSync(await (await download).path(), "utf8").slice(0, begins.length)).toBe(begins);
  }
  expect(ledgers.hazards().get(1)).toMatchObject({ origin: "drill", drill: 1, filedBy: "user:officer" });

  await givesWay(platform, page, phone);
});

async function givesWay({ ledgers, desk }: BrowserPlatform, page: Page, phone: Page): Promise<void> {
  const drill = { plan: "leak", zoneId: PLAN.zoneId, plannedFor: epochMs(Date.now() + 60_000), leader: "wang", who: "all" };
  const book = ledgers.drills();
  book.carryOut({ id: "second", actor: "user:officer", order: { verb: "plan", drill } });
  book.carryOut({ id: "begin", actor: "user:officer", number: 2, order: { verb: "begin", signed: "approved" } });
  await goTo(phone, "/");
  await banner(phone).waitFor();
  desk.raise({ ...DRILLED, id: "drilled-2", code: "DR78", test: "drill/2" });
  desk.raise(REAL);
  // The real one is what is told, before any of the drill.
  await phone.locator("[data-headline=unacknowledged] h1").getByText("1 个报警未确认").waitFor();
  await expect.poll(() => phone.locator("[data-alarm]").first().getAttribute("data-alarm")).toBe("real");
  await expect.poll(() => phone.title()).not.toMatch(/演练/);
  ledgers.seeDrill({ ended: { because: "interrupted", at: epochMs(Date.now()), alarm: { id: REAL.id, code: REAL.code } } });
  await banner(phone).waitFor({ state: "detached" });
  await goTo(page, "/safety/drills/2");
  await page.locator("[data-ended=interrupted] a[href='/a/REA9']").click();
  await page.getByText("REA9").first().waitFor();
  expect(await page.locator("aside.detail [data-drill]").count()).toBe(0);
}
