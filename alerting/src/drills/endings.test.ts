import { milliseconds, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { DeliveryOutcome, DeliveryReport, Notification } from "@labcanary/domain/notification";
import { twinKeyOf, type Person, type Site } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { passTime } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { ACCEPTED, createFakeChannel, type FakeChannel, UNREACHABLE } from "../../../test/support/kannel-fake-channel.ts";
import { type AnsweringBench, startAnswering, WANG } from "../../../test/support/replies.ts";
import { limitRule, signal, testSite } from "../../../test/support/site.ts";

const KEY = "cab-17/vapour";
const RULE = "cab-17/vapour/high-high";
const REFUSED = { kind: "give-up", reason: "rejected", detail: "no such number" } as const;

const CREW: readonly Person[] = Array.from({ length: 30 }, (_, index) => ({
  id: `crew-${index}`,
  name: `Crew ${index}`,
  language: "en",
  phone: `+86138000001${String(index).padStart(2, "0")}`,
}));

/** Lives depend on the signal. */
const graveSite = (): Site => testSite({ signals: [signal({ rules: [limitRule({ id: RULE, priority: "critical", lifeSafety: true })] })] });

/** A security centre of thirty, who are told six minutes after the responsible person. */
function crewedSite(over: Partial<Person> = {}): Site {
  const site = graveSite();
  const people = [...site.people, ...CREW.map((person) => ({ ...person, email: `${person.id}@example.org` }))];
  return { ...site, people: people.map((person) => ({ ...person, ...over })), securityCentre: CREW.map(({ id }) => id) };
}

async function take(bench: AnsweringBench, id: string, signal: string, ruleId: string): Promise<void> {
  const at = bench.clock.now();
  await bench.alerting.takeConditions([changeOf(id, { at, receivedAt: at, signal, ruleId })]);
  await bench.settle();
}
/** What is real, and ends the drill. */
const takeReal = (bench: AnsweringBench): Promise<void> => take(bench, "r", KEY, RULE);

/** A drill of which people have been told for as long, by text message. */
async function drilling(site: Site, told = seconds(5)): Promise<{ readonly bench: AnsweringBench; readonly email: FakeChannel }> {
  const email = createFakeChannel({ kind: "email", proves: "accepted" });
  const bench = await startAnswering({ site, others: [email] });
  const startedAt = bench.clock.now();
  const drill = { number: 3, zoneId: "cabinet-17", zones: ["cabinet-17"], signals: [KEY], startedAt, until: plus(startedAt, minutes(60)) };
  expect(bench.alerting.beginDrill(drill)).toMatchObject({ ok: true });
  await take(bench, "d", twinKeyOf(KEY), `labcanary-drill/${RULE}`);
  await passTime(bench, told);
  return { bench, email };
}

const isEnding = ({ id }: { readonly id: string }): boolean => id.startsWith("r:drill-over:");
const endings = (channel: FakeChannel) => channel.accepted.filter(isEnding);
const undeliverable = ({ alerting }: AnsweringBench): boolean =>
  alerting
    .list()
    .some(
      ({ source, conditionActive }) => source.kind === "system" && source.condition === "notification-undeliverable" && conditionActive,
    );
const failures = ({ alerting }: AnsweringBench) =>
  alerting.journal({ limit: 10_000 }).filter(({ kind, detail }) => kind === "notification-failed" && detail["step"] === "answer");

test("everybody who was told DRILL is told that it is real within seconds, by their next channel when the first is stuck", async () => {
  const { bench, email } = await drilling(crewedSite(), minutes(7));
  const { told = [] } = bench.alerting.drill() ?? {};
  expect(told.length).toBeGreaterThanOrEqual(CREW.length);
  bench.channel.behave = "silent";
  await takeReal(bench);
  await passTime(bench, seconds(10));
  const reached = endings(email).map(({ personId }) => personId);
  expect(CREW.filter(({ id }) => !reached.includes(id))).toEqual([]);
  expect(endings(email).every(({ lifeSafety, alarmId, text }) => lifeSafety && alarmId === "r" && /REAL|真实/.test(text))).toBe(true);
  // Told once.
  expect(new Set(reached).size).toBe(reached.length);
});

test("it goes at once, also when answers to others wait for a channel that is stuck", async () => {
  const { bench } = await drilling(graveSite());
  bench.channel.behave = "silent";
  for (const text of ["what?", "what is it?", "who is there?"]) {
    await bench.answer(WANG, text);
    bench.clock.advance(milliseconds(100));
  }
  expect(bench.channel.attempts.filter(({ step }) => step === "answer").length).toBeGreaterThanOrEqual(2);
  await takeReal(bench);
  expect(bench.channel.attempts.filter(isEnding).map(({ personId }) => personId)).toEqual(["wang"]);
});

test("a channel that refuses is followed by the next at once", async () => {
  const { bench, email } = await drilling(crewedSite({ email: "shared@example.org" }));
  bench.channel.behave = REFUSED;
  await takeReal(bench);
  await passTime(bench, seconds(1));
  expect(endings(email).map(({ personId }) => personId)).toEqual(["wang"]);
  expect(failures(bench)).toMatchObject([
    { alarmId: "r", actor: "channel:sms", detail: { personId: "wang", reason: "rejected", next: "email" } },
  ]);
});

test("it is kept for as long as the alarm is, and that it does not get through is an alarm until somebody has taken charge", async () => {
  const { bench } = await drilling(graveSite());
  bench.channel.behave = UNREACHABLE;
  await takeReal(bench);
  await passTime(bench, minutes(20), seconds(5));
  expect(undeliverable(bench)).toBe(true);
  expect(endings(bench.channel)).toEqual([]);
  bench.channel.behave = ACCEPTED;
  await passTime(bench, seconds(35));
  expect(endings(bench.channel).map(({ personId }) => personId)).toEqual(["wang"]);
});

/** Everything is taken but the word that the drill is over. */
async function withoutWord(outcome: DeliveryOutcome): Promise<AnsweringBench> {
  const { bench } = await drilling(graveSite());
  const deliver = async (notification: Notification): Promise<DeliveryOutcome> => (isEnding(notification) ? outcome : ACCEPTED);
  Object.assign(bench.channel, { deliver });
  await takeReal(bench);
  return bench;
}

test("somebody whose every channel refuses it is journaled once, and an alarm until somebody has taken charge", async () => {
  const bench = await withoutWord(REFUSED);
  await passTime(bench, minutes(2));
  expect(failures(bench)).toMatchObject([{ alarmId: "r", detail: { personId: "wang", reason: "rejected", said: "no such number" } }]);
  expect(undeliverable(bench)).toBe(true);
  expect(bench.alerting.command(commandOf("r", { by: "li" }))).toMatchObject({ ok: true });
  await passTime(bench, seconds(2));
  expect(undeliverable(bench)).toBe(false);
});

test("once the alarm is over nobody is told any more, and that is journaled", async () => {
  const bench = await withoutWord(UNREACHABLE);
  await passTime(bench, seconds(10));
  expect(undeliverable(bench)).toBe(true);
  bench.alerting.command(commandOf("r", { by: "li" }));
  const at = bench.clock.now();
  await bench.alerting.takeConditions([changeOf("r", { change: "cleared", at, receivedAt: at, signal: KEY, ruleId: RULE })]);
  await passTime(bench, minutes(1));
  const calledOff = bench.alerting
    .journal({ limit: 10_000 })
    .filter(({ kind, detail }) => kind === "notification-cancelled" && detail["reason"] === "alarm-over");
  expect(calledOff).toMatchObject([{ alarmId: "r", actor: "system", detail: { notificationIds: ["r:drill-over:wang"] } }]);
  expect(failures(bench)).toEqual([]);
});

/** Told by text message that it is real, which the gateway has taken; e-mail is there as well. */
async function taken() {
  const people = graveSite().people.map((person) => ({ ...person, email: `${person.id}@example.org` }));
  const { bench, email } = await drilling({ ...graveSite(), people });
  await takeReal(bench);
  expect(endings(bench.channel).map(({ personId }) => personId)).toEqual(["wang"]);
  const report = (status: DeliveryReport["status"]) =>
    bench.channel.report({ notificationId: "r:drill-over:wang", status, at: bench.clock.now() });
  return { bench, email, report };
}

test.each(["failed", "rejected"] as const)("what the provider took and says it has %s goes by the next channel at once", async (status) => {
  const { bench, email, report } = await taken();
  await passTime(bench, seconds(20));
  expect(endings(email)).toEqual([]);
  report(status);
  await bench.settle();
  expect(endings(email).map(({ personId, text }) => [personId, /REAL|真实/.test(text)])).toEqual([["wang", true]]);
  expect(failures(bench)).toMatchObject([{ alarmId: "r", actor: "channel:sms", detail: { reason: `report-${status}`, next: "email" } }]);
  // Said twice it goes once.
  report(status);
  await passTime(bench, minutes(5), seconds(30));
  expect(endings(email)).toHaveLength(1);
});

test("what was delivered goes nowhere else, and what is not proven in a minute does while nobody has taken charge", async () => {
  const proven = await taken();
  proven.report("delivered");
  await passTime(proven.bench, minutes(10), seconds(30));
  expect(endings(proven.email)).toEqual([]);
  const unproven = await taken();
  await passTime(unproven.bench, seconds(55));
  expect(endings(unproven.email)).toEqual([]);
  await passTime(unproven.bench, seconds(10));
  expect(endings(unproven.email)).toHaveLength(1);
  const answered = await taken();
  expect(answered.bench.alerting.command(commandOf("r", { by: "li" }))).toMatchObject({ ok: true });
  await passTime(answered.bench, minutes(5), seconds(30));
  expect(endings(answered.email)).toEqual([]);
});

test("with no other channel it is sent again, and is an alarm once the provider will never take it", async () => {
  const { bench } = await drilling(graveSite());
  await takeReal(bench);
  const report = (status: "failed" | "rejected") =>
    bench.channel.report({ notificationId: "r:drill-over:wang", status, at: bench.clock.now() });
  report("failed");
  await passTime(bench, seconds(30));
  expect(endings(bench.channel)).toHaveLength(2);
  expect(undeliverable(bench)).toBe(false);
  report("rejected");
  await passTime(bench, seconds(5));
  expect(undeliverable(bench)).toBe(true);
});

test("a loss that is heard of after a restart, or before the answer to the attempt, goes by the next channel as well", async () => {
  const { bench } = await taken();
  const again = await bench.restart();
  again.channel.report({ notificationId: "r:drill-over:wang", status: "failed", at: again.clock.now() });
  await again.settle();
  expect(failures(again)).toMatchObject([{ detail: { reason: "report-failed", next: "email" } }]);

  const people = graveSite().people.map((person) => ({ ...person, email: `${person.id}@example.org` }));
  const { bench: early, email } = await drilling({ ...graveSite(), people });
  const deliver = async (notification: Notification): Promise<DeliveryOutcome> => {
    await Promise.resolve();
    if (isEnding(notification)) early.channel.report({ notificationId: notification.id, status: "failed", at: early.clock.now() });
    return ACCEPTED;
  };
  Object.assign(early.channel, { deliver });
  await takeReal(early);
  await passTime(early, seconds(1));
  expect(endings(email)).toHaveLength(1);
});
