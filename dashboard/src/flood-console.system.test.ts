import type { Alarm } from "@labcanary/domain/alarm";
import { epochMs } from "@labcanary/domain/basics";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests, SOON } from "../../test/support/browser-console.ts";
import { type BrowserPlatform } from "../../test/support/browser-platform.ts";
import { roomySite } from "../../test/support/many-rooms.ts";

const { startPlatform, openConsole } = consoleTests();

async function open(): Promise<{ page: Page; platform: BrowserPlatform }> {
  const platform = await startPlatform({ site: roomySite(12, 4) });
  const page = await openConsole(platform);
  return { page, platform };
}

/** An alarm in a cabinet, so many seconds ago. */
function alarmOf(cabinet: string, ago: number, over: Partial<Alarm> = {}): Alarm {
  const raisedAt = epochMs(Date.now() - ago * 1000);
  const [room = ""] = cabinet.slice(1).split("-");
  const where = `Chemistry › Room ${room} › Cabinet ${cabinet}`;
  return gasAlarm({
    id: cabinet,
    code: cabinet.toUpperCase().replace("-", ""),
    priority: "high",
    source: { kind: "rule", ruleId: `${cabinet}/vapour/high`, ruleVersion: "1", signal: `${cabinet}/vapour`, zoneId: cabinet },
    raisedAt,
    raisedReceivedAt: raisedAt,
    description: { ...gasAlarm().description, where: { en: where, zh: where } },
    ...over,
  });
}

test("in a flood every page says so; life safety stands by itself, the rest by room, and each room opens by hand or key", async () => {
  const { page, platform } = await open();
  for (let index = 0; index < 36; index++) {
    const cabinet = `r${(index % 12) + 1}-c${Math.floor(index / 12) + 1}`;
    platform.desk.raise(alarmOf(cabinet, 100 - index, index === 0 ? { firstOut: "flood" } : index < 12 ? { firstOut: "zone" } : {}));
  }
  platform.desk.raise(alarmOf("r7-c4", 1, { priority: "critical", lifeSafety: true }));
  await page.locator('[data-alarm="r7-c4"]').waitFor(SOON);
  expect(await page.locator("[data-room]").count()).toBe(0);

  platform.desk.floodNow = { since: epochMs(Date.now()), count: 37, firstOut: "r1-c1" };
  const banner = page.locator("[data-flood]");
  await banner.waitFor(SOON);
  expect(await banner.innerText()).toMatch(/Alarm flood since .*: 37 alarms[\s\S]*First:[\s\S]*Solvent vapour high-high[\s\S]*R1C1/);
  await expect.poll(() => page.locator("[data-room]").count(), SOON).toBe(12);
  expect(await page.locator("[data-alarm]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-alarm")))).toEqual(["r7-c4"]);
  const room = page.locator('[data-room="r3"]');
  expect(await room.innerText()).toMatch(/3 alarms[\s\S]*3 not acknowledged/);
  await room.getByRole("button").focus();
  await page.keyboard.press("Enter");
  await page.locator('[data-alarm="r3-c1"]').waitFor(SOON);
  expect(await page.locator('[data-alarm="r3-c1"]').innerText()).toContain("First here");

  await page.keyboard.press("4");
  expect(await banner.isVisible()).toBe(true);
  await banner.getByRole("button").click();
  await page.getByText("It came before all others of its alarm flood.").waitFor(SOON);

  platform.desk.floodNow = undefined;
  await expect.poll(() => page.locator("[data-room]").count(), SOON).toBe(0);
  expect(await banner.count()).toBe(0);
});

test("a chattering alarm says how often, and what would have kept it quiet, as a proposal only", async () => {
  const { page, platform } = await open();
  const since = epochMs(Date.now() - 60_000);
  const proposal = {
    occurrences: 17,
    deadband: { kind: "proposed", present: 1, deadband: 1.7, cameBackTo: 18.4 },
    onDelay: { kind: "not-proposed", because: "beyond-response-time" },
  } as const;
  platform.desk.raise(alarmOf("r1-c1", 60, { chatter: { count: 17, since, lastAt: epochMs(Date.now()), proposal } }));
  const row = page.locator('[data-alarm="r1-c1"]');
  await row.waitFor(SOON);
  expect(await row.innerText()).toContain("Chattering, 17×");
  await row.locator("button").first().click();
  const note = page.locator("[data-chatter]");
  await note.waitFor(SOON);
  expect(await note.innerText()).toMatch(
    /met 17 times[\s\S]*deadband of 1.7 instead of 1[\s\S]*came back to 18.4[\s\S]*no time to respond[\s\S]*A proposal only/,
  );
});

test("the figures page has every figure with its target, in both languages", async () => {
  const { page, platform } = await open();
  for (let index = 0; index < 12; index++) platform.desk.raise(alarmOf(`r${index + 1}-c1`, 300 - index));
  const raisedAt = epochMs(Date.now() - 60_000);
  platform.desk.raise(alarmOf("r1-c1", 60, { id: "brief", clearedAt: epochMs(raisedAt + 20_000), annunciation: "rtn-unacknowledged" }));
  await page.keyboard.press("5");
  await page.locator('[data-figure="perHour"]').waitFor(SOON);
  expect(await page.locator("[data-figure]").count()).toBe(14);
  expect(await page.locator('[data-figure="peakPerTenMinutes"]').getAttribute("data-verdict")).toBe("missed");
  await page.locator('[data-from="peakPerTenMinutes"]').click();
  await page.locator("[data-lines] [data-line]").first().waitFor(SOON);
  await page.locator('[data-from="peakPerTenMinutes"]').click();
  await page.locator("[data-rule] [data-from]").first().click();
  await page.locator("[data-lines] [data-line]").first().waitFor(SOON);
  // Of nothing there are no lines.
  expect(await page.locator('[data-from="unauthorisedSuppressions"]').count()).toBe(0);
  expect(await page.locator('[data-figure="unauthorisedSuppressions"]').innerText()).toMatch(/0\s+0\s+met/);
  expect(await page.locator("[data-rule]").count()).toBe(10);
  expect(await page.locator("[data-rule]").first().innerText()).toContain("Proposal: an on-delay of 21 s instead of 0 s");
  await page.getByRole("button", { name: "7 days" }).click();
  await page.keyboard.press("l");
  await page.getByText("报警系统指标").waitFor(SOON);
  expect(await page.locator('[data-figure="firstHuman"]').innerText()).toContain("有人接手用时");
});
