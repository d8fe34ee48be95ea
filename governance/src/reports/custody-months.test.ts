import { createHash } from "node:crypto";
import { canonicalJson, days, type EpochMs, epochMs, hours, minutes, plus, ok } from "@labcanary/domain/basics";
import { type CustodyMonth, isCustodyMonth } from "@labcanary/domain/governance";
import type { Site } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { createSettableClock, type SettableClock } from "../../../test/support/clock.ts";
import { type GovernanceBench, startGovernance } from "../../../test/support/governance.ts";
import { stockHands } from "../../../test/support/stock-hands.ts";
import { stockSite } from "../../../test/support/stock-site.ts";
import { testSite } from "../../../test/support/site.ts";

const HANDS = stockHands();
const text = (en: string) => ({ en, zh: en });
/** Summer time ends in Berlin on Sunday 2026-10-25: October has an hour more. */
const ZONE = "Europe/Berlin";
/** Wang and Li sign at the store, which is chemistry's; Zhao is of biology, and Guest of the pharmacy. */
function site(): Site {
  const of: Readonly<Record<string, string>> = { wang: "Chemistry", li: "Chemistry", zhao: "Biology", guest: "Pharmacy" };
  const { zones, people, ...others } = stockSite(undefined, { timeZone: ZONE });
  return {
    ...others,
    zones: zones.map((zone) => ({ ...zone, department: text("Chemistry") })),
    people: people.map((person) => ({ ...person, department: text(of[person.id] ?? "Chemistry") })),
  };
}

/** Summer time until the 25th of October, winter time after it. */
const berlin = (month: number, day: number, hour = 12, year = 2026): EpochMs =>
  epochMs(Date.UTC(year, month - 1, day, hour - (year === 2026 && month <= 10 ? 2 : 1)));
const sleepUntil = ({ clock }: GovernanceBench, at: EpochMs): void => clock.sleep((at - clock.now()) as never);
const items = ({ governance }: GovernanceBench) =>
  governance
    .reports()
    .all()
    .flatMap((item) => (isCustodyMonth(item.report) ? [{ ...item, report: item.report }] : []));
const named = (bench: GovernanceBench) => items(bench).map(({ report }) => `${report.month.month} ${report.regime}`);
const figure = (report: CustodyMonth | undefined, name: string) =>
  report?.sections.flatMap(({ figures }) => figures).find((each) => each.name === name);

/** On 2026-10-20 at noon: a bottle is approved, received and stored, and its door is open for a minute; the next day it is open for nothing. */
async function begin(over: Site = site(), given: SettableClock = createSettableClock(berlin(10, 20))): Promise<GovernanceBench> {
  const bench = await startGovernance({ site: over, clock: given });
  if (over.stock === undefined) return bench;
  const { clock, governance } = bench;
  HANDS.stored({ clock, containers: () => governance.containers() });
  for (const [after, value] of [
    [0, 0],
    [1, 1],
    [2, 0],
    [24 * 60, 1],
    [24 * 60 + 1, 0],
  ] as const) {
    const at = plus(berlin(10, 20), minutes(after));
    bench.points.push({ signal: "store/door" as never, at, tieBreak: 0, receivedAt: at, quality: "good", value });
  }
  return bench;
}

test("on the 3rd at six, by the site's clocks, a month's custody is filed with its hash, and counted again it is the same", async () => {
  const bench = await begin();
  sleepUntil(bench, epochMs(berlin(11, 3, 6) - minutes(4)));
  expect(bench.governance.missingMonths()).toEqual([]);
  bench.clock.sleep(minutes(5));
  await expect.poll(() => named(bench)).toEqual(["2026-10 highly-toxic"]);
  const [item] = items(bench);
  const report = item?.report;
  // 31 days and an hour.
  expect((report?.month.to ?? 0) - (report?.month.from ?? 0)).toBe(hours(745));
  expect([report?.zones, item?.zoneId, item?.sha256]).toEqual([
    ["store"],
    "store",
    createHash("sha256").update(canonicalJson(report)).digest("hex"),
  ]);
  expect(figure(report, "stock-movements")).toMatchObject({ value: 2, of: 2, earlier: [null] });
  const moved = bench.governance
    .containers()
    .linesOf(1)
    .filter(({ act }) => act.act === "moved");
  expect(figure(report, "stock-movements")?.lines).toEqual(moved.map(({ line }) => line));
  const [door] = report?.doors ?? [];
  expect(door?.visits.map(({ openedAt, records }) => [openedAt, records])).toEqual([
    [plus(berlin(10, 20), minutes(1)), ["SC-1/2"]],
    [plus(berlin(10, 21), minutes(0)), []],
  ]);
  expect(door?.unheard).toBeGreaterThan(hours(700));
  const head = bench.alerting.journal({ limit: 1000 }).find(({ number }) => number === report?.upTo.line);
  expect(report?.upTo.hash).toBe(head?.hash);
  expect(await bench.governance.recount(item?.number ?? 0, "user:li")).toEqual(ok(item?.sha256));
  expect(await bench.governance.linesOfFigure(item?.number ?? 0, "watched-time", "user:li")).toEqual(ok([]));
});

test("a downtime of months is made up for at the next start, a restart in between makes none twice, and other months follow", async () => {
  const bench = await begin();
  sleepUntil(bench, berlin(11, 3, 7));
  await expect.poll(() => named(bench).length).toBe(1);
  await bench.governance.stop();
  sleepUntil(bench, berlin(2, 2, 12, 2027));
  const after = await bench.restartAll();
  await expect.poll(() => named(after)).toEqual(["2026-10 highly-toxic", "2026-11 highly-toxic", "2026-12 highly-toxic"]);
  expect(items(after).at(-1)?.report.sections[0]?.figures[0]).toMatchObject({ value: 0, earlier: [0] });
  const again = await after.restartAll();
  expect(again.governance.missingMonths()).toEqual([]);
  sleepUntil(again, berlin(2, 3, 7, 2027));
  await expect.poll(() => named(again).length).toBe(4);
  for (const { number, sha256 } of items(again)) expect(await again.governance.recount(number, "user:li")).toEqual(ok(sha256));
});

test("a month filed by a clock that was ahead is void once it is right, counts for none, and is filed at its time", async () => {
  const base = createSettableClock(berlin(10, 20));
  let ahead = 0;
  const bench = await begin(site(), { ...base, now: () => epochMs(base.now() - ahead) });
  sleepUntil(bench, berlin(11, 3, 7));
  await expect.poll(() => named(bench)).toEqual(["2026-10 highly-toxic"]);
  bench.clock.sleep(days(60));
  await expect.poll(() => named(bench)).toEqual(["2026-10 highly-toxic", "2026-11 highly-toxic"]);
  ahead = days(60);
  const after = await bench.restartAll();
  after.clock.sleep(hours(1));
  await expect.poll(() => items(after).map(({ voidedAt }) => voidedAt !== undefined)).toEqual([false, true]);
  expect(after.governance.missingMonths()).toEqual([]);
  sleepUntil(after, berlin(12, 3, 7));
  await expect.poll(() => named(after)).toEqual(["2026-10 highly-toxic", "2026-11 highly-toxic", "2026-11 highly-toxic"]);
  expect(items(after).at(-1)).toMatchObject({ madeAt: after.clock.now() });
  expect(items(after).at(-1)?.voidedAt).toBeUndefined();
  const again = await after.restartAll();
  sleepUntil(again, berlin(1, 3, 7, 2027));
  await expect.poll(() => named(again).length).toBe(4);
});

test("where a door's history cannot be read its regime is filed once it can, after a restart too, and the others do not wait for it", async () => {
  const bench = await begin();
  HANDS.approve({ clock: bench.clock, containers: () => bench.governance.containers() }, { substance: "acetone", cabinet: "cabinet" });
  let isAway = true;
  // Of the first of them: the others come after it.
  bench.points.push({
    signal: "store/door" as never,
    get at(): EpochMs {
      if (isAway) throw new Error("the history is away");
      return berlin(10, 22);
    },
    tieBreak: 0,
    receivedAt: berlin(10, 22),
    quality: "good",
    value: 0,
  });
  sleepUntil(bench, berlin(11, 3, 7));
  await expect.poll(() => named(bench)).toEqual(["2026-10 drug-precursor"]);
  expect(items(bench)[0]?.report.zones).toEqual(["cabinet"]);
  sleepUntil(bench, berlin(12, 3, 7));
  await expect.poll(() => named(bench)).toEqual(["2026-10 drug-precursor", "2026-11 drug-precursor"]);
  expect(bench.governance.missingMonths()).toEqual(["2026-10", "2026-11"]);
  await bench.governance.stop();
  isAway = false;
  const after = await bench.restartAll();
  await expect.poll(() => named(after).slice(2)).toEqual(["2026-10 highly-toxic", "2026-11 highly-toxic"]);
  expect(after.governance.missingMonths()).toEqual([]);
});

test("a site without controlled substances files none, and a folder of years begins with the last month", async () => {
  const none = await begin(testSite() as Site);
  sleepUntil(none, berlin(12, 3, 7));
  none.clock.sleep(minutes(2));
  expect([named(none), none.governance.missingMonths()]).toEqual([[], []]);
  const old = await begin();
  await old.governance.stop();
  sleepUntil(old, berlin(10, 4, 12, 2029));
  const after = await old.restartAll();
  await expect.poll(() => named(after)).toEqual(["2029-09 highly-toxic"]);
});

test("somebody of a different department who signed nothing in it signs; nobody did after three days, and it is an alarm", async () => {
  const bench = await begin({
    ...site(),
    people: site().people.map((each) => (each.id === "li" ? { ...each, department: text("Biology") } : each)),
  });
  sleepUntil(bench, berlin(11, 3, 7));
  await expect.poll(() => named(bench).length).toBe(1);
  const [item] = items(bench);
  const unread = () =>
    bench.alerting
      .list()
      .filter(({ source, conditionActive }) => conditionActive && source.kind === "record" && source.record === `report/${item?.number}`);
  sleepUntil(bench, berlin(11, 6, 8));
  expect(unread()).toHaveLength(1);
  const sign = (actor: string) =>
    bench.governance.reports().carryOut({
      id: `${actor} signs`,
      actor,
      number: item?.number ?? 0,
      order: { verb: "sign", words: "", signed: "reviewed", sha256: item?.sha256 ?? "" },
    });
  expect(sign("user:wang")).toMatchObject({ ok: false, error: { code: "REVIEWER_OWN_DEPARTMENT" } });
  expect(sign("user:lina")).toMatchObject({ ok: false, error: { code: "REVIEWER_INVOLVED" } });
  expect(sign("user:zhao")).toMatchObject({ ok: true });
  expect(unread()).toEqual([]);
});
