import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { signInByCookie } from "../../test/support/browser-chromium.ts";
import { consoleTests } from "../../test/support/browser-console.ts";
import { WEB_FOLDER } from "../../test/support/fresh-console.ts";

const { startPlatform, openWindow } = consoleTests({ serviceWorkers: "block" });

async function openPage(): Promise<{ page: Page; url: string }> {
  const { url } = await startPlatform();
  return { page: await openWindow(), url };
}

/** Scripts of pages: what no other page needs before somebody goes there. */
const PAGE_SCRIPTS = /assets\/\w+Page-[\w-]+\.js$/;

test("every page is there before anybody goes to it, and is opened without the network", async () => {
  const { page, url } = await openPage();
  const loaded: string[] = [];
  page.on("response", (response) => void (PAGE_SCRIPTS.test(response.url()) && loaded.push(response.url())));
  await signInByCookie(page, url);
  const built = readdirSync(join(WEB_FOLDER, "assets")).filter((name) => PAGE_SCRIPTS.test(`assets/${name}`));
  expect(built.length).toBeGreaterThanOrEqual(12);
  await expect.poll(() => new Set(loaded).size).toBe(built.length);
  await page.waitForLoadState("networkidle");
  await page.route("**/assets/**", (route) => route.abort());
  for (const [key, title] of [
    ["2", "Signals"],
    ["3", "Journal"],
    ["4", "Health"],
    ["5", "Figures"],
    ["6", "Who is on duty"],
    ["8", "Impaired protection"],
  ] as const) {
    await page.keyboard.press(key);
    await page.locator("main").getByRole("heading", { name: title }).first().waitFor();
  }
});

test("a page that cannot be loaded says so, keeps the alarms at hand, and comes when it is tried again", async () => {
  const { page, url } = await openPage();
  let isAway = true;
  await page.route(PAGE_SCRIPTS, (route) => (isAway ? route.abort() : route.continue()));
  await signInByCookie(page, url);
  await page.keyboard.press("3");
  const failed = page.locator("[data-page=failed]");
  await failed.getByText("This page could not be loaded").waitFor();
  expect(await page.locator("[data-headline]").isVisible()).toBe(true);
  await failed.getByRole("button", { name: "Try again" }).press("Enter");
  await failed.waitFor();
  isAway = false;
  await failed.getByRole("button", { name: "Try again" }).press("Enter");
  await page.locator("main").getByRole("heading", { name: "Journal" }).waitFor();
});
