import { minutes, seconds } from "@labcanary/domain/basics";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import type { Route, Site } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { ACCEPTED, createFakeChannel, UNREACHABLE } from "../../../test/support/kannel-fake-channel.ts";
import { testSite } from "../../../test/support/site.ts";

function siteWith(afterwards: Route["afterwards"]): Site {
  const site = testSite();
  const route: Route = {
    id: "all",
    name: { en: "All", zh: "全部" },
    when: {},
    steps: [
      { id: "first", after: minutes(0), whom: [{ kind: "responsible" }], proof: "delivered" },
      { id: "second", after: minutes(3), whom: [{ kind: "deputy" }], proof: "delivered" },
    ],
    last: { id: "nobody-reached", after: minutes(30), whom: [{ kind: "security-centre" }], proof: "delivered" },
    afterwards,
  };
  const people = site.people.map((person) => ({ ...person, email: `${person.id}@example.org` }));
  return { ...site, people, routes: [route] };
}
const BOTH = siteWith(["returned-to-normal", "all-clear"]);
const clear = (id: string) => changeOf(id, { change: "cleared" });
const lines = ({ alerting }: AlertingBench, kind: JournalEntryKind) =>
  alerting.journal({ limit: 1000 }).filter((entry) => entry.kind === kind);
const told = (bench: AlertingBench) =>
  bench.channels.flatMap(({ kind, accepted }) => accepted.filter((text) => text.kind !== "alarm").map(({ id }) => `${kind} ${id}`));

test("those who were told learn that the condition is gone, and then that it is over; nobody else does", async () => {
  const bench = await startAlerting({ site: BOTH });
  await bench.alerting.takeConditions([changeOf("a")]);
  await passTime(bench, minutes(1));
  await bench.alerting.takeConditions([clear("a")]);
  await bench.settle();
  expect(told(bench)).toEqual(["sms a:returned-to-normal:wang"]);
  // It still has to be acknowledged: the deputy is told of the alarm as ever.
  await passTime(bench, minutes(3));
  bench.alerting.command(commandOf("a"));
  await bench.settle();
  await bench.settle();
  expect(told(bench)).toEqual(["sms a:returned-to-normal:wang", "sms a:all-clear:wang", "sms a:all-clear:smith"]);
  const [gone, over] = bench.channel.accepted.filter((text) => text.kind !== "alarm");
  const alarm = bench.channel.accepted[0];
  expect(new Set([alarm?.text, gone?.text, over?.text]).size).toBe(3);
  bench.alerting.command(commandOf("a", { verb: "comment", comment: "window was open" }));
  await bench.settle();
  expect(told(bench)).toHaveLength(3);
});

test("a route that does not say so tells nothing afterwards", async () => {
  const bench = await startAlerting({ site: siteWith([]) });
  await bench.alerting.takeConditions([changeOf("a"), clear("a")]);
  bench.alerting.command(commandOf("a"));
  await passTime(bench, seconds(5));
  expect(told(bench)).toEqual([]);
});

test("it goes by the channel that got through", async () => {
  const bench = await startAlerting({ site: BOTH, others: [createFakeChannel({ kind: "email", proves: "accepted" })] });
  bench.channel.behave = { kind: "give-up", reason: "invalid-address" };
  await bench.alerting.takeConditions([changeOf("a")]);
  await passTime(bench, seconds(5));
  bench.channel.behave = ACCEPTED;
  await bench.alerting.takeConditions([clear("a")]);
  await bench.settle();
  expect(told(bench)).toEqual(["email a:returned-to-normal:wang"]);
});

test("what could not be told in ten minutes is told to nobody, is no trouble, and brings no step forward", async () => {
  const bench = await startAlerting({ site: BOTH });
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  bench.channel.behave = UNREACHABLE;
  await bench.alerting.takeConditions([clear("a")]);
  bench.alerting.command(commandOf("a"));
  await passTime(bench, minutes(11), seconds(5));
  expect(bench.alerting.list().filter(({ source }) => source.kind === "system")).toEqual([]);
  bench.channel.behave = ACCEPTED;
  await passTime(bench, minutes(1));
  expect(told(bench)).toEqual([]);
  expect(lines(bench, "notification-cancelled").at(-1)).toMatchObject({
    detail: { notificationIds: ["a:all-clear:wang"], reason: "too-late" },
  });
});

test("one that is refused for good is journaled, and nobody else is told for it", async () => {
  const bench = await startAlerting({ site: BOTH });
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  bench.channel.behave = { kind: "give-up", reason: "rejected" };
  await bench.alerting.takeConditions([clear("a")]);
  await passTime(bench, seconds(5));
  expect(lines(bench, "notification-failed")).toMatchObject([{ detail: { notificationId: "a:returned-to-normal:wang" } }]);
  expect(bench.channel.attempts.map(({ step }) => step)).toEqual(["first", "returned-to-normal"]);
});

test("in a flood there is none", async () => {
  const bench = await startAlerting({ site: BOTH });
  for (let alarm = 0; alarm < 12; alarm++) await bench.alerting.takeConditions([changeOf(`a-${alarm}`)]);
  await passTime(bench, seconds(5));
  await bench.alerting.takeConditions([clear("a-0")]);
  await passTime(bench, seconds(5));
  expect(told(bench)).toEqual([]);
  expect(lines(bench, "notification-cancelled")).toMatchObject([{ detail: { reason: "flood" } }]);
});

test("what is no longer overdue since it is lost is not told to be over", async () => {
  const bench = await startAlerting({ site: BOTH });
  const container = (name: "stock-overdue" | "stock-lost", active: boolean) =>
    bench.alerting.takeRecordCondition({
      kind: "record-condition",
      name,
      record: "substance/1",
      zoneId: "room-114",
      active,
      at: bench.clock.now(),
      value: { en: "SC-1", zh: "SC-1" },
      detail: "container 1",
    });
  container("stock-overdue", true);
  await passTime(bench, minutes(1));
  container("stock-lost", true);
  container("stock-overdue", false);
  await bench.settle();
  expect(told(bench)).toEqual([]);
  container("stock-lost", false);
  await bench.settle();
  await bench.settle();
  expect(told(bench)).toMatchObject([expect.stringMatching(/^sms record-stock-lost-.*:returned-to-normal:/)]);
});

test("what is overdue for longer is not told to be over, and is once it is", async () => {
  const bench = await startAlerting({ site: BOTH });
  const hazard = (name: "hazard-overdue" | "hazard-overdue-1d", active: boolean) =>
    bench.alerting.takeRecordCondition({
      kind: "record-condition",
      name,
      record: "hazard/1",
      zoneId: "room-114",
      active,
      at: bench.clock.now(),
      value: { en: "HZ-1", zh: "HZ-1" },
      detail: "hazard 1",
    });
  hazard("hazard-overdue", true);
  await passTime(bench, minutes(1));
  hazard("hazard-overdue-1d", true);
  hazard("hazard-overdue", false);
  await bench.settle();
  expect(told(bench)).toEqual([]);
  hazard("hazard-overdue-1d", false);
  await bench.settle();
  await bench.settle();
  expect(told(bench)).toMatchObject([expect.stringMatching(/^sms record-hazard-overdue-1d-.*:returned-to-normal:/)]);
});

test("a sealed door nobody has explained is not told to be over by the next finding, nor while another of the period stands elsewhere", async () => {
  const bench = await startAlerting({ site: BOTH });
  const opened = (name: "sealed-door-opened" | "sealed-door-opened-again", zoneId: string, active: boolean) =>
    bench.alerting.takeRecordCondition({
      kind: "record-condition",
      name,
      record: "key-period/1",
      zoneId,
      active,
      at: bench.clock.now(),
      value: { en: "KP-1", zh: "KP-1" },
      detail: "",
    });
  opened("sealed-door-opened", "chemistry", true);
  opened("sealed-door-opened", "cabinet-17", true);
  await passTime(bench, minutes(1));
  opened("sealed-door-opened-again", "room-114", true);
  opened("sealed-door-opened", "chemistry", false);
  opened("sealed-door-opened-again", "room-114", false);
  await bench.settle();
  await bench.settle();
  expect(told(bench)).toEqual([]);
  opened("sealed-door-opened", "cabinet-17", false);
  await bench.settle();
  await bench.settle();
  expect(told(bench)).toMatchObject([expect.stringMatching(/^sms record-sealed-door-opened-.*:returned-to-normal:/)]);
});
