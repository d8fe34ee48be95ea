import { epochMs, hours, milliseconds, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { PathFigures } from "@labcanary/domain/ports";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../test/support/browser-alarm-desk.ts";
import { consoleTests, DESK, SOON } from "../../test/support/browser-console.ts";
import { type BrowserPlatform } from "../../test/support/browser-platform.ts";
import { limitRule, signal, testSite } from "../../test/support/site.ts";
import type { Role } from "./accounts/roles.ts";

const { startPlatform, openConsole } = consoleTests(DESK);

const now = () => epochMs(Date.now());
const VAPOUR = "cab-17/vapour";
const TEMPERATURE = "cab-17/temperature";
const SITE = testSite({
  signals: [
    signal({ rules: [limitRule({ lifeSafety: true })] }),
    signal({ key: TEMPERATURE, name: "temperature", label: { en: "Temperature", zh: "温度" }, rules: [limitRule({ priority: "low" })] }),
  ],
});

const figures = (): PathFigures => ({
  connections: 1,
  acceptedFrames: 10,
  durable: 100,
  rules: 100,
  history: 100,
  ruleBooks: { received: 0, readings: 0, duplicate: 0, rejected: 0, quarantined: 0 },
  logBytes: 2 ** 20,
  logBudget: 2 ** 30,
  wrongClocks: 0,
  canary: { state: "beats", every: seconds(60), lastCompletedAt: now(), latency: milliseconds(40) },
  version: "1.2.3",
  startedAt: now(),
});

async function open(
  setup: {
    readonly user?: string;
    readonly users?: Readonly<Record<string, Role>>;
    readonly path?: () => PathFigures;
    readonly window?: BrowserContextOptions;
  } = {},
): Promise<{ page: Page; platform: BrowserPlatform }> {
  const platform = await startPlatform({
    site: SITE,
    path: setup.path ?? figures,
    ...(setup.users === undefined ? {} : { users: setup.users }),
  });
  const page = await openConsole(platform, { ...setup.window, user: setup.user });
  return { page, platform };
}

const line = (page: Page, kind: string) => page.locator(`[data-register="${kind}"]`);
const shelved = () => ({ by: "li", at: now(), until: plus(now(), minutes(20)), reason: "fan is being mended", mode: "timed" as const });

/** A signal of life safety that is silent, and that somebody proposes to take out of service, and a shelved alarm of it. */
function impair({ board, desk }: BrowserPlatform): void {
  board.put({ signal: VAPOUR, receivedAt: now(), impairment: "silent" });
  desk.raise(gasAlarm({ id: "s", shelved: shelved() }));
  desk.serviceCommand({
    kind: "service-command",
    id: "p",
    verb: "propose",
    signal: VAPOUR,
    by: "engineer",
    until: plus(now(), hours(4)),
    reason: "new probe",
    measure: "thermometer on the shelf",
  });
}

describe("the register", () => {
  test("comes from the strip, has all it counts, and follows what is done there", async () => {
    const { page, platform } = await open();
    impair(platform);
    const strip = page.locator('[data-impaired="silent"] a');
    await expect.poll(() => strip.innerText(), SOON).toContain("1");
    await strip.press("Enter");
    await expect.poll(() => new URL(page.url()).pathname, SOON).toBe("/protection/silent");
    await line(page, "silent").waitFor(SOON);
    await expect.poll(() => page.locator("[data-register]").count(), SOON).toBe(1);
    await expect.poll(() => line(page, "silent").innerText(), SOON).toMatch(/Solvent vapour[\s\S]*Life safety[\s\S]*Silent/);

    await page.keyboard.press("8");
    await line(page, "shelved").waitFor(SOON);
    await expect.poll(() => page.locator("[data-register-total]").getAttribute("data-register-total"), SOON).toBe("3");
    await expect.poll(() => line(page, "shelved").innerText(), SOON).toMatch(/fan is being mended[\s\S]*by li[\s\S]*in 19 min/);
    const proposal = line(page, "out-of-service-proposed");
    await expect.poll(() => proposal.innerText(), SOON).toMatch(/by engineer[\s\S]*thermometer on the shelf/);

    const silent = line(page, "silent");
    await silent.getByText("No measure protects people meanwhile.").waitFor(SOON);
    await silent.getByRole("button", { name: /^Write a measure/ }).press("Enter");
    await silent.getByLabel(/^What protects people meanwhile/).fill("portable detector on the bench");
    await silent.getByLabel("Who deals with it").fill("Chen");
    await silent.getByRole("button", { name: "Write down" }).press("Enter");
    await expect
      .poll(() => silent.innerText(), SOON)
      .toMatch(/Meanwhile: portable detector on the bench[\s\S]*written by operator[\s\S]*Dealt with by Chen/);
    expect(platform.desk.entries.at(-1)).toMatchObject({ kind: "measure-noted", detail: { before: {}, after: { dealtBy: "Chen" } } });

    await line(page, "shelved").getByRole("button", { name: "Unshelve" }).press("Enter");
    await line(page, "shelved").waitFor({ state: "detached", ...SOON });
    await proposal.getByRole("button", { name: "Approve" }).press("Enter");
    await line(page, "out-of-service").waitFor(SOON);
    await expect.poll(() => line(page, "out-of-service").innerText(), SOON).toContain("approved by operator");
    await expect.poll(() => page.locator('[data-impaired="out-of-service"]').innerText(), SOON).toContain("1");

    await page.getByLabel("Search").fill("thermometer");
    await line(page, "silent").waitFor({ state: "detached", ...SOON });
    await expect.poll(() => line(page, "out-of-service").count(), SOON).toBe(1);
    await page.getByLabel("Search").fill("no such words");
    await page.getByText("Nothing matches. 2 lines are in the register.").waitFor(SOON);
  });

  test("is given out as a file, and grouped by room", async () => {
    const { page, platform } = await open();
    impair(platform);
    await page.keyboard.press("8");
    await line(page, "silent").waitFor(SOON);
    await page.getByLabel("Group by room").check();
    await page.getByRole("rowheader", { name: /Room 114/ }).waitFor(SOON);
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-csv]").click()]);
    expect(download.suggestedFilename()).toMatch(/^impaired-protection-\d{4}-\d{2}-\d{2}\.csv$/);
  });

  test("on a phone in Chinese, to somebody who only looks: nothing to press, and nothing beyond the edge", async () => {
    const window = { locale: "zh-CN", viewport: { width: 390, height: 844 } };
    const { page, platform } = await open({ user: "inspector", window, users: { inspector: "inspector" } });
    impair(platform);
    await page.goto(`${platform.url}/protection`);
    await line(page, "silent").waitFor(SOON);
    expect(await line(page, "silent").innerText()).toMatch(/溶剂蒸气[\s\S]*生命安全[\s\S]*静默/);
    expect(await page.locator("[data-register] button").count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await page.locator(".frame").evaluate((frame) => frame.scrollWidth - frame.clientWidth)).toBeLessThanOrEqual(0);
  });
});

test("the availability of a room is told with what kept it from being protected", async () => {
  const { page, platform } = await open();
  platform.board.put({ signal: VAPOUR, receivedAt: epochMs(now() - minutes(5)), impairment: "silent" });
  await page.goto(`${platform.url}/availability`);
  const room = page.locator('[data-room="room-114"]');
  await room.waitFor(SOON);
  await page.getByRole("button", { name: "7 days" }).click();
  await expect.poll(() => page.getByRole("button", { name: "7 days" }).getAttribute("aria-pressed"), SOON).toBe("true");
  expect(await room.innerText()).toMatch(/Room 114[\s\S]*% protected[\s\S]*1 signal is needed/);
});

describe("the way of a reading", () => {
  test("each station has its figures, and a wrong one says what it costs", async () => {
    let told = figures();
    const { page } = await open({ path: () => told });
    await page.keyboard.press("4");
    const connections = page.locator('[data-figure="connections"]');
    await connections.waitFor(SOON);
    expect(await page.locator("[data-station]").evaluateAll((all) => all.map((one) => one.getAttribute("data-station")))).toEqual([
      "devices",
      "broker",
      "log",
      "rules",
      "alarms",
      "people",
      "history",
      "platform",
    ]);
    expect(await connections.getAttribute("data-wrong")).toBe("false");
    told = { ...figures(), connections: 0, canary: { state: "lost", every: seconds(60), missing: "accepted" } };
    await expect.poll(() => connections.innerText(), SOON).toContain("no danger is seen");
    const canary = page.locator('[data-figure="canary"]');
    await expect.poll(() => canary.innerText(), SOON).toMatch(/Wrong[\s\S]*no gateway took it[\s\S]*Real alarms may not reach people/);
    await expect.poll(() => page.locator("[data-concern]").getAttribute("data-concern"), SOON).toBe("canary-lost");
  });

  test("on a phone it is a list in Chinese", async () => {
    const { page, platform } = await open({ window: { locale: "zh-CN", viewport: { width: 390, height: 844 } } });
    await page.goto(`${platform.url}/health`);
    await page.locator('[data-station="devices"]').getByText("连接", { exact: true }).waitFor(SOON);
    const lefts = await page.locator(".way > li").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
    expect(new Set(lefts).size).toBe(1);
    expect(await page.locator(".health").evaluate((frame) => frame.scrollWidth - frame.clientWidth)).toBeLessThanOrEqual(0);
  });
});

describe("the headline", () => {
  test("is quiet only when nothing is impaired, and else leads to where the worst is told", async () => {
    const { page, platform } = await open();
    const headline = page.locator("[data-headline]");
    await expect.poll(() => headline.getAttribute("data-headline"), SOON).toBe("quiet");
    platform.board.put({ signal: VAPOUR, receivedAt: now(), impairment: "simulated" });
    await expect.poll(() => headline.innerText(), SOON).toContain("1 signal is simulated and tells nothing of the building");
    platform.board.put({ signal: TEMPERATURE, receivedAt: now(), impairment: "faulty" });
    await expect.poll(() => headline.innerText(), SOON).toContain("No alarms — but 1 signal is faulty");
    await page.locator("[data-concern]").press("Enter");
    await line(page, "faulty").waitFor(SOON);
  });
});
