import { join } from "node:path";
import {
  type Channel,
  createAlerting,
  createFailoverChannel,
  createGammuChannel,
  createKannelChannel,
  createRouteMemory,
  type RouteSwitch,
} from "@labcanary/alerting";
import { milliseconds, seconds } from "@labcanary/domain/basics";
import type { DeliveryReport } from "@labcanary/domain/notification";
import { createPhoneGateway, type ReceivedText } from "@labcanary/firmware-sim";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../support/files.ts";
import { startGammu } from "../support/gammu-modem.ts";
import { changeOf } from "../support/kannel-conditions.ts";
import { startKannelOverSmpp } from "../support/kannel-gateway.ts";
import { createMachineClock } from "../support/kannel-machine-clock.ts";
import { testNotification } from "../support/notification.ts";
import { createTestLogger, createTestMetrics } from "../support/observing.ts";
import { testSite } from "../support/site.ts";

const deps = () => ({ clock: createMachineClock(), logger: createTestLogger(), metrics: createTestMetrics() });
const kannelAt = (url: string, username = "", password = ""): Channel =>
  createKannelChannel(
    { url, username, password, from: "LabCanary", callback: { host: "127.0.0.1", port: 0 }, dataFolder: temporaryFolder() },
    deps(),
  );

async function behindOneAnother(first: Channel, second: Channel) {
  const memory = createRouteMemory(temporaryFolder(), ["first", "second"]);
  const channel = createFailoverChannel(
    { first: { name: "first", channel: first }, second: { name: "second", channel: second } },
    { ...deps(), memory },
  );
  const switches: RouteSwitch[] = [];
  const reports: DeliveryReport[] = [];
  channel.onSwitched?.((change) => void switches.push(change));
  channel.onReport((report) => void reports.push(report));
  await channel.start();
  onTestFinished(() => channel.stop());
  return { channel, switches, reports };
}

const never = new AbortController().signal;
const soon = { timeout: 30_000, interval: 50 };

test("with the first gateway killed a text is on the phone by the second at once, and the change is told", async () => {
  const gateway = await startKannelOverSmpp();
  onTestFinished(() => gateway.stop());
  const texts: ReceivedText[] = [];
  const phones = createPhoneGateway({ port: 0, onText: (text) => void texts.push(text) });
  await phones.start();
  onTestFinished(() => phones.stop());
  const { channel, switches, reports } = await behindOneAnother(
    kannelAt(gateway.url, gateway.username, gateway.password),
    kannelAt(phones.url),
  );

  await channel.deliver(testNotification({ id: "a", text: "by the first" }), never);
  await expect.poll(() => gateway.sms.map(({ text }) => text), soon).toEqual(["by the first"]);
  await gateway.down();
  const begun = Date.now();
  expect(await channel.deliver(testNotification({ id: "b", text: "by the second" }), never)).toMatchObject({ kind: "accepted" });
  // A connection that is refused is known at once; the 3 s are for one that says nothing.
  expect(Date.now() - begun).toBeLessThan(3000);
  expect(texts).toEqual([{ to: "+8613800000001", text: "by the second" }]);
  await expect.poll(() => reports.some(({ notificationId, status }) => notificationId === "b" && status === "delivered"), soon).toBe(true);
  await channel.deliver(testNotification({ id: "c" }), never);
  expect(switches).toEqual([{ from: "first", to: "second", reason: "attempts-failed" }]);
});

test("with the first gateway stopped in its tracks a text is in the modem within the attempt", async () => {
  const gateway = await startKannelOverSmpp();
  onTestFinished(() => gateway.stop());
  const modem = await startGammu();
  onTestFinished(() => modem.stop());
  const options = { databaseFile: modem.databaseFile, receipts: true, takesReplies: true, timeout: seconds(30) };
  const { channel } = await behindOneAnother(
    kannelAt(gateway.url, gateway.username, gateway.password),
    createGammuChannel(options, deps()),
  );
  gateway.pause();
  expect(await channel.deliver(testNotification({ text: "by the modem" }), never)).toMatchObject({
    kind: "accepted",
    providerRef: "gammu-1",
  });
  await expect.poll(() => modem.sms.map(({ text }) => text), soon).toEqual(["by the modem"]);
});

test("an alarm whose texts go the other way says in the journal that they do", async () => {
  const gateway = await startKannelOverSmpp();
  onTestFinished(() => gateway.stop());
  const modem = await startGammu();
  onTestFinished(() => modem.stop());
  const dataFolder = temporaryFolder();
  const common = deps();
  const routes = {
    first: { name: "kannel", channel: kannelAt(gateway.url, gateway.username, gateway.password) },
    second: {
      name: "gammu",
      channel: createGammuChannel({ databaseFile: modem.databaseFile, receipts: true, takesReplies: true }, common),
    },
  };
  const sms = createFailoverChannel(routes, { ...common, memory: createRouteMemory(dataFolder, ["kannel", "gammu"]) });
  const site = testSite({ escalation: { deputyAfter: milliseconds(300), securityCentreAfter: seconds(600), minimumPriority: "medium" } });
  const alerting = createAlerting(
    { dataFolder, journalHeadFile: join(dataFolder, "head.json") },
    { ...common, site: () => site, channels: [sms] },
  );
  await alerting.start();
  onTestFinished(() => alerting.stop());
  const now = common.clock.now();

  await gateway.down();
  await alerting.takeConditions([changeOf("gas", { at: now, receivedAt: now })]);
  await expect.poll(() => modem.sms.map(({ to }) => to), soon).toEqual(["+8613800000001", "+8613800000002"]);
  const journal = alerting.journal({ limit: 1000 });
  expect(journal.filter(({ kind }) => kind === "channel-failed-over").map(({ detail }) => detail)).toMatchObject([
    { channel: "sms", from: "kannel", to: "gammu", reason: "attempts-failed" },
  ]);
  expect(JSON.stringify(journal)).not.toContain("+8613800000001");
  const delivered = () =>
    alerting.timeline("gas").filter(({ kind, detail }) => kind === "delivery-report" && detail["status"] === "delivered");
  modem.report("+8613800000002", "Delivered");
  await expect.poll(() => delivered().length, soon).toBe(1);
});
