import { hours, minutes, plus } from "@labcanary/domain/basics";
import { bookedAt, type CountEntry, isPart, type StockTakeCommand, type SurplusEntry } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { startGovernance } from "../../../test/support/governance.ts";
import { EIGHT } from "../../../test/support/cabinet-story.ts";
import { LI, stockHands, WANG } from "../../../test/support/stock-hands.ts";
import { createMemorySubstances } from "../../../test/support/memory-substances.ts";
import { STOCK, stockSite } from "../../../test/support/stock-site.ts";

const { approve, both, move, stored } = stockHands();
let ids = 0;

async function start() {
  const bench = await startGovernance({ site: stockSite(), clock: createSettableClock(EIGHT) });
  const withBooks = Object.assign(bench, { containers: () => bench.governance.containers() });
  stored(withBooks);
  const order = (actor: string, command: StockTakeCommand, number?: number) =>
    bench.governance.stockTakes().carryOut({ id: `take-${++ids}`, actor, order: command, ...(number === undefined ? {} : { number }) });
  const open = (over: Partial<StockTakeCommand & { readonly verb: "open" }> = {}) =>
    order(WANG, {
      verb: "open",
      zoneId: "building",
      cabinets: ["store", "cabinet"],
      dueAt: plus(bench.clock.now(), hours(24)),
      words: "yearly",
      signed: "approved",
      ...over,
    });
  const count = (
    actor: string,
    verb: "count" | "witness",
    entries: readonly CountEntry[],
    cabinet = "store",
    surplus: readonly SurplusEntry[] = [],
  ) => order(actor, { verb, cabinet, entries, surplus, signed: "witnessed" }, 1);
  return { bench: withBooks, order, open, count };
}
const grams = (quantity: string): readonly CountEntry[] => [{ container: 1, quantity }];
const refused = (code: string) => ({ ok: false, error: { code } });

test("every cabinet is counted by two; a difference is found, is an alarm of the store, and is explained by somebody else", async () => {
  const { bench, open, count } = await start();
  expect(open()).toMatchObject({ ok: true, value: { number: 1, state: "open" } });
  expect(count(WANG, "count", grams("490"))).toMatchObject({ ok: true });
  expect(count(WANG, "witness", grams("490"))).toMatchObject(refused("COUNTER_SAME"));
  expect(count(LI, "witness", grams("491"))).toMatchObject(refused("COUNT_DIFFERS"));
  expect(count(LI, "witness", grams("490"))).toMatchObject({
    ok: true,
    value: {
      state: "open",
      counts: [{ cabinet: "store", by: WANG, second: LI, lines: [{ container: 1, booked: 500_000, counted: 490_000 }] }],
    },
  });
  count(WANG, "count", [], "cabinet");
  expect(count(LI, "witness", [], "cabinet")).toMatchObject({ value: { state: "closed" } });
  bench.clock.advance(minutes(1));
  await expect.poll(() => bench.governance.findings().all()).toHaveLength(1);
  expect(bench.alerting.list()).toMatchObject([{ source: { condition: "stock-count-differs", record: "custody/1", zoneId: "store" } }]);
  const explain = (actor: string, words = "spilled, see report 12") =>
    bench.governance
      .findings()
      .carryOut({ id: `explain-${++ids}`, actor, number: 1, order: { verb: "explain", words, signed: "explained" } });
  expect(explain(LI)).toMatchObject(refused("EXPLAINER_INVOLVED"));
  expect(explain("user:zhao", "")).toMatchObject(refused("FINDING_WORDS"));
  expect(explain("user:zhao")).toMatchObject({ ok: true, value: { state: "explained", ended: { by: "user:zhao" } } });
  expect(explain("user:zhao")).toMatchObject(refused("FINDING_STATE"));
  expect(bench.alerting.list()).toMatchObject([{ conditionActive: false }]);
  const after = await bench.restartAll();
  after.clock.advance(minutes(1));
  await after.governance.stop();
  expect(after.governance.findings().all()).toHaveLength(1);
  expect(after.governance.stockTakes().all()).toEqual(bench.governance.stockTakes().all());
});

test("what is out, on its way or not stored yet is answered for as well; what was received and nobody can show is a difference", async () => {
  const { bench, open, count } = await start();
  both(bench, { kind: "withdraw", quantity: "20", words: "x" });
  approve(bench);
  both(bench, { kind: "receive", quantity: "500", tare: "120", tag: "HT-2" }, 2);
  open({ cabinets: ["store"], part: true });
  expect(count(WANG, "count", grams("480"))).toMatchObject(refused("COUNT_INCOMPLETE"));
  const seen: readonly CountEntry[] = [
    { container: 1, quantity: "480" },
    { container: 1, where: "out" },
  ];
  expect(count(WANG, "count", [...seen, { container: 2, quantity: "500" }])).toMatchObject(refused("COUNT_INCOMPLETE"));
  expect(count(WANG, "count", [{ container: 1 }, { container: 1, where: "out" }, { container: 2, where: "received" }])).toMatchObject(
    refused("COUNT_INCOMPLETE"),
  );
  const entries: readonly CountEntry[] = [...seen, { container: 2, where: "received" }];
  count(WANG, "count", entries);
  expect(count(LI, "witness", [...seen, { container: 2, where: "received", quantity: "500" }])).toMatchObject(refused("COUNT_DIFFERS"));
  expect(count(LI, "witness", entries)).toMatchObject({
    value: {
      state: "closed",
      counts: [
        {
          lines: [
            { container: 1, booked: 480_000, counted: 480_000 },
            { container: 1, where: "out", booked: 20_000 },
            { container: 2, where: "received", booked: 500_000 },
          ],
        },
      ],
    },
  });
  bench.clock.advance(minutes(1));
  await expect.poll(() => bench.governance.findings().all()).toHaveLength(1);
  expect(bench.governance.findings().all()[0]?.evidence.slice(1)).toEqual([
    { kind: "count", container: 2, unit: "g", where: "received", booked: 500_000, counted: 0, stockTake: 1 },
  ]);
});

test("a whole bottle that is out, and one on its way, are among what is counted", async () => {
  const { bench, open, count } = await start();
  both(bench, { kind: "withdraw", quantity: "500", whole: true, words: "x" });
  open({ cabinets: ["store"], part: true });
  expect(count(WANG, "count", [])).toMatchObject(refused("COUNT_INCOMPLETE"));
  expect(count(WANG, "count", [{ container: 1, where: "out", quantity: "499" }])).toMatchObject({ ok: true });
  expect(bookedAt([{ ...bench.containers().get(1)!, state: "in-transit", isOut: false, balance: 7, out: 0 }], "store")).toEqual([
    { container: 1, unit: "g", booked: 7, where: "in-transit" },
  ]);
  expect(move(bench, WANG, { kind: "inspect", words: "x" })).toMatchObject({ ok: true });
});

test("a bottle the books do not have is found by both, and is a difference with its tag", async () => {
  const { bench, open, count } = await start();
  open({ cabinets: ["store"], part: true });
  const bottle = { tag: "OLD-7", quantity: "25", unit: "g" } as const;
  for (const surplus of [[{ ...bottle, tag: "HT-0001" }], [{ ...bottle, tag: "a b" }], [{ ...bottle, quantity: "0" }], [bottle, bottle]])
    expect(count(WANG, "count", grams("500"), "store", surplus)).toMatchObject(refused("COUNT_SURPLUS"));
  expect(count(WANG, "count", grams("500"), "store", [bottle])).toMatchObject({ ok: true });
  expect(count(LI, "witness", grams("500"))).toMatchObject(refused("COUNT_DIFFERS"));
  expect(count(LI, "witness", grams("500"), "store", [{ ...bottle, unit: "kg" }])).toMatchObject(refused("COUNT_DIFFERS"));
  expect(count(LI, "witness", grams("500"), "store", [bottle])).toMatchObject({ value: { state: "closed" } });
  bench.clock.advance(minutes(1));
  await expect.poll(() => bench.governance.findings().all()).toHaveLength(1);
  expect(bench.governance.findings().all()[0]).toMatchObject({
    kind: "count-differs",
    evidence: [{ kind: "stock-take" }, { kind: "surplus", tag: "OLD-7", unit: "g", counted: 25_000, stockTake: 1 }],
  });
});

test("fewer than all of the zone are refused unless it is said that they are a part, which the record says for good", async () => {
  const { bench, open, count } = await start();
  expect(open({ cabinets: ["store"] })).toMatchObject(refused("STOCK_TAKE_PART"));
  expect(bench.governance.stockTakes().all()).toEqual([]);
  open({ cabinets: ["store"], part: true });
  count(WANG, "count", grams("500"));
  count(LI, "witness", grams("500"));
  const [part] = bench.governance.stockTakes().all();
  expect(part).toMatchObject({ state: "closed", cabinets: ["store"], of: 2 });
  expect(isPart(part!)).toBe(true);
  open({ part: true });
  // Of the zone of one cabinet that one is all.
  expect(open({ zoneId: "store", cabinets: ["store"] })).toMatchObject({ ok: true, value: { of: 1 } });
  const after = await bench.restartAll();
  const taken = after.governance.stockTakes().all();
  expect(taken.map((each) => [each.of, isPart(each)])).toEqual([
    [2, true],
    [2, false],
    [1, false],
  ]);
  // Of one that an earlier release opened nobody knows.
  const { of: _, ...earlier } = part!;
  expect(isPart(earlier)).toBe(false);
});

test("two accounts of nobody the site knows are no two people", async () => {
  const clock = createSettableClock(EIGHT);
  const stock = { ...STOCK, policies: { "highly-toxic": { secondEntry: false } } };
  const books = createMemorySubstances(clock, () => stockSite(stock));
  stored({ clock, ...books });
  const act = (actor: string, command: StockTakeCommand) =>
    books.stockTakes().carryOut({ id: `take-${++ids}`, actor, order: command, ...(command.verb === "open" ? {} : { number: 1 }) });
  act(WANG, { verb: "open", zoneId: "store", cabinets: ["store"], dueAt: plus(EIGHT, hours(1)), words: "yearly", signed: "approved" });
  const counted = { cabinet: "store", entries: grams("500"), signed: "witnessed" } as const;
  expect(act("user:wang2", { verb: "count", ...counted })).toMatchObject(refused("COUNTER_UNLINKED"));
  expect(act(WANG, { verb: "count", ...counted })).toMatchObject({ ok: true });
  expect(act("user:wang2", { verb: "witness", ...counted })).toMatchObject(refused("COUNTER_UNLINKED"));
  expect(act(LI, { verb: "witness", ...counted })).toMatchObject({ ok: true, value: { state: "closed" } });
});

test("a count lapses, and a stock-take that is not finished in time is an alarm", async () => {
  const { bench, open, count } = await start();
  open({ dueAt: plus(bench.clock.now(), hours(1)) });
  count(WANG, "count", grams("500"));
  expect(count(WANG, "count", grams("500"))).toMatchObject(refused("COUNT_OPEN"));
  bench.clock.advance(minutes(31));
  expect(count(LI, "witness", grams("500"))).toMatchObject(refused("COUNT_UNKNOWN"));
  bench.clock.advance(minutes(31));
  expect(bench.alerting.list()).toMatchObject([
    { source: { condition: "stock-take-overdue" }, description: { valueText: { en: expect.stringMatching(/^ST-1, \d of \d counted$/) } } },
  ]);
  expect(bench.alerting.recordsOf("stock-take", 1).map(({ act }) => act.act)).toEqual(["opened", "proposed", "lapsed", "late"]);
});

test("what cannot be is refused", async () => {
  const { bench, order, open, count } = await start();
  expect(count(WANG, "count", grams("1"))).toMatchObject(refused("STOCK_TAKE_UNKNOWN"));
  expect(open({ cabinets: [] })).toMatchObject(refused("STOCK_TAKE_CABINETS"));
  expect(open({ cabinets: ["store", "store"] })).toMatchObject(refused("STOCK_TAKE_CABINETS"));
  expect(open({ zoneId: "cabinet" })).toMatchObject(refused("STOCK_TAKE_CABINETS"));
  expect(open({ dueAt: bench.clock.now() })).toMatchObject(refused("STOCK_TAKE_TIME"));
  expect(open({ words: "" })).toMatchObject(refused("STOCK_TAKE_WORDS"));
  open({ cabinets: ["store"], part: true });
  expect(count(WANG, "count", [])).toMatchObject(refused("COUNT_INCOMPLETE"));
  expect(count(WANG, "count", [{ container: 2, quantity: "1" }])).toMatchObject(refused("COUNT_INCOMPLETE"));
  expect(count(WANG, "count", grams("many"))).toMatchObject(refused("COUNT_QUANTITY"));
  expect(count(WANG, "count", [], "cabinet")).toMatchObject(refused("STOCK_TAKE_COUNTED"));
  expect(count("user:guest", "count", grams("500"))).toMatchObject(refused("COUNTER_ROLE"));
  expect(order(WANG, { verb: "refuse", cabinet: "store", reason: "x" }, 1)).toMatchObject(refused("COUNT_UNKNOWN"));
  count(WANG, "count", grams("500"));
  expect(order(WANG, { verb: "refuse", cabinet: "store", reason: "" }, 1)).toMatchObject(refused("STOCK_TAKE_WORDS"));
  expect(order(WANG, { verb: "refuse", cabinet: "store", reason: "miscounted" }, 1)).toMatchObject({ ok: true, value: { pending: [] } });
});

test("a cabinet that has left the site meanwhile is still counted by two, as the strictest policy has it", async () => {
  const { bench, open, count } = await start();
  open();
  const { stock } = bench.site;
  if (stock === undefined) throw new Error("the site keeps substances");
  bench.site = { ...bench.site, stock: { ...stock, cabinets: stock.cabinets.filter(({ zoneId }) => zoneId !== "store") } };
  expect(count("user:nobody", "count", grams("490"))).toMatchObject(refused("COUNTER_ROLE"));
  expect(count(WANG, "count", grams("490"))).toMatchObject({ ok: true, value: { counts: [], pending: [{ cabinet: "store", by: WANG }] } });
});

test("a stock-take that is overdue is finished by two, and is no alarm, also once the site describes no controlled substances any more", async () => {
  const { bench, open, count } = await start();
  open({ dueAt: plus(bench.clock.now(), minutes(5)) });
  bench.clock.advance(minutes(6));
  const isOverdue = () => bench.alerting.alarmOfRecord("stock-take-overdue", "stock-take/1")?.conditionActive ?? false;
  expect(isOverdue()).toBe(true);
  const { stock: _, ...withoutStock } = bench.site;
  bench.site = withoutStock;
  expect(count("user:nobody", "count", grams("490"))).toMatchObject(refused("COUNTER_UNLINKED"));
  for (const [entries, cabinet] of [[grams("500"), "store"] as const, [[], "cabinet"] as const]) {
    expect(count(WANG, "count", entries, cabinet)).toMatchObject({ ok: true });
    expect(count(LI, "witness", entries, cabinet)).toMatchObject({ ok: true });
  }
  bench.clock.advance(minutes(1));
  expect(isOverdue()).toBe(false);
  expect(open()).toMatchObject(refused("STOCK_TAKE_CABINETS"));
});

test("regimes that nobody may sign for together: a cabinet that has left the site is counted by whoever may sign for what is in it", async () => {
  const { bench, open, count } = await start();
  open();
  const { stock } = bench.site;
  if (stock === undefined) throw new Error("the site keeps substances");
  const { policies } = stock;
  const apart = { ...policies, "radioactive-source": { ...policies["radioactive-source"], signers: ["user"] } };
  bench.site = { ...bench.site, stock: { ...stock, cabinets: [], policies: apart } };
  expect(count("user:guest", "count", grams("500"))).toMatchObject(refused("COUNTER_ROLE"));
  count(WANG, "count", grams("500"));
  expect(count(LI, "witness", grams("500"))).toMatchObject({ ok: true });
  // Of an empty one whoever may sign for something.
  expect(count("user:guest", "count", [], "cabinet")).toMatchObject({ ok: true });
  expect(count(WANG, "witness", [], "cabinet")).toMatchObject({ value: { state: "closed" } });
});

test("whoever tries again to be both who counted is found, also at another cabinet and over a restart; once is a slip, and the first count waits still", async () => {
  const { bench, open, count } = await start();
  open();
  count(WANG, "count", grams("500"));
  expect(count(WANG, "witness", grams("500"))).toMatchObject(refused("COUNTER_SAME"));
  bench.clock.advance(minutes(1));
  await bench.governance.stop();
  expect(bench.governance.findings().all()).toEqual([]);
  const after = await bench.restartAll();
  const again = (actor: string, id: string) =>
    after.governance
      .stockTakes()
      .carryOut({ id, actor, number: 1, order: { verb: "witness", cabinet: "store", entries: grams("500"), signed: "witnessed" } });
  expect(again("person:wang", "again")).toMatchObject(refused("COUNTER_SAME"));
  after.clock.advance(minutes(1));
  await expect
    .poll(() => after.governance.findings().all())
    .toMatchObject([
      {
        kind: "signer-same",
        zoneId: "store",
        evidence: [
          { kind: "second-count", stockTake: 1, by: WANG },
          { kind: "second-count", stockTake: 1, by: "person:wang" },
        ],
      },
    ]);
  expect(after.alerting.list()).toMatchObject([{ source: { condition: "stock-signer-same", zoneId: "store" }, conditionActive: true }]);
  const explained = after.governance
    .findings()
    .carryOut({ id: "own", actor: WANG, number: 1, order: { verb: "explain", words: "x", signed: "explained" } });
  expect(explained).toMatchObject(refused("EXPLAINER_INVOLVED"));
  expect(again(LI, "the other")).toMatchObject({ ok: true });
  // Told once, also when it is looked at again.
  after.clock.advance(minutes(1));
  await after.governance.stop();
  expect(after.governance.findings().all()).toHaveLength(1);
});
