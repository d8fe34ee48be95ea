import { statSync, writeFileSync } from "node:fs";
import { testNotification } from "../../../test/support/notification.ts";
import { join } from "node:path";
import { epochMs, milliseconds, seconds } from "@labcanary/domain/basics";
import type { DeliveryReport, Notification } from "@labcanary/domain/notification";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { type GatewayStub, startGatewayStub } from "../../../test/support/kannel-stub.ts";
import { createTestLogger, createTestMetrics } from "../../../test/support/observing.ts";
import { freePort } from "../../../test/support/ports.ts";
import type { InboundRefusal } from "../ports.ts";
import { createKannelChannel } from "./kannel.ts";
import { detailOfReply, outcomeOfReply } from "./kannel-reply.ts";

// Bodies of 202, 400 and 403 as a Kannel 1.4.5 on Debian 12 gave them; the others are what stands in front of one may say.
test.each([
  { status: 202, body: "0: Accepted for delivery", is: { kind: "accepted", providerRef: "kannel-accepted" } },
  { status: 202, body: "3: Queued for later delivery", is: { kind: "accepted", providerRef: "kannel-queued" } },
  { status: 202, body: "4: Rejected", is: { kind: "give-up", reason: "rejected" } },
  { status: 200, body: "Sorry, rejected", is: { kind: "give-up", reason: "rejected" } },
  { status: 200, body: "<html>please sign in to this network</html>", is: { kind: "retry", reason: "busy", after: 0 } },
  { status: 200, body: "", is: { kind: "retry", reason: "busy", after: 0 } },
  { status: 503, body: "Temporal failure, try again later.", is: { kind: "retry", reason: "busy", after: 0 } },
  { status: 503, body: "", retryAfter: "5", is: { kind: "retry", reason: "busy", after: 5000 } },
  { status: 408, body: "", is: { kind: "retry", reason: "busy", after: 0 } },
  { status: 429, body: "", retryAfter: "10", is: { kind: "retry", reason: "rate-limited", after: 10_000 } },
  { status: 429, body: "", retryAfter: "86400", is: { kind: "retry", reason: "rate-limited", after: 60_000 } },
  { status: 429, body: "", retryAfter: "Wed, 21 Oct 2026", is: { kind: "retry", reason: "rate-limited", after: 0 } },
  { status: 403, body: "Authorization failed for sendsms", is: { kind: "retry", reason: "unauthorised", after: 0 } },
  { status: 401, body: "", is: { kind: "retry", reason: "unauthorised", after: 0 } },
  { status: 400, body: "Sender missing and no global set, rejected", is: { kind: "retry", reason: "busy", after: 0 } },
  { status: 301, body: "", is: { kind: "retry", reason: "unreachable", after: 0 } },
  { status: 400, body: "Empty receiver number not allowed, rejected", is: { kind: "give-up", reason: "invalid-address" } },
  { status: 400, body: "Number(s) has/have been denied by white- and/or black-lists.", is: { kind: "give-up", reason: "invalid-address" } },
  { status: 400, body: "Empty text not allowed, rejected", is: { kind: "give-up", reason: "rejected" } },
  { status: 404, body: "Unknown request.", is: { kind: "retry", reason: "unreachable", after: 0 } },
])("$status $body is $is.kind $is.reason", ({ status, body, retryAfter, is }) => {
  expect(outcomeOfReply(status, body, retryAfter)).toEqual(is);
});

test("what the gateway said is kept on one line, shortened, without what a proxy quoted from the request", () => {
  const hidden = ["p&ss word", "+8613800000001", "8613800000001", ""];
  expect(detailOfReply(400, "Sender missing and no global set, rejected\r\n", hidden)).toBe(
    "HTTP 400: Sender missing and no global set, rejected",
  );
  expect(detailOfReply(503, "", hidden)).toBe("HTTP 503");
  const quoted = "no route for ?password=p%26ss+word&also=p%26ss%20word&p&ss word&to=%2B8613800000001&8613800000001";
  expect(detailOfReply(502, quoted, hidden)).toBe("HTTP 502: no route for ?password=***&also=***&***&to=***&***");
  expect(detailOfReply(502, "x".repeat(8192), hidden)).toHaveLength(160);
});

const notification = (over: Partial<Notification> = {}): Notification =>
  testNotification({
    id: "a:responsible:王",
    alarmId: "a",
    step: "responsible",
    personId: "王",
    channel: "sms",
    language: "en",
    address: "+8613800000001",
    text: "Vapour 21 %LEL [7KQ2] & more",
    dueAt: epochMs(0),
    ...over,
  });

async function start(
  over: { readonly dataFolder?: string; readonly port?: number; readonly gateway?: GatewayStub; readonly path?: string } = {},
) {
  const gateway = over.gateway ?? (await startGatewayStub());
  const dataFolder = over.dataFolder ?? temporaryFolder();
  const port = over.port ?? (await freePort());
  const clock = createSettableClock();
  const logger = createTestLogger();
  const metrics = createTestMetrics();
  const channel = createKannelChannel(
    {
      url: `${gateway.url}${over.path ?? ""}`,
      username: "lab",
      password: "p&ss word",
      from: "LabCanary",
      callback: { host: "127.0.0.1", port },
      dataFolder,
    },
    { clock, logger, metrics },
  );
  const reports: DeliveryReport[] = [];
  const refusals: InboundRefusal[] = [];
  channel.onReport((report) => void reports.push(report));
  channel.onRefused((reason) => void refusals.push(reason));
  await channel.start();
  onTestFinished(async () => {
    await channel.stop();
    await gateway.stop();
  });
  return { channel, gateway, clock, logger, metrics, reports, refusals, dataFolder, port, callback: `http://127.0.0.1:${port}` };
}
const never = new AbortController().signal;

test.each([
  { path: "", asked: "/cgi-bin/sendsms" },
  { path: "/", asked: "/cgi-bin/sendsms" },
  { path: "/cgi-bin/sendsms", asked: "/cgi-bin/sendsms" },
  { path: "/sms/send", asked: "/sms/send" },
])("a gateway given as http://host:port$path is asked at $asked", async ({ path, asked }) => {
  const { channel, gateway } = await start({ path });
  await channel.deliver(notification(), never);
  expect(gateway.requests.map((request) => request.path)).toEqual([asked]);
});

test("a notification is asked for with every field Kannel needs, and its id as idempotency key", async () => {
  const { channel, gateway, callback } = await start();
  await channel.deliver(notification(), never);
  expect(gateway.requests).toMatchObject([
    {
      path: "/cgi-bin/sendsms",
      fields: {
        username: "lab",
        password: "p&ss word",
        from: "LabCanary",
        to: "+8613800000001",
        text: "Vapour 21 %LEL [7KQ2] & more",
        charset: "utf-8",
        coding: "0",
        "dlr-mask": "31",
      },
      headers: { "idempotency-key": encodeURIComponent("a:responsible:王") },
    },
  ]);
  const called = gateway.requests[0]?.fields["dlr-url"] ?? "";
  expect(called.startsWith(`${callback}/receipt?id=`)).toBe(true);
  // The only percent sign is the one Kannel is to replace.
  expect(called.match(/%/g)).toEqual(["%"]);
  await channel.deliver(notification({ text: "蒸气 21 %LEL" }), never);
  expect(gateway.requests[1]?.fields["coding"]).toBe("2");
});

test.each([
  ["1", "delivered"],
  ["2", "failed"],
  ["4", "buffered"],
  ["8", "sent"],
  ["16", "rejected"],
  ["34", "failed"],
] as const)("report %s is %s", async (status, expected) => {
  const { channel, gateway, reports, clock } = await start();
  await channel.deliver(notification(), never);
  const answer = await fetch((gateway.requests[0]?.fields["dlr-url"] ?? "").replace("%d", status));
  expect(answer.status).toBe(200);
  expect(reports).toEqual([{ notificationId: "a:responsible:王", status: expected, at: clock.now() }]);
});

test("a report that comes after a restart is believed: the key is kept, for its owner only", async () => {
  const first = await start();
  await first.channel.deliver(notification(), never);
  await first.channel.stop();
  expect(statSync(join(first.dataFolder, "receipt.key")).mode & 0o777).toBe(0o600);
  const second = await start({ dataFolder: first.dataFolder, port: first.port });
  await fetch((first.gateway.requests[0]?.fields["dlr-url"] ?? "").replace("%d", "1"));
  expect(second.reports).toMatchObject([{ notificationId: "a:responsible:王", status: "delivered" }]);
});

test("a key of the wrong length is an error that says what to do, not a weak key", async () => {
  const dataFolder = temporaryFolder();
  writeFileSync(join(dataFolder, "receipt.key"), "short");
  await expect(start({ dataFolder })).rejects.toThrow("remove it and a new one is made");
});

test.each([
  {
    because: "another installation's signature",
    of: (url: URL) => url.searchParams.set("signature", "A".repeat(43)),
    code: "REPORT_SIGNATURE",
  },
  { because: "a signature of another length", of: (url: URL) => url.searchParams.set("signature", "AAAA"), code: "REPORT_SIGNATURE" },
  {
    because: "another notification's id",
    of: (url: URL) => url.searchParams.set("id", Buffer.from("b").toString("base64url")),
    code: "REPORT_SIGNATURE",
  },
  { because: "no signature", of: (url: URL) => url.searchParams.delete("signature"), code: "REPORT_SHAPE" },
  { because: "a status that is none", of: (url: URL) => url.searchParams.set("status", "999"), code: "REPORT_SHAPE" },
  { because: "another path", of: (url: URL) => void (url.pathname = "/"), code: "REPORT_SHAPE" },
] as const)("a report with $because is refused and counted", async ({ of, code }) => {
  const { channel, gateway, reports, refusals, metrics } = await start();
  await channel.deliver(notification(), never);
  const url = new URL((gateway.requests[0]?.fields["dlr-url"] ?? "").replace("%d", "1"));
  of(url);
  expect((await fetch(url)).status).toBe(403);
  expect(refusals).toEqual([code]);
  expect(reports).toEqual([]);
  expect(metrics.read("labcanary_refused_total", "receipt", code)).toBe(1);
});

test("a report nobody could keep is asked for again", async () => {
  const { channel, gateway } = await start();
  channel.onReport(() => {
    throw new Error("disk full");
  });
  await channel.deliver(notification(), never);
  expect((await fetch((gateway.requests[0]?.fields["dlr-url"] ?? "").replace("%d", "1"))).status).toBe(503);
});

test("a silent gateway is given three seconds", async () => {
  const { channel, gateway, clock } = await start();
  gateway.reply = "silent";
  const asked = new Promise<void>((resolve) => {
    gateway.onRequest = () => resolve();
  });
  const outcome = channel.deliver(notification(), never);
  await asked;
  clock.advance(milliseconds(2999));
  expect(clock.waiting).toBe(1);
  clock.advance(milliseconds(1));
  expect(await outcome).toEqual({ kind: "retry", reason: "timeout", after: 0 });
});

test("an attempt can be broken off, and a gateway that is gone is unreachable", async () => {
  const { channel, gateway, logger, clock } = await start();
  const abort = new AbortController();
  abort.abort();
  expect(await channel.deliver(notification(), abort.signal)).toMatchObject({ kind: "retry", reason: "timeout" });
  await gateway.stop();
  expect(await channel.deliver(notification(), never)).toEqual({ kind: "retry", reason: "unreachable", after: 0, detail: "ECONNREFUSED" });
  expect(await channel.probe()).toEqual({ healthy: false, detail: "unreachable", says: { code: "unreachable", values: {} } });
  expect(JSON.stringify(logger.lines)).not.toMatch(/\+86|p&ss/);
  clock.advance(seconds(10));
  expect(clock.waiting).toBe(0);
});
