import { readFileSync } from "node:fs";
import { epochMs, hours, minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests, goTo } from "../../test/support/browser-console.ts";
import { PASSWORD } from "../../test/support/browser-platform.ts";
import { readPdf, unspaced } from "../../test/support/printed-pdf.ts";
import { limitRule, peopleOf, signal, testSite } from "../../test/support/site.ts";
import { createRealClock } from "../../test/support/browser-real-clock.ts";
import { stockHands } from "../../test/support/stock-hands.ts";
import { stockSite } from "../../test/support/stock-site.ts";

const { startPlatform, openConsole } = consoleTests({ viewport: { width: 390, height: 844 } });
const KEY = "cab-17/temperature";

test("on a phone an excursion goes from its alarm to a decision, which somebody else approves, and its paper is in their language", async () => {
  const site = testSite();
  const rule = limitRule({ id: `${KEY}/high`, signal: KEY, setpoint: 8 });
  const platform = await startPlatform({
    users: { officer: "safety-officer", other: "safety-officer", inspector: "inspector" },
    site: {
      ...site,
      people: [...site.people, ...peopleOf("officer", "other")],
      signals: [
        ...site.signals,
        signal({
          key: KEY,
          deviceId: "cab-17",
          name: "temperature",
          quantity: "temperature",
          unit: "Cel",
          hold: minutes(10),
          rules: [rule],
        }),
      ],
    },
  });
  const raisedAt = epochMs(Date.now() - hours(6));
  const clearedAt = plus(raisedAt, hours(2));
  const { description } = gasAlarm();
  platform.desk.raise(
    gasAlarm({
      raisedAt,
      raisedReceivedAt: raisedAt,
      clearedAt,
      conditionActive: false,
      source: { kind: "rule", ruleId: rule.id, ruleVersion: "1", signal: KEY, zoneId: "cabinet-17" },
      description: { ...description, measured: { unit: "Cel", limit: { direction: "high", setpoint: 8, deadband: 0 } } },
    }),
  );
  for (let minute = -120; minute <= 240; minute += 5) {
    if (minute > 30 && minute < 60) continue;
    const at = plus(raisedAt, minutes(minute));
    platform.history.points.push({
      signal: KEY,
      at,
      tieBreak: 0,
      receivedAt: at,
      quality: "good",
      value: minute >= 0 && minute < 120 ? 12 : 5,
    });
  }
  const { ledgers } = platform;
  const page = await openConsole(platform, { user: "officer", locale: "en-GB" });
  await goTo(page, `/a/${platform.desk.get("alarm-1")?.code}`);
  await page.locator("[data-dossier]").click();
  await page.locator("[data-open-dossier]").click();
  await page.locator("article[data-state=open]").waitFor();
  expect(new URL(page.url()).pathname).toBe("/safety/dossiers/1");
  await page.locator("[data-gaps]").getByText("what it was then is not known").waitFor();
  expect(await page.locator("svg [data-gap]").count()).toBeGreaterThan(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.locator("form [name=contents]").fill("40 doses <b>lot 7</b>");
  await page.locator("form [value=discard]").check();
  await page.locator("form [name=reason]").fill("two hours above 8 °C");
  await page.getByRole("button", { name: "Decide", exact: true }).click();
  await page.locator("[data-decision=discard]").getByText("40 doses <b>lot 7</b>").waitFor();
  const sign = async (on: typeof page, name: string): Promise<void> => {
    await on.locator("form [name=words]").first().fill("curve and lots");
    await on.locator("form [name=password]").fill(PASSWORD);
    await on.getByRole("button", { name, exact: true }).click();
  };
  await sign(page, "Sign");
  await page.getByRole("alert").getByText("Somebody else must approve it").waitFor();

  const others = await openConsole(platform, { user: "other", locale: "zh-CN" });
  await goTo(others, "/safety/dossiers/1");
  await sign(others, "签字");
  // Told live, without anybody asking again.
  for (const each of [page, others]) await each.locator("article[data-state=approved]").waitFor();
  expect(ledgers.dossiers().get(1)?.decisions).toMatchObject([{ by: "user:officer", answer: { by: "user:other", kind: "approved" } }]);
  const [download] = await Promise.all([others.waitForEvent("download"), others.locator("[data-paper]").click()]);
  const paper = await readPdf(new Uint8Array(readFileSync(await download.path())));
  expect(paper.said).toContain(unspaced("温度偏离档案 DS-1"));
  expect(paper.said).toContain(unspaced("40 doses <b>lot 7</b>"));

  const looking = await openConsole(platform, { user: "inspector", locale: "en-GB" });
  await goTo(looking, "/safety/dossiers/1");
  await looking.locator("article[data-state=approved]").waitFor();
  expect(await looking.locator("form").count()).toBe(0);
});

test("an inspector prints a month of custody on a phone, signed with their password", async () => {
  const clock = createRealClock();
  const platform = await startPlatform({ clock, site: stockSite(), users: { audit: "inspector" } });
  stockHands().stored({ clock: clock as never, ...platform.ledgers });
  const page = await openConsole(platform, { user: "audit", locale: "zh-CN" });
  await goTo(page, "/safety/substances");
  await page.locator("[data-evidence]").click();
  const form = page.locator("[data-sign=evidence]");
  await form.locator("[name=month]").fill(new Date(clock.now()).toISOString().slice(0, "2026-11".length));
  await form.locator("[name=cabinet]").selectOption("store");
  await form.locator("[name=password]").fill(PASSWORD);
  const [download] = await Promise.all([page.waitForEvent("download"), form.getByRole("button", { name: "按月导出管理证据" }).click()]);
  expect((await readPdf(new Uint8Array(readFileSync(await download.path())))).said).toContain("氰化钠");
  await page.locator("[data-printed]").getByText("SHA-256").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
