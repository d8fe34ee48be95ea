import { epochMs, milliseconds, seconds } from "@labcanary/domain/basics";
import type { CanaryPassage } from "@labcanary/domain/messages";
import { CANARY_KEY } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf } from "../../../test/support/kannel-conditions.ts";
import { createFakeChannel, UNREACHABLE } from "../../../test/support/kannel-fake-channel.ts";
import type { CanaryOptions } from "./canary-mail.ts";

const PHONE = "+8613800000099";

async function watched({ phone, ...over }: Parameters<typeof startAlerting>[0] & { readonly phone?: string } = {}) {
  const passages: CanaryPassage[] = [];
  const canary: CanaryOptions = { ...(phone === undefined ? {} : { phone }), passed: (passage) => void passages.push(passage) };
  const bench = await startAlerting({ ...over, canary });
  return {
    ...bench,
    /** How far a run has come, hop by hop. */
    hopsOf: (run: number) => passages.filter((passage) => passage.run === run).map(({ hop }) => hop),
    breach: (run: number) =>
      bench.alerting.takeConditions([
        changeOf(`canary-${run}`, { signal: CANARY_KEY, ruleId: `${CANARY_KEY}/breach`, value: run, receivedAt: bench.clock.now() }),
      ]),
  };
}

const WHOLE_WAY = ["raised", "queued", "accepted", "delivered"];

test("without a phone it goes through outbox and dispatcher to the platform's own recipient, and leaves no alarm, line or count", async () => {
  const { alerting, channel, metrics, breach, hopsOf, settle } = await watched();
  const linesBefore = alerting.journal({ limit: 100 }).length;
  await breach(1);
  await settle();
  expect(hopsOf(1)).toEqual(WHOLE_WAY);
  expect(channel.attempts).toEqual([]);
  expect(alerting.list()).toEqual([]);
  expect(alerting.journal({ limit: 100 })).toHaveLength(linesBefore);
  for (const outcome of ["accepted", "delivered"]) expect(metrics.read("labcanary_notifications_total", "sms", outcome)).toBe(0);
});

test("a channel that is dead holds it up no more than the alarm of an hour ago", async () => {
  const channel = createFakeChannel();
  channel.behave = UNREACHABLE;
  const bench = await watched({ channel });
  await bench.alerting.takeConditions([changeOf("a")]);
  await passTime(bench, seconds(30));
  await bench.breach(1);
  await bench.settle();
  expect(bench.hopsOf(1)).toEqual(WHOLE_WAY);
});

test("with a phone it goes through the channel for text messages, marked as a test, and has come through with the report", async () => {
  const { channel, breach, hopsOf, settle } = await watched({ phone: PHONE });
  await breach(1);
  await settle();
  expect(channel.accepted).toMatchObject([{ address: PHONE, kind: "test", simulated: true, text: expect.stringMatching(/^TEST /) }]);
  expect(hopsOf(1)).toEqual(["raised", "queued", "accepted"]);
  channel.report({ notificationId: channel.accepted[0]?.id ?? "", status: "buffered", at: epochMs(0) });
  expect(hopsOf(1)).toHaveLength(3);
  channel.report({ notificationId: channel.accepted[0]?.id ?? "", status: "delivered", at: epochMs(0) });
  expect(hopsOf(1)).toEqual(WHOLE_WAY);
});

test("it is tried again like any text, is behind every alarm, and is overtaken by the next run: an outage leaves one behind", async () => {
  const channel = createFakeChannel();
  channel.behave = UNREACHABLE;
  const bench = await watched({ channel, phone: PHONE });
  for (const run of [1, 2, 3]) {
    await bench.breach(run);
    await passTime(bench, seconds(60));
  }
  await bench.alerting.takeConditions([changeOf("a")]);
  channel.behave = { kind: "accepted", providerRef: "back" };
  await passTime(bench, seconds(60));
  // The responsible person, the deputy since nobody is proven reached, and one test.
  expect(channel.accepted.map(({ kind }) => kind)).toEqual(["alarm", "alarm", "test"]);
  expect([1, 2, 3].map((run) => bench.hopsOf(run).at(-1))).toEqual(["queued", "queued", "accepted"]);
});

test("a gateway that refuses it for good, or never takes it, is no alarm about notifications", async () => {
  const channel = createFakeChannel();
  const bench = await watched({ channel, phone: PHONE });
  channel.behave = { kind: "give-up", reason: "invalid-address" };
  await bench.breach(1);
  await bench.settle();
  channel.behave = { kind: "retry", reason: "unauthorised", after: milliseconds(0) };
  await bench.breach(2);
  await passTime(bench, seconds(60));
  expect(bench.alerting.list()).toEqual([]);
  expect(bench.alerting.health()[0]?.detail).toContain("0 waiting");
});

test("it keeps within what the provider allows, and takes nothing of what is kept for life safety", async () => {
  const budget = { count: 2, per: seconds(3600), scope: "address", source: "of the test" } as const;
  const bench = await watched({ channel: createFakeChannel({ budgets: [budget] }), phone: PHONE });
  for (const run of [1, 2, 3, 4]) {
    await bench.breach(run);
    await passTime(bench, seconds(5));
  }
  expect(bench.channel.accepted.length).toBeLessThanOrEqual(2);
  expect(bench.hopsOf(4)).toEqual(["raised", "queued"]);
});

test("a breach that is handed on again after a crash is not sent again", async () => {
  const bench = await watched({ phone: PHONE });
  await bench.breach(1);
  await bench.settle();
  await bench.breach(1);
  await passTime(bench, seconds(5));
  expect(bench.channel.attempts).toHaveLength(1);
});

test("runs that the rules tell of again put nothing out a second time", async () => {
  const { breach, channel, settle } = await watched({ phone: PHONE });
  for (const run of [1, 2]) {
    await breach(run);
    await settle();
  }
  for (const run of [1, 2]) await breach(run);
  await settle();
  expect(channel.accepted.map(({ id }) => id)).toEqual(["canary:1", "canary:2"]);
});
