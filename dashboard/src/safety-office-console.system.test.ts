import { readFileSync } from "node:fs";
import { epochMs, hours, plus } from "@labcanary/domain/basics";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { consoleTests, DESK, goTo, SOON } from "../../test/support/browser-console.ts";
import { PASSWORD } from "../../test/support/browser-platform.ts";
import { createRealClock } from "../../test/support/browser-real-clock.ts";
import { stockHands } from "../../test/support/stock-hands.ts";
import { stockSite } from "../../test/support/stock-site.ts";
import { writtenJournal } from "../../test/support/written-journal.ts";

const { startPlatform, openConsole } = consoleTests({ viewport: { width: 390, height: 844 } });
const users = { wang: "responsible-person", lina: "safety-officer", audit: "inspector", head: "administrator" } as const;

/** As a field of a date and time has it; the site's clocks are at UTC. */
const field = (time: number): string => new Date(time).toISOString().slice(0, "2026-11-22T08:05".length);
const isInWidth = async (page: Page): Promise<boolean> => (await page.evaluate(() => document.documentElement.scrollWidth)) <= 390;

test("on two phones what was filed wrong is put right, a store is counted and a door has its code; an inspector exports, and what is held of a person is looked at", async () => {
  const clock = createRealClock();
  const platform = await startPlatform({ clock, site: stockSite(), users });
  const { ledgers } = platform;
  stockHands().stored({ clock: clock as never, ...ledgers });
  const hazard = { zoneId: "store", origin: "inspection", class: "gas", level: "major", words: "leaks" } as const;
  ledgers.hazards().carryOut({ id: "filed", actor: "user:lina", order: { verb: "file", hazard } });
  const lina = await openConsole(platform, { user: "lina" });
  const wang = await openConsole(platform, { user: "wang", locale: "zh-CN" });

  // Another class is put right at once; a lower level waits for somebody else, who reads what was asked for.
  await goTo(lina, "/safety/hazards/1");
  await lina.locator("[data-correct]").click();
  await lina.locator("form [name=class]").selectOption("hazardous-chemicals");
  await lina.locator("form [name=level]").selectOption("general");
  await lina.locator("form [name=words]").first().fill("a drop of <b>glycol</b>");
  await lina.getByText("A lower level waits until somebody else has signed for it").waitFor(SOON);
  await lina.getByRole("button", { name: "Correct", exact: true }).click();
  await goTo(wang, "/safety/hazards/1");
  const agree = wang.locator("form").filter({ has: wang.locator("[name=agreed]") });
  await wang.getByText("a drop of <b>glycol</b>").first().waitFor(SOON);
  expect(ledgers.hazards().get(1)?.level).toBe("major");
  await agree.locator("[value=yes]").check();
  await agree.locator("[name=words]").fill("看过现场");
  await agree.locator("[name=password]").fill(PASSWORD);
  await agree.getByRole("button", { name: "签字" }).click();
  for (const page of [lina, wang]) await page.locator("[data-hazard='1'] .major").waitFor({ state: "detached", ...SOON });
  expect(ledgers.hazards().get(1)).toMatchObject({ level: "general", class: "hazardous-chemicals" });

  // Each of two counts for themselves, and what they found in common is in the books.
  await goTo(lina, "/safety/substances");
  await lina.locator("[data-open-stock-take]").click();
  const opening = lina.locator("[data-sign=stock-take]");
  await opening.locator("[name=words]").fill("end of year");
  await opening.locator("[name=due]").fill(field(plus(clock.now(), hours(48))));
  await opening.locator("[name=password]").fill(PASSWORD);
  await opening.getByRole("button").click();
  const count = async (page: Page, quantity: string): Promise<void> => {
    await page.locator("[data-stock-take='1'] [data-count=store]").click();
    const form = page.locator("[data-sign=count]");
    await form.locator("[name=counted-1]").fill(quantity);
    await form.locator("[name=password]").fill(PASSWORD);
    await form.locator("button.main").click();
  };
  await count(lina, "490");
  await lina.locator("[data-stock-take='1'] [data-count=store]").waitFor({ state: "detached", ...SOON });
  await goTo(wang, "/safety/substances");
  await count(wang, "491");
  await wang.locator("[data-sign=count] [role=alert]").waitFor(SOON);
  await wang.locator("[data-sign=count] [name=counted-1]").fill("490");
  await wang.locator("[data-sign=count] [name=password]").fill(PASSWORD);
  await wang.locator("[data-sign=count]").locator("button.main").click();
  for (const page of [lina, wang]) await page.locator("[data-stock-take='1']").getByText("500 g → 490 g").waitFor(SOON);
  for (const page of [lina, wang]) expect(await isInWidth(page)).toBe(true);

  // The code of one door is found among all of them; a phone is held to what it says.
  await goTo(lina, "/safety/doors");
  await lina.locator("[data-door]").nth(2).waitFor(SOON);
  await lina.getByRole("searchbox").fill("store");
  await lina.locator("[data-door=cabinet]").waitFor({ state: "detached", ...SOON });
  const address = await lina.locator("[data-door=store] .address").innerText();
  expect(address).toMatch(/\/r\/[0-9A-Z]{10}$/);
  await lina.goto(address);
  await lina.locator("[data-where]").getByText("Store").waitFor(SOON);

  const inspector = await openConsole(platform, { user: "audit" });
  await goTo(inspector, "/safety/substances");
  expect(await inspector.locator("[data-open-stock-take], [data-approve], [data-count]").count()).toBe(0);
  await inspector.locator("[data-export]").click();
  const form = inspector.locator("[data-sign=export]");
  await form.locator("[name=from]").fill(field(clock.now() - hours(1)));
  await form.locator("[name=to]").fill(field(plus(clock.now(), hours(1))));
  await form.locator("[name=password]").fill(PASSWORD);
  const [file] = await Promise.all([inspector.waitForEvent("download"), form.locator("button.main").click()]);
  expect(readFileSync(await file.path(), "utf8")).toContain("HT-0001");
  await inspector.getByText("SHA-256").waitFor(SOON);

  writtenJournal(platform.dataFolder).append({ at: epochMs(clock.now()), kind: "acknowledged", actor: "user:lina", detail: {} });
  const head = await openConsole(platform, { user: "head", ...DESK });
  await goTo(head, "/safety/hazards");
  await head.locator("[data-show=overdue]").click();
  await head.locator("[data-hazard='1']").waitFor({ state: "detached", ...SOON });
  await head.locator("[data-show=open]").click();
  await head.locator("[name=class-filter]").selectOption("hazardous-chemicals");
  await head.locator("[data-hazard='1']").waitFor(SOON);
  const [csv] = await Promise.all([head.waitForEvent("download"), head.locator("[data-csv]").click()]);
  expect(readFileSync(await csv.path(), "utf8")).toContain("leaks");
  await goTo(head, "/administration/people");
  await head.locator("[data-person='user:lina'] a").click();
  const signed = (title: string) => head.getByRole("form", { name: title });
  const sign = async (title: string, fill: (name: string) => Promise<void> = async () => {}): Promise<void> => {
    await fill(title);
    await signed(title).locator("[name=password]").fill(PASSWORD);
    await signed(title).locator("button.main").click();
  };
  const because = (reason: string) => (title: string) => signed(title).locator("[name=reason]").fill(reason);
  await sign("What is held of user:lina");
  await head.locator("[data-held]").getByText("user:lina").waitFor(SOON);
  const [own] = await Promise.all([head.waitForEvent("download"), sign("Give it out as a file")]);
  expect(readFileSync(await own.path(), "utf8")).toContain("Li Na");
  await sign("Put on hold", because("court 2026-11"));
  await head.locator("[data-outcome]").waitFor(SOON);
  await sign("What is held of user:lina");
  await head.locator("[data-held]").getByText("court 2026-11").waitFor(SOON);
  // What is on hold is not removed, also where somebody would press it.
  expect(await head.getByRole("form", { name: /Remove/ }).count()).toBe(0);
});
