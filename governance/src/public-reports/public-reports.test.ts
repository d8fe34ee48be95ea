import { days, epochMs, hours, minutes } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import type { AccessEvent } from "@labcanary/domain/telemetry";
import { describe, expect, test } from "vitest";
import { commandOf } from "../../../test/support/kannel-conditions.ts";
import { testSite } from "../../../test/support/site.ts";
import { type GovernanceBench, startGovernance } from "../../../test/support/governance.ts";

let ids = 0;
const send = ({ governance }: GovernanceBench, over: object = {}) =>
  governance.sendReport({
    id: `report-${++ids}`,
    kind: "danger",
    zoneId: "room-114",
    class: "fire",
    words: "smoke under the door",
    secret: `secret-${ids}`,
    ...over,
  });

test("a danger is a critical alarm of its room that lives depend on, told on its route, until it is dealt with", async () => {
  const bench = await startGovernance();
  send(bench);
  await bench.settle();
  expect(bench.alerting.list()).toMatchObject([
    {
      source: { kind: "record", condition: "hand-raised", record: "public-report/1", zoneId: "room-114" },
      priority: "critical",
      lifeSafety: true,
      annunciation: "unacknowledged",
      evidence: { reason: "smoke under the door" },
    },
  ]);
  expect(bench.channel.attempts.map(({ text }) => text)).toEqual([
    "114室 化学楼：现场人员报告险情 PR-1。致电该房间，并派两人前往查看 [T4J4]",
  ]);
  bench.governance.answerReport({ id: "done", by: "mei", number: 1, words: "put out", ends: true, seen: 2 });
  expect(bench.alerting.list()).toEqual([]);
  expect(bench.alerting.alarmOfRecord("hand-raised", "public-report/1")).toMatchObject({
    conditionActive: false,
    annunciation: "normal",
    acknowledgedBy: "mei",
  });
});

describe("whoever says that a danger is dealt with has seen it", () => {
  const kinds = ({ alerting }: GovernanceBench) => alerting.journal({ limit: 200 }).map(({ kind }) => kind);
  const answer = ({ governance }: GovernanceBench, over: object = {}) =>
    governance.answerReport({ id: `answer-${++ids}`, by: "mei", number: 1, words: "put out", ends: true, seen: 2, ...over });
  async function passMinutes(bench: GovernanceBench, count: number): Promise<void> {
    for (let minute = 0; minute < count; minute++) {
      bench.clock.advance(minutes(1));
      await bench.settle();
    }
  }

  test("the alarm is acknowledged in their name, the journal says by what, and nobody is called any more", async () => {
    const bench = await startGovernance();
    send(bench);
    send(bench, { words: "two people are in there" });
    await bench.settle();
    answer(bench, { by: "li", words: "which door is it?", ends: false });
    expect(bench.alerting.list()).toMatchObject([{ annunciation: "unacknowledged" }]);
    answer(bench);
    const [acknowledged] = bench.alerting.journal({ limit: 200 }).filter(({ kind }) => kind === "acknowledged");
    expect(acknowledged).toMatchObject({ actor: "user:mei", detail: { through: "PR-1", comment: "put out" } });
    await bench.settle();
    const texts = bench.channel.attempts.length;
    await passMinutes(bench, 30);
    expect(bench.channel.attempts.slice(texts).filter(({ text }) => text.includes("致电该房间"))).toEqual([]);
    expect(kinds(bench)).not.toContain("nobody-reached");
    // Said again under another id, it changes nothing.
    answer(bench);
    expect(kinds(bench).filter((kind) => kind === "acknowledged")).toHaveLength(1);
  });

  test("an answer alone takes no charge: people are called on", async () => {
    const bench = await startGovernance();
    send(bench);
    await bench.settle();
    answer(bench, { words: "we are coming", ends: false });
    await passMinutes(bench, 20);
    expect(kinds(bench)).toContain("nobody-reached");
    expect(kinds(bench)).not.toContain("acknowledged");
  });

  test("also when we were stopped before the alarm knew; whoever acknowledged it before stays who did", async () => {
    const bench = await startGovernance();
    send(bench);
    send(bench, { zoneId: "cabinet-17" });
    const ends = { verb: "answer", words: "put out", ends: true } as const;
    bench.governance.publicReports().carryOut({ id: "cut-off", actor: "user:mei", number: 1, order: ends });
    const alarmOf = (number: number, of = bench) => of.alerting.alarmOfRecord("hand-raised", `public-report/${number}`);
    expect(alarmOf(1)).toMatchObject({ annunciation: "rtn-unacknowledged" });
    bench.alerting.command({ kind: "operator-command", id: "seen", verb: "acknowledge", alarmId: alarmOf(2)?.id ?? "", by: "li" });
    const after = await bench.restartAll();
    expect(alarmOf(1, after)).toMatchObject({ annunciation: "normal", acknowledgedBy: "mei" });
    answer(after, { number: 2 });
    expect(alarmOf(2, after)).toMatchObject({ annunciation: "normal", acknowledgedBy: "li" });
  });
});

describe("an answer that was lost, and something else said under its id,", () => {
  test("keeps a danger as one of its own, once, and is no risk where a danger was sent", async () => {
    const bench = await startGovernance();
    expect(send(bench, { id: "page", kind: "risk" })).toMatchObject({ value: { number: 1, kind: "risk" } });
    for (const _ of ["sent", "sent again"]) expect(send(bench, { id: "page" })).toMatchObject({ value: { number: 2, kind: "danger" } });
    expect(bench.alerting.list()).toMatchObject([{ source: { record: "public-report/2" }, annunciation: "unacknowledged" }]);
    send(bench, { id: "other", zoneId: "cabinet-17" });
    expect(send(bench, { id: "other", kind: "risk", zoneId: "cabinet-17" })).toMatchObject({ error: { code: "COMMAND_ID_USED" } });
    const after = await bench.restartAll();
    expect(send(after, { id: "page" })).toMatchObject({ value: { number: 2 } });
    expect(after.governance.publicReports().all()).toHaveLength(3);
  });

  test("ends no danger that it did not end, nor what joins it", async () => {
    const bench = await startGovernance();
    send(bench);
    send(bench);
    const answer = (ends: boolean, id: string) =>
      bench.governance.answerReport({ id, by: "mei", number: 1, words: "put out", ends, seen: 2 });
    answer(false, "lost");
    expect(answer(true, "lost")).toMatchObject({ ok: false, error: { code: "COMMAND_ID_USED" } });
    expect(
      bench.governance
        .publicReports()
        .all()
        .map(({ endedAt }) => endedAt),
    ).toEqual([undefined, undefined]);
    expect(bench.alerting.list()).toMatchObject([{ annunciation: "unacknowledged" }]);
    expect([answer(true, "new"), answer(true, "new")]).toMatchObject([{ ok: true }, { ok: true }]);
    expect(
      bench.governance
        .publicReports()
        .all()
        .filter(({ endedAt }) => endedAt === undefined),
    ).toEqual([]);
  });
});

test("one that joins another is no second alarm; after the first is over a new one is", async () => {
  const bench = await startGovernance();
  send(bench);
  send(bench);
  expect(bench.alerting.list()).toHaveLength(1);
  bench.governance.answerReport({ id: "done", by: "mei", number: 1, words: "put out", ends: true, seen: 2 });
  send(bench);
  expect(bench.governance.publicReports().get(3)?.joins).toBeUndefined();
  expect(bench.alerting.list().filter(({ conditionActive }) => conditionActive)).toMatchObject([{ source: { record: "public-report/3" } }]);
});

describe("a danger that joins one nobody has seen", () => {
  const commentsOf = ({ alerting }: GovernanceBench) =>
    alerting.journal({ limit: 100 }).flatMap(({ kind, actor, detail }) => (kind === "commented" ? [[actor, detail["comment"]]] : []));

  test("is said on its alarm, in whose value and next texts stands how many there are; nobody is called at once", async () => {
    const bench = await startGovernance();
    send(bench, { words: "it smells" });
    await bench.settle();
    send(bench, { words: "two people are unconscious" });
    send(bench, { words: "" });
    await bench.settle();
    expect(bench.alerting.list()).toMatchObject([
      { description: { valueText: { en: "PR-1, 3 reports", zh: "PR-1，共3次报告" } }, annunciation: "unacknowledged" },
    ]);
    expect(commentsOf(bench)).toEqual([
      ["system", "PR-2: two people are unconscious"],
      ["system", "PR-3: somebody there calls for help"],
    ]);
    // Words of a platform's comment are nobody's: it is not seen by anybody.
    expect(bench.alerting.list()[0]?.firstHuman).toBeUndefined();
    expect(bench.channel.attempts).toHaveLength(1);
    bench.clock.advance(minutes(30));
    await bench.settle();
    const later = bench.channel.attempts.slice(1).map(({ text }) => text);
    expect(later.length).toBeGreaterThan(0);
    for (const text of later) expect(text).toContain("3");
    expect(later.join(" ")).toMatch(/PR-1(?:, 3 reports|，共3次报告)/);
    const after = await bench.restartAll();
    after.clock.advance(minutes(2));
    expect(commentsOf(after)).toHaveLength(2);
    expect(after.governance.publicReports().get(1)?.joined).toMatchObject([{ number: 2 }, { number: 3, words: "" }]);
  });

  test("is said also when we were stopped before it was", async () => {
    const bench = await startGovernance();
    send(bench, { words: "it smells" });
    const report = {
      kind: "danger",
      zoneId: "room-114",
      class: "gas",
      words: "somebody lies there",
      follow: "1".repeat(64),
      joins: 1,
    } as const;
    bench.governance.publicReports().carryOut({ id: "cut-off", actor: "visitor", order: { verb: "send", report } });
    expect(commentsOf(bench)).toEqual([]);
    const after = await bench.restartAll();
    expect(commentsOf(after)).toEqual([["system", "PR-2: somebody lies there"]]);
    expect(after.alerting.list()).toMatchObject([{ description: { valueText: { en: "PR-1, 2 reports" } } }]);
  });
});

test("a risk that was kept, and not filed before we were stopped, is filed at the next start, once", async () => {
  const bench = await startGovernance();
  const report = { kind: "risk", zoneId: "room-114", class: "gas", words: "it smells", follow: "0".repeat(64) } as const;
  bench.governance.publicReports().carryOut({ id: "cut-off", actor: "visitor", order: { verb: "send", report } });
  const after = await bench.restartAll();
  expect(after.governance.hazards().all()).toMatchObject([{ words: "it smells", origin: "report" }]);
  expect(after.governance.publicReports().get(1)).toMatchObject({ hazard: 1 });
  const again = await after.restartAll();
  expect(again.governance.hazards().all()).toHaveLength(1);
});

test("nobody answers: the alarm goes the way of every other that nobody takes charge of", async () => {
  const bench = await startGovernance();
  send(bench);
  for (let minute = 0; minute < 20; minute++) {
    bench.clock.advance(minutes(1));
    await bench.settle();
  }
  const kinds = bench.alerting.timeline(bench.alerting.list().at(-1)?.id ?? "").map(({ kind }) => kind);
  expect(kinds).toContain("nobody-reached");
});

describe("a button that calls for help", () => {
  const event = (over: Partial<AccessEvent> = {}): AccessEvent => ({
    id: "cab-17:1:button",
    deviceId: "cab-17",
    kind: "button",
    at: epochMs(1000),
    receivedAt: epochMs(1000),
    object: "help",
    historical: false,
    ...over,
  });
  const withButton = (): Site => {
    const site = testSite();
    return { ...site, devices: site.devices.map((device) => (device.id === "cab-17" ? { ...device, callPoints: ["help"] } : device)) };
  };

  test("is a danger of its place, once however often the event comes, also when it comes late", async () => {
    const bench = await startGovernance({ site: withButton() });
    await bench.governance.takeEvents([event({ historical: true })]);
    const after = await bench.restartAll();
    await after.governance.takeEvents([event()]);
    expect(after.governance.publicReports().all()).toMatchObject([{ kind: "danger", zoneId: "cabinet-17" }]);
    expect(after.alerting.list()).toMatchObject([{ priority: "critical", lifeSafety: true, source: { record: "public-report/1" } }]);
    expect(after.alerting.recordsOf("public-report", 1)).toMatchObject([{ actor: "device:cab-17" }]);
  });

  test("pressed where a danger is being told, is said on that", async () => {
    const bench = await startGovernance({ site: withButton() });
    send(bench, { zoneId: "cabinet-17" });
    await bench.governance.takeEvents([event()]);
    expect(bench.alerting.list()).toMatchObject([{ description: { valueText: { en: "PR-1, 2 reports" } } }]);
  });

  test.each([{ object: "exit" }, { kind: "badge" as const }, { deviceId: "elsewhere" }])("%o is none", async (over) => {
    const bench = await startGovernance({ site: withButton() });
    await bench.governance.takeEvents([event(over)]);
    expect(bench.governance.publicReports().all()).toEqual([]);
  });
});

test("once the security centre has seen the first, another danger at the same door is an alarm of its own", async () => {
  const bench = await startGovernance();
  send(bench);
  const [alarm] = bench.alerting.list();
  bench.alerting.command(commandOf(alarm?.id ?? ""));
  send(bench);
  expect(bench.governance.publicReports().get(2)?.joins).toBeUndefined();
  expect(bench.alerting.list().map(({ annunciation }) => annunciation)).toEqual(["unacknowledged", "acknowledged"]);
});

test("a risk of a zone that has left the site meanwhile is filed for the place around it, and the platform starts", async () => {
  const bench = await startGovernance();
  const report = { kind: "risk", zoneId: "room-114", class: "gas", words: "it smells", follow: "0".repeat(64) } as const;
  bench.governance.publicReports().carryOut({ id: "cut-off", actor: "visitor", order: { verb: "send", report } });
  bench.site = { ...bench.site, zones: bench.site.zones.filter(({ id }) => id !== "room-114") };
  const after = await bench.restartAll();
  expect(after.governance.hazards().all()).toMatchObject([{ words: "it smells", zoneId: bench.site.zones[0]?.id }]);
});

test("a line that this release cannot read leaves the other items as they are, and the platform starts", async () => {
  const bench = await startGovernance();
  send(bench);
  bench.alerting.keepRecords({
    id: "of-tomorrow",
    actor: "system",
    records: [{ ledger: "public-report", number: 1, zoneId: "room-114", act: { act: "teleported" } }],
  });
  const after = await bench.restartAll();
  expect(after.governance.publicReports().get(1)).toMatchObject({ kind: "danger" });
  expect(after.logger.lines.filter(({ level }) => level === "error")).toHaveLength(1);
});

test("how a reporter can be reached is removed within the hour in which its time is over, and stays while somebody it names is on hold", async () => {
  const bench = await startGovernance();
  send(bench, { kind: "risk", contact: "li" });
  send(bench, { kind: "risk", contact: "mei" });
  for (const number of [1, 2]) bench.governance.answerReport({ id: `a${number}`, by: "mei", number, words: "aired", ends: true, seen: 2 });
  bench.onHold.add("li");
  const kept = () =>
    bench.governance
      .publicReports()
      .all()
      .flatMap(({ number, contact }) => (contact === undefined ? [] : [number]));
  bench.clock.sleep(days(366));
  bench.clock.advance(hours(1));
  await expect.poll(kept).toEqual([1]);
});
