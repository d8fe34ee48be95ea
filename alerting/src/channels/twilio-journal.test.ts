import { join } from "node:path";
import { seconds } from "@labcanary/domain/basics";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { changeOf } from "../../../test/support/kannel-conditions.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import { freePort } from "../../../test/support/ports.ts";
import { startTwilio } from "../../../test/support/providers/twilio.ts";
import { testSite } from "../../../test/support/site.ts";
import { createAlerting, createTwilioChannel } from "../index.ts";

const PUBLIC = "https://lab.example.org/twilio";

/** Alerting with Twilio as its gateway, on a clock moved by hand. */
async function start() {
  const twilio = await startTwilio("AC123", "auth-token");
  const clock = createSettableClock();
  const deps = { clock, logger: createTestLogger(), metrics: createTestMetrics() };
  const dataFolder = temporaryFolder();
  const port = await freePort();
  const sms = createTwilioChannel(
    {
      url: twilio.url,
      accountSid: "AC123",
      authToken: "auth-token",
      from: "+15005550006",
      callback: { url: PUBLIC, host: "127.0.0.1", port },
    },
    deps,
  );
  const site = testSite();
  const alerting = createAlerting(
    { dataFolder, journalHeadFile: join(dataFolder, "head.json") },
    { ...deps, site: () => site, channels: [sms] },
  );
  await alerting.start();
  onTestFinished(async () => {
    await alerting.stop();
    await twilio.stop();
  });
  await alerting.takeConditions([changeOf("vapour", { at: clock.now(), receivedAt: clock.now() })]);
  await expect.poll(() => alerting.timeline("vapour").map(({ kind }) => kind)).toContain("notification-accepted");
  const detailsOf = (kind: string) =>
    alerting
      .journal({ limit: 1000 })
      .filter((entry) => entry.kind === kind)
      .map(({ detail }) => detail);
  return { ...deps, twilio, alerting, detailsOf, local: `http://127.0.0.1:${port}` };
}

test("that the phone has it is in the alarm's journal, without anybody calling us", async () => {
  const { twilio, clock, detailsOf, metrics, alerting } = await start();
  for (const sid of twilio.states.keys()) twilio.states.set(sid, "delivered");
  clock.advance(seconds(5));
  await expect.poll(() => detailsOf("delivery-report")).toMatchObject([{ status: "delivered" }]);
  expect(metrics.read("labcanary_notifications_total", "sms", "delivered")).toBe(1);
  expect(JSON.stringify(alerting.journal({ limit: 1000 }))).not.toMatch(/\+86138/);
});

test("a forged call, and one that comes twice, are refused with their codes in the journal, and change nothing", async () => {
  const { twilio, clock, detailsOf, local } = await start();
  const id = Buffer.from("vapour:responsible:wang").toString("base64url");
  const fields = { MessageSid: [...twilio.states.keys()][0] ?? "", MessageStatus: "sent" };
  const call = (over: { readonly signature?: string } = {}) =>
    twilio.call(`${PUBLIC}/status?id=${id}`, fields, { ...over, to: `${local}/status?id=${id}` });
  expect(await call({ signature: "AAAA" })).toBe(403);
  expect(detailsOf("refused")).toMatchObject([{ code: "REPORT_SIGNATURE", count: 1 }]);
  expect(detailsOf("delivery-report")).toEqual([]);
  expect(await call()).toBe(200);
  clock.advance(seconds(60));
  expect(await call()).toBe(403);
  expect(detailsOf("refused")).toMatchObject([{ code: "REPORT_SIGNATURE" }, { code: "REPORT_REPLAYED" }]);
});
