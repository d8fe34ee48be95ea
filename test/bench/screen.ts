import { setTimeout as pause } from "node:timers/promises";
import { connectAsync } from "mqtt";
import type { CDPSession, Page } from "playwright-core";
import { launchChromium } from "../support/chromium-launch.ts";
import type { PlatformProcess } from "../support/platform-process.ts";
import { distributionOf } from "./durations.ts";
import { addOperator, type Operator } from "./operator.ts";
import { prepareSite, startPlatform } from "./platform.ts";
import type { Row } from "./report.ts";
import type { Section } from "./section.ts";
import { until } from "./until.ts";

const ALARMS = 5000;
const FLOOD_MS = 60_000;
/** Devices that connect at a time; each publishes once and is gone. */
const AT_ONCE = 8;
/** Above the set-point of 38, below that of 40. */
const ABOVE = 39;
/** Until the last alarm of the flood must be on the screen. */
const PATIENCE_SECONDS = 30;
/** A page is looked at for so long with nothing going on, to know what the machine itself does to its frames. */
const QUIET_MS = 5000;

/** DESIGN 5. */
const BUDGET = { kilobytes: 150, framesPerSecond: 60 } as const;
/** Of a task that holds up what a person does (Long Tasks API, W3C). */
const LONG_TASK_MS = 50;

/** What a person at a screen meets: how soon it is there, and whether it stays smooth while 5,000 alarms come in a minute. */
export const screen: Section = async ({ scope, say }) => {
  // Each in a room of its own, and lives depend on it: then none is folded into a line of its room, which is the most a list can hold.
  const site = await prepareSite(scope, ALARMS, { lifeSafetyRooms: true });
  const operator = addOperator(site.data);
  const platform = await startPlatform(scope, site);
  const browser = await launchChromium();
  await scope.own({ stop: () => browser.close() });
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: "en-GB" });
  const page = await context.newPage();
  const load = await openPage(page, platform, operator);
  const cdp = await context.newCDPSession(page);
  // Processor time of the page's thread: what else the machine does is not in it.
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  say("looking at a quiet screen");
  const quiet = await watchFrames(page, cdp, () => pause(QUIET_MS));
  say(`${ALARMS} alarms in ${FLOOD_MS / 1000} s`);
  const flood = await watchFrames(page, cdp, async () => {
    await raiseAll(site.credentials, platform.mqttPort);
    await until(`${ALARMS} alarms are on the screen`, PATIENCE_SECONDS, async () => (await shownCount(page)) >= ALARMS);
  });
  await checkTop(page);
  say("scrolling through all of them");
  const scrolling = await watchFrames(page, cdp, () => scrollThrough(page));
  await platform.stop();
  return [
    { figure: "page, first load, as it is sent", measured: load.bytes / 1000, unit: "kB", budget: { atMost: BUDGET.kilobytes } },
    {
      figure: "page, first contentful paint",
      measured: load.firstPaint,
      unit: "ms",
      note: `loopback; list with its first snapshot after ${Math.round(load.ready)} ms`,
    },
    frameRow("quiet screen, frames", quiet),
    frameRow(`${ALARMS.toLocaleString("en")} alarms in a minute, frames`, flood, BUDGET.framesPerSecond),
    {
      figure: "… longest task",
      measured: Math.max(0, ...flood.longTasks),
      unit: "ms",
      note: `${flood.longTasks.length} tasks over ${LONG_TASK_MS} ms, together ${Math.round(sum(flood.longTasks))} ms`,
    },
    threadRow("… processor time of the page's thread", flood),
    frameRow(`list of ${ALARMS.toLocaleString("en")} rows scrolled, frames`, scrolling, BUDGET.framesPerSecond),
    threadRow("… processor time of the page's thread", scrolling),
  ];
};

interface Watched {
  readonly seconds: number;
  /** From one frame to the next, in ms. */
  readonly frames: readonly number[];
  /** In ms each. */
  readonly longTasks: readonly number[];
  /** Processor time of the page's thread: all of it, and what of it is scripts, and layout and style. */
  readonly threadSeconds: number;
  readonly scriptSeconds: number;
  readonly layoutSeconds: number;
}

function frameRow(figure: string, { frames, seconds }: Watched, atLeast?: number): Row {
  const late = frames.filter((gap) => gap > 1.5 * (1000 / BUDGET.framesPerSecond)).length;
  return {
    figure,
    measured: Math.round(frames.length / seconds),
    unit: "/s",
    ...(atLeast === undefined ? {} : { budget: { atLeast } }),
    note: `from one to the next ${distributionOf(frames).text}; ${((late / frames.length) * 100).toFixed(2)} % came late by half a frame or more`,
  };
}

/** Per frame that was shown: more than 16.7 ms leaves no room for the next, however idle the machine is. */
function threadRow(figure: string, { frames, threadSeconds, scriptSeconds, layoutSeconds, seconds }: Watched): Row {
  const share = (spent: number): string => `${((spent / seconds) * 100).toFixed(1)} %`;
  return {
    figure,
    measured: (threadSeconds * 1000) / frames.length,
    unit: "ms a frame",
    note: `${share(threadSeconds)} of the time: scripts ${share(scriptSeconds)}, layout and style ${share(layoutSeconds)}`,
  };
}

const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0);

/** Signs in as the page does, and opens it as a browser that has never seen it. */
async function openPage(page: Page, { httpPort }: PlatformProcess, operator: Operator) {
  const url = `http://127.0.0.1:${httpPort}`;
  const signedIn = await page.request.post(`${url}/api/v1/session`, { data: operator });
  if (!signedIn.ok()) throw new Error(`signing in was answered ${signedIn.status()}`);
  let bytes = 0;
  page.on("response", (response) => {
    if (!response.url().includes("/api/")) bytes += Number(response.headers()["content-length"] ?? 0);
  });
  const begunAt = performance.now();
  await page.goto(url, { waitUntil: "load" });
  const loaded = bytes;
  await page.waitForSelector("[data-headline]:not([data-headline=connecting])");
  const ready = performance.now() - begunAt;
  const firstPaint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN);
  return { bytes: loaded, ready, firstPaint };
}

/** Counts the frames and the long tasks of the page while something goes on. */
async function watchFrames(page: Page, cdp: CDPSession, goOn: () => Promise<unknown>): Promise<Watched> {
  const before = await metricsOf(cdp);
  await page.evaluate(() => {
    const seen = { frames: [] as number[], longTasks: [] as number[], on: true };
    const observer = new PerformanceObserver((list) => seen.longTasks.push(...list.getEntries().map(({ duration }) => duration)));
    observer.observe({ type: "longtask" });
    let last = performance.now();
    const frame = (at: number): void => {
      seen.frames.push(at - last);
      last = at;
      if (seen.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    Object.assign(globalThis, { watchedFrames: seen, endWatching: () => observer.disconnect() });
  });
  const begunAt = performance.now();
  await goOn();
  const seconds = (performance.now() - begunAt) / 1000;
  const seen = await page.evaluate(() => {
    const { watchedFrames, endWatching } = globalThis as unknown as {
      watchedFrames: { frames: number[]; longTasks: number[]; on: boolean };
      endWatching(): void;
    };
    watchedFrames.on = false;
    endWatching();
    return watchedFrames;
  });
  const after = await metricsOf(cdp);
  const spent = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  return {
    seconds,
    frames: seen.frames.slice(1),
    longTasks: seen.longTasks,
    threadSeconds: spent("TaskDuration"),
    scriptSeconds: spent("ScriptDuration"),
    layoutSeconds: spent("LayoutDuration") + spent("RecalcStyleDuration"),
  };
}

async function metricsOf(cdp: CDPSession): Promise<ReadonlyMap<string, number>> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return new Map(metrics.map(({ name, value }) => [name, value]));
}

/** Every device breaches once, evenly over the minute. */
async function raiseAll(credentials: readonly (readonly [string, string])[], port: number): Promise<void> {
  const begunAt = performance.now();
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < credentials.length; index = next++) {
      const [id, password] = credentials[index] as readonly [string, string];
      await pause(Math.max(0, begunAt + (index * FLOOD_MS) / credentials.length - performance.now()));
      const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: id, username: id, password, reconnectPeriod: 0 });
      await client.publishAsync(`v1/devices/${id}/telemetry`, JSON.stringify({ at: Date.now(), samples: { temperature: ABOVE } }), {
        qos: 1,
      });
      await client.endAsync();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Lines of the list: beside the alarms, what the platform says of itself. */
const shownCount = (page: Page): Promise<number> =>
  page.evaluate(() => Number(document.querySelector("[data-alarm]")?.getAttribute("aria-setsize") ?? 0));

/** The newest of them, since all are equally grave. */
async function checkTop(page: Page): Promise<void> {
  const times = await page.locator("[data-alarm] time").evaluateAll((all) => all.map((time) => time.getAttribute("datetime") ?? ""));
  const sorted = times.toSorted((a, b) => (a < b ? 1 : -1));
  if (times.length === 0 || times.some((time, row) => time !== sorted[row]))
    throw new Error(`the top of the list is out of order: ${times.join(", ")}`);
}

const scrollThrough = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const list = document.querySelector(".scroller");
        if (list === null) throw new Error("there is no list");
        const step = list.scrollHeight / 600;
        const scroll = (): void => {
          list.scrollTop += step;
          if (list.scrollTop + list.clientHeight >= list.scrollHeight - 1) resolve();
          else requestAnimationFrame(scroll);
        };
        requestAnimationFrame(scroll);
      }),
  );
