import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { launchChromium, signInByCookie } from "./browser-chromium.ts";
import { type BrowserPlatform, type PlatformSetup, startBrowserPlatform } from "./browser-platform.ts";
import { createRealClock } from "./browser-real-clock.ts";
import { WEB_FOLDER } from "./fresh-console.ts";

/** What a file of console tests shares: one browser, and the client as it ships. */
export interface ConsoleTests {
  startPlatform(setup?: PlatformSetup): Promise<BrowserPlatform>;
  /** A window of its own, as on another desk. What the page says is wrong with itself fails the test. */
  openWindow(options?: BrowserContextOptions): Promise<Page>;
  /** A window in which somebody is signed in; resolves when the first snapshot is there. */
  openConsole(platform: BrowserPlatform, options?: BrowserContextOptions & SignedIn): Promise<Page>;
}

/** The operator, on the list of alarms, by the platform's own address, where nothing else is said. */
interface SignedIn {
  readonly user?: string | undefined;
  readonly path?: string;
  readonly url?: string;
}

/** To be called once, at the top of the file, with what its windows are like unless a test says otherwise. */
export function consoleTests(usual: BrowserContextOptions = {}): ConsoleTests {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  async function openWindow(options: BrowserContextOptions = {}): Promise<Page> {
    if (browser === undefined) throw new Error("the browser is launched before the first test");
    const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1920, height: 1080 }, ...usual, ...options });
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
    startPlatform: (setup = {}) => startBrowserPlatform({ clock: createRealClock(), webFolder: WEB_FOLDER, ...setup }),
    openWindow,
    async openConsole(platform, { user, path, url = platform.url, ...options } = {}) {
      const page = await openWindow(options);
      await signInByCookie(page, url, user, path);
      return page;
    },
  };
}

/** What most tests of the desk's pages look at them in. */
export const DESK = { viewport: { width: 1280, height: 720 } } as const;

/** Goes to a page as a link within the console does: without loading it anew. */
export const goTo = (page: Page, path: string): Promise<void> =>
  page.evaluate((to) => {
    history.pushState(null, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);

/** The row of an alarm. */
export const rowOf = (page: Page, alarmId: string): Locator => page.locator(`[data-alarm="${alarmId}"]`);

/** How long a page may take over something that needs no waiting; only ever reached by a failure. */
export const SOON = { timeout: 30_000 };
