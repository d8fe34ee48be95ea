import { minutes, seconds } from "@labcanary/domain/basics";
import type { DeliveryOutcome, Notification } from "@labcanary/domain/notification";
import type { Person } from "@labcanary/domain/site";
import { describe, expect, test } from "vitest";
import { passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf } from "../../../test/support/kannel-conditions.ts";
import { ACCEPTED, createFakeChannel, UNREACHABLE } from "../../../test/support/kannel-fake-channel.ts";
import { testSite } from "../../../test/support/site.ts";

/** Everybody is reached by the one channel, each at an address of their own; the deputy a minute after the responsible person. */
function siteBy(kind: "webhook" | "siren", over: Partial<Person> = {}) {
  const people = testSite().people.map(({ id, name, language }): Person => {
    const address = kind === "webhook" ? { endpoints: { webhook: `${id}-hook` } } : { siren: `${id}-siren` };
    return { id, name, language, ...address, ...over };
  });
  const escalation = {
    deputyAfter: minutes(1),
    securityCentreAfter: minutes(60),
    nobodyReachedAfter: minutes(90),
    minimumPriority: "low",
  } as const;
  return testSite({ people, escalation });
}

/** The responsible person's address is dead until `revive`. */
function halfDead(kind: "webhook" | "siren") {
  const channel = createFakeChannel({ kind, proves: "accepted" });
  let dead: DeliveryOutcome | undefined = UNREACHABLE;
  const deliver = async (notification: Notification): Promise<DeliveryOutcome> => {
    channel.attempts.push(notification);
    if (notification.address.startsWith("wang") && dead !== undefined) return dead;
    channel.accepted.push(notification);
    return ACCEPTED;
  };
  return { channel: { ...channel, deliver }, revive: () => (dead = undefined) };
}

describe.each(["webhook", "siren"] as const)("one dead %s", (kind) => {
  test("holds up no other: those have what they are told in the second in which it is due", async () => {
    const { channel, revive } = halfDead(kind);
    const bench = await startAlerting({ site: siteBy(kind), channel });
    for (let alarm = 0; alarm < 9; alarm++) await bench.alerting.takeConditions([changeOf(`a-${alarm}`)]);
    await passTime(bench, seconds(61));
    expect(channel.accepted.map(({ id }) => id).toSorted()).toEqual(Array.from({ length: 9 }, (_, n) => `a-${n}:deputy:smith`));
    expect(bench.alerting.channels()).toMatchObject([{ circuit: "open" }]);
    // It is left in peace: one attempt in a second, whatever waits for it.
    expect(channel.attempts.filter(({ personId }) => personId === "wang").length).toBeLessThanOrEqual(62);
    revive();
    await passTime(bench, seconds(45));
    expect(channel.accepted.filter(({ personId }) => personId === "wang")).toHaveLength(9);
    expect(bench.alerting.channels()).toMatchObject([{ circuit: "closed" }]);
  });

  test("is told of no longer when the site has nobody there any more", async () => {
    const bench = await startAlerting({ site: siteBy(kind), channel: halfDead(kind).channel });
    await bench.alerting.takeConditions([changeOf("a")]);
    await passTime(bench, seconds(10));
    expect(bench.alerting.channels()).toMatchObject([{ circuit: "open" }]);
    bench.site = { ...bench.site, people: bench.site.people.filter(({ id }) => id !== "wang") };
    expect(bench.alerting.channels()).toMatchObject([{ circuit: "closed" }]);
  });
});

test("of a dead webhook what can goes another way, and what the others have on their webhooks stays there", async () => {
  const email = createFakeChannel({ kind: "email", proves: "accepted" });
  const { channel } = halfDead("webhook");
  const site = siteBy("webhook", { email: "all@example.org", channels: ["webhook", "email"] });
  const bench = await startAlerting({ site, channel, others: [email] });
  for (let alarm = 0; alarm < 4; alarm++) await bench.alerting.takeConditions([changeOf(`a-${alarm}`)]);
  await passTime(bench, seconds(62));
  expect(new Set(email.accepted.map(({ personId }) => personId))).toEqual(new Set(["wang"]));
  expect(email.accepted).toHaveLength(4);
  expect(channel.accepted.map(({ personId }) => personId)).toEqual(["smith", "smith", "smith", "smith"]);
});
