import { days, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { type AlertingBench, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf } from "../../../test/support/kannel-conditions.ts";
import { createFakeChannel, type FakeChannel } from "../../../test/support/kannel-fake-channel.ts";
import { testSite } from "../../../test/support/site.ts";
import { openDatabase } from "../store/database.ts";
import type { TakenText } from "../ports.ts";
import { createFailoverChannel } from "../channels/failover.ts";
import { createRouteMemory } from "../channels/route-memory.ts";

interface FollowingChannel extends FakeChannel {
  readonly followed: TakenText[];
}

/** One whose provider is asked what became of texts. */
function following(): FollowingChannel {
  const followed: TakenText[] = [];
  return Object.assign(createFakeChannel(), { followed, follow: (taken: TakenText) => void followed.push(taken) });
}

/** Somebody was told of an alarm, nobody knows whether it came, and the platform ends. */
async function told(channel: FakeChannel = following()) {
  const bench = await startAlerting({ channel });
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  return bench;
}

async function again(bench: AlertingBench, over: { readonly later?: ReturnType<typeof days>; readonly site?: typeof bench.site } = {}) {
  await bench.alerting.stop();
  const channel = following();
  const clock = createSettableClock(plus(bench.clock.now(), over.later ?? seconds(1)));
  const next = await startAlerting({ channel, clock, dataFolder: bench.options.dataFolder, site: over.site ?? bench.site });
  return { next, channel };
}

test("after a restart the provider is asked what became of a text it took, and what it says is proof", async () => {
  const bench = await told();
  const acceptedAt = bench.clock.now();
  const { next, channel } = await again(bench);
  expect(channel.followed).toEqual([{ notificationId: "a:responsible:wang", address: "+8613800000001", providerRef: "fake", acceptedAt }]);
  channel.report({ notificationId: "a:responsible:wang", status: "delivered", at: next.clock.now() });
  await next.settle();
  const reported = next.alerting.timeline("a").filter(({ kind }) => kind === "delivery-report");
  expect(reported).toMatchObject([{ detail: { notificationId: "a:responsible:wang", status: "delivered" } }]);
  expect((await again(next)).channel.followed).toEqual([]);
});

test("not a day later, and not where the person has another number now or is gone", async () => {
  expect((await again(await told(), { later: hours(23) })).channel.followed).toHaveLength(1);
  expect((await again(await told(), { later: days(1) })).channel.followed).toEqual([]);
  const { people } = testSite();
  const moved = people.map((person) => (person.id === "wang" ? { ...person, phone: "+8613800000077" } : person));
  expect((await again(await told(), { site: testSite({ people: moved }) })).channel.followed).toEqual([]);
  const site = testSite({ people: people.filter(({ id }) => id !== "wang") });
  expect((await again(await told(), { site })).channel.followed).toEqual([]);
});

test("the clock set back meanwhile by a day and more forgets none", async () => {
  const bench = await told();
  const { channel } = await again(bench, { later: days(-2) });
  expect(channel.followed).toHaveLength(1);
});

test("of two ways behind one another each is asked, since by which it went is forgotten", async () => {
  const ways = [following(), following()] as const;
  const bench = await told();
  await bench.alerting.stop();
  const clock = createSettableClock(plus(bench.clock.now(), minutes(1)));
  const { dataFolder } = bench.options;
  const channel = createFailoverChannel(
    { first: { name: "twilio", channel: ways[0] }, second: { name: "alibaba", channel: ways[1] } },
    { clock, logger: bench.logger, memory: createRouteMemory(dataFolder, ["twilio", "alibaba"]) },
  );
  await startAlerting({ channel: Object.assign(createFakeChannel(), channel) as FakeChannel, clock, dataFolder });
  expect(ways.map(({ followed }) => followed.length)).toEqual([1, 1]);
});

test("no number is kept for it", async () => {
  const bench = await told();
  await bench.alerting.stop();
  const database = openDatabase(bench.options.dataFolder);
  const rows = database.prepare("SELECT * FROM followed_texts").all();
  database.close();
  expect(rows).toMatchObject([{ person_id: "wang", provider_ref: "fake" }]);
  expect(JSON.stringify(rows)).not.toContain("13800000001");
});
