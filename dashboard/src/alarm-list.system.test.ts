import { epochMs } from "@labcanary/domain/basics";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests, rowOf, SOON } from "../../test/support/browser-console.ts";
import type { BrowserPlatform } from "../../test/support/browser-platform.ts";

const { startPlatform, openConsole } = consoleTests();
const row = rowOf;
const headline = (page: Page) => page.locator("[data-headline]");
const recent = () => epochMs(Date.now() - 5000);

describe("the alarm list", () => {
  test("an alarm appears without reload, with what, where, value, limit, state, first action and code", async () => {
    const platform = await startPlatform();
    const page = await openConsole(platform);
    await expect.poll(() => headline(page).getAttribute("data-headline"), SOON).toBe("quiet");
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    await row(page, "alarm-1").waitFor();
    const words = await row(page, "alarm-1").innerText();
    for (const word of [
      "Critical",
      "K7QF",
      "Solvent vapour high-high",
      "Cabinet 17",
      "23.4 %LEL",
      "> 20 %LEL",
      "Not acknowledged",
      "no sparks",
    ])
      expect(words).toContain(word);
    expect(await headline(page).innerText()).toContain("1 alarm not acknowledged");
    const age = row(page, "alarm-1").locator("time");
    const first = await age.innerText();
    await expect.poll(() => age.innerText(), SOON).not.toBe(first);
  });

  test("acknowledging in one window shows in another, and only when the journal has it", async () => {
    const platform = await startPlatform();
    const [one, two] = [await openConsole(platform), await openConsole(platform)];
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    await row(one, "alarm-1")
      .getByRole("button", { name: /^Acknowledge/ })
      .click();
    for (const page of [one, two]) await row(page, "alarm-1").getByText("Acknowledged", { exact: true }).waitFor();
    expect(await row(two, "alarm-1").innerText()).toContain("by operator");
    expect(platform.desk.timeline("alarm-1").map(({ kind }) => kind)).toEqual(["raised", "acknowledged"]);
  });

  test("while the platform has not answered, the row says sending and keeps its state", async () => {
    const platform = await startPlatform();
    const page = await openConsole(platform);
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route("**/acknowledge", async (route) => {
      await held;
      await route.continue();
    });
    await row(page, "alarm-1")
      .getByRole("button", { name: /^Acknowledge/ })
      .click();
    await row(page, "alarm-1").getByText("Sending…").waitFor();
    expect(await row(page, "alarm-1").innerText()).toContain("Not acknowledged");
    answer();
    await row(page, "alarm-1").getByText("Acknowledged", { exact: true }).waitFor();
  });

  test("the keyboard alone: choose, look, comment and acknowledge, attend, reset, with the answer in sight", async () => {
    const platform = await startPlatform();
    const page = await openConsole(platform);
    platform.desk.raise(gasAlarm({ raisedAt: recent(), latching: true }));
    platform.desk.raise(gasAlarm({ id: "alarm-2", code: "AB23", priority: "low", raisedAt: recent() }));
    await row(page, "alarm-2").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("a");
    await row(page, "alarm-2").getByText("Acknowledged", { exact: true }).waitFor();
    expect(platform.desk.get("alarm-1")?.annunciation).toBe("unacknowledged");

    await page.keyboard.press("k");
    await page.keyboard.press("c");
    await page.keyboard.type("window open, on my way - a");
    await page.keyboard.press("Enter");
    await row(page, "alarm-1").getByText("Acknowledged", { exact: true }).waitFor();
    await page.locator(".timeline").getByText("window open, on my way - a").waitFor();

    await page.keyboard.press("Escape");
    await page.keyboard.press("t");
    await row(page, "alarm-1").getByText("operator is on the way").waitFor();
    platform.desk.clear("alarm-1");
    await row(page, "alarm-1").getByText("Latched, to be reset").waitFor();
    await page.keyboard.press("r");
    await row(page, "alarm-1").waitFor({ state: "detached" });
    await page.getByText("This alarm has ended").waitFor();
    expect(platform.desk.entries.filter(({ actor }) => actor === "user:operator").map(({ kind }) => kind)).toEqual([
      "signed-in",
      "acknowledged",
      "acknowledged",
      "attended",
      "reset",
    ]);
  });

  test("5000 alarms keep the page small, and the last is reached by the keyboard", async () => {
    const platform = await startPlatform();
    for (let index = 0; index < 5000; index += 1)
      platform.desk.raise(gasAlarm({ id: `alarm-${index}`, raisedAt: epochMs(1_000_000 + index) }));
    const page = await openConsole(platform);
    expect(await page.locator("[data-alarm]").count()).toBeLessThan(60);
    await page.keyboard.press("k");
    await row(page, "alarm-0").waitFor();
    expect(await row(page, "alarm-0").getAttribute("aria-posinset")).toBe("5000");
  });

  test("an engineer looks and comments but is offered no acknowledging", async () => {
    const platform = await startPlatform();
    const page = await openConsole(platform, { user: "engineer" });
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    await row(page, "alarm-1").waitFor();
    expect(await page.getByRole("button", { name: /^Acknowledge/ }).count()).toBe(0);
    await page.keyboard.press("j");
    await page.keyboard.press("a");
    await page.keyboard.press("c");
    await page.keyboard.type("cause: bottle left open");
    await page.keyboard.press("Enter");
    await page.locator(".timeline").getByText("cause: bottle left open").waitFor();
    expect(platform.desk.get("alarm-1")?.annunciation).toBe("unacknowledged");
  });
});

/** A gas alarm that says what its value is measured in. */
const measuredAlarm = (over: Parameters<typeof gasAlarm>[0] = {}) => {
  const { description } = gasAlarm();
  const measured = { unit: "%LEL", limit: { direction: "high", setpoint: 20, deadband: 1 } } as const;
  return gasAlarm({ raisedAt: recent(), description: { ...description, measured }, ...over });
};

const read = (platform: BrowserPlatform, value: number) =>
  platform.board.put({ signal: "cab-17/vapour", at: epochMs(Date.now()), receivedAt: epochMs(Date.now()), value, quality: "good" });

test("a row follows its signal: the value now, which way it goes against the limit, and what it was at raising", async () => {
  const platform = await startPlatform();
  const page = await openConsole(platform);
  platform.desk.raise(measuredAlarm());
  await row(page, "alarm-1").locator("[data-value=raised]").getByText("23.4 %LEL").waitFor(SOON);
  for (const value of [24, 25.5]) {
    read(platform, value);
    await row(page, "alarm-1").locator("[data-value=now]").getByText(`${value} %LEL`).waitFor(SOON);
  }
  const trend = row(page, "alarm-1").locator("[data-trend]");
  await expect.poll(() => trend.getAttribute("data-course"), SOON).toBe("worse");
  expect(await row(page, "alarm-1").innerText()).toMatch(/rising, worse[\s\S]*limit > 20 %LEL[\s\S]*raised at 23.4 %LEL/);
  for (const value of [20, 10, 5]) read(platform, value);
  await expect.poll(() => trend.getAttribute("data-course"), SOON).toBe("better");
});

test("what is not acknowledged blinks fast, slowly when it has gone by itself, and not at all for whoever asks for less motion", async () => {
  const platform = await startPlatform();
  platform.desk.raise(gasAlarm({ raisedAt: recent() }));
  platform.desk.raise(gasAlarm({ id: "gone", code: "AB23", raisedAt: recent() }));
  platform.desk.clear("gone");
  platform.desk.raise(gasAlarm({ id: "seen", code: "CD45", raisedAt: recent() }));
  platform.desk.command({ kind: "operator-command", id: "1", verb: "acknowledge", alarmId: "seen", by: "li" });
  /** Whether its edge is lit, in each of the four states of the clock that all marks go by; it is set here and not waited for. */
  const lit = (page: Page, id: string) =>
    row(page, id)
      .locator("svg path")
      .first()
      .evaluate((path) =>
        ["", "fast", "slow", "fast slow"].map((dark) => {
          document.documentElement.dataset["dark"] = dark;
          const { stroke } = getComputedStyle(path);
          return stroke !== "none" && stroke !== "rgba(0, 0, 0, 0)";
        }),
      );
  const page = await openConsole(platform);
  await row(page, "seen").waitFor();
  await page.waitForSelector("html[data-dark]", { state: "attached" });
  expect(await lit(page, "alarm-1")).toEqual([true, false, true, false]);
  expect(await lit(page, "gone")).toEqual([true, true, false, false]);
  expect(await lit(page, "seen")).toEqual([false, false, false, false]);
  const calm = await openConsole(platform, { reducedMotion: "reduce" });
  await row(calm, "alarm-1").waitFor();
  expect([await lit(calm, "alarm-1"), await lit(calm, "gone")]).toEqual([Array(4).fill(true), Array(4).fill(true)]);
});

describe("under a hand the list stands still", () => {
  const order = (page: Page) => page.locator("[data-alarm]").evaluateAll((rows) => rows.map((each) => each.getAttribute("data-alarm")));

  test("what is new waits and is told, what ends keeps its place, and all is as it should be when the hand has gone", async () => {
    const platform = await startPlatform();
    platform.desk.raise(gasAlarm({ id: "one", code: "AB23", priority: "low", raisedAt: recent() }));
    platform.desk.raise(gasAlarm({ id: "two", code: "CD45", priority: "low", raisedAt: recent() }));
    const page = await openConsole(platform);
    await row(page, "one").hover();
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    const bar = page.locator("[data-out-of-sight=waiting]");
    await bar.getByText("1 new alarm waits").waitFor(SOON);
    expect(await bar.innerText()).toContain("Critical: Solvent vapour high-high");
    expect(await headline(page).innerText()).toContain("3 alarms not acknowledged");
    platform.desk.command({ kind: "operator-command", id: "1", verb: "acknowledge", alarmId: "two", by: "li" });
    platform.desk.clear("two");
    await row(page, "two").getByText("Ended").waitFor(SOON);
    expect(new Set(await order(page))).toEqual(new Set(["one", "two"]));
    await page.mouse.move(5, 5);
    await expect.poll(() => order(page), SOON).toEqual(["alarm-1", "one"]);
    expect(await bar.count()).toBe(0);
  });

  test("but for what lives depend on: that is on top at once, and a press meant for another row is not taken", async () => {
    const platform = await startPlatform();
    platform.desk.raise(gasAlarm({ id: "one", code: "AB23", priority: "low", raisedAt: recent() }));
    const page = await openConsole(platform);
    await row(page, "one").hover();
    platform.desk.raise(gasAlarm({ priority: "medium", lifeSafety: true, raisedAt: recent() }));
    await row(page, "alarm-1").waitFor(SOON);
    expect(await row(page, "alarm-1").getAttribute("aria-posinset")).toBe("1");
    await page.locator(".settling").waitFor(SOON);
    await page.locator(".settling").waitFor({ state: "detached", ...SOON });
  });
});

test("scrolled down, the list says what is not acknowledged above, and leads there", async () => {
  const platform = await startPlatform();
  for (let index = 0; index < 60; index += 1)
    platform.desk.raise(
      gasAlarm({ id: `alarm-${index}`, raisedAt: epochMs(1_000_000 + index), priority: index === 59 ? "critical" : "high" }),
    );
  const page = await openConsole(platform);
  await row(page, "alarm-59").waitFor();
  await page.keyboard.press("k");
  await row(page, "alarm-0").waitFor();
  const bar = page.locator("[data-out-of-sight=above]");
  await bar.getByText("not acknowledged above").waitFor(SOON);
  await bar.getByRole("button").click();
  await bar.waitFor({ state: "detached" });
  expect(await row(page, "alarm-59").isVisible()).toBe(true);
});

test("a thousand alarms at once leave the gravest on top, the count right, and no page error", async () => {
  const platform = await startPlatform();
  const page = await openConsole(platform);
  for (let index = 0; index < 1000; index += 1)
    platform.desk.raise(
      gasAlarm({ id: `alarm-${index}`, raisedAt: epochMs(Date.now() - index), priority: index % 2 === 0 ? "medium" : "low" }),
    );
  platform.desk.raise(gasAlarm({ id: "worst", code: "XY78", raisedAt: recent() }));
  await row(page, "worst").waitFor(SOON);
  await expect.poll(() => headline(page).innerText(), SOON).toContain("1,001 alarms");
  expect(await row(page, "worst").getAttribute("aria-posinset")).toBe("1");
});

test.each([
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
])("at $width x $height no value, state, place or first action is cut, in either language, and beside an open alarm", async (viewport) => {
  const platform = await startPlatform();
  platform.desk.raise(measuredAlarm({ lifeSafety: true, firstOut: "zone" }));
  platform.notifications.tell("alarm-1", { reach: "delivered", personId: "wang", others: 2 });
  for (const locale of ["en-GB", "zh-CN"]) {
    const page = await openConsole(platform, { viewport, locale });
    await row(page, "alarm-1").waitFor();
    const cut = () =>
      row(page, "alarm-1").evaluate((each) => {
        const inner = each.getBoundingClientRect();
        return [...each.querySelectorAll(".facts > *, .facts b, .facts .small, .actions")]
          .filter((part) => part instanceof HTMLElement && part.offsetParent !== null)
          .filter((part) => {
            const box = part.getBoundingClientRect();
            return part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== "inline"
              ? true
              : box.right > inner.right + 1 || box.bottom > inner.bottom + 1;
          })
          .map((part) => part.textContent);
      });
    expect(await cut()).toEqual([]);
    const overlaps = () =>
      row(page, "alarm-1").evaluate((each) => {
        const [actions] = each.querySelectorAll(".actions");
        const edge = actions?.getBoundingClientRect();
        return [...each.querySelectorAll(".facts > *")]
          .filter((part) => {
            const { right, bottom, width } = part.getBoundingClientRect();
            return edge !== undefined && width > 0 && right > edge.left + 1 && bottom > edge.top + 1;
          })
          .map((part) => part.textContent);
      });
    expect(await overlaps()).toEqual([]);
    if (viewport.width < 760) continue;
    await page.keyboard.press("j");
    await page.locator(".detail").waitFor();
    expect([await cut(), await overlaps()]).toEqual([[], []]);
  }
});
