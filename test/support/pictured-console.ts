import type { Language } from "@labcanary/domain/basics";
import { milliseconds, minus } from "@labcanary/domain/basics";
import type { Page, Request } from "playwright-core";
import { expect } from "vitest";
import { giveNameAndPassword } from "./browser-chromium.ts";
import type { ConsoleTests } from "./browser-console.ts";
import type { BrowserPlatform, PlatformSetup } from "./browser-platform.ts";
import { createMemorySiteChanges } from "./browser-site-change.ts";
import { createSettableClock, type SettableClock } from "./clock.ts";
import { putPicturedLedgers } from "./pictured-ledgers.ts";
import { PICTURED_AT, PICTURED_BOOKS, PICTURED_DEVICES, picturedPath, picturedSite, putPictured } from "./pictured-site.ts";
import { type BookTime, createBookTime } from "./pictured-writer.ts";

/** How a page is looked at: on the wall, at a desk or on a phone; in a language; by day or by night. */
export interface Look {
  readonly name: string;
  readonly size: keyof typeof SIZES;
  readonly language: Language;
  readonly scheme: "light" | "dark";
}

const SIZES = {
  wall: { width: 1920, height: 1080 },
  desk: { width: 1280, height: 720 },
  phone: { width: 390, height: 844 },
} as const;

const LANGUAGES = ["en", "zh"] as const;
const SCHEMES = ["light", "dark"] as const;

/** A window, and the sizes it is looked at in; it is opened in the first. */
export interface Screen {
  readonly name: string;
  readonly sizes: readonly Look["size"][];
  readonly language: Language;
}

/**
 * The wall and the desk are one window that is made smaller: what costs time is coming to a state, not looking at it. A phone is another,
 * since a page that opens on one is laid out otherwise; so is each language, since it is the browser's as well.
 */
export const SCREENS: readonly Screen[] = LANGUAGES.flatMap((language) => [
  { name: `wall and desk, ${language}`, sizes: ["wall", "desk"], language },
  { name: `phone, ${language}`, sizes: ["phone"], language },
]);

const looksOfSize = (size: Look["size"], language: Language): readonly Look[] =>
  SCHEMES.map((scheme) => ({ name: `${size}-${language}-${scheme}`, size, language, scheme }));
/** All twelve. */
export const LOOKS: readonly Look[] = SCREENS.flatMap(({ sizes, language }) => sizes.flatMap((size) => looksOfSize(size, language)));

export interface PicturedWindow {
  readonly page: Page;
  /** Brings it into each look of its own, one after the other; it is as large as it was when all have been looked at. */
  looks(): AsyncIterable<Look>;
  /** Resolves when the page has been painted, and painted again, with nothing asked for in between. */
  settle(): Promise<void>;
  /** How it looks once that is so. */
  glance(): Promise<Buffer>;
  /** How it looks once that does not change any more. */
  picture(): Promise<Buffer>;
  /** Whether it has been told all there is. */
  isFollowing(): boolean;
}

/**
 * From one pulse to the next, as live-socket.ts has it: the platform stands so long before the moment of the pictures until somebody has
 * signed in, and the pulse that comes then says that very moment.
 */
const PULSE = milliseconds(900);

/** A window whose time stands still, and in which nothing moves. */
export async function openPictured({ openWindow }: ConsoleTests, { sizes, language }: Omit<Screen, "name">): Promise<PicturedWindow> {
  const [opened = "desk"] = sizes;
  const page = await openWindow({
    locale: language === "en" ? "en-GB" : "zh-CN",
    timezoneId: "Asia/Shanghai",
    colorScheme: "light",
    reducedMotion: "reduce",
    viewport: SIZES[opened],
    serviceWorkers: "block",
  });
  // A console names itself by its id, which would be another each time.
  await page.addInitScript(() => localStorage.setItem("labcanary.console.id", "00a1c0de000040008000000000000000"));
  const underWay = new Set<Request>();
  page.on("request", (request) => underWay.add(request));
  page.on("requestfinished", (request) => underWay.delete(request));
  page.on("requestfailed", (request) => underWay.delete(request));
  let isFollowing = false;
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => (isFollowing ||= String(payload).includes('"snapshot"'))));
  await page.clock.setFixedTime(minus(PICTURED_AT, PULSE));
  async function settle(): Promise<void> {
    do {
      await expect.poll(() => underWay.size).toBe(0);
      await page.evaluate(async () => {
        await document.fonts.ready;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
      });
    } while (underWay.size > 0);
  }
  const devtools = await page.context().newCDPSession(page);
  async function glance(): Promise<Buffer> {
    await settle();
    // Of a screenshot of playwright's a third is packing it small, which nobody needs here.
    await page.evaluate(hideWhatDiffers);
    const { data } = await devtools.send("Page.captureScreenshot", { format: "png", optimizeForSpeed: true });
    return Buffer.from(data, "base64");
  }
  async function* looks(): AsyncGenerator<Look> {
    for (const size of sizes) {
      if (size !== opened) await page.setViewportSize(SIZES[size]);
      for (const look of looksOfSize(size, language)) {
        await page.emulateMedia({ colorScheme: look.scheme });
        yield look;
      }
    }
    if (sizes.length > 1) await page.setViewportSize(SIZES[opened]);
  }
  return {
    page,
    looks,
    settle,
    glance,
    isFollowing: () => isFollowing,
    async picture() {
      // What is still being asked for, laid out or scrolled differs from one picture to the next.
      for (let before: Buffer = Buffer.alloc(0); ; ) {
        const taken = await glance();
        if (taken.equals(before)) return taken;
        before = taken;
      }
    },
  };
}

/**
 * In the page. What is never the same: the caret, and the code of a door, which is of this installation alone. By a sheet of its own, which
 * the content security policy lets pass.
 */
function hideWhatDiffers(): void {
  if (document.adoptedStyleSheets.length > 0) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    "* { caret-color: transparent !important; } [data-door] svg { visibility: hidden; } [data-door] .address { display: none; }",
  );
  document.adoptedStyleSheets = [sheet];
}

export interface PicturedPlatform {
  readonly platform: BrowserPlatform;
  readonly bookTime: BookTime;
  readonly clock: SettableClock;
}

/** A platform that stands at the same moment, so that two runs of the same sources look the same. */
export async function startPictured({ startPlatform }: ConsoleTests, setup: PlatformSetup = {}): Promise<PicturedPlatform> {
  const clock = createSettableClock(minus(PICTURED_AT, PULSE));
  const bookTime = createBookTime(clock);
  const platform = await startPlatform({
    clock,
    bookTime,
    site: picturedSite(),
    rejects: () => [],
    siteChanges: createMemorySiteChanges(),
    path: picturedPath,
    devices: PICTURED_DEVICES,
    ...setup,
  });
  platform.alarmBooks = PICTURED_BOOKS;
  return { platform, bookTime, clock };
}

/** The same, with all that has happened there: a night with its alarms, and some weeks in the books of the safety office. */
export async function startLivedIn(tests: ConsoleTests, setup: PlatformSetup = {}): Promise<PicturedPlatform> {
  const pictured = await startPictured(tests, setup);
  putPictured(pictured.platform);
  putPicturedLedgers(pictured.platform.ledgers, pictured.bookTime);
  return pictured;
}

/** Signs in by hand, so that the list of sessions says which browser it is, and waits for the books, which come with a pulse. */
export async function enterPictured(
  { page, isFollowing }: PicturedWindow,
  { platform, clock }: PicturedPlatform,
  user: string,
): Promise<void> {
  await giveNameAndPassword(page, platform.url, user);
  await expect.poll(() => isFollowing()).toBe(true);
  // Both clocks go on together: the page knows of no difference between them.
  await page.clock.setFixedTime(PICTURED_AT);
  clock.advance(PULSE);
  await page.waitForSelector("[data-headline]:not([data-headline=connecting])");
  // From here on every page says the same time; on a phone the clock is not in sight.
  await page.locator("time.clock").filter({ hasText: "16:00:00" }).waitFor({ state: "attached" });
}
