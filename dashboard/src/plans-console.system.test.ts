import { epochMs } from "@labcanary/domain/basics";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests, DESK, SOON } from "../../test/support/browser-console.ts";
import type { BrowserPlatform } from "../../test/support/browser-platform.ts";
import { plannedSite } from "../../test/support/browser-plans.ts";

const { startPlatform, openConsole } = consoleTests(DESK);

const now = () => epochMs(Date.now());
const KEY = "r1-c1/vapour";

async function open(
  setup: { readonly user?: "operator" | "engineer" | "r2-operator"; readonly window?: BrowserContextOptions } = {},
): Promise<{ page: Page; platform: BrowserPlatform }> {
  const { user = "operator" } = setup;
  const users = { [user]: user === "engineer" ? "engineer" : "operator" } as const;
  const platform = await startPlatform({ site: plannedSite(3, 2), users, zones: { "r2-operator": ["r2"] } });
  const page = await openConsole(platform, { ...setup.window, user });
  return { page, platform };
}

/** An alarm of one cabinet of the planned site. */
const alarmIn = (zoneId: string, over: Parameters<typeof gasAlarm>[0] = {}) =>
  gasAlarm({
    source: { kind: "rule", ruleId: `${zoneId}/vapour/high`, ruleVersion: "1", signal: `${zoneId}/vapour`, zoneId },
    raisedAt: now(),
    ...over,
  });

describe("a plan", () => {
  test("shows each signal with its newest value, and what is wrong in shape, colour and word, on the plan, in the tree and in the list", async () => {
    const { page, platform } = await open();
    platform.board.put({ signal: KEY, at: now(), receivedAt: now(), value: 1.25 });
    await page.keyboard.press("7");
    const mark = page.locator(`[data-mark="${KEY}"]`);
    await mark.locator(".words").getByText("1.25 %LEL").waitFor(SOON);
    expect(await mark.getAttribute("data-look")).toBe("normal");
    // Never heard: nothing is said against it until the headline counts it as silent, and then both do.
    const other = page.locator('[data-mark="r1-c2/vapour"]');
    expect(await other.getAttribute("data-look")).toBe("awaited");
    expect(await page.locator("[data-impaired=silent] b").innerText()).toBe("0");
    platform.board.put({ signal: "r1-c2/vapour", impairment: "silent" });
    await page.locator('[data-mark="r1-c2/vapour"][data-look=silent]').waitFor(SOON);
    await page.locator("[data-impaired=silent] b").getByText("1", { exact: true }).waitFor(SOON);
    platform.board.put({ signal: KEY, at: now(), receivedAt: now(), value: 26 });
    platform.desk.raise(alarmIn("r1-c1", { priority: "critical" }));
    await page.locator(`[data-mark="${KEY}"][data-look=critical] .words`).getByText("26 %LEL").waitFor(SOON);
    expect(await mark.textContent()).toContain("Critical: Not acknowledged");
    expect(await page.locator("[data-zone=r1]").getAttribute("class")).toContain("critical");
    expect(await page.locator("[data-zone=r3]").getAttribute("class")).not.toMatch(/critical|high|medium|low/);
    expect(await page.locator("[data-tree-zone=r1]").textContent()).toContain("1 alarm");
    expect(await page.locator("[data-listed]").first().getAttribute("data-listed")).toBe(KEY);
    await page.keyboard.press("l");
    await page.getByRole("heading", { name: "一层" }).waitFor();
    await mark.locator(".words").getByText("紧急").waitFor();
  });

  test("is walked by the keyboard: arrows go from mark to mark, Enter opens the alarm", async () => {
    const { page, platform } = await open();
    platform.desk.raise(alarmIn("r1-c2"));
    await page.keyboard.press("7");
    const first = page.locator(`[data-mark="${KEY}"]`);
    await first.waitFor(SOON);
    await page.locator("[data-plan-stage]").focus();
    await page.keyboard.press("+");
    await page.keyboard.press("Tab");
    expect(await first.evaluate((mark) => mark === document.activeElement)).toBe(true);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("complementary", { name: /Alarm/ }).waitFor(SOON);
    expect(new URL(page.url()).pathname).toBe("/");
  });

  test("is reached from an alarm, which shows the room with the mark in it", async () => {
    const { page, platform } = await open();
    const alarm = alarmIn("r1-c1");
    platform.desk.raise(alarm);
    await page.locator(`[data-alarm="${alarm.id}"]`).first().click(SOON);
    await page.locator("[data-excerpt=ground]").press("Enter");
    await page.locator(`[data-mark="${KEY}"].chosen`).waitFor(SOON);
  });

  test("is boxes in boxes where nothing is drawn, chosen in the tree by the keyboard", async () => {
    const { page } = await open();
    await page.keyboard.press("7");
    const room = page.locator("[data-tree-zone=r2]");
    await room.waitFor(SOON);
    await page.locator("[data-tree-zone][tabindex='0']").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.locator("[data-tree-zone=r2-c1][aria-selected=true]").waitFor(SOON);
    await page.locator('[data-mark="r2-c1/vapour"]').waitFor();
    expect(await page.locator("[data-mark]").count()).toBe(1);
    expect(new URL(page.url()).pathname).toBe("/plans/zone/r2-c1");
    await page.reload();
    await page.locator('[data-mark="r2-c1/vapour"]').waitFor(SOON);
  });

  test("of a person limited to a room is that room, and nothing else of the site is sent", async () => {
    const { page, platform } = await open({ user: "r2-operator" });
    await page.goto(`${platform.url}/plans/ground`);
    await page.getByText("There is no such plan, or it is not yours to see.").waitFor(SOON);
    await page.goto(`${platform.url}/plans/at/r1-c1/vapour`);
    await page.getByRole("alert").waitFor(SOON);
    expect(await page.locator(`[data-mark="${KEY}"]`).count()).toBe(0);
    await page.goto(`${platform.url}/plans/room-2`);
    await page.getByText("Not on this plan").waitFor(SOON);
    expect(await page.locator("[data-listed]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-listed")))).toEqual([
      "r2-c1/vapour",
      "r2-c2/vapour",
    ]);
  });

  test("fits a phone, with the list beneath", async () => {
    const { page, platform } = await open({ window: { locale: "zh-CN", viewport: { width: 390, height: 844 }, hasTouch: true } });
    await page.goto(`${platform.url}/plans`);
    await page.locator(`[data-listed="${KEY}"]`).waitFor(SOON);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await page.locator(".plans").evaluate((section) => section.scrollWidth - section.clientWidth)).toBeLessThanOrEqual(0);
  });
});

describe("the editor", () => {
  test("places, moves, takes back and proposes by the keyboard; what is in force stays", async () => {
    const { page, platform } = await open({ user: "engineer" });
    await page.goto(`${platform.url}/plan-editor/ground`);
    await page.locator('[data-unplaced="signal r3-c1/vapour"]').press("Enter", SOON);
    const place = page.locator('[data-place="signal r3-c1/vapour"]');
    expect(await place.evaluate((mark) => mark === document.activeElement)).toBe(true);
    expect(await page.locator("[data-figure=x]").inputValue()).toBe("500");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Shift+ArrowDown");
    expect([await page.locator("[data-figure=x]").inputValue(), await page.locator("[data-figure=y]").inputValue()]).toEqual([
      "510",
      "251",
    ]);
    await page.keyboard.press("Control+z");
    expect(await page.locator("[data-figure=y]").inputValue()).toBe("250");
    await page.locator('[data-place="zone r3"]').press("Delete");
    expect(await page.locator("[data-changes] li").allInnerTexts()).toEqual([
      "Placed: Solvent vapour · Cabinet r3-c1",
      "Taken off: Room 3",
    ]);
    expect(await page.locator("[data-places-text]").textContent()).toContain("  - { signal: r3-c1/vapour, x: 510, y: 250 }\n");
    await page.getByLabel("A word to the reviewer").fill("beside the window");
    await page.getByRole("button", { name: "Propose this change" }).press("Enter");
    const proposal = page.locator("[data-proposal]");
    await proposal.getByText("1 placed, 0 moved, 1 taken off").waitFor(SOON);
    await proposal.getByText("beside the window").waitFor();
    await page.getByRole("link", { name: "To the plan" }).press("Enter");
    await page.locator("[data-zone=r3]").waitFor({ ...SOON, state: "attached" });
    expect(await page.locator('[data-mark="r3-c1/vapour"]').count()).toBe(0);
    expect(platform.desk.journal({ limit: 10 }).map(({ kind }) => kind)).toContain("plan-proposed");
  });

  test("moves by dragging, on the grid, and sizes a zone by its corner", async () => {
    const { page, platform } = await open({ user: "engineer" });
    await page.goto(`${platform.url}/plan-editor/ground`);
    const drag = async (selector: string, dx: number, dy: number): Promise<void> => {
      const box = await page.locator(selector).boundingBox(SOON);
      if (box === null) throw new Error(selector);
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + dx / 2, y + dy / 2);
      await page.mouse.move(x + dx, y + dy);
      await page.mouse.up();
    };
    await drag(`[data-place="signal ${KEY}"]`, 40, 30);
    const [x, y] = [Number(await page.locator("[data-figure=x]").inputValue()), Number(await page.locator("[data-figure=y]").inputValue())];
    expect(x).toBeGreaterThan(170);
    expect([x % 10, y % 10]).toEqual([0, 0]);
    await page.locator('[data-place="zone r2"]').focus();
    await drag("[data-handle]", -30, -30);
    expect(Number(await page.locator("[data-figure=h]").inputValue())).toBeLessThan(400);
    expect(await page.locator("[data-changes] li").allInnerTexts()).toEqual(["Moved: Room 2", "Moved: Solvent vapour · Cabinet r1-c1"]);
  });

  test("is not for operators, and says so", async () => {
    const { page, platform } = await open();
    await page.goto(`${platform.url}/plan-editor/ground`);
    await page.getByText("Engineers and administrators propose changes of plans.").waitFor(SOON);
    expect(await page.locator("[data-place]").count()).toBe(0);
  });
});
