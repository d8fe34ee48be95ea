import { readFileSync } from "node:fs";
import { epochMs } from "@labcanary/domain/basics";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests, DESK, SOON } from "../../test/support/browser-console.ts";
import { type BrowserPlatform } from "../../test/support/browser-platform.ts";
import { historyWorld } from "../../test/support/history-world.ts";

const { startPlatform, openConsole } = consoleTests(DESK);

const HOUR = 3_600_000;
const world = historyWorld(Date.now());

async function open(path: string, window: BrowserContextOptions = {}): Promise<{ page: Page; platform: BrowserPlatform }> {
  const platform = await startPlatform({ site: world.site, accessLog: world.accessLog });
  platform.history.points = [...world.points];
  const raisedAt = epochMs(world.spikeAt);
  platform.desk.raise(gasAlarm({ raisedAt, clearedAt: epochMs(raisedAt + 600_000), annunciation: "acknowledged", conditionActive: false }));
  const detail = { device: "cab-17", signal: "cab-17/vapour", serial: "SN-42" };
  const at = epochMs(world.spikeAt - HOUR / 4);
  platform.desk.entries.push({ number: 0, at, kind: "device-replaced", actor: "system", detail, previousHash: "", hash: "" });
  const page = await openConsole(platform, { ...window, path });
  return { page, platform };
}

const iso = (at: number): string => new Date(at).toISOString();
const chart = (page: Page) => page.locator("[role=slider]");
async function settled(page: Page): Promise<void> {
  await page.locator("[data-reading=false]").waitFor(SOON);
  await page.locator("canvas").first().waitFor(SOON);
}
async function windowOf(page: Page): Promise<{ from: number; to: number; length: number }> {
  const [from = 0, to = 0] = ((await page.locator("[data-window]").getAttribute("data-window")) ?? "").split(",").map(Number);
  return { from, to, length: to - from };
}
const length = async (page: Page): Promise<number> => (await windowOf(page)).length;
/** An hour around the spike, with the vapour of the cabinet and the air of its room. */
const AROUND = `/history?signals=cab-17/vapour,room-114/temperature&from=${iso(world.spikeAt - HOUR / 2)}&to=${iso(world.spikeAt + HOUR / 2)}`;

test("signals are chosen by the keyboard, drawn live on axes of their own, and are in the address", async () => {
  const { page, platform } = await open("/signals");
  const { promise: asked, resolve: answer } = Promise.withResolvers<void>();
  await page.route("**/api/v1/samples/signals?*", async (route) => {
    await asked;
    await route.continue();
  });
  await page.getByRole("link", { name: "History", exact: true }).press("Enter");
  await page.getByText("Choose one or more signals").waitFor(SOON);
  // That there is none is not said before it is known.
  await page.locator("[data-found]").getByText("Loading").waitFor(SOON);
  expect(await page.getByText("no signals").count()).toBe(0);
  answer();
  await page.locator("[data-search]").fill("vapour 114");
  await page.getByText("1 signal", { exact: true }).waitFor();
  await page.getByRole("checkbox", { name: /Solvent vapour/ }).press("Space");
  await page.locator("[data-search]").fill("");
  await page.getByRole("checkbox", { name: /Room air.*115/ }).press("Space");
  await settled(page);
  expect(new URL(page.url()).search).toBe("?signals=cab-17/vapour,room-115/temperature");
  await page.getByText("Gas, %LEL", { exact: true }).waitFor();
  await page.getByText("Temperature, °C", { exact: true }).waitFor();
  platform.board.put({ signal: "cab-17/vapour", at: epochMs(Date.now()), receivedAt: epochMs(Date.now()), value: 12.5, quality: "good" });
  await page.locator('[data-line="cab-17/vapour"]').getByText("12.5 %LEL").waitFor(SOON);
});

test("zoom by drag, wheel, keys and buttons, back and forward, to single readings with their quality", async () => {
  const { page } = await open(AROUND);
  await settled(page);
  expect(await length(page)).toBe(HOUR);
  const box = await chart(page).boundingBox();
  if (box === null) throw new Error("no chart");
  await page.mouse.move(box.x + box.width * 0.5, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 80, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => length(page)).toBeLessThan(HOUR / 3);
  const dragged = await length(page);
  expect(dragged).toBeGreaterThan(HOUR / 6);
  await page.goBack();
  await expect.poll(() => length(page)).toBe(HOUR);
  await page.getByRole("button", { name: "Forward again" }).click();
  await expect.poll(() => length(page)).toBe(dragged);
  await page.getByRole("button", { name: "Back to what was shown before" }).click();
  await expect.poll(() => length(page)).toBe(HOUR);

  await page.mouse.move(box.x + box.width * 0.6, box.y + 80);
  await page.mouse.wheel(0, -400);
  await expect.poll(() => length(page)).toBeLessThan(HOUR * 0.6);
  await chart(page).focus();
  const before = await windowOf(page);
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(async () => (await windowOf(page)).from).toBeGreaterThan(before.from);
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => length(page)).toBeLessThan(before.length * 0.6);
  await page.getByRole("button", { name: "Year" }).click();
  await expect.poll(() => length(page)).toBe(366 * 24 * HOUR);
  await settled(page);
  await page.getByText("Summed up:").waitFor();

  await page.goto(
    new URL(page.url()).origin + `/history?signals=cab-17/vapour&from=${iso(world.spikeAt)}&to=${iso(world.spikeAt + 20_000)}`,
  );
  await settled(page);
  await chart(page).focus();
  const seven =
    Array.from({ length: 20 }, (_, second) => second).find((second) => (world.spikeAt + second * 1000) % 7000 === 0 && second > 0) ?? 0;
  await page.keyboard.press("Home");
  for (let step = 0; step < seven * 5; step++) await page.keyboard.press("ArrowRight");
  await page.locator('[data-line="cab-17/vapour"]').getByText("uncertain").waitFor();
});

test("the pointer says the values at a time, alarms, doors and a replaced device are drawn in, and an alarm leads to itself", async () => {
  const { page } = await open(AROUND);
  await settled(page);
  expect(await page.locator("[data-replaced='cab-17/vapour']").innerText()).toMatch(
    /: from here on another device measures Solvent vapour, serial number SN-42\.$/,
  );
  const alarm = page.locator("[data-lane]").getByRole("link", { name: /Critical K7QF: Solvent vapour high-high/i });
  await alarm.waitFor(SOON);
  await page
    .locator("[data-lane]")
    .getByRole("img", { name: /Wang Fang was let in/ })
    .waitFor();
  await page
    .locator("[data-lane]")
    .getByRole("img", { name: /Door open/ })
    .first()
    .waitFor();
  await chart(page).focus();
  await page.keyboard.press("End");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  expect(await chart(page).getAttribute("aria-valuetext")).toMatch(
    /1 Solvent vapour: [\d.]+ %LEL; 2 Room air: [\d.]+ °C; K7QF Solvent vapour high-high/,
  );
  await page.locator("[data-at-pointer]").getByText("K7QF").waitFor();
  await page
    .locator('[data-line="cab-17/vapour"]')
    .getByRole("button", { name: /Solvent vapour/ })
    .first()
    .press("Enter");
  await expect.poll(() => new URL(page.url()).searchParams.get("focus")).toBe("cab-17/vapour");
  await alarm.press("Enter");
  await page.locator('[data-alarm="alarm-1"]').waitFor(SOON);
  expect(new URL(page.url()).pathname).toBe("/");
  await page.getByRole("link", { name: "History around this alarm" }).press("Enter");
  await settled(page);
  expect((await windowOf(page)).from).toBe(world.spikeAt - HOUR);
});

test("the file has what is shown, the picture is one; a file too long says what to do", async () => {
  const { page, platform } = await open(`/history?signals=cab-17/vapour&from=${iso(world.spikeAt)}&to=${iso(world.spikeAt + 10_000)}`);
  await settled(page);
  const [csv] = await Promise.all([page.waitForEvent("download"), page.locator("[data-csv]").press("Enter")]);
  const lines = readFileSync(await csv.path(), "utf8")
    .trimEnd()
    .split("\r\n");
  expect(csv.suggestedFilename()).toMatch(/^labcanary-\d{8}T\d{4}Z\.csv$/);
  expect(lines[0]).toBe("\uFEFFtime,utc,signal,name,place,unit,value,state,quality,mark");
  expect(lines).toHaveLength(11);
  expect(lines[2]).toContain(
    `,${iso(world.spikeAt + 1000)},"cab-17/vapour","Solvent vapour","Chemistry Building › Room 114 › Cabinet 17","%LEL",5.1,,`,
  );
  const [png] = await Promise.all([page.waitForEvent("download"), page.locator("[data-png]").press("Enter")]);
  const picture = readFileSync(await png.path());
  expect(picture.subarray(1, 4).toString()).toBe("PNG");
  expect([picture.readUInt32BE(16) > 400, picture.readUInt32BE(20) > 250]).toEqual([true, true]);
  platform.history.aggregate = async () => [{ at: epochMs(0), min: 0, max: 0, mean: 0, last: 0, count: 2_000_000 }];
  await page.locator("[data-csv]").press("Enter");
  await page.getByText("The file would be too long.").waitFor(SOON);
});

test("rooms over one another, a room with itself a day before, and a month by its hours that leads to one of them", async () => {
  const { page } = await open("/history?mode=rooms&signals=room-114/temperature&zones=room-114");
  await page.locator("[data-rooms]").selectOption("room-115");
  await page.locator('[data-line="room-115"]').getByText("2 signals").waitFor(SOON);
  await page.getByRole("button", { name: "Lines" }).press("Enter");
  await page.locator("[data-shift]").selectOption("day");
  await page.locator('[data-line="room-114/temperature@day"]').getByText("Room air, a day before").waitFor(SOON);
  await page.getByRole("button", { name: "Month by hours" }).press("Enter");
  await page.getByRole("button", { name: "Time beyond limits" }).press("Enter");
  const beyond = page
    .getByRole("gridcell")
    .getByRole("button", { name: /beyond a limit/ })
    .first();
  // Three days ago may lie in the month before.
  await page.getByRole("grid").or(page.getByText("No readings in this month.")).waitFor(SOON);
  if ((await beyond.count()) === 0) await page.getByRole("button", { name: "The month before" }).press("Enter");
  await beyond.waitFor(SOON);
  await page.getByRole("grid").locator("button[tabindex='0']").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  expect(await page.locator(":focus").getAttribute("data-cell")).toBe("1,1");
  await beyond.click();
  await settled(page);
  expect(await length(page)).toBe(HOUR);
});

test("on a phone in Chinese nothing runs over its edge, and two fingers zoom", async () => {
  const { page } = await open(AROUND, { locale: "zh-CN", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await settled(page);
  await page.getByRole("heading", { name: "历史数据" }).waitFor();
  await page.getByText("气体，%LEL").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  const frame = page.locator("section.frame");
  expect(await frame.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
  const box = await chart(page).boundingBox();
  if (box === null) throw new Error("no chart");
  const session = await page.context().newCDPSession(page);
  const y = box.y + 40;
  const touch = (type: string, xs: readonly number[]) =>
    session.send("Input.dispatchTouchEvent", { type: type as "touchStart", touchPoints: xs.map((x, id) => ({ x: box.x + x, y, id })) });
  await touch("touchStart", [150, 220]);
  await touch("touchMove", [130, 240]);
  await touch("touchMove", [90, 300]);
  await touch("touchEnd", []);
  await expect.poll(() => length(page)).toBeLessThan(HOUR * 0.6);
});

test("a history that is away is said, and an address with a signal that is gone shows the rest", async () => {
  const { page, platform } = await open(`/history?signals=cab-17/vapour,gone/away`);
  await page.locator('[data-line="cab-17/vapour"]').waitFor(SOON);
  await expect.poll(() => new URL(page.url()).searchParams.get("signals")).toBe("cab-17/vapour");
  platform.history.away = true;
  await page.getByRole("button", { name: "Week", exact: true }).press("Enter");
  await page.getByRole("alert").getByText("The history store does not answer.").waitFor(SOON);
  platform.history.away = false;
  await page.getByRole("button", { name: "Day", exact: true }).press("Enter");
  await expect.poll(() => page.getByRole("alert").count()).toBe(0);
});
