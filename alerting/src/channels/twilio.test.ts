import { days, milliseconds, minus, seconds } from "@labcanary/domain/basics";
import type { DeliveryReport, Reply } from "@labcanary/domain/notification";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { testNotification } from "../../../test/support/notification.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import { freePort } from "../../../test/support/ports.ts";
import { startTwilio } from "../../../test/support/providers/twilio.ts";
import type { InboundRefusal } from "../ports.ts";
import { createTwilioChannel, type TwilioOptions } from "./twilio.ts";
import { outcomeOfTwilio } from "./twilio-reply.ts";
import { isTwilioSignature, twilioSignature } from "./twilio-signature.ts";

const never = new AbortController().signal;
const AUTH_TOKEN = "auth-token";
const PUBLIC = "https://lab.example.org/twilio";

/** The example of twilio.com/docs/usage/security: auth token 12345. */
const EXAMPLE = {
  url: "https://mycompany.com/myapp.php?foo=1&bar=2",
  fields: new URLSearchParams({
    To: "+18005551212",
    Digits: "1234",
    From: "+12349013030",
    Caller: "+12349013030",
    CallSid: "CA1234567890ABCDE",
  }),
  signature: "0/KCTR6DLpKmkAf8muzZqo1nDgQ=",
};

test("a call is signed as in Twilio's own example", () => {
  expect(twilioSignature("12345", EXAMPLE.url, EXAMPLE.fields)).toBe(EXAMPLE.signature);
});

test.each([
  { because: "as it is", url: EXAMPLE.url, is: true },
  { because: "with a port that Twilio left out", url: "https://mycompany.com:8443/myapp.php?foo=1&bar=2", is: true },
  { because: "of another host", url: "https://mycompany.org/myapp.php?foo=1&bar=2", is: false },
  { because: "with another query", url: "https://mycompany.com/myapp.php?foo=1&bar=3", is: false },
])("the example's signature is taken for the address $because: $is", ({ url, is }) => {
  expect(isTwilioSignature(EXAMPLE.signature, "12345", url, EXAMPLE.fields)).toBe(is);
  expect(isTwilioSignature(EXAMPLE.signature, "12346", url, EXAMPLE.fields)).toBe(false);
});

test("a port that Twilio writes out is taken too", () => {
  const signature = twilioSignature("12345", "https://mycompany.com:443/myapp.php?foo=1&bar=2", EXAMPLE.fields);
  expect(isTwilioSignature(signature, "12345", EXAMPLE.url, EXAMPLE.fields)).toBe(true);
});

test.each([
  { status: 201, body: { sid: "SM1", status: "queued" }, is: { kind: "accepted", providerRef: "SM1" } },
  { status: 200, body: "<html>sign in</html>", is: { kind: "retry", reason: "busy", after: 0 } },
  { status: 400, body: { code: 21211 }, is: { kind: "give-up", reason: "invalid-address" } },
  { status: 400, body: { code: 21610 }, is: { kind: "give-up", reason: "invalid-address" } },
  { status: 400, body: { code: 21408 }, is: { kind: "retry", reason: "unauthorised", after: 0 } },
  { status: 400, body: { code: 21606 }, is: { kind: "retry", reason: "busy", after: 0 } },
  { status: 400, body: { code: 21617 }, is: { kind: "give-up", reason: "rejected" } },
  { status: 401, body: { code: 20003 }, is: { kind: "retry", reason: "unauthorised", after: 0 } },
  { status: 429, body: { code: 20429 }, is: { kind: "retry", reason: "rate-limited", after: 10_000 } },
  { status: 429, body: "", is: { kind: "retry", reason: "rate-limited", after: 0 } },
  { status: 503, body: "", is: { kind: "retry", reason: "busy", after: 0 } },
  { status: 404, body: { code: 20404 }, is: { kind: "retry", reason: "unreachable", after: 0 } },
])("$status $body is $is.kind $is.reason", ({ status, body, is }) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  expect(outcomeOfTwilio({ kind: "answered", status, body: text, retryAfter: undefined }).outcome).toEqual(is);
});

async function start(over: Partial<TwilioOptions> = {}) {
  const twilio = await startTwilio("AC123", AUTH_TOKEN);
  const clock = createSettableClock();
  const logger = createTestLogger();
  const metrics = createTestMetrics();
  const port = await freePort();
  const channel = createTwilioChannel(
    {
      url: twilio.url,
      accountSid: "AC123",
      authToken: AUTH_TOKEN,
      from: "+15005550006",
      callback: { url: PUBLIC, host: "127.0.0.1", port },
      ...over,
    },
    { clock, logger, metrics },
  );
  const reports: DeliveryReport[] = [];
  const replies: Reply[] = [];
  const refusals: InboundRefusal[] = [];
  channel.onReport((report) => void reports.push(report));
  channel.onReply((reply) => void replies.push(reply));
  channel.onRefused((reason) => void refusals.push(reason));
  await channel.start();
  onTestFinished(async () => {
    await channel.stop();
    await twilio.stop().catch(() => undefined);
  });
  /** Twilio calls the public address, and the site's proxy hands it on to us. */
  const call = (path: string, fields: Readonly<Record<string, string>>, forged: { readonly signature?: string } = {}): Promise<number> =>
    twilio.call(`${PUBLIC}${path}`, fields, { ...forged, to: `http://127.0.0.1:${port}${path}` });
  return { channel, twilio, clock, logger, metrics, reports, replies, refusals, call, port };
}

const fieldsOf = (body: string): Readonly<Record<string, string>> => Object.fromEntries(new URLSearchParams(body));
/** What Twilio was told to call for the notification of the tests. */
const statusPath = `/status?id=${Buffer.from(testNotification().id).toString("base64url")}`;

test("a message has receiver, text, sender and the address Twilio is to call", async () => {
  const { channel, twilio } = await start();
  await channel.deliver(testNotification(), never);
  expect(fieldsOf(twilio.asked[0]?.body ?? "")).toEqual({
    To: "+8613800000001",
    Body: testNotification().text,
    From: "+15005550006",
    StatusCallback: `${PUBLIC}${statusPath}`,
  });
});

test("without a public address Twilio is told none, a messaging service may be the sender, and nobody can answer", async () => {
  const { callback: _none, ...rest } = { callback: undefined };
  const twilio = await startTwilio("AC123", AUTH_TOKEN);
  onTestFinished(() => twilio.stop());
  const channel = createTwilioChannel(
    { url: twilio.url, accountSid: "AC123", authToken: AUTH_TOKEN, from: "MG9752274e9e519418a7406176694466fa", ...rest },
    { clock: createSettableClock(), logger: createTestLogger(), metrics: createTestMetrics() },
  );
  await channel.start();
  onTestFinished(() => channel.stop());
  await channel.deliver(testNotification(), never);
  expect(Object.keys(fieldsOf(twilio.asked[0]?.body ?? ""))).toEqual(["To", "Body", "MessagingServiceSid"]);
  expect(channel.takesReplies).toBe(false);
});

test("with an API key that is the password, and call-backs are still signed with the auth token", async () => {
  const { channel, twilio, call, reports } = await start({ apiKey: { sid: "SK1", secret: "key secret" } });
  await channel.deliver(testNotification(), never);
  expect(twilio.asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from("SK1:key secret").toString("base64")}`);
  expect(await call(statusPath, { MessageSid: "SM1", MessageStatus: "delivered" })).toBe(200);
  expect(reports).toMatchObject([{ status: "delivered" }]);
});

test("the state of a message is asked for until it is final", async () => {
  const { channel, twilio, clock, reports } = await start();
  await channel.deliver(testNotification(), never);
  const [sid = ""] = twilio.states.keys();
  clock.advance(seconds(5));
  await expect.poll(() => reports.map(({ status }) => status)).toEqual(["buffered"]);
  twilio.states.set(sid, "undelivered");
  clock.advance(seconds(10));
  await expect.poll(() => reports.map(({ status }) => status)).toEqual(["buffered", "failed"]);
  await expect.poll(() => clock.waiting).toBe(0);
});

test("what was taken before a restart is asked for again, until a day after it was taken, and nothing that is not Twilio's", async () => {
  const { channel, twilio, clock, reports } = await start();
  await channel.deliver(testNotification(), never);
  const [sid = ""] = twilio.states.keys();
  const taken = { notificationId: "a:responsible:wang", address: "+8613800000001", acceptedAt: clock.now() };
  await channel.stop();
  await channel.start();
  for (const providerRef of ["kannel-queued", "gammu-1", "90061950^0", "SM1", `SM${"g".repeat(32)}`])
    channel.follow?.({ ...taken, providerRef });
  expect(clock.waiting).toBe(0);
  channel.follow?.({ ...taken, providerRef: sid });
  twilio.states.set(sid, "delivered");
  clock.advance(seconds(5));
  await expect.poll(() => reports).toMatchObject([{ notificationId: "a:responsible:wang", status: "delivered" }]);
  await expect.poll(() => clock.waiting).toBe(0);
  channel.follow?.({ ...taken, providerRef: sid, acceptedAt: minus(clock.now(), days(1)) });
  twilio.states.set(sid, "queued");
  clock.advance(seconds(5));
  await expect.poll(() => clock.waiting).toBe(0);
});

test("once Twilio has called with the last word, nothing is asked for", async () => {
  const { channel, clock, call, reports } = await start();
  await channel.deliver(testNotification(), never);
  expect(await call(statusPath, { MessageSid: "SM1", MessageStatus: "sent" })).toBe(200);
  expect(clock.waiting).toBe(1);
  expect(await call(statusPath, { MessageSid: "SM1", MessageStatus: "delivered", From: "+15005550006" })).toBe(200);
  expect(clock.waiting).toBe(0);
  expect(reports).toEqual([
    { notificationId: "a:responsible:wang", status: "sent", at: clock.now() },
    { notificationId: "a:responsible:wang", status: "delivered", at: clock.now() },
  ]);
});

test("an answer comes with its sender and Twilio's own id", async () => {
  const { call, replies, clock } = await start();
  expect(await call("/reply", { MessageSid: "SM9", From: "+8613800000001", To: "+15005550006", Body: "确认 4F7" })).toBe(200);
  expect(replies).toEqual([{ channel: "sms", from: "+8613800000001", text: "确认 4F7", providerRef: "SM9", at: clock.now() }]);
});

test("a proxy may take the beginning of the path away", async () => {
  const { twilio, replies, port } = await start();
  const fields = { MessageSid: "SM9", From: "+8613800000001", Body: "ACK 4F7" };
  expect(await twilio.call(`${PUBLIC}/reply`, fields, { to: `http://127.0.0.1:${port}/twilio/reply` })).toBe(200);
  expect(replies).toHaveLength(1);
});

const answer = { MessageSid: "SM9", From: "+8613800000001", Body: "ACK 4F7" };
const status = { MessageSid: "SM1", MessageStatus: "delivered" };
test.each([
  { because: "forged", path: "/reply", fields: answer, signature: "AAAA", code: "REPLY_SIGNATURE" },
  { because: "forged", path: statusPath, fields: status, signature: EXAMPLE.signature, code: "REPORT_SIGNATURE" },
  { because: "without sender", path: "/reply", fields: { MessageSid: "SM9", Body: "ACK" }, code: "REPLY_SHAPE" },
  { because: "without id", path: "/reply", fields: { From: "+8613800000001", Body: "ACK" }, code: "REPLY_SHAPE" },
  { because: "of 10,000 characters", path: "/reply", fields: { ...answer, Body: "x".repeat(10_000) }, code: "REPLY_TOO_LONG" },
  { because: "of a megabyte", path: "/reply", fields: { ...answer, Body: "x".repeat(1_000_000) }, code: "REPLY_TOO_LONG" },
  { because: "of a megabyte", path: statusPath, fields: { ...status, ErrorMessage: "x".repeat(1_000_000) }, code: "REPORT_SHAPE" },
  { because: "with a state that is none", path: statusPath, fields: { ...status, MessageStatus: "constructor" }, code: "REPORT_SHAPE" },
  { because: "for no notification", path: "/status", fields: status, code: "REPORT_SHAPE" },
  { because: "at another path", path: "/other", fields: status, code: "REPORT_SHAPE" },
] as const)("a call $because to $path is refused with $code, and counted", async ({ path, fields, code, ...forged }) => {
  const { call, reports, replies, refusals, metrics } = await start();
  expect(await call(path, fields, "signature" in forged ? { signature: forged.signature } : {})).toBe(403);
  expect([...reports, ...replies]).toEqual([]);
  expect(refusals).toEqual([code]);
  expect(metrics.read("labcanary_refused_total", code.startsWith("REPLY") ? "reply" : "receipt", code)).toBe(1);
});

test("a status signed for one notification says nothing of another", async () => {
  const { twilio, port, refusals, reports } = await start();
  const other = `/status?id=${Buffer.from("b:deputy:li").toString("base64url")}`;
  expect(await twilio.call(`${PUBLIC}${statusPath}`, status, { to: `http://127.0.0.1:${port}${other}` })).toBe(403);
  expect(refusals).toEqual(["REPORT_SIGNATURE"]);
  expect(reports).toEqual([]);
});

test("what was taken is not taken again", async () => {
  const { call, refusals, reports, replies } = await start();
  for (const path of [statusPath, statusPath]) await call(path, status);
  for (const path of ["/reply", "/reply"]) await call(path, answer);
  expect(refusals).toEqual(["REPORT_REPLAYED", "REPLY_REPLAYED"]);
  expect([reports.length, replies.length]).toEqual([1, 1]);
});

test("what nobody could keep is told so, and may come again", async () => {
  const { channel, call } = await start();
  let isFull = true;
  channel.onReply(() => {
    if (isFull) throw new Error("disk full");
  });
  expect(await call("/reply", answer)).toBe(503);
  isFull = false;
  expect(await call("/reply", answer)).toBe(200);
});

test("no credential, number or text is in what was said or logged", async () => {
  const { channel, twilio, logger } = await start();
  twilio.says = { status: 400, body: `Invalid 'To' Phone Number: +8613800000001 (AC123, ${AUTH_TOKEN}): ${testNotification().text}` };
  const outcome = await channel.deliver(testNotification(), never);
  expect(outcome).toEqual({ kind: "give-up", reason: "rejected", detail: "HTTP 400: Invalid 'To' Phone Number: *** (***, ***): ***" });
  await twilio.stop();
  expect(await channel.deliver(testNotification(), never)).toMatchObject({ reason: "unreachable" });
  expect(JSON.stringify(logger.lines)).not.toMatch(/138000|auth-token|蒸气/);
});

test("a silent Twilio is given three seconds", async () => {
  const { channel, twilio, clock } = await start();
  twilio.says = "silent";
  const outcome = channel.deliver(testNotification(), never);
  await expect.poll(() => twilio.asked.length).toBe(1);
  clock.advance(milliseconds(3000));
  expect(await outcome).toEqual({ kind: "retry", reason: "timeout", after: 0 });
});
