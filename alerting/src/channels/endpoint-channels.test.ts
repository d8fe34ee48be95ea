import { milliseconds } from "@labcanary/domain/basics";
import type { DeliveryOutcome, Notification } from "@labcanary/domain/notification";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { testNotification } from "../../../test/support/notification.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { json, type ProviderServer, startProvider } from "../../../test/support/providers/server.ts";
import { DINGTALK, dingTalkSignature } from "./dingtalk.ts";
import { type Endpoint, secretsOf } from "./endpoint.ts";
import { createEndpointChannel } from "./endpoint-channel.ts";
import { FEISHU, feishuSignature } from "./feishu.ts";
import type { HttpAnswer } from "./http-request.ts";
import { NTFY } from "./ntfy.ts";
import { robotText } from "./robot-text.ts";
import { WEBHOOK, webhookSignature } from "./webhook.ts";
import { WECOM } from "./wecom.ts";

const never = new AbortController().signal;
const NOW = Date.UTC(2026, 10, 22, 8);
const answered = (status: number, body: object | string, retryAfter?: string): HttpAnswer => ({
  kind: "answered",
  status,
  body: typeof body === "string" ? body : JSON.stringify(body),
  retryAfter,
});
const retry = (reason: string, after = 0) => ({ kind: "retry", reason, after });
const giveUp = (reason: string) => ({ kind: "give-up", reason });

describe("signatures", () => {
  // Worked out with `printf '1599360473000\nthis is secret' | openssl dgst -sha256 -hmac 'this is secret' -binary | base64`.
  test("DingTalk: HMAC of time and secret, keyed with the secret", () => {
    expect(dingTalkSignature("this is secret", 1_599_360_473_000)).toBe("hXZTWifRGHclNuZSKxoXc//sh51SWfVfRIhcdeKs63I=");
  });

  // Worked out with `printf '' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf '1599360473\ndemo' | xxd -p) -binary | base64`.
  test("Feishu: HMAC of nothing, keyed with time and secret", () => {
    expect(feishuSignature("demo", 1_599_360_473)).toBe("l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=");
  });

  // The example of the Standard Webhooks libraries.
  test("webhook: HMAC of id, time and body, keyed with the secret's bytes", () => {
    const signed = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
    expect(webhookSignature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", signed)).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });
});

describe("what is sent", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const sent = testNotification();

  test("DingTalk: the text, with time and signature in the query, calling nobody", () => {
    const { url, body } = DINGTALK.request(
      sent,
      { kind: "dingtalk", url: "https://oapi.dingtalk.com/robot/send?access_token=t", secret: "s" },
      NOW,
    );
    expect(Object.fromEntries(url.searchParams)).toEqual({ access_token: "t", timestamp: String(NOW), sign: dingTalkSignature("s", NOW) });
    expect(JSON.parse(body ?? "")).toEqual({ msgtype: "text", text: { content: sent.text }, at: { isAtAll: false } });
  });

  test("robots without a signing secret get the text alone", () => {
    const dingTalk = DINGTALK.request(sent, { kind: "dingtalk", url: "https://oapi.dingtalk.com/robot/send?access_token=t" }, NOW);
    expect(dingTalk.url.search).toBe("?access_token=t");
    const feishu = FEISHU.request(sent, { kind: "feishu", url: "https://open.feishu.cn/open-apis/bot/v2/hook/h" }, NOW);
    expect(JSON.parse(feishu.body ?? "")).toEqual({ msg_type: "text", content: { text: sent.text } });
  });

  test.each([
    { kind: "alarm", priority: "critical", lifeSafety: false, is: 5 },
    { kind: "alarm", priority: "low", lifeSafety: true, is: 5 },
    { kind: "alarm", priority: "high", lifeSafety: false, is: 4 },
    { kind: "alarm", priority: "medium", lifeSafety: false, is: 3 },
    { kind: "alarm", priority: "low", lifeSafety: false, is: 2 },
    { kind: "all-clear", priority: "critical", lifeSafety: true, is: 3 },
  ] as const)("ntfy: $kind of $priority priority, life safety $lifeSafety, has priority $is", ({ is, ...over }) => {
    const { body } = NTFY.request(testNotification(over), { kind: "ntfy", url: "https://ntfy.example.org", topic: "lab" }, NOW);
    expect(JSON.parse(body ?? "")).toMatchObject({ priority: is });
  });

  test("ntfy: title, tag and token, and the same sequence for the same notification", () => {
    const endpoint = { kind: "ntfy", url: "https://ntfy.example.org", topic: "lab", token: "tk_1" } as const;
    const [first, again, other] = [sent, sent, testNotification({ id: "b:deputy:王" })].map((one) => NTFY.request(one, endpoint, NOW));
    expect(first?.url.href).toBe("https://ntfy.example.org/");
    expect(first?.headers).toMatchObject({ authorization: "Bearer tk_1" });
    expect(JSON.parse(first?.body ?? "")).toMatchObject({ topic: "lab", title: "17号柜", message: sent.text, tags: ["rotating_light"] });
    expect(again?.body).toBe(first?.body);
    expect(JSON.parse(other?.body ?? "").sequence_id).not.toBe(JSON.parse(first?.body ?? "").sequence_id);
  });

  test("ntfy: the title of a test says so, whatever its parts say", () => {
    const endpoint = { kind: "ntfy", url: "https://ntfy.example.org", topic: "lab" } as const;
    const titleOf = (over: Partial<Notification>): string =>
      JSON.parse(NTFY.request(testNotification(over), endpoint, NOW).body ?? "").title;
    expect(titleOf({ simulated: true })).toBe("测试 17号柜");
    expect(titleOf({ kind: "test", language: "en" })).toBe("TEST 17号柜");
    expect(titleOf({ simulated: true, parts: { ...sent.parts, mark: "测试 副责任人：尚未确认。" } })).toBe(
      "测试 副责任人：尚未确认。17号柜",
    );
  });

  test("webhook: one id for all attempts at a notification, a new time and signature for each", () => {
    const endpoint = { kind: "webhook", url: "https://example.org/labcanary", secret } as const;
    const first = WEBHOOK.request(sent, endpoint, NOW);
    const again = WEBHOOK.request(sent, endpoint, NOW + 30_000);
    expect(first.headers["webhook-id"]).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(again.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
    expect(again.body).toBe(first.body);
    expect([first, again].map(({ headers }) => headers["webhook-timestamp"])).toEqual([String(NOW / 1000), String(NOW / 1000 + 30)]);
    expect(again.headers["webhook-signature"]).not.toBe(first.headers["webhook-signature"]);
    expect(JSON.parse(first.body ?? "")).toEqual({
      type: "notification.alarm",
      timestamp: "1970-01-01T00:00:00.000Z",
      data: {
        version: 1,
        id: first.headers["webhook-id"],
        kind: "alarm",
        alarmIds: ["a"],
        step: "responsible",
        language: "zh",
        text: sent.text,
        parts: sent.parts,
        priority: "high",
        lifeSafety: false,
        simulated: false,
      },
    });
  });
});

test.each([
  { text: "限值< 5 %LEL", is: "限值< 5 %LEL" },
  { text: "O2 <19.5 % @all", is: "O2 <19.5 % ＠all" },
  { text: '<at user_id="all">所有人</at> @所有人', is: '＜at user_id="all">所有人＜/at> ＠所有人' },
  { text: "<@everyone> <!channel>", is: "＜＠everyone> ＜!channel>" },
])("a chat shows $text as $is", ({ text, is }) => {
  expect(robotText(text)).toBe(is);
});

test.each([
  { form: DINGTALK, answer: answered(200, { errcode: 0, errmsg: "ok" }), is: { kind: "accepted", providerRef: "dingtalk-accepted" } },
  { form: DINGTALK, answer: answered(200, { errcode: 130101, errmsg: "send too fast" }), is: retry("rate-limited", 600_000) },
  { form: DINGTALK, answer: answered(200, { errcode: 410100 }), is: retry("rate-limited", 600_000) },
  { form: DINGTALK, answer: answered(200, { errcode: 310000, errmsg: "keywords not in content" }), is: retry("unauthorised") },
  { form: DINGTALK, answer: answered(200, { errcode: 430102 }), is: giveUp("rejected") },
  { form: DINGTALK, answer: answered(200, { errcode: -1, errmsg: "system busy" }), is: retry("busy") },
  { form: DINGTALK, answer: answered(200, { errcode: "0" }), is: retry("busy") },
  { form: DINGTALK, answer: answered(200, "<html>please sign in to this network</html>"), is: retry("busy") },
  { form: DINGTALK, answer: answered(502, ""), is: retry("busy") },
  { form: WECOM, answer: answered(200, { errcode: 0, errmsg: "ok" }), is: { kind: "accepted", providerRef: "wecom-accepted" } },
  { form: WECOM, answer: answered(200, { errcode: 45009, errmsg: "api freq out of limit" }), is: retry("rate-limited", 60_000) },
  { form: WECOM, answer: answered(200, { errcode: 93000 }), is: retry("unauthorised") },
  { form: WECOM, answer: answered(200, { errcode: 40058 }), is: giveUp("rejected") },
  { form: FEISHU, answer: answered(200, { code: 0, msg: "success" }), is: { kind: "accepted", providerRef: "feishu-accepted" } },
  { form: FEISHU, answer: answered(200, { StatusCode: 0 }), is: { kind: "accepted", providerRef: "feishu-accepted" } },
  { form: FEISHU, answer: answered(200, { code: 11232, msg: "frequency limited" }), is: retry("rate-limited", 60_000) },
  { form: FEISHU, answer: answered(200, { code: 9499, msg: "too many request" }), is: retry("rate-limited", 60_000) },
  { form: FEISHU, answer: answered(200, { code: 9499, msg: "Bad Request" }), is: giveUp("rejected") },
  { form: FEISHU, answer: answered(400, { code: 9499, msg: "too many request" }), is: retry("rate-limited", 60_000) },
  { form: FEISHU, answer: answered(200, { code: 19021 }), is: retry("unauthorised") },
  { form: NTFY, answer: answered(200, { id: "x1", event: "message" }), is: { kind: "accepted", providerRef: "ntfy-x1" } },
  { form: NTFY, answer: answered(200, "[]"), is: retry("busy") },
  { form: NTFY, answer: answered(429, { code: 42901 }, "20"), is: retry("rate-limited", 20_000) },
  { form: NTFY, answer: answered(413, {}), is: giveUp("rejected") },
  { form: WEBHOOK, answer: answered(204, ""), is: { kind: "accepted", providerRef: "http-204" } },
  { form: WEBHOOK, answer: answered(410, ""), is: giveUp("invalid-address") },
  { form: WEBHOOK, answer: answered(302, ""), is: retry("unreachable") },
  { form: WEBHOOK, answer: answered(404, ""), is: retry("unreachable") },
  { form: WEBHOOK, answer: answered(408, ""), is: retry("busy") },
  { form: WEBHOOK, answer: answered(403, ""), is: retry("unauthorised") },
  { form: WEBHOOK, answer: answered(422, ""), is: giveUp("rejected") },
] as readonly { form: { kind: string; outcome(answer: HttpAnswer): DeliveryOutcome }; answer: HttpAnswer; is: object }[])(
  "$form.kind: $answer.status $answer.body is $is.kind $is.reason",
  ({ form, answer, is }) => {
    expect(form.outcome(answer)).toEqual(is);
  },
);

test("every part of an endpoint that could be a secret is known as one", () => {
  const endpoint: Endpoint = { kind: "feishu", url: "https://open.feishu.cn/open-apis/bot/v2/hook/2f1a9b7c-77aa", secret: "s3cret" };
  expect(secretsOf(endpoint)).toEqual(["/open-apis/bot/v2/hook/2f1a9b7c-77aa", "2f1a9b7c-77aa", "s3cret"]);
  expect(secretsOf({ kind: "wecom", url: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a" })).toContain("693a");
});

async function start(server: ProviderServer) {
  const clock = createSettableClock();
  const logger = createTestLogger();
  const endpoints = new Map<string, Endpoint>([
    ["duty", { kind: "dingtalk", url: `${server.url}/robot/send?access_token=5cf1a0b2c3d4`, secret: "SEC9a8b7c" }],
    ["phones", { kind: "ntfy", url: "http://127.0.0.1:9", topic: "lab" }],
  ]);
  const channel = createEndpointChannel(DINGTALK, { endpoints }, { clock, logger });
  await channel.start();
  onTestFinished(async () => {
    await channel.stop();
    await server.stop().catch(() => undefined);
  });
  const send = (over: Partial<Notification> = {}) =>
    channel.deliver(testNotification({ channel: "dingtalk", address: "duty", ...over }), never);
  return { channel, clock, logger, send };
}

test.each(["nobody", "phones"])("an endpoint %s that the installation lacks, or has of another kind, is no address", async (address) => {
  const { send } = await start(await startProvider(() => json(200, { errcode: 0 })));
  expect(await send({ address })).toMatchObject({ kind: "give-up", reason: "invalid-address" });
});

test("what a proxy quotes from the request is not in what was said, nor in the log", async () => {
  const server = await startProvider(({ url, body }) => ({ status: 502, body: `cannot reach ${url.pathname}${url.search} with ${body}` }));
  const { send, logger } = await start(server);
  const outcome = await send();
  expect(outcome).toMatchObject({ kind: "retry", reason: "busy" });
  await server.stop();
  expect(await send()).toMatchObject({ reason: "unreachable", detail: "ECONNREFUSED" });
  expect(JSON.stringify([outcome, logger.lines])).not.toMatch(/5cf1a0b2c3d4|SEC9a8b7c|蒸气/);
});

test("a silent provider is given three seconds", async () => {
  const server = await startProvider(() => json(200, { errcode: 0 }));
  const { send, clock } = await start(server);
  server.says = "silent";
  const outcome = send();
  await expect.poll(() => server.asked.length).toBe(1);
  clock.advance(milliseconds(2999));
  expect(clock.waiting).toBe(1);
  clock.advance(milliseconds(1));
  expect(await outcome).toEqual({ kind: "retry", reason: "timeout", after: 0 });
  expect(clock.waiting).toBe(0);
});

test("an answer without end is not read to its end", async () => {
  const server = await startProvider(() => ({ status: 200, body: "x".repeat(1_000_000) }));
  const { send } = await start(server);
  expect(await send()).toMatchObject({ kind: "retry", reason: "unreachable", detail: "UND_ERR_RES_EXCEEDED_MAX_SIZE" });
});

test("the probe names the endpoint whose host does not answer", async () => {
  const server = await startProvider(() => json(200, {}));
  const { channel } = await start(server);
  expect(await channel.probe()).toEqual({ healthy: true, detail: "answers", says: { code: "answers", values: {} } });
  await server.stop();
  expect(await channel.probe()).toEqual({
    healthy: false,
    detail: "no answer from duty (unreachable)",
    says: { code: "endpoints-silent", values: { names: "duty (unreachable)" } },
  });
});
