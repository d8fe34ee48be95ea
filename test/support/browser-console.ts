import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { buildConsole, launchChromium, signInByHand } from "./browser-chromium.ts";
import { type BrowserPlatform, type PlatformSetup, startBrowserPlatform } from "./browser-platform.ts";
import { createRealClock } from "./browser-real-clock.ts";

/** What a file of console tests shares: one browser, and the client as it ships. */
export interface ConsoleTests {
  startPlatform(setup?: PlatformSetup): Promise<BrowserPlatform>;
  /** A window of its own, as on another desk. What the page says is wrong with itself fails the test. */
  openWindow(options?: BrowserContextOptions): Promise<Page>;
  /** A window in which somebody is signed in. */
  openConsole(platform: BrowserPlatform, options?: BrowserContextOptions, url?: string, user?: string): Promise<Page>;
}

/** To be called once, at the top of the file. */
export function consoleTests(): ConsoleTests {
  let browser: Browser | undefined;
  let webFolder = "";
  beforeAll(async () => {
    webFolder = mkdtempSync(join(tmpdir(), "labcanary-console-"));
    [browser] = await Promise.all([launchChromium(), buildConsole(webFolder)]);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(webFolder, { recursive: true, force: true });
  });

  async function openWindow(options: BrowserContextOptions = {}): Promise<Page> {
    if (browser === undefined) throw new Error("the browser is launched before the first test");
    const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1920, height: 1080 }, ...options });
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) wrong.push(message.text());
    });
    onTestFinished(async () => {
      await context.close();
      expect(wrong).toEqual([]);
    });
    return page;
  }

  return {
    startPlatform: (setup = {}) => startBrowserPlatform({ clock: createRealClock(), webFolder, ...setup }),
    openWindow,
    async openConsole(platform, options, url = platform.url, user = "operator") {
      const page = await openWindow(options);
      await signInByHand(page, url, user);
      return page;
    },
  };
}

/** The row of an alarm. */
export const rowOf = (page: Page, alarmId: string): Locator => page.locator(`[data-alarm="${alarmId}"]`);

/** How long a page may take over something that needs no waiting; only ever reached by a failure. */
export const SOON = { timeout: 10_000 };
