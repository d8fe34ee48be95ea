import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type EpochMs, epochMs, minus, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { HistoryPoint, KeptEvent } from "@labcanary/domain/ports";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests } from "../../test/support/browser-console.ts";
import { type BrowserPlatform, type PlatformSetup } from "../../test/support/browser-platform.ts";
import { everyKindSite } from "../../test/support/every-kind.ts";

const { startPlatform, openConsole } = consoleTests();

/** Whole seconds, as a field for times has them. */
const BEGIN = epochMs(Math.floor(Date.now() / 60_000) * 60_000 - minutes(120));
const at = (minute: number): EpochMs => plus(BEGIN, minutes(minute));

/** A reading every 30 s until now: 5 %LEL, ten minutes at 15, later five at 23. */
const READINGS: readonly HistoryPoint[] = Array.from({ length: 240 }, (_, place) => {
  const moment = plus(BEGIN, seconds(30 * place));
  const value = moment >= at(60) && moment < at(70) ? 15 : moment >= at(90) && moment < at(95) ? 23 : 5;
  return { signal: "cab-17/vapour", at: moment, tieBreak: 0, receivedAt: moment, value, quality: "good" };
});

const SIZES = { desk: { width: 1280, height: 720 }, phone: { width: 390, height: 844 } } as const;

async function open(
  path: string,
  options: { readonly size?: keyof typeof SIZES; readonly locale?: string; readonly user?: string; readonly setup?: PlatformSetup } = {},
) {
  const platform = await startPlatform(options.setup);
  platform.history.points.push(...READINGS);
  const { locale = "en-GB", size = "desk", user = "engineer" } = options;
  const page = await openConsole(platform, { locale, viewport: SIZES[size], user, path });
  return { page, platform };
}

/** As a link within the console does. */
async function goTo(page: Page, platform: BrowserPlatform, path: string): Promise<void> {
  await page.goto(`${platform.url}${path}`);
  await page.waitForSelector("[data-headline]:not([data-headline=connecting])");
}

/** Kept where a folder for them is named, for people to look at. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["LABCANARY_TEST_PICTURES"];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** What does not fit is cut off or scrolls the whole page. */
async function expectFits(page: Page): Promise<void> {
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(wide).toBeLessThanOrEqual(seen ?? 0);
}

/** What the clocks of the site show, as a field holds it. */
const fieldOf = (moment: EpochMs, timeZone = "Asia/Shanghai"): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(moment).replace(" ", "T");

describe("the alarm's detail", () => {
  test("says why the alarm came: reason, rule and version, and on request what decided, with the samples", async () => {
    const { page, platform } = await open("/", { user: "operator" });
    platform.desk.raise(gasAlarm({ raisedAt: at(91) }));
    platform.desk.note("alarm-1", "returned-to-normal", "rules", {
      at: at(95),
      receivedAt: at(95),
      value: 5,
      ruleVersion: "1",
      evidence: { samples: [], reason: "5 %LEL, back inside the limit", position: 1050 },
    });
    await page.locator('[data-alarm="alarm-1"]').click();
    const why = page.locator("[data-why]");
    await why.getByText("23.4 %LEL is above 20 %LEL").first().waitFor();
    expect(await why.innerText()).toContain("Rule cab-17/vapour/high-high, version 1");
    await why.getByText("What decided, with the samples").click();
    const words = await why.innerText();
    for (const word of [
      "Raised",
      "Decided by record 1041",
      "23.4 %LEL",
      "good",
      "Condition gone",
      "5 %LEL, back inside the limit",
      "record 1050",
    ])
      expect(words).toContain(word);
    await picture(page, "why-alarm");
  });

  test("says that the rule has been changed since", async () => {
    const { page, platform } = await open("/");
    const source = { ...gasAlarm().source, ruleVersion: "0" } as ReturnType<typeof gasAlarm>["source"];
    platform.desk.raise(gasAlarm({ raisedAt: at(91), source }));
    await page.locator('[data-alarm="alarm-1"]').click();
    await page.locator("[data-rule-changed]").waitFor();
  });
});

describe("the signal's page", () => {
  test("says of a time that is typed where each rule stood and what decided", async () => {
    const { page, platform } = await open("/signals/cab-17/vapour", { user: "operator" });
    platform.desk.raise(gasAlarm({ raisedAt: at(91), raisedReceivedAt: at(91) }));
    const why = page.locator("[data-why]");
    await why.getByLabel("Time").fill(fieldOf(at(65)));
    await page.keyboard.press("Enter");
    const high = why.locator('[data-rule="cab-17/vapour/high"]');
    await high.waitFor();
    expect(await high.getAttribute("data-state")).toBe("active");
    expect(await high.innerText()).toContain("The alarm had been raised.");
    expect(await high.innerText()).toContain("15 %LEL is >= 10 %LEL");
    expect(await why.locator('[data-rule="cab-17/vapour/high-high"]').innerText()).toContain("The condition was not met.");
    expect(await why.innerText()).toContain("No alarm stood then.");
    expect(await why.locator("tbody tr").count()).toBe(8);
    await picture(page, "why-at");

    await why.getByLabel("Time").fill(fieldOf(at(92)));
    await why.getByRole("button", { name: "Why?" }).click();
    await why.getByRole("link", { name: "K7QF" }).waitFor();
  });

  test.each([
    { size: "desk", locale: "en-GB", silent: "Of 3 signals 3 silent, 0 overdue.", was: "Wang was let in", title: "Time" },
    { size: "phone", locale: "zh-CN", silent: "3 个信号中 3 个静默，0 个逾期未报。", was: "Wang", title: "时间" },
  ] as const)(
    "says on a $size in $locale what people did at a door, and how many signals were silent",
    async ({ size, locale, silent, was, title }) => {
      const points = (signal: string, until: EpochMs, value: (moment: EpochMs) => number): readonly HistoryPoint[] =>
        READINGS.filter((point) => point.at < until).map((point) => ({ ...point, signal, value: value(point.at) }));
      const badge: KeptEvent = {
        id: "badge",
        deviceId: "vault",
        kind: "badge",
        at: minus(at(60), seconds(20)),
        receivedAt: minus(at(60), seconds(20)),
        person: "wang",
        roles: ["keeper"],
        granted: true,
        historical: false,
      };
      const events = [badge, { ...badge, id: "late", receivedAt: at(100) }];
      const accessLog = { events: ({ deviceId }: { deviceId?: string }) => (deviceId === "vault" ? events : []) };
      const setup = { site: everyKindSite(), accessLog };
      const { page, platform } = await open("/signals/vault/door", { size, locale, user: "operator", setup });
      const others = ["gw/fan", "vault/scales", "fridge/temperature", "fridge/door"];
      platform.history.points.push(
        ...points("vault/door", at(120), (moment) => (moment >= at(60) ? 1 : 0)),
        ...others.flatMap((key) => points(key, at(120), () => 0)),
        ...["det-1/gas", "det-2/gas", "det-3/gas"].flatMap((key) => points(key, at(60), () => 0)),
      );
      const why = page.locator("[data-why]");
      const askAt = async (moment: EpochMs): Promise<void> => {
        await why.getByLabel(title).fill(fieldOf(moment, "Europe/Berlin"));
        await page.keyboard.press("Enter");
      };
      await askAt(at(62));
      const two = why.locator('[data-rule="vault/door/two-person"]');
      await two.waitFor();
      expect(await two.getAttribute("data-state")).toBe("active");
      expect(await two.innerText()).toContain("only Wang had badged");
      expect(await why.locator("[data-why-events] li").count()).toBe(1);
      expect(await why.locator("[data-why-events]").innerText()).toContain(was);
      await expectFits(page);
      await why.locator("[data-why-events]").scrollIntoViewIfNeeded();
      await picture(page, `why-door-${size}`);

      await goTo(page, platform, "/signals/det-1/gas");
      await askAt(at(65));
      const group = why.locator('[data-rule="gateway:gw/silent"]');
      await group.waitFor();
      expect(await group.getAttribute("data-state")).toBe("active");
      expect(await group.innerText()).toContain(silent);
      await expectFits(page);
      await group.scrollIntoViewIfNeeded();
      await picture(page, `why-silent-${size}`);
    },
  );

  test("says it of a time that is picked on the chart", async () => {
    const { page } = await open("/signals/cab-17/vapour");
    const why = page.locator("[data-why]");
    await why.waitFor();
    await page.getByRole("button", { name: "6 h" }).click();
    const over = page.locator(".u-over");
    await over.waitFor();
    const box = await over.boundingBox();
    await over.click({ position: { x: (box?.width ?? 0) * 0.95, y: 60 } });
    await why.locator('[data-rule="cab-17/vapour/high"]').waitFor();
    expect(await why.getByLabel("Time").inputValue()).not.toBe("");
  });

  test("says when there is nothing to answer from", async () => {
    const { page } = await open("/signals/cab-17/vapour");
    await page
      .locator("[data-why]")
      .getByLabel("Time")
      .fill(fieldOf(at(-500)));
    await page.keyboard.press("Enter");
    await page.getByText("The history has no readings to answer from.").waitFor();
  });
});

describe("trying a rule", () => {
  const figure = (page: Page, name: string) => page.locator(`[data-figure="${name}"] td`).allInnerTexts();

  test("by keyboard: the changed rule beside the present one, with what it would have missed", async () => {
    const { page } = await open("/signals/cab-17/vapour");
    await page.getByRole("link", { name: "Try a rule" }).click();
    const setpoint = page.locator('[data-field="setpoint"]');
    await setpoint.waitFor();
    expect(await setpoint.inputValue()).toBe("10");
    await setpoint.fill("18");
    await page.locator('[data-field="onDelay"]').fill("1min");
    await page.keyboard.press("Enter");
    await page.locator("[data-result]").waitFor();
    expect(await figure(page, "alarms")).toEqual(["2", "1"]);
    expect(await figure(page, "time-in-alarm")).toEqual(["15", "4"]);
    expect(await figure(page, "texts")).toEqual(["2", "1"]);
    expect(await page.locator("[data-result]").innerText()).toMatch(
      /Missed by the changed rule: 1[^]*15 %LEL[^]*Newly found by the changed rule: 0/,
    );
    await picture(page, "try");
    await expectFits(page);
  });

  test("a change the rule cannot take is refused in the words of labcanary check", async () => {
    const { page } = await open("/try/cab-17/vapour");
    await page.locator('[data-field="onDelay"]').fill("5 parsecs");
    await page.getByRole("button", { name: "Try", exact: true }).click();
    const refusal = page.getByRole("alert");
    await refusal.waitFor();
    expect(await refusal.innerText()).toMatch(/With this change the rule would be wrong:.*onDelay: /);
  });

  test("is found in the menu, and begins with choosing a signal", async () => {
    const { page } = await open("/");
    await page.locator("[data-menu]").click();
    await page.getByRole("link", { name: "Try a rule" }).click();
    await page.getByRole("combobox", { name: "Signal" }).selectOption("cab-17/vapour");
    await page.locator('[data-field="setpoint"]').waitFor();
    expect(new URL(page.url()).pathname).toBe("/try/cab-17/vapour");
  });
});

test.each([
  { size: "phone", locale: "en-GB" },
  { size: "phone", locale: "zh-CN" },
  { size: "desk", locale: "zh-CN" },
] as const)("on a $size in $locale everything has its place", async ({ size, locale }) => {
  const { page, platform } = await open("/try/cab-17/vapour", { size, locale });
  await page.locator('[data-field="setpoint"]').fill("18");
  await page.keyboard.press("Enter");
  await page.locator("[data-result]").waitFor();
  await expectFits(page);
  await picture(page, `try-${size}-${locale}`);
  await page.locator("[data-result]").scrollIntoViewIfNeeded();
  await page.locator(".try").evaluate((section) => section.scrollTo(0, section.scrollHeight));
  await picture(page, `try-below-${size}-${locale}`);
  await goTo(page, platform, "/signals/cab-17/vapour");
  const why = page.locator("[data-why]");
  await why.locator("input").fill(fieldOf(at(65)));
  await page.keyboard.press("Enter");
  await why.locator('[data-rule="cab-17/vapour/high"]').waitFor();
  await why.scrollIntoViewIfNeeded();
  await expectFits(page);
  await picture(page, `why-at-${size}-${locale}`);
  platform.desk.raise(gasAlarm({ raisedAt: at(91) }));
  await goTo(page, platform, "/");
  await page.locator('[data-alarm="alarm-1"]').click();
  const section = page.locator("[data-why]");
  await section.locator("summary").click();
  await section.scrollIntoViewIfNeeded();
  await expectFits(page);
  await picture(page, `why-alarm-${size}-${locale}`);
});
