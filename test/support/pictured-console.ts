import type { Language } from "@labcanary/domain/basics";
import { minus, seconds } from "@labcanary/domain/basics";
import type { Page, Request } from "playwright-core";
import { expect } from "vitest";
import { giveNameAndPassword } from "./browser-chromium.ts";
import type { ConsoleTests } from "./browser-console.ts";
import type { BrowserPlatform, PlatformSetup } from "./browser-platform.ts";
import { createMemorySiteChanges } from "./browser-site-change.ts";
import { createSettableClock, type SettableClock } from "./clock.ts";
import { PICTURED_AT, PICTURED_DEVICES, picturedPath, picturedSite } from "./pictured-site.ts";

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

/** All twelve. */
export const LOOKS: readonly Look[] = (["wall", "desk", "phone"] as const).flatMap((size) =>
  LANGUAGES.flatMap((language) => SCHEMES.map((scheme) => ({ name: `${size}-${language}-${scheme}`, size, language, scheme }))),
);

export interface PicturedWindow {
  readonly page: Page;
  /** Resolves when the page has been painted, and painted again, with nothing asked for in between. */
  settle(): Promise<void>;
  picture(): Promise<Buffer>;
  /** Whether it has been told all there is. */
  isFollowing(): boolean;
}

/** A pulse comes within it; the platform stands so long before the moment of the pictures until somebody has signed in. */
const PULSE = seconds(1);

/** A window whose time stands still, and in which nothing moves. */
export async function openPictured({ openWindow }: ConsoleTests, { size, language, scheme }: Look): Promise<PicturedWindow> {
  const page = await openWindow({
    locale: language === "en" ? "en-GB" : "zh-CN",
    timezoneId: "Asia/Shanghai",
    colorScheme: scheme,
    reducedMotion: "reduce",
    viewport: SIZES[size],
    serviceWorkers: "block",
  });
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
  return {
    page,
    settle,
    isFollowing: () => isFollowing,
    async picture() {
      // What is still being asked for, laid out or scrolled differs from one picture to the next.
      for (let before: Buffer = Buffer.alloc(0); ; ) {
        await settle();
        const taken = await page.screenshot({ animations: "disabled", caret: "hide" });
        if (taken.equals(before)) return taken;
        before = taken;
      }
    },
  };
}

export interface PicturedPlatform {
  readonly platform: BrowserPlatform;
  readonly clock: SettableClock;
}

/** A platform that stands at the same moment, so that two runs of the same sources look the same. */
export async function startPictured({ startPlatform }: ConsoleTests, setup: PlatformSetup = {}): Promise<PicturedPlatform> {
  const clock = createSettableClock(minus(PICTURED_AT, PULSE));
  const platform = await startPlatform({
    clock,
    site: picturedSite(),
    rejects: () => [],
    siteChanges: createMemorySiteChanges(),
    path: picturedPath,
    devices: PICTURED_DEVICES,
    ...setup,
  });
  return { platform, clock };
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
}
