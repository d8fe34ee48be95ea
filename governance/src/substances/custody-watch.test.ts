import { type EpochMs, hours, minus, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { HistoryPoint } from "@labcanary/domain/ports";
import { expect, test } from "vitest";
import { at, EIGHT } from "../../../test/support/cabinet-story.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { type GovernanceBench, startGovernance } from "../../../test/support/governance.ts";
import { stockHands, WANG } from "../../../test/support/stock-hands.ts";
import { createCustodyWatch } from "./custody-watch.ts";
import { createDoorHeard } from "./door-heard.ts";
import { stockSite } from "../../../test/support/stock-site.ts";

const { stored, both, move, witness } = stockHands();
type Bench = Awaited<ReturnType<typeof start>>;
const withBooks = (bench: GovernanceBench) => Object.assign(bench, { containers: () => bench.governance.containers() });

/** The store has held its cyanide since eight, and its door and scale have said so every half minute since. */
async function start() {
  const bench = withBooks(await startGovernance({ site: stockSite(), clock: createSettableClock(EIGHT) }));
  stored(bench);
  hear(bench, minus(EIGHT, minutes(20)), plus(EIGHT, minutes(1)), { open: true });
  await badge(bench, EIGHT);
  return bench;
}

/** Both badge at the door. */
const badge = ({ alerting }: GovernanceBench, time: EpochMs): Promise<void> =>
  alerting.takeEvents(
    ["wang", "li"].map((person) => ({
      id: `${person} ${time}`,
      deviceId: "store",
      kind: "badge",
      at: time,
      receivedAt: time,
      person: { id: person, name: person, roles: [] },
      granted: true,
      historical: false,
    })),
  );

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
  // Until the look is done, which after days is of many thousand readings.
  await expect.poll(() => bench.governance.comparedAt("store")).toBe(at(minute));
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
  await badge(bench, at(101));
  hear(bench, at(1), at(101), {});
  hear(bench, at(101), at(102), { open: true, grams: 600 });
  hear(bench, at(102), at(400), { grams: 600 });
  await until(bench, 200);
  expect(findings(bench)).toEqual([]);
  expect(bench.alerting.list()).toEqual([]);
});

test("a withdrawal two have signed and nobody badged for is asked about: the door's rule says where they badge", async () => {
  const bench = await start();
  await until(bench, 100);
  both(bench, { kind: "withdraw", quantity: "20", words: "x" });
  hear(bench, at(1), at(101), {});
  hear(bench, at(101), at(102), { open: true, grams: 600 });
  hear(bench, at(102), at(400), { grams: 600 });
  await until(bench, 192);
  expect(findings(bench)).toEqual([]);
  await until(bench, 194);
  expect(findings(bench)).toEqual([["signer-absent", "open"]]);
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
  await badge(bench, at(101));
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
    compared: { get: () => undefined, keep: () => {} },
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

test("what a door kept through three days is judged when it comes, also after a restart; until then it says how far it has compared", async () => {
  const bench = await start();
  const day = 24 * 60;
  hear(bench, at(1), at(60), {});
  await until(bench, 60);
  expect(bench.governance.comparedUntil("store")).toBe(at(60));
  bench.clock.sleep(minutes(3 * day + 30));
  const after = withBooks(await bench.restartAll());
  // Live again, and what it kept is not here yet.
  hear(after, at(3 * day), at(3 * day + 400), {});
  await until(after, 3 * day + 91);
  expect([findings(after), after.governance.comparedUntil("store")]).toEqual([[], at(59, 30)]);
  hear(after, at(60), at(600), {});
  hear(after, at(600), at(602), { open: true });
  hear(after, at(602), at(3 * day), {});
  after.points.sort((one, other) => one.at - other.at);
  await until(after, 3 * day + 160);
  expect(findings(after)).toEqual([["opened-unrecorded", "open"]]);
  expect(after.governance.comparedUntil("store")).toBe(at(3 * day + 160));
});

test("a gap that nobody fills is waited for two days after its end, and not longer", () => {
  const heard = createDoorHeard(at(0), minutes(2), hours(48));
  const closed = (minute: number) => ({ at: at(minute), isOpen: false });
  heard.take([closed(-1), closed(1), { at: at(2), isOpen: undefined }, closed(30), closed(31)], at(0), at(100));
  expect(heard.until(at(32))).toBe(at(1));
  expect(heard.until(at(30 + 48 * 60 - 1))).toBe(at(1));
  expect(heard.until(at(30 + 48 * 60))).toBe(at(31));
  expect(createDoorHeard(at(0), minutes(2), hours(48)).until(at(5))).toBe(at(0));
});

test("whoever tries again to sign for two is found, also by another name and over a restart; once is a slip", async () => {
  const bench = await start();
  hear(bench, at(1), at(400), {});
  const first = move(bench, WANG, { kind: "withdraw", quantity: "10", words: "x" });
  expect(first).toMatchObject({ ok: true });
  expect(witness(bench, WANG, "10")).toMatchObject({ error: { code: "SIGNER_SAME" } });
  await until(bench, 1);
  expect(findings(bench)).toEqual([]);
  const after = withBooks(await bench.restartAll());
  for (let more = 0; more < 3; more++) expect(witness(after, "person:wang", "10")).toMatchObject({ error: { code: "SIGNER_SAME" } });
  await until(after, 2);
  await until(after, 3);
  expect(findings(after)).toEqual([["signer-same", "open"]]);
  expect(after.governance.findings().get(1)?.evidence).toMatchObject(
    [WANG, "person:wang", "person:wang", "person:wang"].map((by) => ({ kind: "second-try", container: 1, proposal: 3, by })),
  );
  expect(after.alerting.list()).toMatchObject([{ source: { condition: "stock-signer-same", zoneId: "store" }, conditionActive: true }]);
  const explain = (actor: string) =>
    after.governance
      .findings()
      .carryOut({ id: `of ${actor}`, actor, number: 1, order: { verb: "explain", words: "x", signed: "explained" } });
  expect(explain(WANG)).toMatchObject({ error: { code: "EXPLAINER_INVOLVED" } });
  expect(explain("user:zhao")).toMatchObject({ ok: true });
});
