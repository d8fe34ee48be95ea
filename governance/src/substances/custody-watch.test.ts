import { type EpochMs, minus, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { HistoryPoint } from "@labcanary/domain/ports";
import { expect, test } from "vitest";
import { at, EIGHT } from "../../../test/support/cabinet-story.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { type GovernanceBench, startGovernance } from "../../../test/support/governance.ts";
import { stockHands } from "../../../test/support/stock-hands.ts";
import { createCustodyWatch } from "./custody-watch.ts";
import { stockSite } from "../../../test/support/stock-site.ts";

const { stored, both } = stockHands();
type Bench = Awaited<ReturnType<typeof start>>;
const withBooks = (bench: GovernanceBench) => Object.assign(bench, { containers: () => bench.governance.containers() });

/** The store has held its cyanide since eight, and its door and scale have said so every half minute since. */
async function start() {
  const bench = withBooks(await startGovernance({ site: stockSite(), clock: createSettableClock(EIGHT) }));
  stored(bench);
  hear(bench, minus(EIGHT, minutes(20)), plus(EIGHT, minutes(1)), { open: true });
  return bench;
}

function hear(
  { points }: Bench,
  from: EpochMs,
  to: EpochMs,
  { open = false, grams = 620 }: { readonly open?: boolean; readonly grams?: number },
): void {
  const point = (signal: string, time: EpochMs, value: number): HistoryPoint => ({
    signal,
    at: time,
    tieBreak: 0,
    receivedAt: time,
    value,
    quality: "good",
  });
  for (let time = from; time < to; time = plus(time, seconds(30)))
    points.push(point("store/door", time, open ? 1 : 0), point("store/weight", time, grams));
}
/** Goes on to that minute, and looks. */
async function until(bench: Bench, minute: number): Promise<void> {
  bench.clock.advance(minutes(minute - (bench.clock.now() - EIGHT) / 60_000));
  await expect.poll(() => bench.governance.comparedUntil("store")).toBe(at(minute));
}
const findings = (bench: Bench) =>
  bench.governance
    .findings()
    .all()
    .map(({ kind, state }) => [kind, state]);

test("a theft is two alarms with their evidence, told once over restarts, and stays until somebody explains it", async () => {
  const bench = await start();
  hear(bench, at(1), at(100), {});
  hear(bench, at(100), at(102), { open: true, grams: 600 });
  hear(bench, at(102), at(200), { grams: 590 });
  await until(bench, 132);
  expect(findings(bench)).toEqual([]);
  await until(bench, 133);
  expect(findings(bench)).toEqual([
    ["opened-unrecorded", "open"],
    ["weight-differs", "open"],
  ]);
  const alarms = bench.alerting.list();
  const told = alarms.map(
    ({ source, priority, conditionActive }) => `${source.kind === "record" && source.condition} ${priority} ${conditionActive}`,
  );
  expect(new Set(told)).toEqual(new Set(["stock-opened-unrecorded high true", "stock-weight-differs high true"]));
  const after = withBooks(await bench.restartAll());
  await until(after, 134);
  expect(findings(after)).toEqual(findings(bench));
  expect(after.alerting.list().map(({ id }) => id)).toEqual(alarms.map(({ id }) => id));
  for (const number of [1, 2])
    after.governance.findings().carryOut({
      id: `explain-${number}`,
      actor: "user:zhao",
      number,
      order: { verb: "explain", words: "the inspector", signed: "explained" },
    });
  expect(after.alerting.list().every(({ conditionActive }) => !conditionActive)).toBe(true);
});

test("a withdrawal that was recorded raises nothing", async () => {
  const bench = await start();
  await until(bench, 100);
  both(bench, { kind: "withdraw", quantity: "20", words: "x" });
  hear(bench, at(1), at(101), {});
  hear(bench, at(101), at(102), { open: true, grams: 600 });
  hear(bench, at(102), at(400), { grams: 600 });
  await until(bench, 200);
  expect(findings(bench)).toEqual([]);
  expect(bench.alerting.list()).toEqual([]);
});

test("a record whose opening becomes known late was asked about, and is accounted for by the door alone", async () => {
  const bench = await start();
  await until(bench, 100);
  both(bench, { kind: "withdraw", quantity: "20", words: "x" });
  hear(bench, at(1), at(90), {});
  hear(bench, at(140), at(400), { grams: 600 });
  await until(bench, 190);
  expect(findings(bench)).toEqual([]);
  await until(bench, 192);
  expect(findings(bench)).toEqual([["record-unopened", "open"]]);
  hear(bench, at(90), at(101), {});
  hear(bench, at(101), at(102), { open: true, grams: 600 });
  hear(bench, at(102), at(140), { grams: 600 });
  await until(bench, 194);
  expect(findings(bench)).toEqual([["record-unopened", "accounted"]]);
  expect(bench.alerting.list()).toMatchObject([{ source: { condition: "stock-record-unopened" }, conditionActive: false }]);
});

test("while the history is away nothing is claimed and it is said so; afterwards nothing is lost", async () => {
  const bench = await start();
  hear(bench, at(1), at(100), {});
  hear(bench, at(100), at(102), { open: true });
  hear(bench, at(102), at(200), {});
  let isAway = true;
  const watch = createCustodyWatch({
    books: bench.governance,
    site: () => bench.site,
    now: () => at(140),
    logger: bench.logger,
    accessLog: bench.alerting,
    history: {
      range: async ({ signal }) => {
        if (isAway) throw new Error("away");
        return bench.points.filter((point) => point.signal === signal);
      },
    },
  });
  await watch.look();
  expect([findings(bench), watch.comparedUntil("store")]).toEqual([[], undefined]);
  isAway = false;
  await watch.look();
  expect([findings(bench), watch.comparedUntil("store")]).toEqual([[["opened-unrecorded", "open"]], at(140)]);
});
