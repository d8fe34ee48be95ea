import { connect } from "node:net";
import type { Reply } from "@labcanary/domain/notification";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import { freePort } from "../../../test/support/ports.ts";
import type { InboundRefusal } from "../ports.ts";
import { createKannelChannel } from "./kannel.ts";
import { kannelGroups } from "./kannel-groups.ts";

/** A channel that is started, and the address Kannel is told to bring answers to. */
async function start({ takesReplies = true } = {}) {
  const callback = { host: "127.0.0.1", port: await freePort() };
  const dataFolder = temporaryFolder();
  const clock = createSettableClock();
  const metrics = createTestMetrics();
  const logger = createTestLogger();
  const options = { url: "http://127.0.0.1:1", username: "lab", password: "", callback, dataFolder, takesReplies };
  const channel = createKannelChannel(options, { clock, logger, metrics });
  const replies: Reply[] = [];
  const refusals: InboundRefusal[] = [];
  channel.onReply((reply) => void replies.push(reply));
  channel.onRefused((reason) => void refusals.push(reason));
  await channel.start();
  onTestFinished(() => channel.stop());
  const configured = /get-url = "(.*)"/.exec(kannelGroups({ ...callback, dataFolder }))?.[1] ?? "";
  const address = (over: { from?: string; text?: string; charset?: string; id?: string } = {}) =>
    configured
      .replace("%q", over.from ?? "%2B8613800000001")
      .replace("%b", over.text ?? "ACK+4F7")
      .replace("%C", over.charset ?? "UTF-8")
      .replace("%I", over.id ?? "77");
  return { channel, clock, metrics, replies, refusals, address, callback, logger };
}

test("what Kannel brings with the secret it was given is an answer, with the time it came", async () => {
  const { channel, replies, refusals, address, clock } = await start();
  expect(channel.takesReplies).toBe(true);
  const answer = await fetch(address());
  expect(answer.status).toBe(200);
  // Kannel would text a body back.
  expect(await answer.text()).toBe("");
  expect(replies).toEqual([{ channel: "sms", from: "+8613800000001", text: "ACK 4F7", providerRef: "kannel-77", at: clock.now() }]);
  expect(refusals).toEqual([]);
});

test.each([
  {
    because: "it carries a secret that is wrong",
    of: (url: string) => url.replace(/secret=[^&]+/, `secret=${"A".repeat(43)}`),
    status: 403,
    code: "REPLY_SIGNATURE",
  },
  { because: "it carries no secret", of: (url: string) => url.replace(/secret=[^&]+&/, ""), status: 403, code: "REPLY_SIGNATURE" },
  {
    because: "it is as long as no text can be",
    of: (url: string) => url.replace("ACK", "A".repeat(10_000)),
    status: 200,
    code: "REPLY_TOO_LONG",
  },
  { because: "it names no sender", of: (url: string) => url.replace(/from=[^&]+/, "from="), status: 200, code: "REPLY_SHAPE" },
])("an answer is refused and counted because $because", async ({ of, status, code }) => {
  const { replies, refusals, metrics, address, logger } = await start();
  expect((await fetch(of(address()))).status).toBe(status);
  expect(refusals).toEqual([code]);
  expect(replies).toEqual([]);
  expect(metrics.read("labcanary_refused_total", "reply", code)).toBe(1);
  expect(JSON.stringify(logger.lines)).not.toMatch(/13800000001|ACK/);
});

test("a request of any length is refused before it is read whole", async () => {
  const { refusals, metrics, callback } = await start();
  const socket = connect(callback.port, callback.host);
  const said = new Promise<string>((resolve) => {
    let text = "";
    socket.on("data", (bytes) => (text += bytes.toString()));
    // The other side may be gone while the rest is still being written.
    socket.on("error", () => {}).on("close", () => resolve(text));
  });
  socket.write(`GET /reply?secret=S&text=${"A".repeat(100_000)}`);
  expect(await said).toMatch(/^HTTP\/1\.1 431 /);
  expect(refusals).toEqual(["REPLY_TOO_LONG"]);
  expect(metrics.read("labcanary_refused_total", "reply", "REPLY_TOO_LONG")).toBe(1);
});

test("an answer nobody could keep is asked for again", async () => {
  const { channel, address } = await start();
  channel.onReply(() => {
    throw new Error("disk full");
  });
  expect((await fetch(address())).status).toBe(503);
});

test("where the gateway has no way back, there are no answers, not even with the secret", async () => {
  const { channel, replies, refusals, address } = await start({ takesReplies: false });
  expect(channel.takesReplies).toBe(false);
  expect((await fetch(address())).status).toBe(403);
  expect(refusals).toEqual(["REPORT_SHAPE"]);
  expect(replies).toEqual([]);
});
