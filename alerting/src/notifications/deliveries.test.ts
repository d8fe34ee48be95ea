import { minutes, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { createFakeChannel, UNREACHABLE } from "../../../test/support/kannel-fake-channel.ts";
import { testSite } from "../../../test/support/site.ts";

const site = testSite();
const SITE = { ...site, people: site.people.map((person) => ({ ...person, email: `${person.id}@example.org` })) };

async function start(): Promise<AlertingBench> {
  const bench = await startAlerting({ site: SITE, others: [createFakeChannel({ kind: "email", proves: "accepted" })] });
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  return bench;
}
const standings = ({ alerting }: AlertingBench) =>
  alerting.deliveries("a").map(({ step, personId, channel, state }) => `${step} ${personId} ${channel} ${state}`);

test("says of everybody of the route how far it has come, channel after channel", async () => {
  const bench = await start();
  const toCome = ["deputy smith sms waiting", "security-centre desk sms waiting", "nobody-reached desk sms waiting"];
  expect(standings(bench)).toEqual(["responsible wang sms accepted", ...toCome]);
  await passTime(bench, seconds(61));
  expect(standings(bench)).toEqual(["responsible wang sms unproven", "responsible wang email accepted", ...toCome]);
  bench.channel.report({ notificationId: "a:responsible:wang", status: "delivered", at: bench.clock.now() });
  expect(standings(bench)[0]).toBe("responsible wang sms delivered");
  bench.channel.report({ notificationId: "a:responsible:wang", status: "read", at: bench.clock.now() });
  expect(standings(bench)[0]).toBe("responsible wang sms read");
  bench.alerting.command(commandOf("a"));
  expect(standings(bench).slice(2)).toEqual(toCome.map((line) => line.replace("waiting", "called-off")));
  expect(bench.alerting.deliveries("a")[1]).toMatchObject({
    notificationId: "a:responsible:wang",
    kind: "alarm",
    as: "responsible",
    dueAt: bench.clock.now() - seconds(61),
    at: bench.clock.now() - seconds(1),
  });
});

test("says what is being tried, what was left for another channel, and what failed", async () => {
  const bench = await start();
  bench.channel.behave = UNREACHABLE;
  await passTime(bench, minutes(3));
  await passTime(bench, seconds(2));
  expect(standings(bench)).toContain("deputy smith sms trying");
  expect(bench.alerting.deliveries("a")).toContainEqual(expect.objectContaining({ state: "trying", reason: "unreachable" }));
  await passTime(bench, seconds(4));
  expect(standings(bench)).toEqual(expect.arrayContaining(["deputy smith sms failed", "deputy smith email accepted"]));
  for (const channel of bench.channels) channel.behave = { kind: "give-up", reason: "invalid-address" };
  await passTime(bench, minutes(3));
  const failed = bench.alerting.deliveries("a").filter(({ personId, step }) => personId === "desk" && step === "security-centre");
  expect(failed).toMatchObject([
    { channel: "sms", state: "failed", reason: "invalid-address" },
    { channel: "email", state: "failed", reason: "invalid-address" },
  ]);
});

test("of an alarm nobody knows there is nothing to say", async () => {
  expect((await start()).alerting.deliveries("x")).toEqual([]);
});

test("channels say whether they are used, and since when", async () => {
  const bench = await start();
  const since = bench.clock.now();
  expect(bench.alerting.channels()).toMatchObject([
    { channel: "sms", circuit: "closed", since, healthy: true, proves: "delivered", takesReplies: false, waiting: 0 },
    { channel: "email", circuit: "closed", since, healthy: true, proves: "accepted" },
  ]);
  bench.channel.behave = UNREACHABLE;
  await passTime(bench, minutes(4));
  const [sms] = bench.alerting.channels();
  expect(sms).toMatchObject({ circuit: "open", healthy: false, detail: "unreachable" });
  expect(sms?.since).toBeGreaterThan(since);
});
