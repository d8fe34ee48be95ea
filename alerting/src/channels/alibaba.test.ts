import { hours, milliseconds, seconds } from "@labcanary/domain/basics";
import type { DeliveryReport, Notification } from "@labcanary/domain/notification";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { testNotification } from "../../../test/support/notification.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { startAlibaba } from "../../../test/support/providers/alibaba.ts";
import { alibabaNumber, createAlibabaChannel } from "./alibaba.ts";
import { outcomeOfAlibaba, statusInDetails } from "./alibaba-reply.ts";
import { signedAlibabaCall } from "./alibaba-signature.ts";
import { fitVariable, TEMPLATE_VARIABLES, templateVariables, VARIABLE_CHARACTERS, withoutContacts } from "./alibaba-template.ts";

const never = new AbortController().signal;

// The worked example of help.aliyun.com, "V3 request body and signature": RunInstances of ECS.
test("a call is signed as in the provider's own example", () => {
  const { url, headers } = signedAlibabaCall(
    {
      endpoint: new URL("https://ecs.cn-shanghai.aliyuncs.com"),
      action: "RunInstances",
      version: "2014-05-26",
      parameters: { RegionId: "cn-shanghai", ImageId: "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd" },
      at: Date.parse("2023-10-26T10:22:32Z"),
      nonce: "3156853299f313e23d1673dc12e1703d",
    },
    { id: "YourAccessKeyId", secret: "YourAccessKeySecret" },
  );
  expect(url.href).toBe(
    "https://ecs.cn-shanghai.aliyuncs.com/?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai",
  );
  expect(headers["authorization"]).toBe(
    "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;" +
      "x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
  );
});

const retry = (reason: string, after = 0) => ({ kind: "retry", reason, after });
test.each([
  { status: 200, body: { Code: "OK", BizId: "9006195^0" }, is: { kind: "accepted", providerRef: "9006195^0" } },
  { status: 200, body: { Code: "isv.MOBILE_NUMBER_ILLEGAL" }, is: { kind: "give-up", reason: "invalid-address" } },
  { status: 200, body: { Code: "isv.BUSINESS_LIMIT_CONTROL", Message: "触发分钟级流控Permits:1" }, is: retry("rate-limited", 60_000) },
  { status: 200, body: { Code: "isv.BUSINESS_LIMIT_CONTROL", Message: "触发小时级流控Permits:5" }, is: retry("rate-limited", 600_000) },
  { status: 200, body: { Code: "isv.BUSINESS_LIMIT_CONTROL", Message: "触发天级流控Permits:50" }, is: retry("rate-limited", 3_600_000) },
  { status: 200, body: { Code: "isv.AMOUNT_NOT_ENOUGH" }, is: retry("unauthorised") },
  { status: 200, body: { Code: "isv.SMS_TEMPLATE_ILLEGAL" }, is: retry("unauthorised") },
  { status: 200, body: { Code: "isv.PARAM_LENGTH_LIMIT" }, is: { kind: "give-up", reason: "rejected" } },
  { status: 200, body: { Code: "isv.SOMETHING_NEW" }, is: retry("busy") },
  { status: 200, body: { Code: "OK" }, is: retry("busy") },
  { status: 200, body: "<html>sign in</html>", is: retry("busy") },
  { status: 400, body: { Code: "SignatureDoesNotMatch" }, is: retry("unauthorised") },
  { status: 400, body: { Code: "InvalidTimeStamp.Expired" }, is: retry("unauthorised") },
  { status: 404, body: { Code: "InvalidAccessKeyId.NotFound" }, is: retry("unauthorised") },
  { status: 400, body: { Code: "Throttling.User" }, is: retry("rate-limited", 60_000) },
  { status: 503, body: { Code: "ServiceUnavailable" }, is: retry("busy") },
  { status: 502, body: "", is: retry("busy") },
])("$status $body is $is.kind $is.reason", ({ status, body, is }) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  expect(outcomeOfAlibaba({ kind: "answered", status, body: text, retryAfter: undefined }).outcome).toEqual(is);
});

test.each([
  {
    body: {
      SmsSendDetailDTOs: {
        SmsSendDetailDTO: [
          { OutId: "x", SendStatus: 2 },
          { OutId: "n", SendStatus: 3 },
        ],
      },
    },
    is: "delivered",
  },
  { body: { SmsSendDetailDTOs: { SmsSendDetailDTO: [{ OutId: "n", SendStatus: "2" }] } }, is: "failed" },
  { body: { SmsSendDetailDTOs: { SmsSendDetailDTO: [{ OutId: "n", SendStatus: 1 }] } }, is: "sent" },
  { body: { SmsSendDetailDTOs: { SmsSendDetailDTO: [] } }, is: undefined },
  { body: { Code: "isv.SYSTEM_ERROR" }, is: undefined },
])("the record of our text in $body says $is", ({ body, is }) => {
  expect(statusInDetails(JSON.stringify(body), "n")).toBe(is);
});

test.each([
  ["+8613800000001", "13800000001"],
  ["+85298765432", "85298765432"],
  ["+8621000000", "8621000000"],
])("%s is written %s", (address, is) => expect(alibabaNumber(address)).toBe(is));

describe("variables of a template", () => {
  const { parts } = testNotification();

  test.each<{ over: Partial<Notification>; is: string }>([
    { over: {}, is: "报警" },
    { over: { kind: "all-clear", language: "en" }, is: "All clear" },
    { over: { simulated: true }, is: "测试 报警" },
    { over: { kind: "test", language: "en" }, is: "TEST Nothing is wrong" },
    { over: { parts: { ...parts, mark: "副责任人：尚未确认。" } }, is: "副责任人：尚未确认。报警" },
    {
      over: { parts: { ...parts, mark: "测试 副责任人：尚未确认。" }, alarmIds: ["a", "b"] },
      is: "测试 共2条，首条：副责任人：尚未确认。报警",
    },
    {
      over: {
        kind: "returned-to-normal",
        language: "en",
        simulated: true,
        alarmIds: Array.from({ length: 500 }, (_, number) => `${number}`),
        parts: { ...parts, mark: "TEST Security centre: not yet acknowledged. " },
      },
      is: "TEST 1 of 500 alarms: Normal again",
    },
  ])("the mark of $over is $is", ({ over, is }) => {
    expect(templateVariables(testNotification(over)).mark).toBe(is);
  });

  test("none is empty, since that would be refused", () => {
    const empty = { mark: "", place: "", what: "", value: "", limit: "", action: "", code: "", replyCode: "" };
    const { mark, ...others } = templateVariables(testNotification({ parts: empty }));
    expect(mark).toBe("报警");
    expect(new Set(Object.values(others))).toEqual(new Set(["无"]));
  });

  test("what became of an answer is in what", () => {
    expect(templateVariables(testNotification({ kind: "answer", text: "已由您负责处理" })).what).toBe("已由您负责处理");
  });

  test.each([
    { words: "【通知】通风柜", is: "(通知)通风柜" },
    { words: "≥ 10 mg/m³", is: ">= 10 mg/m3" },
    { words: "−80.5 °C", is: "-80.5 C" },
    { words: "Freezer 3, Room 114, Chemistry building, East campus", is: "Freezer 3, Room 114" },
    { words: "Temperature in the main freezer 123.45 Cel", is: "Temperature in the main freezer" },
    {
      words: "开窗通风，严禁火花，撤离房间，通知安全中心，关闭总气阀，等待专业人员到场处理后方可返回",
      is: "开窗通风，严禁火花，撤离房间，通知安全中心，关闭总气阀",
    },
  ])("$words is told as $is", ({ words, is }) => {
    expect(fitVariable(words)).toBe(is);
  });

  test.each([
    { words: "致电 010-6275 1234 或 13800000001", is: "致电 (见屏幕) 或 (见屏幕)" },
    { words: "步骤见 https://lab.example.org/sop?x=1", is: "步骤见 (见屏幕)" },
    { words: "检定于 2026-11-25 到期", is: "检定于 2026-11-25 到期" },
    { words: "关闭 3 号阀，等待 15 分钟", is: "关闭 3 号阀，等待 15 分钟" },
  ])("$words is told as $is", ({ words, is }) => {
    expect(withoutContacts(words, "zh")).toBe(is);
  });

  test("a long figure is a figure, and a number to call is not told", () => {
    const figures = { ...parts, value: "1 013 250 Pa", limit: "> 1000000 Pa", action: "Call +86 10 6275 1234" };
    const { value, limit, action } = templateVariables(testNotification({ language: "en", parts: figures }));
    expect({ value, limit, action }).toEqual({ value: "1 013 250 Pa", limit: "> 1000000 Pa", action: "Call (see screen)" });
  });

  test("whatever the parts say, a variable has 35 characters at most, and a figure is whole or not there", () => {
    const word = fc.constantFrom(
      "Room",
      "溶剂蒸气",
      "，",
      ", ",
      " ",
      "【",
      "m²",
      "12.5 %LEL",
      "-80.25 C",
      ">= 1000.5 mg/m3",
      "x".repeat(40),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (words) => {
        const fitted = fitVariable(words.join(" "));
        expect(fitted.length).toBeLessThanOrEqual(VARIABLE_CHARACTERS);
        expect(fitted).not.toMatch(/[【】²³]/);
        const figures = new Set(["12.5", "80.25", "1000.5", "2", "3"]);
        for (const [figure] of fitted.matchAll(/\d+(?:\.\d+)?/g)) expect(figures).toContain(figure);
        for (const [unit] of fitted.matchAll(/(?<=12\.5).{0,5}/g)) expect(unit).toBe(" %LEL");
      }),
    );
  });

  test("all that are documented are given", () => {
    expect(Object.keys(templateVariables(testNotification()))).toEqual([...TEMPLATE_VARIABLES]);
  });
});

async function start() {
  const clock = createSettableClock();
  const logger = createTestLogger();
  const alibaba = await startAlibaba("key-id", "key-secret", clock);
  const channel = createAlibabaChannel(
    {
      url: alibaba.url,
      key: { id: "key-id", secret: "key-secret" },
      signName: "化学楼",
      templates: { alarm: "SMS_1", "all-clear": "SMS_2" },
    },
    { clock, logger },
  );
  const reports: DeliveryReport[] = [];
  channel.onReport((report) => void reports.push(report));
  await channel.start();
  onTestFinished(async () => {
    await channel.stop();
    await alibaba.stop().catch(() => undefined);
  });
  const send = (over: Partial<Notification> = {}) => channel.deliver(testNotification({ dueAt: clock.now(), ...over }), never);
  return { channel, alibaba, clock, logger, reports, send };
}

test("each kind has its template, and one without takes that of an alarm", async () => {
  const { send, alibaba } = await start();
  for (const kind of ["alarm", "all-clear", "test"] as const) await send({ kind });
  expect(alibaba.asked.map(({ url }) => url.searchParams.get("TemplateCode"))).toEqual(["SMS_1", "SMS_2", "SMS_1"]);
  // That of an alarm says all the same that it is a test.
  expect(alibaba.variables[2]).toMatchObject({ mark: "测试 一切正常" });
});

test("the record of a text sent just before midnight of Beijing is found on its own day", async () => {
  const { send, alibaba, clock, reports } = await start();
  // The clock starts at 16:00 in Beijing.
  clock.advance(milliseconds(hours(8) - 2000));
  await send();
  for (const outId of alibaba.states.keys()) alibaba.states.set(outId, 3);
  clock.advance(seconds(5));
  await expect.poll(() => reports).toMatchObject([{ notificationId: "a:responsible:wang", status: "delivered" }]);
});

test("a text that was not delivered is reported as failed", async () => {
  const { send, alibaba, clock, reports } = await start();
  await send();
  clock.advance(seconds(5));
  await expect.poll(() => reports.map(({ status }) => status)).toEqual(["sent"]);
  for (const outId of alibaba.states.keys()) alibaba.states.set(outId, 2);
  clock.advance(seconds(10));
  await expect.poll(() => reports.map(({ status }) => status)).toEqual(["sent", "failed"]);
  await expect.poll(() => clock.waiting).toBe(0);
});

test.each([{ lostAnswer: false }, { lostAnswer: true }])(
  "what was taken before a restart is asked for again by its number and day (its answer lost: $lostAnswer)",
  async ({ lostAnswer }) => {
    const { channel, send, alibaba, clock, reports } = await start();
    const accepted = await send();
    const [outId = ""] = alibaba.states.keys();
    const providerRef = accepted.kind === "accepted" ? accepted.providerRef : "";
    const taken = { notificationId: "a:responsible:wang", address: testNotification().address, acceptedAt: clock.now() };
    await channel.stop();
    // The records of the day it was sent have it, and not those of the next.
    clock.advance(hours(9));
    await channel.start();
    for (const ref of ["kannel-queued", `SM${"0".repeat(32)}`, "0".repeat(32)]) channel.follow?.({ ...taken, providerRef: ref });
    expect(clock.waiting).toBe(0);
    channel.follow?.({ ...taken, providerRef: lostAnswer ? outId : providerRef });
    alibaba.states.set(outId, 3);
    clock.advance(seconds(5));
    await expect.poll(() => reports).toMatchObject([{ notificationId: "a:responsible:wang", status: "delivered" }]);
    expect(alibaba.asked.at(-1)?.url.searchParams.get("BizId")).toBe(lostAnswer ? null : providerRef);
  },
);

test("an attempt made again has the same OutId and another nonce", async () => {
  const { send, alibaba } = await start();
  await send();
  expect(await send()).toMatchObject({ kind: "accepted" });
  const outIds = alibaba.asked.map(({ url }) => url.searchParams.get("OutId"));
  expect(outIds[1]).toBe(outIds[0]);
  expect(outIds[0]).toMatch(/^[0-9a-f]{32}$/);
});

test("a text whose answer was lost is found in the provider's records, and is not sent again", async () => {
  const { send, alibaba, clock, reports, channel } = await start();
  alibaba.losesAnswers = true;
  const due = clock.now();
  const first = send({ dueAt: due });
  await expect.poll(() => alibaba.received.length).toBe(1);
  clock.advance(seconds(3));
  expect(await first).toMatchObject({ kind: "retry", reason: "timeout" });
  alibaba.losesAnswers = false;
  expect(await send({ dueAt: due })).toMatchObject({ kind: "accepted" });
  expect(alibaba.received).toHaveLength(1);
  for (const outId of alibaba.states.keys()) alibaba.states.set(outId, 3);
  clock.advance(seconds(5));
  await expect.poll(() => reports).toMatchObject([{ notificationId: "a:responsible:wang", status: "delivered" }]);

  // So it is with what a process before this one was about to send.
  await channel.stop();
  clock.advance(seconds(1));
  await channel.start();
  expect(await send({ dueAt: due })).toMatchObject({ kind: "accepted" });
  expect(alibaba.received).toHaveLength(1);
  expect(await send({ id: "b:responsible:wang", dueAt: due })).toMatchObject({ kind: "accepted" });
  expect(alibaba.received).toHaveLength(2);
});

test("nobody looks for what cannot have arrived", async () => {
  const { send, alibaba, clock } = await start();
  const { port } = new URL(alibaba.url);
  await alibaba.stop();
  expect(await send()).toMatchObject({ reason: "unreachable" });
  const again = await startAlibaba("key-id", "key-secret", clock, Number(port));
  onTestFinished(() => again.stop());
  expect(await send()).toMatchObject({ kind: "accepted" });
  expect(again.asked.map(({ headers }) => headers["x-acs-action"])).toEqual(["SendSms"]);
});

test("no key, number or words of the text are in what was said or logged", async () => {
  const { send, alibaba, logger } = await start();
  alibaba.says = { status: 500, body: "key-id key-secret 13800000001 +8613800000001 溶剂蒸气 开窗通风" };
  expect(await send()).toEqual({ kind: "retry", reason: "busy", after: 0, detail: "HTTP 500: *** *** *** *** *** ***" });
  await alibaba.stop();
  expect(await send()).toMatchObject({ reason: "unreachable" });
  expect(JSON.stringify(logger.lines)).not.toMatch(/138000|key-secret|蒸气/);
});
