import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { launchChromium } from "../support/browser-chromium.ts";
import { temporaryFolder } from "../support/files.ts";
import { runLabcanary } from "../support/platform-process.ts";

const ROOT = join(import.meta.dirname, "../..");
/** What the demo promises of its first alarm, and what is asked of an open door. */
const WITHIN_MS = 60_000;
const STORY_MS = 240_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** `npm run demo` as a newcomer has it in a terminal. */
interface Demo {
  /** The first part of what it prints that matches; waits for it. Fails with all it has printed when the demo ends first. */
  prints(pattern: RegExp): Promise<readonly string[]>;
  /** Ctrl-C, and its exit code. */
  interrupt(): Promise<number | null>;
}

function startDemo(data: string): Demo {
  const child: ChildProcess = spawn(
    process.execPath,
    ["--conditions=development", "app/src/main.ts", "demo", "--port", "0", "--data", data],
    { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] },
  );
  const exit = once(child, "exit") as Promise<[number | null]>;
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exit;
  });
  void exit.then(() => child.emit("said"));
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      child.emit("said");
    });
  }
  return {
    async prints(pattern) {
      for (;;) {
        const match = pattern.exec(printed);
        if (match !== null) return match;
        if (child.exitCode !== null) throw new Error(`the demo ended with ${child.exitCode}:\n${printed}`);
        await once(child, "said");
      }
    },
    async interrupt() {
      child.kill("SIGINT");
      const [code] = await exit;
      return code;
    },
  };
}

/** Runs a scenario by the command the demo printed for it. */
async function trigger(demo: Demo, scenario: string): Promise<void> {
  const [, words = ""] = await demo.prints(new RegExp(`npm run labcanary-sim -- (trigger ${scenario} --control \\S+)`));
  execFileSync(process.execPath, ["--conditions=development", "firmware-sim/src/main.ts", ...words.split(" ")], { cwd: ROOT });
}

const rowOf = (page: Page, what: string) => page.locator("[data-alarm]").filter({ hasText: what });
const timeLeft = (since: number, within: number) => ({ timeout: Math.max(1, since + within - Date.now()) });

test(
  "a newcomer sees the demo's first alarm, acknowledges it, finds it in a journal that is whole, and tries two scenarios",
  async () => {
    const data = temporaryFolder();
    const startedAt = Date.now();
    const demo = startDemo(data);
    const [link = ""] = await demo.prints(/http:\/\/\S+#sign-in=\S+/);
    const triggeredAt = Date.now();
    await trigger(demo, "door-left-open");
    await trigger(demo, "store-forced");

    const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 720 } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    let loads = 0;
    page.on("load", () => {
      loads += 1;
    });
    await page.goto(link);
    await page.locator("[data-headline]:not([data-headline=connecting])").waitFor();
    const loadsBefore = loads;
    await rowOf(page, "Solvent vapour high").first().waitFor(timeLeft(startedAt, WITHIN_MS));
    expect(loads).toBe(loadsBefore);

    // The same person at a second screen; and somebody else with the link that has been used.
    const second = await context.newPage();
    await second.goto(new URL(link).origin);
    const stranger = await browser.newContext({ locale: "en-GB" });
    onTestFinished(() => stranger.close());
    const late = await stranger.newPage();
    await late.goto(link);
    await late.getByText("This link has been used").waitFor();

    await page.keyboard.press("j");
    const chosen = page.locator("[data-alarm]:has([aria-pressed=true])");
    const alarmId = (await chosen.getAttribute("data-alarm")) ?? "";
    const code = await chosen.locator(".code").innerText();
    await demo.prints(new RegExp(`Text to \\+\\d+:\\s+.*\\[${code}\\]`));
    await page.keyboard.press("a");
    await second.locator(`[data-alarm="${alarmId}"]`).getByText("Acknowledged", { exact: true }).waitFor();

    await page.keyboard.press("3");
    await page.getByLabel("Alarm code").fill(code);
    await page.locator("[data-line=acknowledged]").getByText("visitor acknowledged the alarm.").waitFor();
    await page.locator("[data-line=raised]").getByText("Alarm raised by the alarm rules").waitFor();
    expect(await page.locator("[data-line]:not(:has-text('Solvent vapour'))").count()).toBe(0);

    await rowOf(second, "Door open").filter({ hasNotText: "opened" }).waitFor(timeLeft(triggeredAt, WITHIN_MS));
    await rowOf(second, "opened with no access granted").waitFor(timeLeft(triggeredAt, WITHIN_MS));

    const [, officer = ""] = await demo.prints(/as safety officer[^#]*?(http:\/\/\S+#sign-in=\S+)/);
    const office = await browser.newContext({ locale: "zh-CN", viewport: { width: 390, height: 844 } });
    onTestFinished(() => office.close());
    const books = await office.newPage();
    await books.goto(officer);
    await books.locator("[data-headline]:not([data-headline=connecting])").waitFor();
    await books.goto(new URL("/safety/hazards", officer).href);
    await books.locator("[data-hazard]").getByText("Hydrogen cylinder is not chained").waitFor();

    expect(runLabcanary(["journal", "verify", "--data", join(data, "demo")])).toMatch(/^the journal is whole: \d+ lines/);
    expect(await demo.interrupt()).toBe(0);
  },
  STORY_MS,
);
