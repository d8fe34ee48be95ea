import { createUserDirectory } from "@labcanary/dashboard";
import type { Alarm } from "@labcanary/domain/alarm";
import { connectAsync } from "mqtt";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { signInByCookie } from "../support/browser-chromium.ts";
import { consoleTests, SOON } from "../support/browser-console.ts";
import { PASSWORD, signIn } from "../support/browser-platform.ts";
import { temporaryFolder } from "../support/files.ts";
import {
  enrol,
  type PlatformProcess,
  type PlatformProcessOptions,
  startPlatformProcess,
  writeFleetSite,
} from "../support/platform-process.ts";

const { openWindow } = consoleTests();

/** Above the set-point of 38, below that of 40. */
const ABOVE = 39;
/** Promise 6 of the design. */
const BLIND_WITHIN_MS = 3000;

const urlOf = ({ httpPort }: PlatformProcess): string => `http://127.0.0.1:${httpPort}`;

async function start(options: PlatformProcessOptions): Promise<PlatformProcess> {
  const platform = await startPlatformProcess(options);
  onTestFinished(() => platform.kill());
  return platform;
}

async function breach({ mqttPort }: PlatformProcess, [username, password]: readonly [string, string]): Promise<void> {
  const device = await connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { clientId: username, username, password, reconnectPeriod: 0 });
  const payload = JSON.stringify({ at: Date.now(), samples: { temperature: ABOVE } });
  await device.publishAsync(`v1/devices/${username}/telemetry`, payload, { qos: 1 });
  await device.endAsync();
}

/** How the page says in which state an alarm is. */
const WORDS: Readonly<Record<string, string>> = { acknowledged: "Acknowledged", unacknowledged: "Not acknowledged" };

/** Alarms of devices as the platform keeps them: which, of whose, and how the page is to say its state. */
async function kept(platform: PlatformProcess, token: string): Promise<readonly string[]> {
  const answer = await fetch(`${urlOf(platform)}/api/v1/alarms`, { headers: { authorization: `Bearer ${token}` } });
  const { alarms } = (await answer.json()) as { alarms: readonly Pick<Alarm, "id" | "annunciation" | "source">[] };
  return alarms
    .flatMap(({ id, annunciation, source }) =>
      source.kind === "rule" ? [`${source.signal.replace("/temperature", "")}: ${id} ${WORDS[annunciation]}`] : [],
    )
    .toSorted();
}

/** The same, of each row of a page. */
async function shown(page: Page): Promise<readonly string[]> {
  const rows = await page.locator("[data-alarm]").evaluateAll((all) =>
    all.map((row) => ({
      device: /dev-\d+/.exec(row.textContent)?.[0],
      line: `${row.getAttribute("data-alarm")} ${row.querySelector(".state .word")?.textContent}`,
    })),
  );
  return rows.flatMap(({ device, line }) => (device === undefined ? [] : [`${device}: ${line}`])).toSorted();
}

const roomOf = (page: Page, [id]: readonly [string, string]) => page.locator("[data-alarm]").filter({ hasText: id });

/** When the page said that it is blind, from now on; and how often it was loaded anew. */
async function watch(page: Page) {
  let loads = 0;
  page.on("framenavigated", () => loads++);
  await page.evaluate(() => {
    const blindAt = new Promise<number>((resolve) => {
      new MutationObserver((_changes, observer) => {
        if (document.querySelector("[data-stale]") === null) return;
        observer.disconnect();
        resolve(Date.now());
      }).observe(document.body, { childList: true, subtree: true });
    });
    Object.assign(globalThis, { blindAt });
  });
  return {
    blindAt: () => page.evaluate(() => (globalThis as unknown as { blindAt: Promise<number> }).blindAt),
    get loads() {
      return loads;
    },
  };
}

test("a page that stays open while the platform is restarted is blind, says so, and heals by itself with nothing lost and nothing twice", async () => {
  const data = temporaryFolder();
  const site = writeFleetSite(data, 4, { lifeSafetyRooms: true });
  const [first, second, meanwhile, after] = [...enrol(site, data)];
  if (first === undefined || second === undefined || meanwhile === undefined || after === undefined) throw new Error("four devices");
  const people = createUserDirectory(data);
  for (const name of ["operator", "leaving"]) expect((await people.add(name, "operator", PASSWORD)).ok).toBe(true);

  const before = await start({ site, data });
  const url = urlOf(before);
  const { token } = await signIn(url);
  const page = await openWindow();
  await signInByCookie(page, url);
  const theirs = await openWindow();
  await signInByCookie(theirs, url, "leaving");
  await breach(before, first);
  await breach(before, second);
  await roomOf(page, second).waitFor(SOON);
  await roomOf(page, first)
    .getByRole("button", { name: /^Acknowledge/ })
    .click();
  await roomOf(page, first).getByText("Acknowledged", { exact: true }).waitFor(SOON);
  const [seen, theirsSeen] = [await watch(page), await watch(theirs)];

  await before.stop();
  const stoppedAt = Date.now();
  for (const blindAt of [await seen.blindAt(), await theirsSeen.blindAt()]) expect(blindAt - stoppedAt).toBeLessThan(BLIND_WITHIN_MS);

  // For a while it runs where no page looks for it, and then the power goes: what came up meanwhile is on disk, and no page has heard of it.
  const elsewhere = await start({ site, data });
  await breach(elsewhere, meanwhile);
  await expect.poll(() => kept(elsewhere, token)).toHaveLength(3);
  const whole = await kept(elsewhere, token);
  await elsewhere.kill();
  expect(people.remove("leaving").ok).toBe(true);

  const restarted = await start({ site, data, httpPort: before.httpPort });
  await page.locator("[data-stale]").waitFor({ state: "detached" });
  expect(await kept(restarted, token)).toEqual(whole);
  expect(await shown(page)).toEqual(whole);
  expect(whole.map((line) => line.replace(/: \S+/, ""))).toEqual([
    `${first[0]} Acknowledged`,
    `${second[0]} Not acknowledged`,
    `${meanwhile[0]} Not acknowledged`,
  ]);

  // Numbers begin anew with the platform, and the page goes along with them.
  await breach(restarted, after);
  await roomOf(page, after).waitFor(SOON);
  expect(await shown(page)).toEqual(await kept(restarted, token));
  expect(seen.loads).toBe(0);

  // Whoever may no longer sign in is told so, once, and led there.
  await theirs.getByText("The session has ended.").waitFor(SOON);
  expect(theirsSeen.loads).toBe(0);
  await theirs.locator("[data-stale]").getByRole("link", { name: "Sign in" }).click();
  await theirs.waitForSelector("[name=password]");
  await restarted.stop();
});
