import { type DurationMs, minutes, seconds } from "@labcanary/domain/basics";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import { type CivilDay, parseDay } from "@labcanary/domain/schedule";
import type { Route, RouteStep, Site } from "@labcanary/domain/site";
import { describe, expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { ACCEPTED, createFakeChannel, UNREACHABLE } from "../../../test/support/kannel-fake-channel.ts";
import { testSite } from "../../../test/support/site.ts";

const step = (id: string, after: DurationMs, person: string, over: Partial<RouteStep> = {}): RouteStep => ({
  id,
  after,
  whom: [{ kind: "contact", personId: person }],
  proof: "delivered",
  ...over,
});

/** Wang at once, Smith after ten minutes, and for the last step the desk after an hour; everybody has a phone and a mailbox. */
function routedSite(steps: readonly RouteStep[], over: Partial<Route> = {}): Site {
  const site = testSite();
  const route: Route = {
    id: "night",
    name: { en: "Night", zh: "夜间" },
    when: {},
    steps,
    last: step("nobody-reached", minutes(60), "desk"),
    afterwards: [],
    ...over,
  };
  const people = site.people.map((person) => ({ ...person, email: `${person.id}@example.org` }));
  return { ...site, people, routes: [route] };
}

const day = (text: string) => parseDay(text) as CivilDay;
const lines = ({ alerting }: AlertingBench, kind: JournalEntryKind) =>
  alerting.journal({ limit: 1000 }).filter((entry) => entry.kind === kind);
const told = (bench: AlertingBench) => bench.channels.flatMap(({ kind, accepted }) => accepted.map(({ id }) => `${kind} ${id}`));

async function start(site: Site): Promise<AlertingBench> {
  const bench = await startAlerting({ site, others: [createFakeChannel({ kind: "email", proves: "accepted" })] });
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  return bench;
}

describe("a step that says how long proof may take", () => {
  test("goes on to the next channel, and then to the next step, by itself", async () => {
    const bench = await start(
      routedSite([step("first", minutes(0), "wang", { proofWithin: seconds(20) }), step("second", minutes(10), "smith")]),
    );
    await passTime(bench, seconds(21));
    expect(told(bench)).toEqual(["sms a:first:wang", "email a:first:wang"]);
    await passTime(bench, seconds(20));
    expect(told(bench)).toEqual(["sms a:first:wang", "sms a:second:smith", "email a:first:wang"]);
    expect(lines(bench, "notification-unproven")).toHaveLength(2);
  });

  test("waits for the step's own time when it says nothing, once every channel was tried", async () => {
    const bench = await start(routedSite([step("first", minutes(0), "wang"), step("second", minutes(10), "smith")]));
    await passTime(bench, minutes(9));
    expect(told(bench)).toEqual(["sms a:first:wang", "email a:first:wang"]);
    await passTime(bench, minutes(1.1));
    expect(told(bench)).toContain("sms a:second:smith");
  });

  test("goes on as well when nothing is taken at all, and tries nevertheless", async () => {
    const bench = await startAlerting({
      site: routedSite([step("first", minutes(0), "wang", { proofWithin: seconds(20) }), step("second", minutes(10), "smith")]),
      others: [createFakeChannel({ kind: "email", proves: "accepted" })],
    });
    for (const channel of bench.channels) channel.behave = UNREACHABLE;
    await bench.alerting.takeConditions([changeOf("a")]);
    await passTime(bench, seconds(50));
    const tried = bench.channels.flatMap(({ attempts }) => attempts.map(({ id }) => id));
    expect(new Set(tried)).toEqual(new Set(["a:first:wang", "a:second:smith"]));
    for (const channel of bench.channels) channel.behave = ACCEPTED;
    await passTime(bench, seconds(10));
    expect(new Set(told(bench).map((id) => id.split(" ")[1]))).toEqual(new Set(["a:first:wang", "a:second:smith"]));
  });

  test("does not call the next one while somebody of the step has it", async () => {
    const both = { whom: [{ kind: "contact", personId: "wang" } as const, { kind: "contact", personId: "desk" } as const] };
    const bench = await start(
      routedSite([step("first", minutes(0), "", { ...both, proofWithin: seconds(20) }), step("second", minutes(10), "smith")]),
    );
    bench.channel.report({ notificationId: "a:first:desk", status: "delivered", at: bench.clock.now() });
    await passTime(bench, minutes(5));
    expect(told(bench).filter((id) => id.includes(":second:"))).toEqual([]);
  });

  test("that wants an answer is not content with a receipt", async () => {
    const bench = await start(
      routedSite([
        step("first", minutes(0), "wang", { proof: "read", proofWithin: seconds(60), channels: ["sms"] }),
        step("second", minutes(10), "smith"),
      ]),
    );
    bench.channel.report({ notificationId: "a:first:wang", status: "delivered", at: bench.clock.now() });
    await passTime(bench, seconds(62));
    expect(told(bench)).toEqual(["sms a:first:wang", "sms a:second:smith"]);
    bench.channel.report({ notificationId: "a:second:smith", status: "read", at: bench.clock.now() });
    await passTime(bench, minutes(5));
    expect(told(bench)).toHaveLength(2);
  });

  test("that wants no more than that a provider took it tries no further channel", async () => {
    const bench = await start(routedSite([step("first", minutes(0), "wang", { proof: "accepted" })]));
    await passTime(bench, minutes(5));
    expect(told(bench)).toEqual(["sms a:first:wang"]);
  });

  test("names the channels it is told by", async () => {
    const bench = await start(routedSite([step("first", minutes(0), "wang", { channels: ["email"] })]));
    await passTime(bench, minutes(5));
    expect(told(bench)).toEqual(["email a:first:wang"]);
  });
});

describe("a step that is told again", () => {
  const again = { repeat: { every: minutes(2), times: 2 }, channels: ["sms" as const] };

  test("is so as often as it says, under a number, until somebody takes charge", async () => {
    const bench = await start(routedSite([step("first", minutes(0), "wang", again)]));
    await passTime(bench, minutes(30));
    expect(told(bench)).toEqual(["sms a:first:wang", "sms a:first#2:wang", "sms a:first#3:wang"]);

    const acknowledged = await start(routedSite([step("first", minutes(0), "wang", again)]));
    await passTime(acknowledged, minutes(3));
    acknowledged.alerting.command(commandOf("a"));
    await passTime(acknowledged, minutes(30));
    expect(told(acknowledged)).toEqual(["sms a:first:wang", "sms a:first#2:wang"]);
  });

  test("piles nothing up while nothing gets through", async () => {
    const bench = await startAlerting({ site: routedSite([step("first", minutes(0), "wang", again)]) });
    bench.channel.behave = UNREACHABLE;
    await bench.alerting.takeConditions([changeOf("a")]);
    await passTime(bench, minutes(3));
    bench.channel.behave = ACCEPTED;
    await passTime(bench, seconds(10));
    expect(told(bench)).toEqual(["sms a:first:wang"]);
    await passTime(bench, minutes(2));
    expect(told(bench)).toEqual(["sms a:first:wang", "sms a:first#3:wang"]);
  });

  test("survives a restart", async () => {
    const bench = await start(routedSite([step("first", minutes(0), "wang", again)]));
    const after = await bench.restart();
    await passTime(after, minutes(5));
    expect(told(after)).toEqual(["sms a:first#2:wang", "sms a:first#3:wang"]);
  });
});

test("who is on duty when a step is due is told, not who was when the alarm was raised, and the same step tells nobody twice", async () => {
  const site = routedSite([step("first", minutes(0), "wang"), step("second", minutes(10), "smith")]);
  const bench = await start(site);
  bench.channel.report({ notificationId: "a:first:wang", status: "delivered", at: bench.clock.now() });
  await passTime(bench, minutes(5));
  bench.site = {
    ...site,
    people: site.people.map((person) =>
      person.id === "smith" ? { ...person, leave: [{ from: day("2026-11-01"), to: day("2026-11-30"), substitute: "desk" }] } : person,
    ),
  };
  await passTime(bench, minutes(5.5));
  expect(told(bench)).toEqual(["sms a:first:wang", "sms a:second:desk"]);
  expect(lines(bench, "notification-readdressed")).toMatchObject([{ detail: { personId: "desk", insteadOf: "smith", step: "second" } }]);
});
