import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Language } from "@labcanary/domain/basics";
import { milliseconds } from "@labcanary/domain/basics";
import axe from "axe-core";
import type { Browser, Page, Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { buildConsole, launchChromium, signInByHand } from "../../test/support/browser-chromium.ts";
import { startBrowserPlatform } from "../../test/support/browser-platform.ts";
import { createMemorySiteChanges } from "../../test/support/browser-site-change.ts";
import { createRealClock } from "../../test/support/browser-real-clock.ts";
import { createSettableClock } from "../../test/support/clock.ts";
import { PICTURED_AT, PICTURED_DEVICES, picturedPath, picturedSite, putPictured } from "../../test/support/pictured-site.ts";
import { differenceFromReviewed, POINT_TOLERANCE } from "../../test/support/reviewed-pictures.ts";
import type { PageName } from "./pages.ts";

/** How a page is come to, and what on it shows that it is all there. A page that is added must be added here. */
const SHOWN: Readonly<Record<PageName, { readonly path: string; readonly shows: string }>> = {
  alarms: { path: "/", shows: "[data-alarm]" },
  code: { path: "/a/K7QF", shows: "aside.detail canvas" },
  signals: { path: "/signals", shows: "main table tbody tr" },
  signal: { path: "/signals/cab-17/vapour", shows: "main canvas" },
  history: {
    path: `/history?signals=cab-17/vapour,fridge-2/temperature&from=${PICTURED_AT - 7_200_000}&to=${PICTURED_AT}`,
    shows: "main canvas",
  },
  plans: { path: "/plans/ground-floor", shows: "[data-mark]" },
  planEditor: { path: "/plan-editor/ground-floor", shows: "main h2" },
  try: { path: "/try/cab-17/vapour", shows: "main form" },
  journal: { path: "/journal", shows: "[data-line]" },
  protection: { path: "/protection", shows: "[data-register-total]" },
  availability: { path: "/availability", shows: "[data-room], [data-availability-none]" },
  figures: { path: "/figures", shows: "main table" },
  duty: { path: "/duty", shows: "[data-week] tbody tr" },
  people: { path: "/people", shows: "[data-person]" },
  routes: { path: "/routes", shows: "main li" },
  channels: { path: "/channels", shows: "main li" },
  "hand-over": { path: "/hand-over", shows: "[data-hand-over-sign]" },
  health: { path: "/health", shows: "main h2" },
  accounts: { path: "/administration", shows: "[data-account]" },
  sessions: { path: "/administration/sessions", shows: "main li" },
  tokens: { path: "/administration/tokens", shows: "[data-add]" },
  devices: { path: "/administration/devices", shows: "[data-device]" },
  account: { path: "/account", shows: "[data-second-factor]" },
  wall: { path: "/wall", shows: "[data-wall]" },
};

interface Look {
  readonly name: string;
  readonly language: Language;
  readonly scheme: "light" | "dark";
  readonly width: number;
  readonly height: number;
  /** Pages that are shown so; every one, where none are named. */
  readonly only?: readonly PageName[];
  /** Whether axe looks as well: once for each scheme and each shape of the page is enough. */
  readonly judged: boolean;
}
/** The wall, the desk and the phone; both languages and both schemes. */
const LOOKS: readonly Look[] = [
  {
    name: "wall-en-light",
    language: "en",
    scheme: "light",
    width: 1920,
    height: 1080,
    judged: false,
    only: ["alarms", "code", "plans", "history", "wall"],
  },
  { name: "desk-en-light", language: "en", scheme: "light", width: 1280, height: 720, judged: true },
  { name: "desk-zh-dark", language: "zh", scheme: "dark", width: 1280, height: 720, judged: true },
  { name: "phone-zh-light", language: "zh", scheme: "light", width: 390, height: 844, judged: true },
];

/** WCAG 2.2 AA, and what it grew from. */
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Experimental in axe: it takes figures and marks beside a name for part of its label. */
const AXE_LEFT_OUT = ["label-content-name-mismatch"];
/** As long as a time, or as large as a place on a drawing: what WCAG 2.5.8 excepts as essential. Each has its like in a list. */
const DRAWN_TO_SCALE = ["a.bar", "button.zone[data-place]"];

let browser: Browser;
let webFolder: string;
beforeAll(async () => {
  webFolder = mkdtempSync(join(tmpdir(), "labcanary-every-page-"));
  [browser] = await Promise.all([launchChromium(), buildConsole(webFolder)]);
});
afterAll(async () => {
  await browser?.close();
  rmSync(webFolder, { recursive: true, force: true });
});

/** The platform and the browser stand at one moment, so that two runs of the same sources look the same. */
async function open({ language, scheme, width, height }: Look): Promise<{ readonly page: Page; readonly settle: () => Promise<void> }> {
  const clock = createSettableClock(PICTURED_AT);
  const platform = await startBrowserPlatform({
    clock,
    webFolder,
    site: picturedSite(),
    rejects: () => [],
    siteChanges: createMemorySiteChanges(),
    path: picturedPath,
    devices: PICTURED_DEVICES,
  });
  putPictured(platform);
  const context = await browser.newContext({
    locale: language === "en" ? "en-GB" : "zh-CN",
    timezoneId: "Asia/Shanghai",
    colorScheme: scheme,
    reducedMotion: "reduce",
    viewport: { width, height },
    serviceWorkers: "block",
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const underWay = new Set<Request>();
  page.on("request", (request) => underWay.add(request));
  page.on("requestfinished", (request) => underWay.delete(request));
  page.on("requestfailed", (request) => underWay.delete(request));
  await page.clock.setFixedTime(PICTURED_AT);
  await signInByHand(page, platform.url, "administrator");
  // The books come with a pulse.
  clock.advance(milliseconds(0));
  /** Resolves when the page has been painted, and painted again, with nothing asked for in between. */
  async function settle(): Promise<void> {
    do {
      await expect.poll(() => underWay.size).toBe(0);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));
    } while (underWay.size > 0);
  }
  return { page, settle };
}

async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  await page.evaluate((drawn) => {
    const { axe } = globalThis as unknown as { axe: { configure(options: object): void } };
    axe.configure({ rules: [{ id: "target-size", selector: `*:not(${drawn})` }] });
  }, DRAWN_TO_SCALE.join(", "));
  return page.evaluate(
    async ({ tags, left }) => {
      const { violations } = await (
        globalThis as unknown as { axe: { run(options: object): Promise<{ violations: readonly Violation[] }> } }
      ).axe.run({
        runOnly: { type: "tag", values: tags },
        rules: Object.fromEntries(left.map((rule) => [rule, { enabled: false }])),
      });
      interface Violation {
        readonly id: string;
        readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
      }
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ""}`),
      );
    },
    { tags: AXE_TAGS, left: AXE_LEFT_OUT },
  );
}

describe.each(LOOKS)("on $name", (look) => {
  test("every page looks as it was reviewed, and nobody is kept from it", async () => {
    const { page, settle } = await open(look);
    const wrong: string[] = [];
    for (const name of look.only ?? (Object.keys(SHOWN) as PageName[])) {
      const { path, shows } = SHOWN[name];
      await page.evaluate((to) => {
        history.pushState(null, "", to);
        dispatchEvent(new PopStateEvent("popstate"));
      }, path);
      await page.locator(shows).first().waitFor();
      await settle();
      const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
      const difference = differenceFromReviewed(`${name}-${look.name}`, picture);
      if (difference > POINT_TOLERANCE) wrong.push(`${name}: ${(difference * 100).toFixed(2)} % of its points are not as reviewed`);
      if (look.judged) wrong.push(...(await violationsOf(page)).map((violation) => `${name}: ${violation}`));
    }
    expect(wrong).toEqual([]);
  });
});

test("nobody is kept from signing in, from the sheets laid over a page, or from a quiet one", async () => {
  const { url } = await startBrowserPlatform({ clock: createRealClock(), webFolder, site: picturedSite() });
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", serviceWorkers: "block" });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(url);
  await page.locator("[name=password]").waitFor();
  const wrong = (await violationsOf(page)).map((violation) => `sign-in: ${violation}`);
  await signInByHand(page, url);
  wrong.push(...(await violationsOf(page)).map((violation) => `quiet: ${violation}`));
  for (const sheet of ["s", "?"]) {
    await page.keyboard.press(sheet);
    await page.getByRole("dialog").waitFor();
    wrong.push(...(await violationsOf(page)).map((violation) => `sheet ${sheet}: ${violation}`));
    await page.keyboard.press("Escape");
  }
  expect(wrong).toEqual([]);
});
