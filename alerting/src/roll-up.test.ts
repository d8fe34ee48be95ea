import { hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { ConditionChange } from "@labcanary/domain/rules";
import { describe, expect, test } from "vitest";
import { type AlertingBench, passTime, startAlerting } from "../../test/support/kannel-alerting.ts";
import { changeOf, commandOf, serviceCommandOf } from "../../test/support/kannel-conditions.ts";
import { limitRule, signal, testSite } from "../../test/support/site.ts";

const GATEWAY = { signal: "gateway/alive", ruleId: "gateway/alive/silent" } as const;
const parentOf = (over: Partial<ConditionChange> = {}) => changeOf("parent", { ...GATEWAY, priority: "medium", ...over });
const joined = (id: string) => changeOf(id, { change: "joined", parent: "parent" });
const left = (id: string) => changeOf(id, { change: "left" });
const kinds = (bench: AlertingBench, alarmId: string) => bench.alerting.timeline(alarmId).map(({ kind }) => kind);
/** Of which alarms people were told, each once for each text. */
const told = ({ channel }: AlertingBench) => channel.accepted.map(({ alarmId }) => alarmId);

/** The gateway and one sensor behind it, each with a person to tell. */
async function startSite(): Promise<AlertingBench> {
  const gateway = signal({
    key: GATEWAY.signal,
    deviceId: "gateway",
    name: "alive",
    rules: [limitRule({ ...GATEWAY, id: GATEWAY.ruleId })],
  });
  return startAlerting({ site: testSite({ signals: [signal(), gateway] }) });
}

describe("an alarm that joins a parent", () => {
  test("keeps its own times, and the parent alone is told of", async () => {
    const bench = await startSite();
    await bench.alerting.takeConditions([changeOf("a")]);
    await passTime(bench, seconds(2));
    await bench.alerting.takeConditions([parentOf(), joined("a"), changeOf("b", { parent: "parent" })]);
    await passTime(bench, minutes(10));
    expect(told(bench)).toEqual(["a", "parent", "parent", "parent"]);
    expect(kinds(bench, "a").slice(-2)).toEqual(["joined", "notification-cancelled"]);
    expect(bench.alerting.get("a")).toMatchObject({ parent: "parent", annunciation: "unacknowledged", raisedAt: changeOf("a").at });
    expect(bench.alerting.get("b")).toMatchObject({ parent: "parent" });
    expect(bench.alerting.timeline("b")[0]).toMatchObject({ kind: "raised", detail: { parent: "parent" } });
    expect(
      bench.alerting
        .list()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(["a", "b", "parent"]);
  });

  test("goes from one parent to the one around it, and is told of by neither", async () => {
    const bench = await startSite();
    await bench.alerting.takeConditions([parentOf(), changeOf("a", { parent: "parent" }), changeOf("outer", GATEWAY)]);
    const around = { change: "joined", parent: "outer" } as const;
    await bench.alerting.takeConditions([changeOf("parent", around), changeOf("a", { ...around, id: "a:joined:2" })]);
    await passTime(bench, minutes(10));
    expect([bench.alerting.get("parent")?.parent, bench.alerting.get("a")?.parent]).toEqual(["outer", "outer"]);
    expect(told(bench)).not.toContain("a");
    expect(told(bench).filter((id) => id === "parent")).toHaveLength(1);
  });

  test("is told of itself when it leaves while nobody has seen it", async () => {
    const bench = await startSite();
    await bench.alerting.takeConditions([parentOf(), changeOf("a", { parent: "parent" })]);
    await passTime(bench, seconds(2));
    await bench.alerting.takeConditions([left("a")]);
    await passTime(bench, seconds(2));
    expect(told(bench)).toEqual(["parent", "a"]);
    expect(bench.alerting.get("a")?.parent).toBeUndefined();
  });

  test("is acknowledged with its parent, and its own journal says by whom", async () => {
    const bench = await startSite();
    await bench.alerting.takeConditions([parentOf(), changeOf("a", { parent: "parent" }), changeOf("b", { parent: "a" })]);
    bench.alerting.command(commandOf("parent", { comment: "power cut" }));
    for (const [id, parent] of [
      ["a", "parent"],
      ["b", "a"],
    ] as const) {
      expect(bench.alerting.get(id)).toMatchObject({ annunciation: "acknowledged", acknowledgedBy: "mei" });
      expect(bench.alerting.timeline(id).at(-1)).toMatchObject({
        kind: "acknowledged",
        actor: "user:mei",
        detail: { with: parent, comment: "power cut" },
      });
    }
    await bench.alerting.takeConditions([left("a")]);
    await passTime(bench, minutes(10));
    expect(told(bench)).not.toContain("a");
  });

  test("can be acknowledged alone, and leaves its parent as it is", async () => {
    const bench = await startSite();
    await bench.alerting.takeConditions([parentOf(), changeOf("a", { parent: "parent" })]);
    bench.alerting.command(commandOf("a"));
    expect(bench.alerting.get("parent")?.annunciation).toBe("unacknowledged");
    expect(bench.alerting.get("a")).toMatchObject({ annunciation: "acknowledged", parent: "parent" });
  });

  test("beneath a parent somebody has acknowledged ends with its condition; before, it waits to be acknowledged with it", async () => {
    const bench = await startSite();
    await bench.alerting.takeConditions([parentOf(), changeOf("a", { parent: "parent" }), changeOf("a", { change: "cleared" })]);
    expect(bench.alerting.get("a")).toMatchObject({ annunciation: "rtn-unacknowledged", parent: "parent" });
    bench.alerting.command(commandOf("parent"));
    expect(bench.alerting.get("a")?.annunciation).toBe("normal");
    await bench.alerting.takeConditions([changeOf("b", { parent: "parent" }), changeOf("b", { change: "cleared" })]);
    expect(bench.alerting.get("b")?.annunciation).toBe("normal");
    expect(bench.alerting.timeline("b").at(-1)).toMatchObject({ kind: "returned-to-normal", detail: { unseen: "parent-acknowledged" } });
  });
});

describe("a parent that can no longer speak for others", () => {
  test("because it has ended lets them go: who was not seen is told of itself", async () => {
    const bench = await startSite();
    await bench.alerting.takeConditions([parentOf(), changeOf("seen", { parent: "parent" })]);
    bench.alerting.command(commandOf("parent"));
    await bench.alerting.takeConditions([changeOf("late", { parent: "parent" }), parentOf({ change: "cleared" })]);
    await passTime(bench, seconds(2));
    expect(bench.alerting.get("parent")?.annunciation).toBe("normal");
    for (const id of ["seen", "late"]) {
      expect(bench.alerting.get(id)?.parent).toBeUndefined();
      expect(bench.alerting.timeline(id).find(({ kind }) => kind === "left")).toMatchObject({
        actor: "system",
        detail: { because: "parent-ended", parent: "parent" },
      });
    }
    expect(told(bench)).toEqual(["parent", "late"]);
    await bench.alerting.takeConditions([left("late")]);
    expect(kinds(bench, "late").filter((kind) => kind === "left")).toHaveLength(1);
  });

  test("because maintenance or logic took it off the list lets them go, and no new one joins", async () => {
    const bench = await startSite();
    await bench.alerting.takeConditions([parentOf(), changeOf("a", { parent: "parent" })]);
    const until = plus(bench.clock.now(), hours(1));
    const proposed = bench.alerting.serviceCommand(serviceCommandOf({ signal: GATEWAY.signal, until, reason: "swap", measure: "rounds" }));
    const proposal = proposed.ok ? proposed.value.id : "";
    bench.alerting.serviceCommand(serviceCommandOf({ verb: "approve", signal: GATEWAY.signal, proposal, by: "li" }));
    await bench.alerting.takeConditions([changeOf("b", { parent: "parent" })]);
    await passTime(bench, seconds(2));
    expect([bench.alerting.get("a")?.parent, bench.alerting.get("b")?.parent]).toEqual([undefined, undefined]);
    expect(bench.alerting.timeline("a").find(({ kind }) => kind === "left")?.detail["because"]).toBe("parent-withheld");
    expect(
      told(bench)
        .filter((id) => id !== "parent")
        .sort(),
    ).toEqual(["a", "b"]);
  });
});

test("shelving a parent takes those beneath off the list with it, and no longer than the gravest of them allows", async () => {
  const bench = await startSite();
  await bench.alerting.takeConditions([parentOf(), changeOf("a", { parent: "parent", priority: "critical" })]);
  const shelve = (span: number) =>
    bench.alerting.command(
      commandOf("parent", { verb: "shelve", reason: "gateway swapped", until: plus(bench.clock.now(), minutes(span)) }),
    );
  expect(shelve(31)).toMatchObject({ error: { code: "SHELVING_TOO_LONG" } });
  expect(shelve(30).ok).toBe(true);
  await passTime(bench, minutes(29));
  expect(told(bench)).toEqual(["parent"]);
  await passTime(bench, minutes(2));
  expect(told(bench)).toEqual(["parent", "parent"]);
});

test("whoever comes after its shelving is not beneath a shelved parent: it is listed and told of itself, and stays so afterwards", async () => {
  const bench = await startSite();
  await bench.alerting.takeConditions([parentOf(), changeOf("before", { parent: "parent" }), changeOf("alone")]);
  await passTime(bench, seconds(2));
  const until = plus(bench.clock.now(), minutes(30));
  expect(bench.alerting.command(commandOf("parent", { verb: "shelve", reason: "gateway swapped", until })).ok).toBe(true);
  await bench.alerting.takeConditions([changeOf("after", { parent: "parent" }), joined("alone")]);
  await passTime(bench, seconds(2));
  const parents = ["before", "after", "alone"].map((id) => bench.alerting.get(id)?.parent);
  expect(parents).toEqual(["parent", undefined, undefined]);
  expect(told(bench)).toEqual(["alone", "parent", "after"]);
  bench.alerting.command(commandOf("after"));
  bench.alerting.command(commandOf("alone"));
  await passTime(bench, minutes(31));
  expect(told(bench)).not.toContain("before");
  expect(bench.alerting.get("after")?.parent).toBeUndefined();
});

test("who joins an alarm nobody knows stands for itself", async () => {
  const bench = await startSite();
  await bench.alerting.takeConditions([changeOf("a", { parent: "nobody" }), changeOf("a", { change: "joined", parent: "nobody" })]);
  await passTime(bench, seconds(2));
  expect(bench.alerting.get("a")?.parent).toBeUndefined();
  expect(told(bench)).toEqual(["a"]);
});
