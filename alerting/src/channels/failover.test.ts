import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { epochMs, hours, milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import type { DeliveryOutcome, DeliveryReport, MessageBudget } from "@labcanary/domain/notification";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock, type SettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { ACCEPTED, createFakeChannel, type FakeChannel, UNREACHABLE } from "../../../test/support/kannel-fake-channel.ts";
import { testNotification } from "../../../test/support/notification.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import type { Channel, RouteSwitch } from "../ports.ts";
import { createFailoverChannel } from "./failover.ts";
import { createRouteMemory } from "./route-memory.ts";

interface Bench {
  readonly channel: Channel;
  readonly first: FakeChannel;
  readonly second: FakeChannel;
  readonly clock: SettableClock;
  readonly switches: RouteSwitch[];
  readonly reports: DeliveryReport[];
  readonly lines: readonly unknown[];
}

/** What a provider allows. */
const budgetOf = (source: string): MessageBudget => ({ count: 50, per: hours(24), scope: "address", source });

async function start(
  over: { readonly dataFolder?: string; readonly clock?: SettableClock; readonly names?: readonly [string, string] } = {},
): Promise<Bench> {
  const clock = over.clock ?? createSettableClock();
  const logger = createTestLogger();
  const [firstName, secondName] = over.names ?? ["kannel", "gammu"];
  const first = Object.assign(createFakeChannel(), { budgets: [budgetOf(firstName)] });
  const second = Object.assign(createFakeChannel(), { budgets: [budgetOf(secondName)] });
  const memory = createRouteMemory(over.dataFolder ?? temporaryFolder(), [firstName, secondName]);
  const channel = createFailoverChannel(
    { first: { name: firstName, channel: first }, second: { name: secondName, channel: second } },
    { clock, logger, memory },
  );
  const switches: RouteSwitch[] = [];
  const reports: DeliveryReport[] = [];
  channel.onSwitched?.((change) => void switches.push(change));
  channel.onReport((report) => void reports.push(report));
  await channel.start();
  onTestFinished(() => channel.stop());
  return { channel, first, second, clock, switches, reports, lines: logger.lines };
}

const never = new AbortController().signal;
const send = (bench: Bench, id: string, address = "+8613800000001") => bench.channel.deliver(testNotification({ id, address }), never);
/** Lets what is under way come to its outcome. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
/** Half a minute after the other, each probe with its answer. */
async function pass(bench: Bench, span: number): Promise<void> {
  for (let gone = 0; gone < span; gone += seconds(30)) {
    bench.clock.advance(seconds(30));
    await settle();
  }
}
const idsOf = (channel: FakeChannel) => channel.accepted.map(({ id }) => id);

test.each<{ behave: DeliveryOutcome }>([
  { behave: UNREACHABLE },
  { behave: { kind: "retry", reason: "busy", after: seconds(30) } },
  { behave: { kind: "retry", reason: "unauthorised", after: milliseconds(0) } },
  { behave: { kind: "retry", reason: "rate-limited", after: seconds(60) } },
  { behave: { kind: "give-up", reason: "rejected" } },
])("a text the first way does not take ($behave.reason) goes by the second at once", async ({ behave }) => {
  const bench = await start();
  bench.first.behave = behave;
  expect(await send(bench, "a")).toEqual(ACCEPTED);
  expect(idsOf(bench.second)).toEqual(["a"]);
});

test("a first way that says nothing has three seconds", async () => {
  const bench = await start();
  bench.first.behave = "silent";
  const outcome = send(bench, "a");
  bench.clock.advance(milliseconds(2999));
  await settle();
  expect(bench.second.attempts).toEqual([]);
  bench.clock.advance(milliseconds(1));
  expect(await outcome).toEqual(ACCEPTED);
  expect(idsOf(bench.second)).toEqual(["a"]);
  expect(bench.clock.waiting).toBe(1);
});

test("one that does not even mind being broken off is left behind", async () => {
  const bench = await start();
  bench.first.deliver = () => new Promise(() => {});
  const outcome = send(bench, "a");
  bench.clock.advance(seconds(3));
  await settle();
  expect(bench.second.attempts).toEqual([]);
  bench.clock.advance(milliseconds(200));
  expect(await outcome).toEqual(ACCEPTED);
});

test("a number that is none is none on either way", async () => {
  const bench = await start();
  bench.first.behave = { kind: "give-up", reason: "invalid-address" };
  expect(await send(bench, "a")).toEqual(bench.first.behave);
  expect(bench.second.attempts).toEqual([]);
});

test.each<{ first: DeliveryOutcome; second: DeliveryOutcome; is: DeliveryOutcome }>([
  {
    first: { kind: "retry", reason: "unreachable", after: seconds(5), detail: "ECONNREFUSED" },
    second: { kind: "retry", reason: "busy", after: seconds(2) },
    is: { kind: "retry", reason: "unreachable", after: seconds(2), detail: "kannel: ECONNREFUSED; gammu: busy" },
  },
  {
    first: { kind: "give-up", reason: "rejected" },
    second: { kind: "retry", reason: "busy", after: seconds(2) },
    is: { kind: "retry", reason: "busy", after: seconds(2), detail: "kannel: rejected; gammu: busy" },
  },
  {
    first: { kind: "give-up", reason: "rejected", detail: "HTTP 400" },
    second: { kind: "give-up", reason: "invalid-address" },
    is: { kind: "give-up", reason: "rejected", detail: "kannel: HTTP 400; gammu: invalid-address" },
  },
])("what neither takes says what each said, and is given up only when both do: $is.kind", async ({ first, second, is }) => {
  const bench = await start();
  bench.first.behave = first;
  bench.second.behave = second;
  expect(await send(bench, "a")).toEqual(is);
});

test("an attempt that is broken off goes by neither, and says nothing against the first", async () => {
  const bench = await start();
  bench.first.behave = "silent";
  for (const id of ["a", "b", "c"]) {
    const abort = new AbortController();
    const outcome = bench.channel.deliver(testNotification({ id }), abort.signal);
    abort.abort();
    expect(await outcome).toMatchObject({ kind: "retry", reason: "timeout" });
  }
  expect(bench.second.attempts).toEqual([]);
  expect(bench.switches).toEqual([]);
});

test("after two refusals in a row the second is in use, which is told once, and back after half an hour of answers", async () => {
  const bench = await start();
  bench.first.behave = { kind: "retry", reason: "busy", after: seconds(0) };
  for (const id of ["a", "b", "c"]) await send(bench, id);
  expect(bench.first.attempts.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(bench.switches).toEqual([{ from: "kannel", to: "gammu", reason: "attempts-failed" }]);
  expect(await bench.channel.probe()).toEqual({
    healthy: true,
    detail: "kannel: answers; gammu: answers",
    says: { code: "two-ways", values: { first: "kannel", second: "gammu", firstAnswers: "yes", secondAnswers: "yes" } },
    route: "gammu",
  });
  bench.first.behave = ACCEPTED;
  await pass(bench, minutes(30));
  expect(bench.switches).toHaveLength(1);
  await pass(bench, seconds(30));
  expect(bench.switches).toEqual([
    { from: "kannel", to: "gammu", reason: "attempts-failed" },
    { from: "gammu", to: "kannel" },
  ]);
  await send(bench, "d");
  expect(idsOf(bench.first)).toEqual(["d"]);
});

test("a first way that does not answer is left before anybody has to be texted", async () => {
  const bench = await start();
  bench.first.behave = UNREACHABLE;
  await pass(bench, minutes(1));
  expect(bench.switches).toEqual([{ from: "kannel", to: "gammu", reason: "no-answer" }]);
});

test("a first way that takes texts and loses them is left when receipts stay away", async () => {
  const bench = await start();
  await send(bench, "before", "+8613800000009");
  bench.first.report({ notificationId: "before", status: "delivered", at: epochMs(0) });
  await send(bench, "a", "+8613800000001");
  await send(bench, "b", "+8613800000002");
  await pass(bench, minutes(5));
  expect(bench.switches).toEqual([{ from: "kannel", to: "gammu", reason: "receipts-missing" }]);
});

test("what the first says of a text the second has is not passed on, unless it is that somebody has it", async () => {
  const bench = await start();
  bench.first.behave = "silent";
  const outcome = send(bench, "a");
  bench.clock.advance(seconds(3));
  await outcome;
  bench.first.report({ notificationId: "a", status: "failed", at: epochMs(1) });
  bench.second.report({ notificationId: "a", status: "sent", at: epochMs(2) });
  bench.first.report({ notificationId: "a", status: "delivered", at: epochMs(3) });
  bench.first.report({ notificationId: "of an earlier run", status: "failed", at: epochMs(4) });
  expect(bench.reports.map(({ notificationId, status }) => [notificationId, status])).toEqual([
    ["a", "sent"],
    ["a", "delivered"],
    ["of an earlier run", "failed"],
  ]);
});

test("answers and refusals come from both", async () => {
  const bench = await start();
  const heard: string[] = [];
  bench.channel.onReply(({ text }) => void heard.push(text));
  bench.channel.onRefused((reason) => void heard.push(reason));
  for (const way of [bench.first, bench.second]) {
    way.reply({ channel: "sms", from: "+8613800000001", text: "ACK", at: epochMs(0) });
    way.refuseReport("REPLY_SHAPE");
  }
  expect(heard).toEqual(["ACK", "REPLY_SHAPE", "ACK", "REPLY_SHAPE"]);
});

test("it promises what the way in use can do, and keeps to what both allow", async () => {
  const bench = await start();
  expect(bench.channel.budgets.map(({ source }) => source)).toEqual(["kannel", "gammu"]);
  Object.assign(bench.second, { proves: "accepted", takesReplies: true });
  expect([bench.channel.proves, bench.channel.takesReplies]).toEqual(["delivered", false]);
  bench.first.behave = UNREACHABLE;
  await send(bench, "a");
  await send(bench, "b");
  expect([bench.channel.proves, bench.channel.takesReplies]).toEqual(["accepted", true]);
});

test("after a restart the second stays in use, and the first is taken again as slowly; other ways begin anew", async () => {
  const dataFolder = temporaryFolder();
  const before = await start({ dataFolder });
  before.first.behave = UNREACHABLE;
  await send(before, "a");
  await send(before, "b");
  await before.channel.stop();
  const after = await start({ dataFolder, clock: before.clock });
  expect(await after.channel.probe()).toMatchObject({ route: "gammu" });
  await pass(after, minutes(30));
  expect(after.switches).toEqual([]);
  await pass(after, seconds(30));
  expect(after.switches).toEqual([{ from: "gammu", to: "kannel" }]);
  await send(after, "c");
  expect(idsOf(after.first)).toEqual(["c"]);
  const others = await start({ dataFolder, names: ["twilio", "gammu"] });
  expect(await others.channel.probe()).toMatchObject({ route: "twilio" });
});

test.each(["", "{", "null", "[]", '{"names":["kannel","gammu"],"inUse":"third","failovers":[],"givesReceipts":[]}'])(
  "a file that cannot be read (%s) is as none",
  async (text) => {
    const dataFolder = temporaryFolder();
    writeFileSync(join(dataFolder, "sms-routes.json"), text);
    expect(await (await start({ dataFolder })).channel.probe()).toMatchObject({ route: "kannel" });
  },
);

test("a way that throws is a way that does not take the text", async () => {
  const bench = await start();
  bench.first.deliver = () => Promise.reject(new Error("a bug"));
  expect(await send(bench, "a")).toEqual(ACCEPTED);
  expect(JSON.stringify(bench.lines)).toContain("a bug");
});

test("a switch nobody could journal is told again until somebody has, and holds up no text", async () => {
  const bench = await start();
  let isDiskFull = true;
  const told: RouteSwitch[] = [];
  bench.channel.onSwitched?.((change) => {
    if (isDiskFull) throw new Error("disk full");
    told.push(change);
  });
  bench.first.behave = UNREACHABLE;
  for (const id of ["a", "b", "c"]) expect(await send(bench, id)).toEqual(ACCEPTED);
  expect(told).toEqual([]);
  isDiskFull = false;
  await pass(bench, seconds(30));
  expect(told).toEqual([{ from: "kannel", to: "gammu", reason: "attempts-failed" }]);
});

test("a switch that cannot be written down is made all the same, and said", async () => {
  const bench = await start({ dataFolder: "/dev/null/nowhere" });
  bench.first.behave = UNREACHABLE;
  await send(bench, "a");
  await send(bench, "b");
  expect(bench.switches).toHaveLength(1);
  expect(JSON.stringify(bench.lines)).toContain("could not be written down");
  expect(JSON.stringify(bench.lines)).not.toContain("+86");
});

const outcomes = fc.constantFrom<FakeChannel["behave"]>(
  ACCEPTED,
  ACCEPTED,
  UNREACHABLE,
  { kind: "retry", reason: "busy", after: milliseconds(0) },
  { kind: "give-up", reason: "rejected" },
  "silent",
);

test("while one way takes texts every text is taken, and by one of them; and no way is taken again before its time", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ first: outcomes, second: outcomes, pause: fc.integer({ min: 0, max: 40 }) }), { maxLength: 60 }),
      async (texts) => {
        const bench = await start({ dataFolder: "/dev/null/nowhere" });
        let failedOverAt = bench.clock.now();
        let told = 0;
        const look = (): void => {
          for (const { to, reason } of bench.switches.slice(told)) {
            if (to === "gammu") failedOverAt = bench.clock.now();
            else if (reason === undefined) expect(bench.clock.now() - failedOverAt).toBeGreaterThanOrEqual(minutes(30));
          }
          told = bench.switches.length;
        };
        for (const [index, { first, second, pause }] of texts.entries()) {
          bench.first.behave = first;
          bench.second.behave = second;
          for (let half = 0; half < pause; half++) {
            await pass(bench, seconds(30));
            look();
          }
          const outcome = send(bench, `${index}`);
          // As long as both ways have together.
          for (const _ of [1, 2]) {
            await settle();
            bench.clock.advance(seconds(3));
          }
          const taken = await outcome;
          look();
          expect(taken.kind === "accepted").toBe(first === ACCEPTED || second === ACCEPTED);
          const by = [bench.first, bench.second].filter((way) => idsOf(way).includes(`${index}`));
          expect(by).toHaveLength(taken.kind === "accepted" ? 1 : 0);
        }
        await bench.channel.stop();
      },
    ),
    { numRuns: 50 },
  );
});
