import { days, epochMs, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests, goTo, SOON } from "../../test/support/browser-console.ts";
import { PASSWORD } from "../../test/support/browser-platform.ts";
import { createRealClock } from "../../test/support/browser-real-clock.ts";
import { stockHands, TAG } from "../../test/support/stock-hands.ts";
import { STOCK, stockSite } from "../../test/support/stock-site.ts";

const { startPlatform, openConsole } = consoleTests({ viewport: { width: 390, height: 844 } });
const hands = stockHands();
const users = { wang: "responsible-person", lina: "safety-officer", audit: "inspector", guard: "operator" } as const;

test("on two phones: one withdraws, the other finds the quantity and signs, and an inspector sees it and nothing to press", async () => {
  const clock = createRealClock();
  const platform = await startPlatform({ clock, site: stockSite(), users });
  hands.stored({ clock: clock as never, ...platform.ledgers });
  const at = clock.now();
  const evidence = [
    { kind: "door", signal: "store/door", openedAt: at, closedAt: at },
    { kind: "badge", at, person: "wang", granted: true },
  ] as const;
  const finding = { kind: "opened-unrecorded", zoneId: "store", from: at, to: at, evidence } as const;
  platform.ledgers.findings().carryOut({ id: "f", actor: "system", order: { verb: "find", finding } });
  const source = { kind: "record", condition: "stock-opened-unrecorded", record: "custody/1", zoneId: "store" } as const;
  platform.desk.raise(gasAlarm({ source }));

  // The security centre reads what it is sent for, in the alarm: the register is not theirs, and nothing leads there.
  const guard = await openConsole(platform, { user: "guard", locale: "zh-CN" });
  await guard.locator("[data-alarm]").first().click();
  const about = guard.locator("[data-about=finding]");
  await about.getByText("Wang Fang").waitFor(SOON);
  expect(await about.innerText()).toContain("store/door");
  expect(await guard.locator("[data-record]").count()).toBe(0);
  await guard.close();

  const first = await openConsole(platform, { user: "wang", locale: "zh-CN" });
  await goTo(first, "/safety/substances");
  await first.locator("[data-container='1'] a").click();
  const form = first.locator("[data-sign=movement]");
  await form.locator("[name=tag]").fill(TAG);
  await form.locator("[name=quantity]").fill("12.5");
  await form.locator("[name=words]").fill("gold leaching");
  await form.locator("[name=password]").fill("wrong");
  await form.getByRole("button", { name: "领用" }).click();
  await form.getByRole("alert").waitFor(SOON);
  await form.locator("[name=password]").fill(PASSWORD);
  await form.getByRole("button", { name: "领用" }).click();
  await first.getByText("请另一人用本人账号签字。").waitFor(SOON);

  const second = await openConsole(platform, { user: "lina" });
  await goTo(second, "/safety/substances/1");
  const witness = second.locator("[data-sign=witness]");
  expect(await second.locator("[data-pending]").innerText()).not.toContain("12.5");
  await witness.locator("[name=quantity]").fill("13");
  await witness.locator("[name=password]").fill(PASSWORD);
  await witness.getByRole("button").click();
  await witness.getByText("You found another quantity").waitFor(SOON);
  await witness.locator("[name=quantity]").fill("12.5");
  await witness.locator("[name=password]").fill(PASSWORD);
  await witness.getByRole("button").click();
  await second.locator("[data-balance]").getByText("487.5 g").waitFor(SOON);
  expect(platform.ledgers.containers().get(1)?.records.at(-1)).toMatchObject({ by: "user:wang", second: "user:lina", balance: 487_500 });

  await goTo(second, "/");
  await second.locator("[data-alarm]").first().click();
  await second.locator("[data-record]").click();
  await second.locator("#CF-1.sought").waitFor(SOON);
  await second.locator("[data-finding='1'] [data-explain]").click();
  await second.locator("[data-sign=explain] [name=words]").fill("fire drill");
  await second.locator("[data-sign=explain] [name=password]").fill(PASSWORD);
  await second.locator("[data-sign=explain]").getByRole("button").click();
  // Whoever was led to it sees what became of it.
  await second.locator("[data-finding][data-state=explained]").waitFor(SOON);
  // What is out is answered for as well, and what the books do not have is entered.
  await second.locator("[data-open-stock-take]").click();
  const opening = second.locator("[data-sign=stock-take]");
  await opening.locator("[name=words]").fill("yearly");
  await opening.locator("[name=due]").fill("2099-01-01T12:00");
  // The cabinet beside it is left out: that it is a part is said before it is signed, and for good.
  await opening.locator("[name=cabinet][value=cabinet]").uncheck();
  await opening.getByText("A part: 1 of 2 cabinets of Building").waitFor(SOON);
  await opening.locator("[name=password]").fill(PASSWORD);
  await opening.locator("button.main").click();
  await second.locator("[data-part]").getByText("A part: 1 of 2 cabinets of Building").waitFor(SOON);
  await second.locator("[data-count=store]").click();
  const counting = second.locator("[data-sign=count]");
  await counting.locator("[name=counted-1]").fill("487.5");
  await counting.locator("[data-surplus]").click();
  await counting.locator("[name=surplus-tag-0]").fill("OLD-7");
  await counting.locator("[name=surplus-quantity-0]").fill("25");
  await counting.locator("[name=password]").fill(PASSWORD);
  await counting.locator("button.main").click();
  await counting.waitFor({ state: "detached", ...SOON });
  expect(platform.ledgers.stockTakes().get(1)?.pending).toMatchObject([
    {
      lines: [
        { container: 1, booked: 487_500, counted: 487_500 },
        { container: 1, booked: 12_500, where: "out" },
      ],
      surplus: [{ tag: "OLD-7", unit: "g", counted: 25_000 }],
    },
  ]);
  for (const page of [first, second]) expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  // An order that nothing comes of has no tag to read; the bottle is gone with what was out of it.
  hands.approve({ clock: clock as never, ...platform.ledgers });
  await goTo(second, "/safety/substances/2");
  const cancelling = second.locator("[data-sign=movement]");
  await cancelling.locator("[name=kind]").selectOption("cancel");
  expect(await cancelling.locator("[name=tag]").count()).toBe(0);
  await cancelling.locator("[name=words]").fill("not to be had");
  await cancelling.locator("[name=password]").fill(PASSWORD);
  await cancelling.getByRole("button").click();
  await second.locator("[data-pending]").waitFor(SOON);
  await goTo(first, "/safety/substances/2");
  await first.locator("[data-sign=witness] [name=password]").fill(PASSWORD);
  await first.locator("[data-sign=witness]").getByRole("button").click();
  await first.getByText("已销账：采购已取消").waitFor(SOON);
  await first.getByText("取消采购", { exact: true }).waitFor(SOON);

  await goTo(first, "/safety/substances/1");
  const losing = first.locator("[data-sign=movement]");
  await losing.locator("[name=kind]").selectOption("lose");
  await losing.locator("[name=tag]").fill(TAG);
  await losing.locator("[name=quantity]").fill("500");
  await losing.locator("[name=words]").fill("早班开柜未见");
  await losing.locator("[name=report]").fill("A-331");
  await losing.locator("[name=password]").fill(PASSWORD);
  await losing.getByRole("button").click();
  await first.locator("[data-pending]").waitFor(SOON);
  await goTo(second, "/safety/substances/1");
  await witness.locator("[name=quantity]").fill("500");
  await witness.locator("[name=password]").fill(PASSWORD);
  await witness.getByRole("button").click();
  await second.locator("[data-entry='4']").getByText("Lost or stolen").waitFor(SOON);
  await second.locator("[data-entry='4']").getByText("A-331").waitFor(SOON);
  expect(platform.ledgers.containers().get(1)).toMatchObject({ state: "closed", balance: 0, out: 0 });
  // It stays in sight of whoever opens the register, with the hazard that it is, until that is written off; what came to nothing does not.
  const hazard = {
    zoneId: "store",
    origin: "report",
    class: "hazardous-chemicals",
    level: "major",
    words: "lost",
    record: "substance/1",
  } as const;
  platform.ledgers.hazards().carryOut({ id: "loss", actor: "system", order: { verb: "file", hazard } });
  await second.locator("article [data-missing]").getByText("HZ-1").waitFor(SOON);
  await goTo(second, "/safety/substances");
  const rows = second.locator("li[data-container]");
  await expect.poll(() => rows.evaluateAll((items) => items.map((item) => item.getAttribute("data-container")))).toEqual(["1"]);
  await rows.first().getByText("Lost or stolen, and its hazard is not written off").waitFor(SOON);
  expect(await rows.first().locator("[data-hazard-link]").getAttribute("href")).toBe("/safety/hazards/1");
  await second.locator("[name=with-closed]").check();
  await second.locator("li[data-container='2']").getByText("Closed: purchase cancelled").waitFor(SOON);
  for (const page of [first, second]) expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  const inspector = await openConsole(platform, { user: "audit" });
  await goTo(inspector, "/safety/substances/1");
  await inspector.locator("[data-entry='3']").getByText("12.5 g", { exact: true }).waitFor(SOON);
  expect(await inspector.locator("form[data-sign]").count()).toBe(0);

  // The month that is filed is found on the page, and leads to its figures and files.
  platform.ledgers.makeMonth(plus(clock.now(), days(40)), { regime: "highly-toxic", zoneId: "store" });
  await goTo(inspector, "/safety/substances");
  await inspector.locator("[data-custody-month='1']").click();
  await inspector.locator("article[data-custody-month='1'] [data-figure=stock-movements]").waitFor(SOON);
  const files = inspector.locator("[data-pdf=zh], [data-csv], [data-json]");
  expect(await files.evaluateAll((links) => links.map((link) => link.getAttribute("href")))).toEqual(
    ["pdf?language=zh", "csv", "json"].map((file) => `/api/v1/custody-months/1/pack.${file}`),
  );
  expect(await inspector.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("on a phone what is open stands before the rows, which are no more than anybody reads; the register is asked again for its own ledgers alone", async () => {
  const clock = createRealClock();
  const alone = stockSite({ ...STOCK, policies: { ...STOCK.policies, "drug-precursor": { two: [] } } });
  const platform = await startPlatform({ clock, site: alone, users });
  const bench = { clock: clock as never, ...platform.ledgers };
  for (let each = 0; each < 230; each += 1) hands.approve(bench, { substance: "acetone", cabinet: "cabinet" });
  const open = (words: string, dueAt: number) => {
    const order = { verb: "open", zoneId: "cabinet", cabinets: ["cabinet"], dueAt: epochMs(dueAt), words, signed: "approved" } as const;
    return platform.ledgers.stockTakes().carryOut({ id: words, actor: "user:wang", order });
  };
  expect(open("yearly", clock.now() + 86_400_000)).toMatchObject({ ok: true });
  expect(open("after the move", clock.now() + 200)).toMatchObject({ ok: true });
  await expect.poll(() => clock.now() > (platform.ledgers.stockTakes().get(2)?.dueAt ?? Infinity), SOON).toBe(true);

  const page = await openConsole(platform, { user: "wang", locale: "zh-CN" });
  const asked: string[] = [];
  page.on("request", (request) => void asked.push(new URL(request.url()).pathname));
  await goTo(page, "/safety/substances");
  const rows = page.locator("li[data-container]");
  await expect.poll(() => rows.count(), SOON).toBe(200);
  expect(
    await page.locator("li[data-stock-take]").evaluateAll((items) => items.map((item) => item.getAttribute("data-stock-take"))),
  ).toEqual(["2", "1"]);
  expect(await page.locator("[data-overdue]").allInnerTexts()).toEqual(["逾期"]);
  const [take, row] = [await page.locator("[data-stock-take='1']").boundingBox(), await rows.first().boundingBox()];
  expect(take?.y).toBeLessThan(row?.y ?? 0);
  await page.locator("[data-older-containers]").click();
  await expect.poll(() => rows.count(), SOON).toBe(230);
  await page.locator("[name=q]").fill("SC-7");
  await expect.poll(() => rows.count(), SOON).toBe(11);

  const registers = () => asked.filter((path) => path === "/api/v1/substances").length;
  const before = registers();
  const hazard = { zoneId: "store", origin: "report", class: "fire", level: "general", words: "x" } as const;
  platform.ledgers.hazards().carryOut({ id: "other", actor: "user:lina", order: { verb: "file", hazard } });
  // What is told afterwards shows that the former was told as well.
  hands.approve(bench, { substance: "acetone", cabinet: "cabinet" });
  await expect.poll(registers, SOON).toBeGreaterThan(before);
  expect(registers()).toBe(before + 1);
  await page.locator("[name=q]").fill("SC-7");
  await rows.first().locator("a").first().click();
  await page.locator("article[data-container]").waitFor(SOON);
  expect(registers()).toBe(before + 1);
});

test("what is on the books is in sight, with what ends it and nothing to buy, after the site keeps no substances any more", async () => {
  const clock = createRealClock();
  const platform = await startPlatform({ clock, site: stockSite(), users });
  hands.stored({ clock: clock as never, ...platform.ledgers });
  const { stock: _, ...without } = stockSite();
  platform.site = without;
  const page = await openConsole(platform, { user: "wang" });
  await goTo(page, "/safety/substances");
  await page.locator("[data-not-kept]").getByText("describes no controlled substances any more").waitFor(SOON);
  await page.locator("[data-container='1'] a").click();
  await page.locator("[data-not-kept]").waitFor(SOON);
  await page.locator("[data-sign=movement]").waitFor(SOON);
  await goTo(page, "/safety/substances");
  await page.locator("[data-substances]").waitFor(SOON);
  // Nothing new is bought where nothing is kept.
  expect(await page.locator("[data-approve]").count()).toBe(0);
});
