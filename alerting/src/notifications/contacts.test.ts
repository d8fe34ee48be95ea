import { days, type DurationMs, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { ContactTestCommand, JournalEntryKind } from "@labcanary/domain/messages";
import { WEEKDAYS } from "@labcanary/domain/schedule";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf } from "../../../test/support/kannel-conditions.ts";
import { createFakeChannel } from "../../../test/support/kannel-fake-channel.ts";
import { testSite } from "../../../test/support/site.ts";

let commands = 0;
const commandOf = (over: Partial<ContactTestCommand> = {}): ContactTestCommand => ({
  id: `test-command-${++commands}`,
  personId: "wang",
  channel: "sms",
  by: "mei",
  ...over,
});
const lines = ({ alerting }: AlertingBench, kind: JournalEntryKind) =>
  alerting.journal({ limit: 1000 }).filter((entry) => entry.kind === kind);
const standing = ({ alerting }: AlertingBench, personId = "wang") => alerting.contacts().find((contact) => contact.personId === personId);

test("nobody is proven until something was delivered; a test shows how far it has come", async () => {
  const bench = await startAlerting();
  expect(bench.alerting.contacts()).toEqual([
    { personId: "wang", channel: "sms", address: "***01", isProven: false },
    { personId: "smith", channel: "sms", address: "***02", isProven: false },
    { personId: "desk", channel: "sms", address: "***03", isProven: false },
  ]);
  const command = commandOf();
  const outcome = bench.alerting.testContact(command);
  expect(outcome).toMatchObject({ ok: true });
  const id = outcome.ok ? outcome.value.notificationId : "";
  expect(bench.alerting.testContact(command)).toEqual(outcome);
  await bench.settle();
  expect(bench.channel.accepted).toMatchObject([{ id, kind: "test", alarmId: "", alarmIds: [], personId: "wang", simulated: true }]);
  expect(bench.channel.accepted[0]?.text).toMatch(/^测试/);
  expect(lines(bench, "contact-tested")).toMatchObject([{ actor: "user:mei", detail: { personId: "wang", channel: "sms", to: "***01" } }]);
  expect(standing(bench)).toMatchObject({ isProven: false, test: { at: bench.clock.now(), state: "accepted" } });
  bench.channel.report({ notificationId: id, status: "delivered", at: bench.clock.now() });
  expect(standing(bench)).toMatchObject({ isProven: true, provenAt: bench.clock.now(), test: { state: "delivered" } });
});

test("what was delivered proves an address for thirty days, also an alarm, and only that address", async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  bench.channel.report({ notificationId: "a:responsible:wang", status: "delivered", at: bench.clock.now() });
  expect(standing(bench)).toMatchObject({ isProven: true });
  const after = await bench.restart();
  expect(standing(after)).toMatchObject({ isProven: true });
  const { site } = after;
  after.site = { ...site, people: site.people.map((person) => (person.id === "wang" ? { ...person, phone: "+8613800000077" } : person)) };
  expect(standing(after)).toEqual({ personId: "wang", channel: "sms", address: "***77", isProven: false });
  after.site = site;
  expect(standing(await later(after, days(30)))).toMatchObject({ isProven: false });
});

test.each([
  { command: { personId: "nobody" }, code: "CONTACT_UNKNOWN" },
  { command: { channel: "email" }, code: "CONTACT_NO_ADDRESS" },
  { command: { personId: "smith", channel: "ntfy" }, code: "CHANNEL_NOT_CONFIGURED" },
] as const)("a test of $command is refused: $code", async ({ command, code }) => {
  const people = testSite().people.map((person) => (person.id === "smith" ? { ...person, endpoints: { ntfy: "smith" } } : person));
  const bench = await startAlerting({ site: testSite({ people }) });
  expect(bench.alerting.testContact(commandOf(command))).toMatchObject({ ok: false, error: { code } });
  expect(lines(bench, "contact-tested")).toEqual([]);
});

test("a test that is part of a route's says of which in the journal", async () => {
  const bench = await startAlerting();
  bench.alerting.testContact(commandOf({ routeId: "gas" }));
  expect(lines(bench, "contact-tested")).toMatchObject([{ detail: { personId: "wang", routeId: "gas" } }]);
});

test("an address is tested once a minute at most", async () => {
  const bench = await startAlerting();
  bench.alerting.testContact(commandOf());
  expect(bench.alerting.testContact(commandOf())).toMatchObject({ ok: false, error: { code: "CONTACT_TEST_TOO_OFTEN" } });
  await passTime(bench, seconds(60));
  expect(bench.alerting.testContact(commandOf())).toMatchObject({ ok: true });
});

test("a test that fails is no alarm, and says so; it goes by its own channel only", async () => {
  const people = testSite().people.map((person) => ({ ...person, email: `${person.id}@example.org` }));
  const bench = await startAlerting({ site: testSite({ people }), others: [createFakeChannel({ kind: "email" })] });
  bench.channel.behave = { kind: "give-up", reason: "invalid-address" };
  bench.alerting.testContact(commandOf());
  await passTime(bench, seconds(5));
  expect(standing(bench)).toMatchObject({ isProven: false, test: { state: "failed" } });
  expect(bench.alerting.list()).toEqual([]);
  expect(bench.channels[1]?.attempts).toEqual([]);
});

test("addresses are tested by themselves, one a minute, and again when their time is over", async () => {
  const bench = await startAlerting({ site: testSite({ contactTests: { every: days(7) } }) });
  await passTime(bench, minutes(1));
  expect(bench.channel.accepted.map(({ personId }) => personId)).toEqual(["wang"]);
  await passTime(bench, minutes(5), seconds(20));
  expect(bench.channel.accepted.map(({ personId }) => personId)).toEqual(["wang", "smith", "desk"]);
  expect(lines(bench, "contact-tested")[0]).toMatchObject({ actor: "system" });
  for (const { id } of bench.channel.accepted) bench.channel.report({ notificationId: id, status: "delivered", at: bench.clock.now() });
  const sixth = await later(bench, days(6));
  await passTime(sixth, minutes(5), seconds(20));
  expect(sixth.channel.accepted).toEqual([]);
  const eighth = await later(sixth, days(2));
  await passTime(eighth, minutes(5), seconds(20));
  expect(eighth.channel.accepted).toHaveLength(3);
});

test("a test that was not delivered is made again a day later, not oftener, and where tests are closer after their own time", async () => {
  const bench = await startAlerting({ site: testSite({ contactTests: { every: days(30) } }) });
  await passTime(bench, minutes(5), seconds(20));
  expect(bench.channel.accepted).toHaveLength(3);
  for (const { id } of bench.channel.accepted.slice(1))
    bench.channel.report({ notificationId: id, status: "delivered", at: bench.clock.now() });
  await bench.settle();
  const soon = await later(bench, hours(23));
  await passTime(soon, minutes(5), seconds(20));
  expect(soon.channel.accepted).toEqual([]);
  const nextDay = await later(soon, hours(1));
  await passTime(nextDay, minutes(5), seconds(20));
  expect(nextDay.channel.accepted.map(({ personId }) => personId)).toEqual(["wang"]);
  nextDay.site = testSite({ contactTests: { every: hours(2) } });
  expect(standing(nextDay)?.nextTestAt).toBeLessThan(plus(nextDay.clock.now(), hours(2)));
});

test("where no channel could prove a test, it is made again after its own time", async () => {
  const channel = createFakeChannel({ proves: "accepted" });
  const bench = await startAlerting({ site: testSite({ contactTests: { every: days(7) } }), channel });
  const begin = bench.clock.now();
  await passTime(bench, minutes(1), seconds(20));
  expect(standing(bench)?.nextTestAt).toBe(plus(plus(begin, days(7)), minutes(1)));
});

test("they are not tested out of their hours, nor in a flood", async () => {
  // The bench's clock begins at four in the afternoon there.
  const hoursFrom = (from: number, to: number) =>
    ({ kind: "weekly", timeZone: "Asia/Shanghai", days: WEEKDAYS, from: hours(from), to: hours(to), except: [] }) as const;
  const closed = await startAlerting({ site: testSite({ contactTests: { every: days(7), during: hoursFrom(8, 12) } }) });
  await passTime(closed, minutes(3), seconds(20));
  expect(closed.channel.attempts).toEqual([]);

  const flooded = await startAlerting({ site: testSite({ contactTests: { every: days(7), during: hoursFrom(15, 18) } }) });
  for (let alarm = 0; alarm < 12; alarm++) await flooded.alerting.takeConditions([changeOf(`a-${alarm}`)]);
  await passTime(flooded, minutes(3), seconds(20));
  expect(lines(flooded, "contact-tested")).toEqual([]);
});

test("when an address is next is told: at once where it never was tested, or when its hours begin, and then when its time is over", async () => {
  const during = { kind: "weekly", timeZone: "Asia/Shanghai", days: WEEKDAYS, from: hours(8), to: hours(18), except: [] } as const;
  const bench = await startAlerting({ site: testSite({ contactTests: { every: days(7), during } }) });
  // The bench's clock begins at four in the afternoon there.
  const begin = bench.clock.now();
  expect(standing(bench)?.nextTestAt).toBe(begin);
  await passTime(bench, minutes(1), seconds(20));
  const { id = "" } = bench.channel.accepted[0] ?? {};
  // Nothing says yet that it came, and somebody may only have left the phone at home.
  expect(standing(bench)?.nextTestAt).toBe(plus(plus(begin, days(1)), minutes(1)));
  bench.channel.report({ notificationId: id, status: "delivered", at: bench.clock.now() });
  await bench.settle();
  expect(standing(bench)?.nextTestAt).toBe(plus(plus(begin, days(7)), minutes(1)));
  const evening = await later(bench, hours(4));
  expect(standing(evening, "smith")?.nextTestAt).toBe(plus(begin, hours(16)));
  evening.site = testSite({ contactTests: { every: days(7), during: { ...during, days: [] } } });
  expect(standing(evening, "smith")).not.toHaveProperty("nextTestAt");
  evening.site = testSite();
  expect(standing(evening, "smith")).not.toHaveProperty("nextTestAt");
});

/** The same platform, started again so much later. */
async function later(bench: AlertingBench, span: DurationMs): Promise<AlertingBench> {
  const clock = createSettableClock(plus(bench.clock.now(), span));
  await bench.alerting.stop();
  return startAlerting({ site: bench.site, dataFolder: bench.options.dataFolder, clock });
}
