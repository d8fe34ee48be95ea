import { epochMs } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { PASSWORD } from "../../test/support/browser-platform.ts";
import { consoleTests, goTo } from "../../test/support/browser-console.ts";

const { startPlatform, openConsole } = consoleTests({ viewport: { width: 390, height: 844 } });

const SIGNAL = "cab-17/vapour";

test.each([
  { locale: "en-GB", start: "Start test", step: "Text delivered", sign: "By signing I say", strip: "Under test" },
  { locale: "zh-CN", start: "开始测试", step: "短信已送达", sign: "签字即表示", strip: "测试中" },
])(
  "on a phone in $locale, by the keyboard: a test is started, its steps tick off live, and it is signed",
  async ({ locale, start, step, sign, strip }) => {
    const platform = await startPlatform();
    const page = await openConsole(platform, { user: "engineer", locale });
    await goTo(page, "/administration/commissioning");
    const row = page.locator(`[data-signal="${SIGNAL}"]`);
    await row.getByRole("button", { name: start }).press("Enter");
    await row.locator("[data-step=text]").getByText(step).waitFor();
    // On every page, not on this one alone.
    await page.locator("[data-impaired=under-test]").getByText(strip).waitFor();
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
    await row.locator("[name=password]").fill("not this one");
    await signature.press("Enter");
    await row.getByRole("alert").waitFor();
    expect(platform.commissioning.commands.map(({ verb }) => verb)).toEqual(["start"]);
    await row.locator("[name=password]").fill(PASSWORD);
    await signature.press("Enter");
    await row.getByRole("button", { name: start }).waitFor();
    await page.locator("[data-impaired=under-test]").waitFor({ state: "detached" });
    expect(platform.commissioning.commands.map(({ verb, by, note, means }) => [verb, by, note, means])).toEqual([
      ["start", "engineer", undefined, undefined],
      ["sign", "engineer", "bottle 7", "seen-and-fit"],
    ]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  },
);
