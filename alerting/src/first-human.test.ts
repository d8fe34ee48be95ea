import { minutes, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../test/support/kannel-conditions.ts";
import { testSite } from "../../test/support/site.ts";

async function start(): Promise<AlertingBench> {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  await passTime(bench, seconds(90));
  return bench;
}
const times = ({ metrics }: AlertingBench) => metrics.observed("labcanary_time_to_first_human_seconds");

test.each(["acknowledge", "attend", "comment"] as const)("whoever is the first to %s is the first human, and stays so", async (verb) => {
  const bench = await start();
  bench.alerting.command(commandOf("a", { verb, comment: "seen" }));
  const firstHuman = { at: bench.clock.now(), by: "mei", through: "screen" };
  expect(bench.alerting.get("a")).toMatchObject({ firstHuman });
  await passTime(bench, seconds(10));
  bench.alerting.command(commandOf("a", { verb: "attend", by: "li" }));
  expect(bench.alerting.get("a")).toMatchObject({ firstHuman });
  expect(times(bench)).toEqual([90]);
});

test("a refused command and a shelving are no human who has it", async () => {
  const bench = await start();
  bench.alerting.command(commandOf("a", { verb: "reset" }));
  bench.alerting.command(commandOf("a", { verb: "comment", comment: " " }));
  expect(bench.alerting.get("a")?.firstHuman).toBeUndefined();
  expect(times(bench)).toEqual([]);
});

test("a report that somebody has opened it counts, one that their phone has it does not", async () => {
  const bench = await start();
  const report = (status: "delivered" | "read") =>
    bench.channel.report({ notificationId: "a:responsible:wang", status, at: bench.clock.now() });
  const changes: string[] = [];
  bench.alerting.onChange(({ because }) => void changes.push(because));
  report("delivered");
  expect(bench.alerting.get("a")?.firstHuman).toBeUndefined();
  report("read");
  report("read");
  expect(bench.alerting.get("a")?.firstHuman).toEqual({ at: bench.clock.now(), by: "wang", through: "report" });
  expect([times(bench), changes]).toEqual([[90], ["delivery-report"]]);
  expect(bench.alerting.timeline("a").filter(({ kind }) => kind === "delivery-report")).toHaveLength(2);
});

test("that something in a group was opened says nothing of who", async () => {
  const people = testSite().people.map((person) => (person.id === "wang" ? { ...person, kind: "group" as const } : person));
  const bench = await startAlerting({ site: testSite({ people }) });
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  bench.channel.report({ notificationId: "a:responsible:wang", status: "read", at: bench.clock.now() });
  expect(bench.alerting.get("a")?.firstHuman).toBeUndefined();
});

test("simulated alarms, and those of the platform, are not in the figure", async () => {
  const bench = await startAlerting();
  bench.channel.behave = { kind: "give-up", reason: "rejected" };
  await bench.alerting.takeConditions([changeOf("a", { simulated: true })]);
  await passTime(bench, minutes(1));
  for (const { id } of bench.alerting.list()) bench.alerting.command(commandOf(id));
  expect(bench.alerting.list().map(({ firstHuman }) => firstHuman?.by)).toContain("mei");
  expect(times(bench)).toEqual([]);
});
