import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { epochMs } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import { type BrowserContextOptions, devices, type Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { type CuttableWire, startCuttableWire } from "../../test/support/browser-chromium.ts";
import { consoleTests } from "../../test/support/browser-console.ts";
import { type BrowserPlatform, PASSWORD, type PlatformSetup } from "../../test/support/browser-platform.ts";
import { WEB_FOLDER } from "../../test/support/fresh-console.ts";
import { exifSegment } from "../../test/support/pictures.ts";
import { testSite } from "../../test/support/site.ts";

const PHONE: BrowserContextOptions = { ...devices["Pixel 7"], viewport: { width: 390, height: 844 }, locale: "en-GB" };
const tests = consoleTests(PHONE);
/** A phone of its own. */
const openPhone = tests.openWindow;

/** How long a page may take over something that needs no waiting; only ever reached by a failure. */
const SOON = { timeout: 30_000 };
const recent = () => epochMs(Date.now() - 5000);

/** The place has a telephone, its building another, and the security centre one; chen is a responder who was texted. */
function site(): Site {
  const base = testSite();
  return {
    ...base,
    securityCentrePhone: "+861062780110",
    zones: base.zones.map((zone) => (zone.id === "room-114" ? { ...zone, phone: "+861062780114" } : zone)),
    people: [...base.people, { id: "chen-jie", account: "chen", name: "Chen Jie", language: "zh", phone: "+8613800000005" }],
  };
}

async function startPlatform(setup: PlatformSetup = {}): Promise<BrowserPlatform> {
  const users = { chen: "responder", li: "operator" } as const;
  return tests.startPlatform({ site: site(), users, ...setup });
}

/** The platform behind a wire that a test can cut: a phone in a lift. */
async function startBehindWire(setup: PlatformSetup = {}): Promise<{ platform: BrowserPlatform; wire: CuttableWire }> {
  let port = 0;
  const wire = await startCuttableWire(() => port);
  onTestFinished(() => wire.close());
  const platform = await startPlatform({ ...setup, origins: [wire.url] });
  port = platform.dashboard.address.port;
  return { platform, wire };
}

async function signInOn(page: Page, url: string, { user = "chen", code = "" } = {}): Promise<void> {
  await page.goto(url);
  await page.fill("[name=username]", user);
  await page.fill("[name=password]", PASSWORD);
  if (code !== "") await page.fill("[name=alarm-code]", code);
  await page.press("[name=password]", "Enter");
  await page.waitForSelector("[data-headline]:not([data-headline=connecting])");
}

/** What is wider than the phone, and what is too small for a thumb, of all that can be touched in a part of the page. */
const measure = (page: Page, within: string) =>
  page.evaluate((selector) => {
    const touched = [...document.querySelectorAll(`${selector} :is(button, a, .button)`)].filter((element) => element.checkVisibility());
    return {
      sideways: document.documentElement.scrollWidth - innerWidth,
      small: touched.filter((element) => element.getBoundingClientRect().height < 44).map((element) => element.textContent?.trim()),
    };
  }, within);

const kindsOf = (platform: BrowserPlatform) => platform.desk.entries.map(({ kind }) => kind);
const overlay = (page: Page) => page.locator("[data-stale]");
const bar = (page: Page) => page.locator("[data-responder-bar]");
const row = (page: Page, alarmId: string) => page.locator(`[data-alarm="${alarmId}"]`);

/** A picture as a phone takes it: 2400 × 1800, with a place in its EXIF. */
async function photoOf(page: Page): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const drawn = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 2400;
    canvas.height = 1800;
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("no canvas");
    for (let stripe = 0; stripe < 60; stripe += 1) {
      context.fillStyle = `hsl(${stripe * 6} 60% 50%)`;
      context.fillRect(stripe * 40, 0, 40, 1800);
    }
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
  });
  const buffer = Buffer.concat([Buffer.from(drawn.slice(0, 2)), exifSegment("GPS 39.9042N 116.4074E"), Buffer.from(drawn.slice(2))]);
  return { name: "IMG_0312.jpg", mimeType: "image/jpeg", buffer };
}

describe("a responder", () => {
  test("opens the alarm by the code of the text, takes charge with one touch, sees where, calls the room, and says made safe", async () => {
    const platform = await startPlatform();
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    const page = await openPhone();
    await signInOn(page, platform.url, { code: "k7qf" });
    const detail = page.getByRole("complementary", { name: "Alarm K7QF" });
    await detail.waitFor(SOON);
    expect(await detail.locator("[data-where]").innerText()).toMatch(/Chemistry Building\s+.*Room 114\s+.*Cabinet 17/);
    expect(await detail.getByText("Wang Fang").isVisible()).toBe(true);
    expect(await bar(page).getByRole("link", { name: "Call Room 114" }).getAttribute("href")).toBe("tel:+861062780114");
    expect(await page.locator("a[href^='tel:']").evaluateAll((links) => links.map((link) => link.getAttribute("href")))).not.toContain(
      "tel:+8613800000001",
    );
    expect(await bar(page).getByRole("button", { name: "Made safe…" }).count()).toBe(0);

    await bar(page).getByRole("button", { name: "I take charge" }).tap();
    await bar(page).getByRole("button", { name: "Made safe…" }).waitFor(SOON);
    await expect.poll(() => bar(page).getByRole("button", { name: "I take charge" }).count(), SOON).toBe(0);
    expect(kindsOf(platform)).toEqual(expect.arrayContaining(["acknowledged", "attended"]));

    await bar(page).getByRole("button", { name: "Made safe…" }).tap();
    const sheet = page.getByRole("dialog", { name: "Report K7QF safe" });
    expect(await sheet.innerText()).toContain("the condition still stands");
    await sheet.getByRole("textbox").fill("valve shut");
    await sheet.getByRole("button", { name: "The place is safe" }).tap();
    await detail.locator("[data-safe=condition-stands]").getByText("valve shut").waitFor(SOON);
    expect(platform.desk.get("alarm-1")).toMatchObject({ annunciation: "acknowledged", reportedSafe: { by: "chen", words: "valve shut" } });
    await page
      .getByRole("button", { name: /^Close/ })
      .first()
      .tap();
    expect(await row(page, "alarm-1").locator("[data-safe]").innerText()).toMatch(/^Safe: chen \d\d:\d\d, still active$/);
  });

  test("finds first what was told to them, and has no verb of the security centre", async () => {
    const platform = await startPlatform();
    const at = recent();
    platform.desk.raise(gasAlarm({ raisedAt: at, priority: "low" }));
    platform.desk.raise(gasAlarm({ id: "alarm-2", code: "B2B2", raisedAt: at }));
    const told = { notificationId: "n", kind: "alarm", step: "now", as: "responsible", personId: "chen-jie", channel: "sms" } as const;
    platform.notifications.deliveriesOf.set("alarm-1", [{ ...told, dueAt: at, at, state: "delivered" }]);
    platform.notifications.deliveriesOf.set("alarm-2", [{ ...told, dueAt: at, at, state: "waiting" }]);
    const page = await openPhone();
    await signInOn(page, platform.url);
    await page.locator("[data-yours='1']").getByRole("button", { name: /K7QF/ }).tap();
    const detail = page.getByRole("complementary", { name: "Alarm K7QF" });
    await detail.waitFor();
    for (const verb of ["Shelve…", "Give to…", "Reset"]) expect(await detail.getByRole("button", { name: verb }).count()).toBe(0);
  });

  test("is told when no alarm of a code stands, and comes from the address of one without signing in anew", async () => {
    const platform = await startPlatform();
    const page = await openPhone();
    await signInOn(page, platform.url, { code: "ZZZZ" });
    await page.getByRole("heading", { name: "No alarm with the code ZZZZ stands now" }).waitFor(SOON);
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    await page.goto(`${platform.url}/a/k7qf`);
    await page.getByRole("complementary", { name: "Alarm K7QF" }).waitFor(SOON);
    expect(new URL(page.url()).pathname).toBe("/");
  });

  test.each(["en-GB", "zh-CN"])("reaches everything with one hand, in %s: 44 px, nothing sideways, five entries below", async (locale) => {
    const platform = await startPlatform();
    platform.desk.raise(gasAlarm({ raisedAt: recent(), acknowledgedAt: recent(), acknowledgedBy: "li", annunciation: "acknowledged" }));
    const page = await openPhone({ locale });
    await signInOn(page, platform.url, { code: "K7QF" });
    await bar(page).waitFor(SOON);
    expect(await measure(page, "[data-responder-bar]")).toEqual({ sideways: 0, small: [] });
    const { bottom } = await bar(page).evaluate((element) => element.getBoundingClientRect());
    expect(Math.abs(bottom - 844)).toBeLessThan(2);
    await page.keyboard.press("Escape");
    expect(await measure(page, ".rail")).toEqual({ sideways: 0, small: [] });
    const entries = page.locator(".rail > :visible");
    expect(await entries.count()).toBeLessThanOrEqual(5);
    await page.locator("[data-more]").tap();
    const more = page.getByRole("dialog");
    expect(await measure(page, "[role=dialog] nav")).toEqual({ sideways: 0, small: [] });
    await more.locator("a[href='/health']").tap();
    await expect.poll(() => new URL(page.url()).pathname).toBe("/health");
    expect(await page.locator("[data-more]").getAttribute("class")).toContain("here");
  });
});

describe("a photo", () => {
  test("is made smaller, loses its place, and is in the timeline with its hash", async () => {
    const platform = await startPlatform();
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    const page = await openPhone();
    await signInOn(page, platform.url, { code: "K7QF" });
    const picture = await photoOf(page);
    await bar(page).locator("[data-photo-input]").setInputFiles(picture);
    const shown = page.locator("[data-photos] img");
    await shown.waitFor(SOON);
    await shown.scrollIntoViewIfNeeded();
    await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth), SOON).toBe(1600);
    const line = platform.desk.entries.find(({ kind }) => kind === "photo-added");
    expect(line).toMatchObject({ actor: "user:chen", detail: { type: "image/jpeg", width: 1600, height: 1200 } });
    const hash = String(line?.detail["sha256"]);
    const kept = readFileSync(join(platform.dataFolder, "photos", hash.slice(0, 2), hash));
    expect(kept.includes("GPS")).toBe(false);
    expect(kept.includes("Exif")).toBe(false);
    expect(kept.byteLength).toBeLessThan(picture.buffer.byteLength);
  });

  test("taken without a link waits on the phone, says so, survives the end of the page, and is added once when the link is back", async () => {
    const { platform, wire } = await startBehindWire();
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    const page = await openPhone();
    await signInOn(page, wire.url, { code: "K7QF" });
    await bar(page).waitFor(SOON);
    const picture = await photoOf(page);
    wire.cut();
    await overlay(page).waitFor(SOON);
    expect(await overlay(page).getByRole("link", { name: "Call the security centre" }).getAttribute("href")).toBe("tel:+861062780110");
    await overlay(page).locator("[data-photo-input]").setInputFiles(picture);
    await overlay(page).getByText("Not sent yet: 1 photo.").waitFor(SOON);
    expect(kindsOf(platform)).not.toContain("photo-added");
    wire.heal();
    await page.reload();
    await expect.poll(() => kindsOf(platform).filter((kind) => kind === "photo-added").length, SOON).toBe(1);
    await expect.poll(() => page.locator("[data-photos-waiting]").count(), SOON).toBe(0);
    expect(platform.desk.get("alarm-1")?.photos).toBe(1);
  });
});

describe("in a tunnel", () => {
  test("the phone says within 3 s that it is blind, sends no verb later, and has all that came meanwhile when it is out", async () => {
    const { platform, wire } = await startBehindWire();
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    const page = await openPhone();
    await signInOn(page, wire.url, { code: "K7QF" });
    await bar(page).waitFor(SOON);
    const blindAfter = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const from = performance.now();
          new MutationObserver((_changes, observer) => {
            if (document.querySelector("[data-stale]") === null) return;
            observer.disconnect();
            resolve(performance.now() - from);
          }).observe(document.body, { childList: true, subtree: true });
        }),
    );
    wire.freeze();
    await bar(page).getByRole("button", { name: "I take charge" }).tap();
    expect(await blindAfter).toBeLessThan(3000);
    platform.desk.raise(gasAlarm({ id: "alarm-2", code: "B2B2", raisedAt: recent() }));
    platform.desk.clear("alarm-1");
    // The page gives the verb up by itself: it does not go out with the healed link.
    await page.locator(".said").getByText("No answer from the platform.").waitFor({ state: "attached", timeout: 15_000 });
    wire.heal();
    await overlay(page).waitFor({ state: "detached", ...SOON });
    await page.getByText("Gone, not acknowledged").first().waitFor(SOON);
    await page.keyboard.press("Escape");
    await row(page, "alarm-2").waitFor(SOON);
    expect(kindsOf(platform)).not.toContain("acknowledged");
    expect(kindsOf(platform)).not.toContain("attended");
  });
});

/** Resolves when the shell is on the device and its worker answers for the page. */
const shellKept = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller !== null) return;
    await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
  });

describe("installed", () => {
  test("opened without a link it is a shell that says loudly that it is blind, and no alarm is ever shown or kept from before", async () => {
    const { platform, wire } = await startBehindWire();
    platform.desk.raise(gasAlarm({ raisedAt: recent() }));
    const page = await openPhone();
    await signInOn(page, wire.url);
    await row(page, "alarm-1").waitFor(SOON);
    await shellKept(page);
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      const all = await Promise.all(
        names.map(async (name) => {
          const cache = await caches.open(name);
          return Promise.all(
            (await cache.keys()).map(async ({ url }) => ({ path: new URL(url).pathname, text: await (await cache.match(url))?.text() })),
          );
        }),
      );
      return all.flat();
    });
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.filter(({ path }) => !path.startsWith("/assets/"))).toEqual([]);
    expect(kept.filter(({ text = "" }) => text.includes("alarm-1") || text.includes("23.4 %LEL"))).toEqual([]);

    wire.cut();
    await page.goto(wire.url);
    await overlay(page).getByText("This screen is not current").waitFor(SOON);
    const words = await overlay(page).innerText();
    expect(words).toMatch(/No connection since this page was opened at \d\d:\d\d/);
    expect(words).toMatch(/This device last had one at \d\d:\d\d/);
    expect(await page.locator("[data-alarm]").count()).toBe(0);
    expect(await page.locator("body").innerText()).not.toContain("Solvent vapour");
    expect(await page.locator("[data-headline]").getAttribute("data-headline")).toBe("connecting");
    const answered = await page.evaluate(() =>
      fetch("/api/v1/alarms").then(
        () => "answered",
        () => "nothing",
      ),
    );
    expect(answered).toBe("nothing");

    wire.heal();
    await overlay(page).waitFor({ state: "detached", ...SOON });
    await row(page, "alarm-1").waitFor(SOON);
    // Who looks is asked for again as well: the buttons are theirs.
    await row(page, "alarm-1").getByRole("button", { name: "Acknowledge Code" }).waitFor(SOON);
  });

  test("takes a newer version without being stuck on the old one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "labcanary-phone-version-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(WEB_FOLDER, folder, { recursive: true });
    const { wire } = await startBehindWire({ webFolder: folder });
    const page = await openPhone();
    await signInOn(page, wire.url);
    await shellKept(page);
    const [before] = await page.evaluate(() => caches.keys());
    expect(await page.locator("[data-new-version]").count()).toBe(0);

    // A newer platform: another page, another worker.
    const worker = readFileSync(join(folder, "service-worker.js"), "utf8");
    rmSync(join(folder, "service-worker.js.gz"));
    writeFileSync(
      join(folder, "service-worker.js"),
      worker.replace(/"version":"\w+"/, '"version":"newer"').replace("<title>LabCanary", "<title>Newer"),
    );
    const html = readFileSync(join(folder, "index.html"), "utf8");
    writeFileSync(join(folder, "index.html"), html.replace("<head>", '<head><meta name="version" content="newer" />'));
    wire.cut();
    await overlay(page).waitFor(SOON);
    wire.heal();
    await page.locator("[data-new-version]").getByRole("button", { name: "Load it" }).tap(SOON);
    await page.locator("meta[name=version]").waitFor({ state: "attached", ...SOON });
    expect(await page.evaluate(() => caches.keys())).toEqual(["labcanary-shell-newer"]);
    expect(before).not.toBe("labcanary-shell-newer");
  });

  test("has a manifest in the language of the phone, whose icons are there in their sizes", async () => {
    const platform = await startPlatform();
    for (const [language, name] of [
      ["zh-CN,zh;q=0.9", "LabCanary 报警"],
      ["en-GB", "LabCanary alarms"],
    ] as const) {
      const answer = await fetch(`${platform.url}/manifest.webmanifest`, { headers: { "accept-language": language } });
      expect(answer.headers.get("content-type")).toContain("application/manifest+json");
      const manifest = (await answer.json()) as {
        name: string;
        icons: readonly { src: string; sizes: string; type: string; purpose: string }[];
      };
      expect(manifest).toMatchObject({ name, display: "standalone", start_url: "/", scope: "/" });
      expect(manifest.icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual([
        "any any",
        "192x192 any",
        "512x512 any",
        "512x512 maskable",
      ]);
      for (const { src, type, sizes } of manifest.icons) {
        const icon = await fetch(`${platform.url}${src}`);
        expect([icon.status, icon.headers.get("content-type")]).toEqual([200, expect.stringContaining(type)]);
        const bytes = Buffer.from(await icon.arrayBuffer());
        if (type === "image/png") expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
      }
    }
    expect(readdirSync(WEB_FOLDER)).toContain("service-worker.js");
    const worker = await fetch(`${platform.url}/service-worker.js`);
    expect(worker.headers.get("cache-control")).toBe("no-cache");
  });
});

test("on a link of 50 kB/s and 400 ms the first alarm is on the screen within 10 s", async () => {
  const platform = await startPlatform();
  platform.desk.raise(gasAlarm({ raisedAt: recent() }));
  const page = await openPhone();
  await signInOn(page, platform.url);
  await page.goto("about:blank");
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.clearBrowserCache");
  await session.send("ServiceWorker.enable").catch(() => undefined);
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 400,
    downloadThroughput: 50_000,
    uploadThroughput: 50_000,
  });
  const began = Date.now();
  await page.goto(platform.url, { waitUntil: "commit" });
  await row(page, "alarm-1").waitFor(SOON);
  const took = Date.now() - began;
  console.info(`first alarm on 50 kB/s, 400 ms: ${took} ms`);
  expect(took).toBeLessThan(10_000);
});
