import { epochMs } from "@labcanary/domain/basics";
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests, goTo } from "../../test/support/browser-console.ts";
import { PASSWORD } from "../../test/support/browser-platform.ts";
import { peopleOf, testSite } from "../../test/support/site.ts";
import { writtenJournal } from "../../test/support/written-journal.ts";

const { startPlatform, openConsole } = consoleTests({ viewport: { width: 390, height: 844 } });

test("on a phone a hazard is filed about an alarm, agreed on, remedied, and written off by somebody else", async () => {
  const site = testSite({ people: [...testSite().people, ...peopleOf("officer", "other")] });
  const platform = await startPlatform({ site, users: { officer: "safety-officer", other: "safety-officer" } });
  platform.desk.raise(gasAlarm());
  const code = platform.desk.get("alarm-1")?.code;
  const { ledgers } = platform;
  const stateOf = () => ledgers.hazards().get(1)?.state;
  const page = await openConsole(platform, { user: "officer", locale: "en-GB" });
  await goTo(page, `/a/${code}`);
  await page.locator("[data-file-hazard]").click();
  const words = page.locator("form [name=words]");
  await expect.poll(() => words.inputValue()).toContain(String(code));
  await words.fill("<b>leaks</b> at the valve");
  await page.getByRole("button", { name: "File", exact: true }).click();
  await page.locator("[data-state=filed]").getByText("<b>leaks</b> at the valve").first().waitFor();
  expect(ledgers.hazards().get(1)).toMatchObject({ zoneId: "cabinet-17", origin: "alarm", alarm: { id: "alarm-1" } });

  await page.locator("form [name=responsible]").selectOption("wang");
  for (const [name, text] of Object.entries({ department: "Chemistry", measures: "new valve", funds: "200 CNY", interimPlan: "closed" }))
    await page.locator(`form [name=${name}]`).fill(text);
  await page.locator("form [name=deadline]").fill("2020-01-01T08:00");
  await page.getByRole("button", { name: "Agree", exact: true }).click();
  await page.getByRole("alert").getByText("The deadline must lie ahead").waitFor();
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, "2026-11-22T08:05".length);
  await page.locator("form [name=deadline]").fill(tomorrow);
  await page.getByRole("button", { name: "Agree", exact: true }).click();
  await page.locator("[data-state=settled]").waitFor();
  await page
    .locator("[data-photo-input]")
    .setInputFiles({ name: "valve.png", mimeType: "image/png", buffer: PNG.sync.write(new PNG({ width: 64, height: 48 })) });
  await expect.poll(() => ledgers.hazards().get(1)?.photos.length).toBe(1);
  await page.locator("form [name=words]").first().fill("valve replaced");
  await page.getByRole("button", { name: "Say it is done" }).click();
  await page.locator("[data-state=remedied]").waitFor();
  const verify = async (on: typeof page): Promise<void> => {
    await on.getByLabel("I have looked: it is remedied").check();
    await on.locator("form [name=words]").first().fill("tight");
    await on.locator("form [name=password]").fill(PASSWORD);
    await on.getByRole("button", { name: "Sign", exact: true }).click();
  };
  await verify(page);
  await page.getByRole("alert").getByText("Somebody else must verify").waitFor();
  expect(stateOf()).toBe("remedied");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  const others = await openConsole(platform, { user: "other", locale: "en-GB" });
  await goTo(others, "/safety/hazards/1");
  await verify(others);
  // Told live, without anybody asking again.
  for (const each of [page, others]) await each.locator("[data-state=written-off]").waitFor();
  expect(ledgers.hazards().get(1)?.checks).toMatchObject([{ by: "user:other", passed: true }]);

  // Somebody is in the photo and asks: it is gone wherever it was, and everybody reads when, by whom and why.
  const photo = ledgers.hazards().get(1)?.photos[0];
  const detail = { record: "hazard/1", zone: "cabinet-17", act: { act: "photographed", photo } };
  writtenJournal(platform.dataFolder).append({ at: epochMs(Date.now()), kind: "hazard-recorded", actor: "user:officer", detail });
  await others.locator("[data-remove-photo]").click();
  await others.locator("form [name=reason]").fill("she asked for it");
  await others.locator("form:has([name=reason]) [name=password]").fill(PASSWORD);
  await others.getByRole("button", { name: "Remove", exact: true }).click();
  await others.locator("[data-photo-gone]").getByText("by other: she asked for it").waitFor();
  expect(await others.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("on a phone in Chinese a standing measure is written down, and its review is signed", async () => {
  const platform = await startPlatform({ users: { officer: "safety-officer" } });
  const page = await openConsole(platform, { user: "officer", locale: "zh-CN" });
  await goTo(page, "/safety/measures");
  await page.locator("[data-add-measure]").click();
  await page.locator("form [name=zone]").selectOption("cabinet-17");
  await page.locator("form [name=words]").fill("双人在场");
  await page.locator("form [name=owner]").selectOption("wang");
  const inDays = (count: number): string => new Date(Date.now() + count * 86_400_000).toISOString().slice(0, "2026-11-22T08:05".length);
  await page.locator("form [name=reviewBy]").fill(inDays(30));
  const hazards = page.locator("form [name=hazards]");
  await hazards.fill("HZ-x");
  const save = page.getByRole("button", { name: "保存" });
  expect(await save.isDisabled()).toBe(true);
  await hazards.fill("");
  await save.click();
  await page.locator("[data-measure='1']").getByText("双人在场").waitFor();
  await page.locator("[data-verb=review]").click();
  await page.locator("form [name=words]").fill("有效");
  await page.locator("form [name=reviewBy]").fill(inDays(60));
  await page.locator("form [name=password]").fill(PASSWORD);
  await page.getByRole("button", { name: "签字" }).click();
  await expect.poll(() => platform.ledgers.standingMeasures().get(1)?.reviews).toMatchObject([{ by: "user:officer", words: "有效" }]);
});
