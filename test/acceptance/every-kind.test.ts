import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { epochMs } from "@labcanary/domain/basics";
import { FIGURE_KINDS, RULE_KINDS } from "@labcanary/domain/rules";
import { loadScenario, type SimulatedDevice } from "@labcanary/firmware-sim";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Acceptance, startPlatform } from "../support/acceptance.ts";
import { launchChromium } from "../support/browser-chromium.ts";
import { createSettableClock } from "../support/clock.ts";
import { everyKindFile, everyKindSite } from "../support/every-kind.ts";
import { temporaryFolder } from "../support/files.ts";

const STORY = join(import.meta.dirname, "../fixtures/simulation/every-kind.yaml");
/** Of the story, with what is still under way when its last step has been taken. */
const STORY_SECONDS = 40 * 60;
/** Forty minutes of seven devices, second by second, each on disk before the next. */
const PATIENCE = 300_000;
/** 21:00 where the house is: its night has begun. */
const EVENING = epochMs(Date.UTC(2026, 10, 22, 20));

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** A tall console, so that every row is drawn. */
async function openConsole({ platform }: Acceptance): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1920, height: 6000 } });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(platform.dashboard.issueOneTimeLink("operator"));
  await page.waitForSelector("[data-headline]:not([data-headline=connecting])");
  return page;
}

/** The alarms that are drawn, every room, parent and group of what is off the list unfolded. */
async function drawn(page: Page): Promise<readonly string[]> {
  const folded = page.locator('main [aria-expanded="false"], main details:not([open]) > summary');
  // The list moves while it is unfolded; what is gone or has slipped away is unfolded with the next look.
  while ((await folded.count()) > 0) await folded.first().click({ timeout: 2000 });
  return page
    .locator("[data-alarm]:visible, [data-suppressed-alarm]:visible")
    .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-alarm") ?? row.getAttribute("data-suppressed-alarm") ?? ""));
}

test(
  "each kind of rule is exercised through the whole chain by simulated devices, from MQTT to the page",
  async () => {
    const site = join(temporaryFolder(), "site.yaml");
    // JSON is YAML.
    const file = everyKindFile();
    // The fair is held on that evening.
    const keyPeriods = file.keyPeriods?.map((period) => ({ ...period, from: "2026-11-22", to: "2026-11-23" })) ?? [];
    writeFileSync(site, JSON.stringify({ ...file, keyPeriods }));
    const acceptance = await startPlatform({ site, clock: createSettableClock(EVENING) });
    const page = await openConsole(acceptance);
    const { platform } = acceptance;
    const scenario = loadScenario(STORY);
    if (!scenario.ok) throw new Error(JSON.stringify(scenario.error));
    const devices = new Map<string, SimulatedDevice>();
    for (const description of scenario.value.devices) devices.set(description.id, await acceptance.simulated(description));
    const steps = [...scenario.value.steps];

    const onPage = new Set<string>();
    const ruleOf = new Map<string, string>();
    for (let second = 0; second <= STORY_SECONDS; second++) {
      while (steps[0] !== undefined && steps[0].at <= second * 1000) {
        const { deviceId, action } = steps.shift()!;
        devices.get(deviceId)?.apply(action);
      }
      await acceptance.pass(1);
      for (const device of devices.values()) if (device.state().connected) await device.whenDrained();
      if (second % 60 !== 0) continue;
      for (const { id, source } of platform.alerting.list()) if (source.kind === "rule") ruleOf.set(id, source.ruleId);
      const missing = () => platform.alerting.list().filter(({ id }) => !onPage.has(id));
      await expect
        .poll(async () => {
          for (const id of await drawn(page)) onPage.add(id);
          return missing().map(({ source }) => (source.kind === "rule" ? source.ruleId : source.condition));
        })
        .toEqual([]);
    }

    const rules = new Map(everyKindSite().signals.flatMap((signal) => signal.rules.map((rule) => [rule.id, rule])));
    const shown = [...onPage].flatMap((id) => rules.get(ruleOf.get(id) ?? "") ?? []);
    expect(new Set(shown.map(({ kind }) => kind))).toEqual(new Set(RULE_KINDS));
    const figures = shown.flatMap((rule) => (rule.kind === "limit" && rule.of !== undefined ? [rule.of.kind] : []));
    expect(new Set(figures)).toEqual(new Set(FIGURE_KINDS));
    expect(shown.some(({ suppression }) => suppression !== undefined)).toBe(true);
    expect(shown.some(({ during }) => during !== undefined)).toBe(true);
  },
  PATIENCE,
);
