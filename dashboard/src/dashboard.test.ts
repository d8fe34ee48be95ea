import { once } from "node:events";
import { connect } from "node:net";
import { NOTHING_CAME } from "@labcanary/domain/alarm";
import { describe, expect, test } from "vitest";
import { createMemoryAlarmDesk } from "../../test/support/browser-alarm-desk.ts";
import { createMemoryHistory, createMemorySignalBoard, startBrowserPlatform } from "../../test/support/browser-platform.ts";
import { createMemoryQuestions } from "../../test/support/browser-questions.ts";
import { createSettableClock } from "../../test/support/clock.ts";
import { createMemoryNotificationDesk } from "../../test/support/browser-notifications.ts";
import { temporaryFolder } from "../../test/support/files.ts";
import { createMemoryShiftDesk } from "../../test/support/browser-shift.ts";
import { createTestLogger, createTestMetrics } from "../../test/support/observing.ts";
import { testSite } from "../../test/support/site.ts";
import { createDashboard } from "./dashboard.ts";
import { PAGE_PATTERNS } from "./pages.ts";

function build(options: { readonly host: string; readonly webFolder?: string }) {
  const clock = createSettableClock();
  const history = createMemoryHistory();
  return createDashboard(
    { port: 0, dataFolder: temporaryFolder(), photoBudgetBytes: 0, dossierBudgetBytes: 0, ...options },
    {
      clock,
      logger: createTestLogger(),
      metrics: createTestMetrics(),
      desk: createMemoryAlarmDesk(clock),
      notifications: createMemoryNotificationDesk(clock, testSite),
      shift: createMemoryShiftDesk(clock, testSite, () => {}),
      board: createMemorySignalBoard(),
      history,
      questions: createMemoryQuestions(history, testSite),
      site: testSite,
      health: () => [],
      alarmBooks: () => NOTHING_CAME,
      books: () => ({ received: 0, stored: 0, duplicate: 0, rejected: 0, quarantined: 0, waitingFrames: 0, balanced: true }),
    },
  );
}

describe("the dashboard does not start", () => {
  test.each(["0.0.0.0", "::", "192.168.1.5", "10.127.0.1", "127.0.0.1.example", "lab.example"])(
    "beyond loopback without TLS: %s",
    async (host) => {
      await expect(build({ host }).start()).rejects.toMatchObject({ code: "DASHBOARD_NOT_LOOPBACK" });
    },
  );

  test("without its pages", async () => {
    await expect(build({ host: "127.0.0.1", webFolder: temporaryFolder() }).start()).rejects.toMatchObject({
      code: "DASHBOARD_WEB_MISSING",
    });
  });
});

test("it stops with consoles connected, may be stopped twice, and may be stopped before it was started", async () => {
  const platform = await startBrowserPlatform();
  const { host, port } = platform.dashboard.address;
  const idle = connect({ host, port });
  await once(idle, "connect");
  const gone = once(idle, "close");
  idle.resume();
  await platform.dashboard.stop();
  await gone;
  await platform.dashboard.stop();
  await expect(fetch(platform.url)).rejects.toThrow("fetch failed");
  await build({ host: "127.0.0.1" }).stop();
});

test("what is not HTTP is answered with a code, and counted", async () => {
  const platform = await startBrowserPlatform();
  const { host, port } = platform.dashboard.address;
  const socket = connect({ host, port });
  let answer = "";
  socket.on("data", (data: Buffer) => {
    answer += data.toString();
  });
  socket.write("\x16\x03\x01\x02\x00\x01\r\n\r\n");
  await once(socket, "close");
  expect(answer).toContain("HTTP/1.1 400 ");
  expect(answer).toContain('"code":"REQUEST_INVALID"');
  expect(platform.metrics.read("labcanary_refused_total", "http", "REQUEST_INVALID")).toBe(1);
});

test.each(PAGE_PATTERNS.map((pattern) => pattern.replaceAll(/:\w+/g, "a-1")))(
  "the page at %s can be opened by its address",
  async (path) => {
    const platform = await startBrowserPlatform();
    const answer = await fetch(`${platform.url}${path}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
  },
);
