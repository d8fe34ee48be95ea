import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { epochMs } from "@labcanary/domain/basics";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { buildConsole, launchChromium, signInByHand } from "../../test/support/browser-chromium.ts";
import { startBrowserPlatform } from "../../test/support/browser-platform.ts";
import { createRealClock } from "../../test/support/browser-real-clock.ts";

let browser: Browser;
let webFolder: string;
beforeAll(async () => {
  webFolder = mkdtempSync(join(tmpdir(), "labcanary-console-"));
  [browser] = await Promise.all([launchChromium(), buildConsole(webFolder)]);
});
afterAll(async () => {
  await browser?.close();
  rmSync(webFolder, { recursive: true, force: true });
});

const SIGNAL = "cab-17/vapour";

test.each([
  { locale: "en-GB", start: "Start test", step: "Text delivered", sign: "By signing I say" },
  { locale: "zh-CN", start: "开始测试", step: "短信已送达", sign: "签字即表示" },
])(
  "on a phone in $locale, by the keyboard: a test is started, its steps tick off live, and it is signed",
  async ({ locale, start, step, sign }) => {
    const platform = await startBrowserPlatform({ clock: createRealClock(), webFolder });
    const context = await browser.newContext({ locale, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(error.message));
    onTestFinished(() => context.close());
    await signInByHand(page, platform.url, "engineer");
    await page.evaluate(() => {
      history.pushState(null, "", "/administration/commissioning");
      dispatchEvent(new PopStateEvent("popstate"));
    });
    const row = page.locator(`[data-signal="${SIGNAL}"]`);
    await row.getByRole("button", { name: start }).press("Enter");
    await row.locator("[data-step=text]").getByText(step).waitFor();
    const signature = row.locator("[data-sign]");
    expect(await row.locator("[data-done=true]").count()).toBe(0);
    expect(await signature.isDisabled()).toBe(true);

    const test = platform.commissioning.commissioningOf(SIGNAL, true)?.test ?? expect.fail("no test was started");
    const at = epochMs(Date.now());
    const alarm = { alarmId: "a1", code: "K7QF", ruleId: `${SIGNAL}/high`, priority: "high", at, simulated: false } as const;
    platform.commissioning.put(SIGNAL, { test: { ...test, alarm } });
    await row.locator("[data-step=alarm][data-done=true]").getByText("K7QF").waitFor();
    expect(await signature.isDisabled()).toBe(true);
    const text = { notificationId: "n1", personId: "wang", channel: "sms", proof: "delivered", at } as const;
    platform.commissioning.put(SIGNAL, { test: { ...test, alarm, text, acknowledged: { by: "operator", at } } });
    await row.locator("[data-step=acknowledged][data-done=true]").waitFor();
    await row.getByText(sign).waitFor();
    await row.locator("[name=note]").fill("bottle 7");
    await signature.press("Enter");
    await row.getByRole("button", { name: start }).waitFor();
    expect(platform.commissioning.commands.map(({ verb, by, note }) => [verb, by, note])).toEqual([
      ["start", "engineer", undefined],
      ["sign", "engineer", "bottle 7"],
    ]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(wrong).toEqual([]);
  },
);
