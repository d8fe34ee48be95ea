import type { HealthItem } from "@labcanary/domain/ports";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests, DESK, SOON } from "../../test/support/browser-console.ts";
import { createMemorySiteChanges, siteProposal } from "../../test/support/browser-site-change.ts";
import { limitRule, signal, testSite } from "../../test/support/site.ts";

const { startPlatform, openConsole } = consoleTests(DESK);

const WAITS: HealthItem = { name: "site", state: "degraded", detail: "version a1 stays in force: b2 waits" };

/** The health page of somebody, while a change waits. */
async function openHealth(user: string, waiting = siteProposal(), options: BrowserContextOptions = {}) {
  const siteChanges = createMemorySiteChanges(waiting);
  const platform = await startPlatform({
    siteChanges,
    users: { operator: "operator", wang: "engineer", li: "engineer" },
  });
  platform.health = platform.health.map((item) => (item.name === "site" ? WAITS : item));
  const page = await openConsole(platform, { ...options, user });
  await page.keyboard.press("4");
  await change(page).waitFor();
  return { page, platform, siteChanges };
}

const change = (page: Page) => page.locator("[data-site-change]");
const button = (page: Page, name: string) => change(page).getByRole("button", { name });

describe("a change of the site that waits", () => {
  test("is on the health page with what is different, and the second person puts it in force", async () => {
    const { page, siteChanges } = await openHealth("li");
    const words = await change(page).innerText();
    for (const word of [
      "A change of the site waits for a second person",
      "Version a1 stays in force; version b2",
      "Changed by wang",
      "cab-17/vapour/high-high",
      "setpoint 20 %LEL → 30 %LEL",
      "firstAction Leave → Look",
      "looser",
      "lives depend on it",
      "cab-17/vapour/ceiling",
      "added",
      "tighter",
    ])
      expect(words).toContain(word);
    await button(page, "Agree: put it in force").click();
    await expect.poll(() => change(page).count(), SOON).toBe(0);
    expect(siteChanges.decided).toEqual([{ verb: "approve", version: "b2", by: "li" }]);
    expect(await page.locator(".said").innerText()).toBe("You agreed to the change of the site.");
  });

  test("is rejected with a reason, which then stands there", async () => {
    const { page, siteChanges } = await openHealth("li");
    await button(page, "Reject…").click();
    expect(await button(page, "Reject this change").isDisabled()).toBe(true);
    await change(page).getByLabel("Why not").fill("the extraction is being repaired");
    await button(page, "Reject this change").click();
    await expect.poll(() => change(page).getAttribute("data-site-change"), SOON).toBe("rejected");
    expect(await change(page).innerText()).toContain("Rejected by li: the extraction is being repaired.");
    expect(await change(page).getByRole("button").count()).toBe(0);
    expect(siteChanges.decided).toEqual([{ verb: "reject", version: "b2", by: "li", reason: "the extraction is being repaired" }]);
  });

  test("is not its author's to agree to, and the page says so before anybody tries", async () => {
    const { page } = await openHealth("wang");
    expect(await button(page, "Agree: put it in force").isDisabled()).toBe(true);
    expect(await change(page).innerText()).toContain("You made this change. Somebody else has to agree to it.");
    expect(await button(page, "Reject…").isEnabled()).toBe(true);
  });

  test("without the name of its author waits for that", async () => {
    const { changedBy: _changedBy, ...nameless } = siteProposal();
    const { page } = await openHealth("li", nameless);
    expect(await button(page, "Agree: put it in force").isDisabled()).toBe(true);
    expect(await change(page).innerText()).toContain("The site file does not say who changed it");
  });

  test("is seen, but not decided, by an operator", async () => {
    const { page } = await openHealth("operator");
    expect(await change(page).getByRole("button").count()).toBe(0);
    expect(await change(page).innerText()).toContain("An engineer or an administrator who did not make this change can agree to it.");
  });

  test("what the platform refuses is told, and the change is read again", async () => {
    const { page, siteChanges } = await openHealth("li");
    siteChanges.refusal = "SITE_CHANGE_OTHER_VERSION";
    siteChanges.waiting = siteProposal({ version: "c3" });
    await button(page, "Agree: put it in force").click();
    await expect.poll(() => page.locator(".said").innerText(), SOON).toContain("The change that waits is another one by now.");
    await expect.poll(() => change(page).innerText(), SOON).toContain("version c3");
  });

  test("appears by itself on a page that is open, in Chinese as well", async () => {
    const { page, platform, siteChanges } = await openHealth("li", siteProposal(), {
      locale: "zh-CN",
      viewport: { width: 390, height: 844 },
    });
    const words = await change(page).innerText();
    for (const word of ["有站点更改等待第二人批准", "firstAction 撤离 → 查看", "放宽", "批准并生效"]) expect(words).toContain(word);
    siteChanges.waiting = siteProposal({ version: "c3" });
    platform.health = platform.health.map((item) =>
      item.name === "site" ? { ...WAITS, detail: "version a1 stays in force: c3 waits" } : item,
    );
    await expect.poll(() => change(page).innerText(), SOON).toContain("c3");
  });
});

test("an alarm says when its rule has changed since it was raised", async () => {
  const changed = signal({ rules: [limitRule({ id: "cab-17/vapour/high-high", version: "now2" })] });
  const platform = await startPlatform({ site: testSite({ signals: [changed] }) });
  platform.desk.raise(gasAlarm());
  const page = await openConsole(platform);
  await page.locator('[data-alarm="alarm-1"]').click();
  await expect
    .poll(() => page.locator("[data-rule-changed]").innerText(), SOON)
    .toBe("Raised by version 1 of the rule; the rule has changed since, and is version now2.");
});
