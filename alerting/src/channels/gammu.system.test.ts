import { DatabaseSync } from "node:sqlite";
import { seconds } from "@labcanary/domain/basics";
import type { DeliveryReport, Reply } from "@labcanary/domain/notification";
import { expect, onTestFinished, test } from "vitest";
import { startGammu } from "../../../test/support/gammu-modem.ts";
import { createMachineClock } from "../../../test/support/kannel-machine-clock.ts";
import { testNotification } from "../../../test/support/notification.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import type { InboundRefusal } from "../ports.ts";
import { createGammuChannel } from "./gammu.ts";

async function start(over: { readonly environment?: Readonly<Record<string, string>>; readonly receipts?: boolean } = {}) {
  const modem = await startGammu(over.environment);
  onTestFinished(() => modem.stop());
  return { modem, ...(await channelOn(modem.databaseFile, over)) };
}

/** A channel on smsd's database, started, and what its listeners were told. */
async function channelOn(databaseFile: string, { receipts = true }: { readonly receipts?: boolean } = {}) {
  const metrics = createTestMetrics();
  const logger = createTestLogger();
  const channel = createGammuChannel(
    { databaseFile, receipts, takesReplies: true, timeout: seconds(10) },
    { clock: createMachineClock(), logger, metrics },
  );
  const reports: DeliveryReport[] = [];
  const replies: Reply[] = [];
  const refusals: InboundRefusal[] = [];
  channel.onReport((report) => void reports.push(report));
  channel.onReply((reply) => void replies.push(reply));
  channel.onRefused((reason) => void refusals.push(reason));
  await channel.start();
  onTestFinished(() => channel.stop());
  const statusesOf = (id: string) => reports.filter(({ notificationId }) => notificationId === id).map(({ status }) => status);
  return { channel, reports, replies, refusals, metrics, logger, statusesOf };
}

const never = new AbortController().signal;
const soon = { timeout: 30_000, interval: 50 };

test.each([
  { text: "Vapour {21} %LEL [7KQ2] ~ 5 € é ß Ω" },
  { text: "17号柜：溶剂蒸气 21.3 %LEL，限值> 20 %LEL。开窗通风 [7KQ2]" },
  { text: "17号柜 114室 化学楼：溶剂蒸气过高 12.5 %LEL。😀".repeat(6) },
])("the modem is given a text as it was written: $text", async ({ text }) => {
  const { modem, channel } = await start();
  expect(await channel.deliver(testNotification({ text }), never)).toEqual({ kind: "accepted", providerRef: "gammu-1" });
  await expect.poll(() => modem.sms, soon).toEqual([{ from: "", to: "+8613800000001", text }]);
});

test("the same notification is sent once, also when it comes again after a restart", async () => {
  const { modem, channel } = await start();
  const first = await channel.deliver(testNotification(), never);
  expect(await channel.deliver(testNotification(), never)).toEqual(first);
  await channel.stop();
  const again = await channelOn(modem.databaseFile);
  expect(await again.channel.deliver(testNotification(), never)).toEqual(first);
  await again.channel.deliver(testNotification({ id: "b", text: "another" }), never);
  await expect.poll(() => modem.sms.map(({ text }) => text), soon).toEqual([testNotification().text, "another"]);
});

test("receipts are reported under their own ids, each status once; those of a long text when all its parts have one", async () => {
  const { modem, channel, statusesOf } = await start();
  const to = (address: string, id: string, text = "Vapour") => channel.deliver(testNotification({ id, address, text }), never);
  await to("+8613800000001", "a");
  await to("+8613800000002", "b");
  await to("+8613800000003", "c", "汉".repeat(100));
  await expect.poll(() => [statusesOf("a"), statusesOf("b"), statusesOf("c")], soon).toEqual([["sent"], ["sent"], ["sent"]]);
  modem.report("+8613800000001", "Delivered");
  modem.report("+8613800000002", "Pending");
  await expect
    .poll(() => [statusesOf("a"), statusesOf("b")], soon)
    .toEqual([
      ["sent", "delivered"],
      ["sent", "buffered"],
    ]);
  modem.report("+8613800000002", "Failed");
  modem.report("+8613800000003", "Delivered");
  await expect
    .poll(() => [statusesOf("b"), statusesOf("c")], soon)
    .toEqual([
      ["sent", "buffered", "failed"],
      ["sent", "delivered"],
    ]);
});

test("without receipts a text is proven sent and no more", async () => {
  const { modem, channel, statusesOf } = await start({ receipts: false });
  expect(channel.proves).toBe("accepted");
  await channel.deliver(testNotification({ id: "a" }), never);
  await expect.poll(() => statusesOf("a"), soon).toEqual(["sent"]);
  expect(new DatabaseSync(modem.databaseFile).prepare("SELECT Status FROM sentitems").get()).toEqual({ Status: "SendingOKNoReport" });
});

test("a text smsd does not begin on in time is taken back, and goes once when it comes again", async () => {
  const { modem, channel } = await start();
  modem.pause();
  const abort = new AbortController();
  const outcome = channel.deliver(testNotification(), abort.signal);
  abort.abort();
  expect(await outcome).toEqual({ kind: "retry", reason: "timeout", after: 0 });
  modem.resume();
  await channel.deliver(testNotification({ id: "b", text: "another" }), never);
  await expect.poll(() => modem.sms.map(({ text }) => text), soon).toEqual(["another"]);
  await channel.deliver(testNotification(), never);
  await expect.poll(() => modem.sms.map(({ text }) => text), soon).toEqual(["another", testNotification().text]);
});

test("while somebody else holds the database a text is tried again, and one without a database is unreachable", async () => {
  const { modem, channel } = await start();
  const other = new DatabaseSync(modem.databaseFile);
  onTestFinished(() => other.close());
  other.exec("BEGIN EXCLUSIVE");
  expect(await channel.deliver(testNotification(), never)).toMatchObject({ kind: "retry", reason: "busy" });
  other.exec("ROLLBACK");
  expect(await channel.deliver(testNotification(), never)).toMatchObject({ kind: "accepted" });
  const nowhere = await channelOn("/nowhere/smsd.db");
  expect(await nowhere.channel.deliver(testNotification(), never)).toMatchObject({
    kind: "retry",
    reason: "unreachable",
    detail: "ENOENT",
  });
  expect(await nowhere.channel.probe()).toMatchObject({ healthy: false, detail: "ENOENT" });
});

test("west of Greenwich a text goes at once, too", async () => {
  const { modem, channel } = await start({ environment: { TZ: "America/New_York" } });
  expect(await channel.probe()).toMatchObject({ healthy: true });
  expect(await channel.deliver(testNotification(), never)).toMatchObject({ kind: "accepted" });
  await expect.poll(() => modem.sms.length, soon).toBe(1);
});

test("answers arrive as they were written, once, in the order they came, joined from their parts", async () => {
  const { modem, replies } = await start();
  modem.answer("+8613800000001", ["ACK 4F7"]);
  await expect.poll(() => replies.length, soon).toBe(1);
  modem.answer("008613800000002", ["我已到达十七号柜，", "正在开窗通风😀", "，请通知值班室。"]);
  await expect.poll(() => replies.length, soon).toBe(2);
  modem.answer("+8613800000001", ["HELP"]);
  await expect.poll(() => replies.length, soon).toBe(3);
  expect(replies).toMatchObject([
    { channel: "sms", from: "+8613800000001", text: "ACK 4F7", providerRef: "gammu-1" },
    { channel: "sms", from: "+8613800000002", text: "我已到达十七号柜，正在开窗通风😀，请通知值班室。", providerRef: "gammu-2" },
    { channel: "sms", from: "+8613800000001", text: "HELP", providerRef: "gammu-5" },
  ]);
});

test("an answer that could not be kept comes again, under the same number", async () => {
  const { modem, channel } = await start();
  await channel.stop();
  modem.answer("+8613800000001", ["ATTEND 4F7"]);
  const again = await channelOn(modem.databaseFile);
  const seen: (string | undefined)[] = [];
  again.channel.onReply(({ providerRef }) => {
    seen.push(providerRef);
    if (seen.length < 3) throw new Error("disk full");
  });
  await expect.poll(() => seen, soon).toEqual(["gammu-1", "gammu-1", "gammu-1"]);
});

test("what is no answer is refused and counted, and nothing of it is logged", async () => {
  const { modem, replies, refusals, metrics, logger } = await start();
  modem.answer("+8613800000001", [" "]);
  modem.answer("+8613800000001", ["ACK 4F7"]);
  await expect.poll(() => replies.map(({ text }) => text), soon).toEqual(["ACK 4F7"]);
  expect(refusals).toEqual(["REPLY_SHAPE"]);
  expect(metrics.read("labcanary_refused_total", "reply", "REPLY_SHAPE")).toBe(1);
  expect(JSON.stringify(logger.lines)).not.toMatch(/13800000001|ACK/);
});
