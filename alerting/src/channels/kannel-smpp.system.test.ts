import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seconds } from "@labcanary/domain/basics";
import type { DeliveryReport, Reply } from "@labcanary/domain/notification";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type KannelGateway, startKannelOverSmpp } from "../../../test/support/kannel-gateway.ts";
import { createMachineClock } from "../../../test/support/kannel-machine-clock.ts";
import { testNotification } from "../../../test/support/notification.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import { freePort } from "../../../test/support/ports.ts";
import type { Fate, MessageCentre } from "../../../test/support/smpp-centre.ts";
import type { Channel } from "../ports.ts";
import { createKannelChannel } from "./kannel.ts";
import { kannelGroups } from "./kannel-groups.ts";

// The whole way: our channel, a real Kannel configured with what `labcanary kannel` prints, SMPP, a network with handsets, and back.
let gateway: KannelGateway & { readonly centre: MessageCentre };
let channel: Channel;
let dataFolder: string;
const reports: DeliveryReport[] = [];
const replies: Reply[] = [];
/** Whether what comes in can be kept; what could not. */
let isKept = true;
const lost: string[] = [];
const keep = <T>(list: T[], item: T, name: string) => {
  if (isKept) return void list.push(item);
  lost.push(name);
  throw new Error("disk full");
};

beforeAll(async () => {
  const callback = { host: "127.0.0.1", port: await freePort() };
  dataFolder = mkdtempSync(join(tmpdir(), "labcanary-test-"));
  const [retries = "", service = ""] = kannelGroups({ ...callback, dataFolder }).split(/\n\n/);
  // A second between tries instead of ten: the test waits for one.
  gateway = await startKannelOverSmpp({ smsbox: retries.replace("http-queue-delay = 10", "http-queue-delay = 1"), groups: service });
  channel = createKannelChannel(
    {
      url: gateway.url,
      username: gateway.username,
      password: gateway.password,
      from: "LabCanary",
      callback,
      dataFolder,
      takesReplies: true,
      timeout: seconds(30),
    },
    { clock: createMachineClock(), logger: createTestLogger(), metrics: createTestMetrics() },
  );
  channel.onReport((report) => keep(reports, report, report.status));
  channel.onReply((reply) => keep(replies, reply, reply.text));
  await channel.start();
});
afterAll(async () => {
  await channel.stop();
  await gateway.stop();
  rmSync(dataFolder, { recursive: true });
});
beforeEach(() => {
  reports.length = 0;
  replies.length = 0;
  isKept = true;
  gateway.centre.fate = "DELIVRD";
});

const never = new AbortController().signal;
const soon = { timeout: 30_000, interval: 20 };
const sent = async (id: string, text: string) => {
  expect(await channel.deliver(testNotification({ id, text }), never)).toMatchObject({ kind: "accepted" });
};
const received = () => gateway.sms.map(({ text }) => text);
const statusesOf = (id: string) => reports.filter(({ notificationId }) => notificationId === id).map(({ status }) => status);

test.each([
  { what: "Chinese, in one part", text: "17号柜：溶剂蒸气 21.3 %LEL，限值> 20 %LEL。开窗通风 [7KQ2]" },
  { what: "Chinese, in three parts", text: "17号柜 114室 化学楼：溶剂蒸气过高 12.5 %LEL，限值≥ 10 %LEL。开窗通风，严禁火花。".repeat(3) },
  { what: "a sign outside the basic plane at the end of a part", text: `${"汉".repeat(66)}😀${"字".repeat(20)}` },
  { what: "GSM 7-bit with signs that take two septets", text: "Vapour {21} %LEL [7KQ2] ~ 5 € é ß Ω" },
  { what: "GSM 7-bit in two parts", text: "Deputy: not yet acknowledged. Cabinet 17 [7KQ2] {21} %LEL. ".repeat(4) },
])("a handset has it as it was written: $what", async ({ what, text }) => {
  await sent(what, text);
  await expect.poll(received, soon).toContain(text);
  await expect.poll(() => statusesOf(what), soon).toContain("delivered");
});

test.each<{ fate: Fate; status: DeliveryReport["status"] }>([
  { fate: "DELIVRD", status: "delivered" },
  { fate: "UNDELIV", status: "failed" },
  { fate: "EXPIRED", status: "failed" },
  // Kannel keeps "rejected" for what the centre did not take in the first place.
  { fate: "REJECTD", status: "failed" },
])("a text the network says is $fate is reported as $status, under its own id", async ({ fate, status }) => {
  gateway.centre.fate = fate;
  await sent(`a:responsible:王:${fate}`, "Vapour 21 %LEL");
  // The network has it, and has said what becomes of it.
  await expect.poll(() => statusesOf(`a:responsible:王:${fate}`), soon).toContain("sent");
  gateway.centre.fate = "NONE";
  await sent(`b:responsible:王:${fate}`, "Vapour 22 %LEL");
  await expect.poll(() => statusesOf(`a:responsible:王:${fate}`), soon).toContain(status);
  await expect.poll(() => statusesOf(`b:responsible:王:${fate}`), soon).toEqual(["sent"]);
});

test.each([
  { what: "in English", text: "ACK 4F7", as: "short" },
  { what: "in Chinese", text: "确认 4F7 收到😀", as: "short" },
  { what: "with signs that mean something in addresses", text: "ACK 4F7 + & = %41 #?", as: "short" },
  { what: "with every space as it was", text: "  ACK  4F7 \n", as: "short" },
  { what: "long and Chinese, in parts with a header", text: "我已到达十七号柜，正在开窗通风，".repeat(12), as: "udh" },
  { what: "long and Chinese, in parts with SAR fields", text: "我已到达十七号柜，正在关闭阀门，".repeat(12), as: "sar" },
  { what: "long and English, as one payload", text: "I am at cabinet 17 and have opened the window. ".repeat(40), as: "payload" },
] as const)("an answer arrives as it was written: $what", async ({ text, as }) => {
  await gateway.centre.answer("+8613800000001", text, as);
  await expect.poll(() => replies.map((reply) => reply.text), soon).toEqual([text]);
  expect(replies).toMatchObject([{ channel: "sms", from: "+8613800000001", providerRef: expect.stringMatching(/^kannel-[0-9a-f-]{36}$/) }]);
});

test("nobody is texted what we say to Kannel", async () => {
  const before = gateway.sms.length;
  await gateway.centre.answer("+8613800000001", "HELP");
  await expect.poll(() => replies.length, soon).toBe(1);
  // A text sent after it has overtaken nothing.
  await sent("after", "after the answer");
  await expect.poll(received, soon).toContain("after the answer");
  expect(gateway.sms.length).toBe(before + 1);
});

test("an answer and a report that could not be kept are brought again until they are", async () => {
  isKept = false;
  await gateway.centre.answer("+8613800000001", "ATTEND 4F7");
  await sent("kept-later", "Vapour 23 %LEL");
  await expect.poll(() => lost, soon).toEqual(expect.arrayContaining(["ATTEND 4F7", "delivered"]));
  expect(replies).toEqual([]);
  isKept = true;
  await expect.poll(() => replies.map(({ text }) => text), soon).toEqual(["ATTEND 4F7"]);
  await expect.poll(() => statusesOf("kept-later"), soon).toContain("delivered");
});
