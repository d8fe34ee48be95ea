import { createHash } from "node:crypto";
import { days, type EpochMs, epochMs, hours, milliseconds, minutes } from "@labcanary/domain/basics";
import { drawZones, type Round } from "@labcanary/domain/governance";
import fc from "fast-check";
import { expect, test } from "vitest";
import { doCheck, gasList, gasPatrol, orderOfCheck, siteWithChecks } from "../../../test/support/checks.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { type GovernanceBench, startGovernance } from "../../../test/support/governance.ts";

/** 07:00 at the site, an hour before the patrol opens. */
const SEVEN = epochMs(Date.parse("2026-11-26T07:00+08:00"));
const ROOMS = ["room-114", "cabinet-17", "chemistry"];

const start = (site = siteWithChecks(), at: EpochMs = SEVEN) => startGovernance({ site, clock: createSettableClock(at) });
/** So much later everything that is due in between is due at once: days cost no more than a minute. */
const pass = (bench: GovernanceBench, span: number) => bench.clock.sleep(milliseconds(span));
const statesOf = (bench: GovernanceBench) =>
  bench.governance
    .checks()
    .all()
    .map(({ number, zoneId, state, missedAt }) => [number, zoneId, missedAt === undefined ? state : `${state}, missed`]);

test("a patrol opens a check when its hours begin; what was before it was watched is not its own", async () => {
  const bench = await start(siteWithChecks(), epochMs(SEVEN + hours(3)));
  expect(statesOf(bench)).toEqual([]);
  pass(bench, days(1) - hours(2));
  expect(statesOf(bench)).toEqual([[1, "room-114", "open"]]);
});

test("rounds of days that had not been, by a clock that was ahead, keep none of the true days from having theirs", async () => {
  const base = createSettableClock(SEVEN);
  let ahead = 0;
  const bench = await startGovernance({ site: siteWithChecks(), clock: { ...base, now: () => epochMs(base.now() - ahead) } });
  pass(bench, days(60));
  const wrong = statesOf(bench).length;
  expect(wrong).toBeGreaterThan(0);
  ahead = days(60);
  const after = await bench.restartAll();
  pass(after, hours(2));
  expect(statesOf(after).slice(wrong)).toEqual([[wrong + 1, "room-114", "open"]]);
  pass(after, days(1));
  expect(statesOf(after).slice(wrong)).toEqual([
    [wrong + 1, "room-114", "open, missed"],
    [wrong + 2, "room-114", "open"],
  ]);
  const again = await after.restartAll();
  pass(again, minutes(2));
  expect(statesOf(again)).toHaveLength(wrong + 2);
  // Nor are they asked for once the room is checked.
  doCheck(again, wrong + 2);
  expect(
    new Set(
      statesOf(again)
        .slice(0, -1)
        .map(([, , state]) => state),
    ),
  ).toEqual(new Set(["lapsed, missed"]));
});

test("a check a clock that was ahead has opened and that is not missed yet lapses with the room's next one, and is no alarm when its day comes", async () => {
  const base = createSettableClock(SEVEN);
  let ahead = 0;
  const bench = await startGovernance({ site: siteWithChecks(), clock: { ...base, now: () => epochMs(base.now() - ahead) } });
  pass(bench, days(60) + hours(2));
  const wrong = bench.governance.checks().all().at(-1);
  expect(wrong).toMatchObject({ state: "open" });
  expect(wrong?.missedAt).toBeUndefined();
  ahead = days(60);
  const after = await bench.restartAll();
  pass(after, days(1));
  doCheck(after, after.governance.checks().all().length);
  expect(after.governance.checks().get(wrong?.number ?? 0)).toMatchObject({ state: "lapsed" });
});

test("a start by a clock that is behind opens no day again once it is right", async () => {
  const base = createSettableClock(SEVEN);
  let behind = 0;
  const bench = await startGovernance({ site: siteWithChecks(), clock: { ...base, now: () => epochMs(base.now() - behind) } });
  for (let day = 0; day < 40; day++) pass(bench, days(1));
  pass(bench, hours(6));
  const before = statesOf(bench);
  behind = days(300);
  const wrong = await bench.restartAll();
  pass(wrong, minutes(10));
  behind = 0;
  const after = await wrong.restartAll();
  pass(after, minutes(10));
  expect(statesOf(after)).toEqual(before);
  pass(after, days(1));
  expect(statesOf(after)).toHaveLength(before.length + 1);
});

test("a check that is not done in its time is an alarm of its room, ends when it is done late, and the record says so", async () => {
  const bench = await start();
  pass(bench, hours(5) + minutes(1));
  expect(statesOf(bench)).toEqual([[1, "room-114", "open, missed"]]);
  expect(bench.alerting.list()).toMatchObject([
    {
      source: { kind: "record", condition: "check-missed", record: "check/1", zoneId: "room-114" },
      description: { valueText: { en: expect.stringMatching(/^CK-1, due \d\d-\d\d \d\d:\d\d$/) } },
      conditionActive: true,
    },
  ]);
  doCheck(bench, 1);
  expect(bench.alerting.list()).toMatchObject([{ conditionActive: false }]);
  expect(statesOf(bench)).toEqual([[1, "room-114", "done, missed"]]);
  expect(bench.alerting.recordsOf("check", 1).at(-1)).toMatchObject({ actor: "user:wang", act: { act: "signed", late: true } });
});

test("one that nobody does goes up: after one day and after three it is another alarm, and each former one ends", async () => {
  let bench = await start();
  pass(bench, hours(5) + minutes(1));
  await bench.governance.stop();
  const standing = () =>
    bench.alerting
      .list()
      .flatMap(({ source, conditionActive }) =>
        source.kind === "record" && source.record === "check/1" && conditionActive ? [source.condition] : [],
      );
  expect(standing()).toEqual(["check-missed"]);
  pass(bench, days(1));
  bench = await bench.restartAll();
  pass(bench, minutes(1));
  expect(standing()).toEqual(["check-missed-1d"]);
  pass(bench, days(2));
  expect(standing()).toEqual(["check-missed-3d"]);
  doCheck(bench, 1);
  expect(standing()).toEqual([]);
});

test("one that was never done lapses when the room is next checked, and its alarm ends with it", async () => {
  const bench = await start();
  pass(bench, days(1) + hours(2));
  expect(statesOf(bench)).toEqual([
    [1, "room-114", "open, missed"],
    [2, "room-114", "open"],
  ]);
  doCheck(bench, 2);
  expect(bench.governance.checks().get(1)).toMatchObject({ state: "lapsed", lapsedBy: 2 });
  expect(bench.alerting.list().map(({ conditionActive }) => conditionActive)).toEqual([false]);
});

test("a failed item is a hazard at once, known to both; found again while it is on the books it is the same one", async () => {
  const bench = await start();
  pass(bench, hours(2));
  const answered = orderOfCheck(bench, 1, { verb: "answer", item: "pressure", answer: { kind: "number", value: 9.5, words: "rising" } });
  expect(answered).toMatchObject({ ok: true, value: { hazards: { pressure: 1 } } });
  expect(bench.governance.hazards().get(1)).toMatchObject({
    zoneId: "room-114",
    origin: "inspection",
    class: "gas",
    level: "general",
    filedBy: "user:wang",
    check: { number: 1, item: "pressure" },
    words: "CK-1: Pressure of the ring main / 管网压力: 9.5 bar: rising",
  });
  // Answered otherwise afterwards: whoever filed it cannot take it off the books alone.
  doCheck(bench, 1);
  expect(bench.governance.hazards().all()).toHaveLength(1);
  pass(bench, days(1));
  orderOfCheck(bench, 2, { verb: "answer", item: "pressure", answer: { kind: "number", value: 9 } });
  expect(bench.governance.hazards().all()).toHaveLength(1);
  expect(bench.governance.checks().get(2)?.hazards).toEqual({ pressure: 1 });
});

test("a check keeps the version of the list it was opened with; the next one has the new one", async () => {
  const bench = await start();
  pass(bench, hours(2));
  const [chained] = gasList().items;
  if (chained === undefined) throw new Error("no item");
  bench.site = { ...bench.site, checklists: [gasList({ version: "2", items: [chained] })] };
  pass(bench, days(1));
  const listOf = (number: number) => bench.governance.checklist(bench.governance.checks().get(number)?.list ?? 0);
  expect([listOf(1)?.version, listOf(2)?.version]).toEqual(["1", "2"]);
  doCheck(bench, 1);
  expect(orderOfCheck(bench, 2, { verb: "answer", item: "pressure", answer: { kind: "number", value: 5 } })).toMatchObject({
    ok: false,
    error: { code: "CHECK_ITEM" },
  });
  const after = await bench.restartAll();
  expect(after.governance.checklist(1)?.version).toBe("1");
});

test("a patrol the site no longer has opens nothing; when it is back it begins anew", async () => {
  const bench = await start();
  pass(bench, hours(2));
  bench.site = { ...bench.site, patrols: [] };
  pass(bench, days(3));
  expect(statesOf(bench)).toHaveLength(1);
  bench.site = { ...bench.site, patrols: [gasPatrol()] };
  pass(bench, minutes(1));
  pass(bench, days(1));
  expect(statesOf(bench).map(([number]) => number)).toEqual([1, 2]);
});

test("a spot check is drawn from the hash the journal ended with; whoever has the journal draws the same", async () => {
  const bench = await start(siteWithChecks({ zones: ROOMS, spot: 40 }));
  pass(bench, days(2) + hours(2));
  const lines = bench.alerting.recordsAfter(0, 1000).filter(({ ledger, act }) => ledger === "patrol" && act.act === "round");
  expect(lines).toHaveLength(3);
  const journal = bench.alerting.journal({ limit: 1000 });
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  for (const { line, act } of lines) {
    const { round, day } = act as unknown as { readonly round: Round; readonly day: string };
    const { draw } = round;
    if (draw === undefined) throw new Error("nothing was drawn");
    // The line before its own: written before anybody could know what it would decide.
    expect(draw.line).toBe(line - 1);
    expect(draw.hash).toBe(journal.find(({ number }) => number === draw.line)?.hash);
    // By hand: the two zones whose digest is lowest.
    const lots = ROOMS.map((zone) => [sha256(`${draw.hash}/gas-round/${day}/${zone}`), zone] as const).toSorted(([a], [b]) =>
      a < b ? -1 : 1,
    );
    expect(new Set(draw.drawn)).toEqual(new Set(lots.slice(0, 2).map(([, zone]) => zone)));
    const again = drawZones({ seed: draw, patrol: "gas-round", day, candidates: draw.candidates, percent: 40, digest: sha256 });
    expect(again).toEqual(draw);
    const opened = bench.governance
      .checks()
      .all()
      .filter(({ window }) => window.opensAt === round.opensAt);
    expect(opened.map(({ zoneId, drawnBy }) => [zoneId, drawnBy])).toEqual(draw.drawn.map((zone) => [zone, 1]));
  }
});

test("after days away every check that was due is there, missed, and none twice; what is further back than a month is not", async () => {
  const bench = await start();
  pass(bench, hours(2));
  await bench.governance.stop();
  pass(bench, days(3));
  const after = await bench.restartAll();
  pass(after, minutes(1));
  expect(statesOf(after).map(([, , state]) => state)).toEqual(["open, missed", "open, missed", "open, missed", "open"]);
  await after.governance.stop();
  pass(after, days(60));
  const later = await after.restartAll();
  expect(statesOf(later)).toHaveLength(4 + 31);
});

test("what follows from a check and was lost with the process is done at the next start", async () => {
  const bench = await start();
  pass(bench, hours(2));
  const lost = { ledger: "check", number: 1, zoneId: "room-114" } as const;
  const answered = { act: "answered", item: "chained", answer: { kind: "no", words: "loose" }, failed: true };
  bench.alerting.keepRecords({ id: "lost", actor: "user:wang", records: [{ ...lost, act: answered }] });
  const after = await bench.restartAll();
  expect(after.governance.checks().get(1)?.hazards).toEqual({ chained: 1 });
  expect(after.governance.hazards().get(1)).toMatchObject({ filedBy: "user:wang", check: { number: 1, item: "chained" } });
});

test("killed and started again at any moments, a week of patrols opens each check once", async () => {
  const week = 7 * 24 * 60;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: week }), { minLength: 1, maxLength: 4 }), async (moments) => {
      let bench = await start(siteWithChecks({ zones: ROOMS.slice(0, 2) }));
      let gone = 0;
      for (const moment of [...moments.toSorted((a, b) => a - b), week]) {
        pass(bench, minutes(moment - gone));
        gone = moment;
        bench = await bench.restartAll();
      }
      const opened = bench.governance
        .checks()
        .all()
        .map(({ zoneId, window }) => `${zoneId} ${window.day}`);
      expect(opened).toHaveLength(14);
      expect(new Set(opened).size).toBe(14);
      await bench.governance.stop();
      await bench.alerting.stop();
    }),
    { numRuns: 3 },
  );
});
