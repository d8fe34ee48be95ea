import { type BrowserContextOptions, devices, type Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { startCuttableWire } from "../../test/support/browser-chromium.ts";
import { consoleTests } from "../../test/support/browser-console.ts";
import { PASSWORD } from "../../test/support/browser-platform.ts";
import { gasList } from "../../test/support/checks.ts";

const PHONE: BrowserContextOptions = { ...devices["Pixel 7"], viewport: { width: 390, height: 844 }, locale: "en-GB" };
const tests = consoleTests(PHONE);
/** How long a page may take over something that needs no waiting; only ever reached by a failure. */
const SOON = { timeout: 30_000 };

const photographed = gasList({ items: gasList().items.map((item) => (item.id === "chained" ? { ...item, photo: true } : item)) });
const item = (page: Page, id: string) => page.locator(`[data-item=${id}]`);

/** What is wider than the phone, and what is too small for a thumb. */
const measure = (page: Page) =>
  page.evaluate(() => {
    const touched = [...document.querySelectorAll("[data-check-sheet] :is(button, .button)")].filter((element) =>
      element.checkVisibility(),
    );
    return {
      sideways: document.documentElement.scrollWidth - innerWidth,
      small: touched.filter((element) => element.getBoundingClientRect().height < 44).map((element) => element.textContent?.trim()),
    };
  });

test("a check is done on a phone, through a tunnel: what is entered there waits, is never shown as kept, and is sent with its own time", async () => {
  let port = 0;
  const wire = await startCuttableWire(() => port);
  onTestFinished(() => wire.close());
  const platform = await tests.startPlatform({ users: { chen: "responder" }, origins: [wire.url] });
  port = platform.dashboard.address.port;
  platform.ledgers.openCheck("room-114", photographed);
  const check = () => platform.ledgers.checks().get(1);
  const page = await tests.openWindow();
  await page.goto(`${wire.url}/safety/checks`);
  await page.fill("[name=username]", "chen");
  await page.fill("[name=password]", PASSWORD);
  await page.press("[name=password]", "Enter");
  await page.locator("[data-check='1']").tap(SOON);

  await item(page, "chained").getByRole("button", { name: "Yes" }).tap(SOON);
  await item(page, "chained").locator("[data-kept=yes]").waitFor(SOON);
  expect(check()?.answers["chained"]?.saidAt).toBeUndefined();
  expect(await measure(page)).toEqual({ sideways: 0, small: [] });

  wire.cut();
  await page.locator(".bar[data-stale]").waitFor(SOON);
  // No alarm, and nothing else that may be old, is to be seen beside the sheet.
  expect(
    await page
      .locator(".console > :not(main)")
      .evaluateAll((parts) => parts.filter((part) => part.checkVisibility({ visibilityProperty: true })).length),
  ).toBe(0);
  await item(page, "pressure").getByRole("spinbutton").fill("9.5");
  await item(page, "pressure").getByRole("button", { name: "Enter" }).tap();
  await item(page, "chained")
    .locator("[data-photo=chained]")
    .setInputFiles({ name: "a.jpg", mimeType: "image/jpeg", buffer: await pictureOf(page) });
  await page.locator("[data-waiting='2']").waitFor(SOON);
  expect(await item(page, "pressure").locator("[data-waits]").innerText()).toContain("9.5 bar");
  expect(await item(page, "pressure").locator("[data-kept]").count()).toBe(0);
  expect(check()?.answers["pressure"]).toBeUndefined();
  expect(await page.getByRole("button", { name: "Sign as checked" }).isEnabled()).toBe(false);

  wire.heal();
  await item(page, "pressure").locator("[data-kept=number]").waitFor(SOON);
  await expect.poll(() => page.locator("[data-waiting]").count(), SOON).toBe(0);
  expect(check()?.answers["pressure"]).toMatchObject({ failed: true, answer: { kind: "number", value: 9.5 } });
  expect(check()?.answers["pressure"]?.saidAt).toBeLessThanOrEqual(check()?.answers["pressure"]?.at ?? 0);
  expect(await item(page, "pressure").innerText()).toContain("Hazard HZ-1");
  expect(check()?.photos["chained"]).toHaveLength(1);

  await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign as checked" }).tap();
  await page.locator("[data-signed]").waitFor(SOON);
  expect(check()).toMatchObject({ state: "done", signed: { by: "user:chen", meaning: "checked" } });
}, 60_000);

/** As a browser can read it. */
async function pictureOf(page: Page): Promise<Buffer> {
  const drawn = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 320;
    canvas.height = 240;
    canvas.getContext("2d")?.fillRect(20, 20, 100, 100);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
  });
  return Buffer.from(drawn);
}
