import { hours, minutes, seconds } from "@labcanary/domain/basics";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import type { MessageBudget } from "@labcanary/domain/notification";
import { describe, expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { createFakeChannel } from "../../../test/support/kannel-fake-channel.ts";
import { alarmIn, roomySite } from "../../../test/support/many-rooms.ts";

const quiet = { deputyAfter: hours(60), securityCentreAfter: hours(90), nobodyReachedAfter: hours(120), minimumPriority: "low" } as const;
const SITE = roomySite(10, 2, { escalation: quiet });
const robot: MessageBudget = { count: 5, per: minutes(1), scope: "channel", lockout: minutes(10), source: "test" };
const daily: MessageBudget = { count: 5, per: hours(24), scope: "address", source: "test" };

const lines = ({ alerting }: AlertingBench, kind: JournalEntryKind) =>
  alerting.journal({ limit: 1000 }).filter((entry) => entry.kind === kind);
const low = ({ alerting }: AlertingBench) =>
  alerting.list().find(({ source }) => source.kind === "system" && source.condition === "message-budget-low");
const raise = async (bench: AlertingBench, cabinet: string, kind: "high" | "gas" = "high") => {
  await bench.alerting.takeConditions([alarmIn(cabinet, bench.clock.now(), kind)]);
  await bench.settle();
};

describe("a provider that locks out whoever sends too much", () => {
  const start = () => startAlerting({ site: SITE, channel: createFakeChannel({ budgets: [robot] }) });

  test("is never sent more, ordinary ones leave the last part alone, and what waits goes as one text", async () => {
    const bench = await start();
    for (let room = 1; room <= 7; room++) await raise(bench, `r${room}-c1`);
    expect(bench.channel.attempts).toHaveLength(4);
    expect(lines(bench, "notification-held")).toMatchObject(Array.from({ length: 3 }, () => ({ detail: { reason: "budget" } })));
    await raise(bench, "r8-c1", "gas");
    expect(bench.channel.accepted.at(-1)).toMatchObject({ alarmId: "r8-c1-gas" });
    // There is no room for more, even for this: a lockout would last ten minutes.
    await raise(bench, "r9-c1", "gas");
    expect(bench.channel.attempts).toHaveLength(5);
    await passTime(bench, seconds(61));
    expect(bench.channel.accepted.map(({ alarmIds }) => alarmIds.length)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(bench.channel.accepted[5]).toMatchObject({ alarmId: "r9-c1-gas" });
    expect(low(bench)).toBeUndefined();
  });

  test("more at once than it takes are told together", async () => {
    const bench = await start();
    await bench.alerting.takeConditions(["r1", "r2", "r3", "r4", "r5", "r6", "r7"].map((room) => alarmIn(`${room}-c1`, bench.clock.now())));
    await bench.settle();
    expect(bench.channel.accepted.map(({ alarmIds }) => alarmIds.length)).toEqual([1, 1, 1, 4]);
  });

  test("counts what timed out, and what a crash cut off; not what never got there", async () => {
    const bench = await start();
    bench.channel.behave = { kind: "retry", reason: "timeout", after: seconds(0) };
    await raise(bench, "r1-c1");
    await passTime(bench, seconds(2));
    expect(bench.alerting.budgets()).toMatchObject([{ channel: "sms", count: 5, used: 2, reserved: 1 }]);
    bench.channel.behave = { kind: "retry", reason: "unreachable", after: seconds(0) };
    await passTime(bench, seconds(10));
    expect(bench.alerting.budgets()).toMatchObject([{ used: 2 }]);
  });
});

describe("so many a day for each number", () => {
  test("when they are used up, what is not for life waits, is journaled, and is an alarm until there is room", async () => {
    const bench = await startAlerting({ site: SITE, channel: createFakeChannel({ budgets: [daily] }) });
    for (let room = 1; room <= 6; room++) {
      await raise(bench, `r${room}-c1`);
      await passTime(bench, minutes(12), minutes(1));
    }
    expect(bench.channel.accepted).toHaveLength(4);
    expect(low(bench)).toMatchObject({ conditionActive: true, priority: "medium" });
    expect(lines(bench, "notification-held").map(({ alarmId, detail }) => [alarmId, detail["reason"]])).toEqual([
      ["r5-c1-high", "budget"],
      ["r6-c1-high", "budget"],
    ]);
    // The alarm about it is itself told to nobody: it would use what is left.
    for (let room = 7; room <= 9; room++) await raise(bench, `r${room}-c1`, "gas");
    expect(bench.channel.accepted.map(({ alarmId }) => alarmId).slice(4)).toEqual(["r7-c1-gas", "r8-c1-gas", "r9-c1-gas"]);
    expect(bench.alerting.budgets()).toMatchObject([{ channel: "sms", used: 5, reserved: 1, address: "***01", scope: "address" }]);
    await passTime(bench, hours(25), minutes(10));
    expect(bench.channel.accepted.flatMap(({ alarmIds }) => alarmIds)).toEqual(expect.arrayContaining(["r5-c1-high", "r6-c1-high"]));
    expect(low(bench)).toMatchObject({ conditionActive: false });
  });

  test("it goes another way where there is one", async () => {
    const people = SITE.people.map((person) => ({ ...person, email: `${person.id}@example.org` }));
    const email = createFakeChannel({ kind: "email", proves: "accepted" });
    const bench = await startAlerting({ site: { ...SITE, people }, channel: createFakeChannel({ budgets: [daily] }), others: [email] });
    for (let room = 1; room <= 6; room++) {
      await raise(bench, `r${room}-c1`);
      bench.channel.report({ notificationId: `r${room}-c1-high:responsible:wang`, status: "delivered", at: bench.clock.now() });
      await passTime(bench, minutes(12), minutes(1));
    }
    expect([bench.channel.accepted.length, email.accepted.map(({ alarmId }) => alarmId)]).toEqual([4, ["r5-c1-high", "r6-c1-high"]]);
    expect(lines(bench, "notification-held")).toEqual([]);
  });

  test("what was sent before a restart counts", async () => {
    const bench = await startAlerting({ site: SITE, channel: createFakeChannel({ budgets: [daily] }) });
    for (let room = 1; room <= 3; room++) await raise(bench, `r${room}-c1`);
    const after = await bench.restart();
    await raise(after, "r4-c1");
    await raise(after, "r5-c1");
    expect(bench.channel.accepted).toHaveLength(4);
  });
});
