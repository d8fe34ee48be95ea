import { hours, minutes, seconds } from "@labcanary/domain/basics";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import type { ChannelKind, Person, Site } from "@labcanary/domain/site";
import { describe, expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { ACCEPTED, createFakeChannel, type FakeChannel, UNREACHABLE } from "../../../test/support/kannel-fake-channel.ts";
import { testSite } from "../../../test/support/site.ts";

/** Everybody can be sent an e-mail too; Wang Fang also has her chat. */
function reachableSite(over: Partial<Site> = {}): Site {
  const site = testSite();
  const people = site.people.map((person): Person => {
    const endpoints = person.id === "wang" ? { endpoints: { wecom: "night-chat" } } : {};
    return { ...person, email: `${person.id}@example.org`, ...endpoints };
  });
  return { ...site, people, ...over };
}

/** Nobody but the responsible person for an hour. */
const PATIENT = {
  escalation: { deputyAfter: minutes(60), securityCentreAfter: minutes(90), minimumPriority: "low", nobodyReachedAfter: minutes(120) },
} as const;

interface Ways extends AlertingBench {
  readonly sms: FakeChannel;
  readonly email: FakeChannel;
  readonly wecom: FakeChannel;
}

async function start(over: { readonly site?: Site } = {}): Promise<Ways> {
  const email = createFakeChannel({ kind: "email", proves: "accepted" });
  const wecom = createFakeChannel({ kind: "wecom", proves: "accepted" });
  const bench = await startAlerting({ site: over.site ?? reachableSite(PATIENT), others: [email, wecom] });
  return { ...bench, sms: bench.channel, email, wecom };
}

const lines = ({ alerting }: AlertingBench, kind: JournalEntryKind) =>
  alerting.journal({ limit: 10_000 }).filter((entry) => entry.kind === kind);
const toldBy = ({ channels }: AlertingBench, kind: ChannelKind) =>
  channels.find((channel) => channel.kind === kind)?.accepted.map(({ id }) => id) ?? [];
const raise = (bench: AlertingBench, id: string) =>
  bench.alerting.takeConditions([changeOf(id, { at: bench.clock.now(), receivedAt: bench.clock.now() })]);
const undeliverable = ({ alerting }: AlertingBench) =>
  alerting.list().find(({ source }) => source.kind === "system" && source.condition === "notification-undeliverable");

describe("a person with several channels", () => {
  test("is told by the next one, a minute after the one before has proven nothing, until one has", async () => {
    const bench = await start();
    await raise(bench, "a");
    await passTime(bench, seconds(59));
    expect([toldBy(bench, "sms"), toldBy(bench, "email")]).toEqual([["a:responsible:wang"], []]);
    await passTime(bench, seconds(2));
    expect(toldBy(bench, "email")).toEqual(["a:responsible:wang"]);
    expect(bench.email.accepted[0]).toMatchObject({ channel: "email", address: "wang@example.org", personId: "wang" });
    expect(lines(bench, "notification-unproven")).toMatchObject([
      {
        actor: "channel:sms",
        alarmId: "a",
        detail: { notificationId: "a:responsible:wang", channel: "sms", next: "email", known: "accepted" },
      },
    ]);
    await passTime(bench, seconds(61));
    expect(toldBy(bench, "wecom")).toEqual(["a:responsible:wang"]);
    await passTime(bench, minutes(10));
    // Nothing is left, and nobody is told twice by one channel.
    expect(bench.channels.map(({ accepted }) => accepted.length)).toEqual([1, 1, 1]);
  });

  test("is left in peace by the others once the handset has it", async () => {
    const bench = await start();
    await raise(bench, "a");
    await bench.settle();
    bench.sms.report({ notificationId: "a:responsible:wang", status: "sent", at: bench.clock.now() });
    bench.sms.report({ notificationId: "a:responsible:wang", status: "delivered", at: bench.clock.now() });
    await passTime(bench, minutes(5));
    expect(bench.email.attempts).toEqual([]);
    expect(lines(bench, "notification-unproven")).toEqual([]);
  });

  test("a receipt that comes late still counts, and ends what was to follow", async () => {
    const bench = await start();
    await raise(bench, "a");
    await passTime(bench, seconds(61));
    expect(toldBy(bench, "email")).toHaveLength(1);
    bench.sms.report({ notificationId: "a:responsible:wang", status: "delivered", at: bench.clock.now() });
    await passTime(bench, minutes(5));
    expect(bench.wecom.attempts).toEqual([]);
    expect(bench.metrics.read("labcanary_notifications_total", "sms", "accepted")).toBe(1);
  });

  test("a receipt that comes while the next channel is away ends the attempts at that one", async () => {
    const bench = await start();
    bench.email.behave = UNREACHABLE;
    bench.wecom.behave = UNREACHABLE;
    await raise(bench, "a");
    await passTime(bench, seconds(62));
    expect(bench.email.attempts.length).toBeGreaterThan(0);
    bench.sms.report({ notificationId: "a:responsible:wang", status: "delivered", at: bench.clock.now() });
    const attempts = bench.email.attempts.length + bench.wecom.attempts.length;
    bench.email.behave = ACCEPTED;
    await passTime(bench, minutes(2));
    expect(bench.email.attempts.length + bench.wecom.attempts.length).toBe(attempts);
  });

  test("a receipt of loss goes on to the next at once, and the deputy keeps their time", async () => {
    const bench = await start();
    await raise(bench, "a");
    await bench.settle();
    bench.sms.report({ notificationId: "a:responsible:wang", status: "failed", at: bench.clock.now() });
    await bench.settle();
    expect(toldBy(bench, "email")).toEqual(["a:responsible:wang"]);
    expect(lines(bench, "notification-failed")).toMatchObject([{ detail: { reason: "report-failed", next: "email" } }]);
    expect(undeliverable(bench)).toBeUndefined();
    expect(bench.sms.accepted).toHaveLength(1);
  });

  test("a number that does not exist is no reason to wait", async () => {
    const bench = await start();
    bench.sms.behave = { kind: "give-up", reason: "invalid-address" };
    await raise(bench, "a");
    await bench.settle();
    await bench.settle();
    expect(toldBy(bench, "email")).toEqual(["a:responsible:wang"]);
    expect(undeliverable(bench)).toBeUndefined();
  });

  test("acknowledging ends it: no further channel, whatever was proven", async () => {
    const bench = await start();
    await raise(bench, "a");
    await passTime(bench, seconds(30));
    bench.alerting.command(commandOf("a"));
    await passTime(bench, minutes(10));
    expect(bench.email.attempts).toEqual([]);
  });

  test("acknowledged while the gateway still thought about it, no further channel follows", async () => {
    const bench = await start();
    const taken = raise(bench, "a");
    bench.alerting.command(commandOf("a"));
    await taken;
    await passTime(bench, minutes(5));
    expect(bench.email.attempts).toEqual([]);
  });

  test("the time for the proof goes on over a restart, and over a clock set back meanwhile", async () => {
    const bench = await start();
    await passTime(bench, minutes(30));
    await raise(bench, "a");
    await passTime(bench, seconds(40));
    // The clock of the next process begins half an hour earlier: what is to come keeps its distance from the journal's last line.
    const after = await bench.restart();
    await passTime(after, seconds(59));
    expect(toldBy(after, "email")).toEqual([]);
    await passTime(after, seconds(2));
    expect(toldBy(after, "email")).toEqual(["a:responsible:wang"]);
    expect(toldBy(after, "sms")).toEqual([]);
  });

  test("what is under way does not pass for what is to come when the clock was set back", async () => {
    const bench = await startAlerting({ site: testSite({ presence: { answerWithin: minutes(2) } }) });
    bench.channel.behave = "silent";
    await passTime(bench, minutes(30));
    await bench.alerting.takeConditions([changeOf("a", { priority: "critical", at: bench.clock.now(), receivedAt: bench.clock.now() })]);
    await passTime(bench, seconds(30));
    await bench.alerting.stop();
    // An attempt was under way. The clock begins half an hour earlier.
    const channel = Object.assign(createFakeChannel(), { behave: UNREACHABLE });
    const after = await startAlerting({ site: bench.site, dataFolder: bench.options.dataFolder, channel });
    expect(after.alerting.channels()).toMatchObject([{ waiting: 1 }]);
    await passTime(after, seconds(115));
    expect(lines(after, "presence-missed")).toMatchObject([{ detail: { came: true } }]);
    expect(channel.attempts.map(({ id }) => id)).toContain("a:deputy:smith");
  });

  test("prefers what they prefer, and is told only by what the installation has", async () => {
    const site = reachableSite(PATIENT);
    const people = site.people.map((person): Person => ({ ...person, channels: ["ntfy", "email", "sms"], endpoints: { ntfy: "wang" } }));
    const bench = await start({ site: { ...site, people } });
    await raise(bench, "a");
    await passTime(bench, seconds(61));
    expect([toldBy(bench, "email"), toldBy(bench, "sms")]).toEqual([["a:responsible:wang"], ["a:responsible:wang"]]);
    expect(lines(bench, "notification-accepted").map(({ actor }) => actor)).toEqual(["channel:email", "channel:sms"]);
  });
});

test("a provider that asks for ten minutes is not waited for where there is another way", async () => {
  const bench = await start();
  bench.sms.behave = { kind: "retry", reason: "rate-limited", after: minutes(10) };
  await raise(bench, "a");
  await passTime(bench, seconds(2));
  expect([bench.sms.attempts.length, toldBy(bench, "email")]).toEqual([1, ["a:responsible:wang"]]);
  expect(bench.alerting.deliveries("a")).toMatchObject([
    { channel: "sms", state: "failed", reason: "rate-limited" },
    { channel: "email" },
    {},
    {},
    {},
  ]);
});

test("a provider that asks for a day is asked again after ten minutes", async () => {
  const bench = await start({ site: testSite(PATIENT) });
  bench.sms.behave = { kind: "retry", reason: "busy", after: hours(24) };
  await raise(bench, "a");
  await bench.settle();
  bench.sms.behave = ACCEPTED;
  await passTime(bench, minutes(10), seconds(5));
  expect(toldBy(bench, "sms")).toEqual(["a:responsible:wang"]);
});

test("what waited for a channel that the installation no longer has goes by another", async () => {
  const bench = await start();
  bench.sms.behave = UNREACHABLE;
  await raise(bench, "a");
  await passTime(bench, seconds(1));
  await bench.alerting.stop();
  const { clock, site, options } = bench;
  const email = createFakeChannel({ kind: "email", proves: "accepted" });
  const after = await startAlerting({ clock, site, dataFolder: options.dataFolder, channel: email });
  await passTime(after, seconds(5));
  expect(toldBy(after, "email")).toEqual(["a:responsible:wang"]);
});

describe("a channel that is dead", () => {
  test("is left after three attempts, and what comes then goes another way at once", async () => {
    const bench = await start();
    bench.sms.behave = UNREACHABLE;
    await raise(bench, "a");
    await passTime(bench, seconds(4));
    expect(toldBy(bench, "email")).toEqual(["a:responsible:wang"]);
    expect(bench.sms.attempts).toHaveLength(3);
    await raise(bench, "b");
    await bench.settle();
    await passTime(bench, seconds(10));
    expect(toldBy(bench, "email")).toContain("b:responsible:wang");
    expect(undeliverable(bench)).toBeUndefined();
    expect(bench.alerting.health()).toMatchObject([{ state: "degraded", detail: "SMS gateway: unreachable, 0 waiting" }]);
  });

  test("is tried with one notification now and then, and used again once that got through", async () => {
    const bench = await start();
    bench.sms.behave = UNREACHABLE;
    for (const id of ["a", "b", "c"]) await raise(bench, id);
    await passTime(bench, seconds(10));
    expect(toldBy(bench, "email")).toHaveLength(3);
    bench.sms.behave = ACCEPTED;
    // The probe finds it back.
    await passTime(bench, seconds(6));
    await raise(bench, "d");
    await raise(bench, "e");
    await passTime(bench, seconds(1));
    expect(toldBy(bench, "sms")).toContain("d:responsible:wang");
    await raise(bench, "f");
    await bench.settle();
    expect(toldBy(bench, "sms")).toContain("f:responsible:wang");
  });

  test("whoever has only that one waits for it, as ever", async () => {
    const bench = await start({ site: testSite(PATIENT) });
    bench.sms.behave = UNREACHABLE;
    await raise(bench, "a");
    await passTime(bench, minutes(3));
    expect(undeliverable(bench)).toMatchObject({ conditionActive: true });
    bench.sms.behave = ACCEPTED;
    await passTime(bench, seconds(6));
    expect(toldBy(bench, "sms")).toEqual(["a:responsible:wang"]);
  });

  test("one that never answers holds up no other", async () => {
    const site = reachableSite(PATIENT);
    const people = site.people.map((person): Person => (person.id === "desk" ? { ...person, channels: ["email"] } : person));
    const route = { deputyAfter: minutes(60), securityCentreAfter: seconds(1), minimumPriority: "low" } as const;
    const bench = await start({ site: { ...site, people, escalation: route } });
    bench.sms.behave = "silent";
    for (let alarm = 0; alarm < 9; alarm++) await raise(bench, `a-${alarm}`);
    await passTime(bench, seconds(2));
    expect(toldBy(bench, "email").filter((id) => id.endsWith(":desk"))).toHaveLength(9);
  });

  test("a text one channel never takes goes the other way, while that channel takes the others", async () => {
    const fake = createFakeChannel();
    const taken: string[] = [];
    const deliver: typeof fake.deliver = async ({ alarmId }) => {
      if (alarmId === "poison") return { kind: "retry", reason: "busy", after: seconds(0) };
      taken.push(alarmId);
      return ACCEPTED;
    };
    const email = createFakeChannel({ kind: "email", proves: "accepted" });
    const bench = await startAlerting({ site: reachableSite(PATIENT), channel: { ...fake, deliver }, others: [email] });
    await raise(bench, "poison");
    for (const id of ["b", "c", "d", "e", "f"]) {
      await raise(bench, id);
      await passTime(bench, seconds(2));
    }
    expect(taken).toEqual(["b", "c", "d", "e", "f"]);
    expect(email.accepted.map(({ id }) => id)).toEqual(["poison:responsible:wang"]);
  });

  test("a ten-minute outage of every channel: all that was due comes, gravest and newest first, each once", async () => {
    const bench = await start();
    for (const channel of bench.channels) channel.behave = UNREACHABLE;
    const raised = [
      { id: "old", priority: "high" },
      { id: "new", priority: "high" },
      { id: "worst", priority: "critical" },
    ] as const;
    for (const { id, priority } of raised) {
      await bench.alerting.takeConditions([changeOf(id, { priority, at: bench.clock.now(), receivedAt: bench.clock.now() })]);
      await passTime(bench, minutes(1));
    }
    await passTime(bench, minutes(7));
    expect(undeliverable(bench)).toMatchObject({ conditionActive: true });
    expect(bench.alerting.health()).toMatchObject([{ state: "down" }]);
    for (const channel of bench.channels) channel.behave = ACCEPTED;
    await passTime(bench, seconds(45));
    const told = lines(bench, "notification-accepted").map(({ alarmId }) => alarmId);
    expect(told).toEqual(["worst", "new", "old"]);
    expect(undeliverable(bench)).toMatchObject({ conditionActive: false });
  });
});

test("groups and chats are told, and count as nobody reached: when the next fails, the one after comes at once", async () => {
  const site = testSite();
  const people = site.people.map((person): Person => {
    if (person.id === "wang") return { id: "wang", name: "Night chat", language: "zh", kind: "group", endpoints: { wecom: "night" } };
    return person.id === "smith" ? { id: "smith", name: "Smith", language: "en" } : person;
  });
  const bench = await start({ site: { ...site, people } });
  await raise(bench, "a");
  await passTime(bench, minutes(2.9));
  expect(bench.sms.attempts).toEqual([]);
  await passTime(bench, minutes(0.2));
  // The deputy has no address at all: the security centre does not wait for its six minutes.
  expect(toldBy(bench, "wecom")).toEqual(["a:responsible:wang"]);
  expect(toldBy(bench, "sms")).toEqual(["a:security-centre:desk"]);
  expect(lines(bench, "notification-failed")).toMatchObject([{ detail: { notificationId: "a:deputy:smith", reason: "no-address" } }]);
});

test("that another way is taken by a channel is journaled, and so is the way back", async () => {
  const bench = await start();
  bench.sms.switchRoute({ from: "kannel", to: "modem", reason: "no receipts" });
  bench.sms.switchRoute({ from: "modem", to: "kannel" });
  expect(lines(bench, "channel-failed-over")).toMatchObject([
    { actor: "channel:sms", detail: { from: "kannel", to: "modem", reason: "no receipts" } },
  ]);
  expect(lines(bench, "channel-failed-back")).toMatchObject([{ detail: { from: "modem", to: "kannel" } }]);
});

test("no address of any kind is logged or journaled", async () => {
  const bench = await start();
  bench.sms.behave = { kind: "give-up", reason: "rejected" };
  await raise(bench, "a");
  await passTime(bench, minutes(3));
  expect(bench.email.accepted.length).toBeGreaterThan(0);
  const kept = JSON.stringify([bench.logger.lines, bench.alerting.journal({ limit: 1000 })]);
  expect(kept).not.toContain("138000000");
  expect(kept).not.toContain("@example.org");
  expect(kept).not.toContain("night-chat");
});
