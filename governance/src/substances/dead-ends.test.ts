import { epochMs, hours, minutes, plus } from "@labcanary/domain/basics";
import {
  type Container,
  type ContainerCommand,
  type ContainerRefusalCode,
  type HazardCommand,
  needsTwo,
} from "@labcanary/domain/governance";
import type { Stock } from "@labcanary/domain/site";
import { describe, expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { type GovernanceBench, startGovernance } from "../../../test/support/governance.ts";
import { createMemorySubstances, type MemorySubstances } from "../../../test/support/memory-substances.ts";
import { LI, type StockBench, stockHands, TAG, WANG } from "../../../test/support/stock-hands.ts";
import { STOCK, stockSite } from "../../../test/support/stock-site.ts";

const { approve, request, move, witness, both, stored, order } = stockHands();
const AT = epochMs(Date.UTC(2026, 10, 25, 8));
const WHOLE = { store: { regimes: ["highly-toxic", "drug-precursor"], door: "store/door" } } as const;
const twoCabinets = stockSite({ ...STOCK, cabinets: { ...STOCK.cabinets, ...WHOLE } });

const withBooks = (bench: GovernanceBench): GovernanceBench & StockBench =>
  Object.assign(bench, { containers: () => bench.governance.containers() });
const start = async (site = stockSite()) => withBooks(await startGovernance({ site, clock: createSettableClock(AT) }));
function inMemory(site = stockSite()): StockBench & Pick<MemorySubstances, "refused"> {
  const clock = createSettableClock(AT);
  return { clock, ...createMemorySubstances(clock, () => site) };
}
const container = (bench: StockBench): Container | undefined => bench.containers().get(1);
const lossAlarm = ({ alerting }: GovernanceBench) => alerting.alarmOfRecord("stock-lost", "substance/1");
/** A command about a container that nobody has read a tag from. */
const untagged = (bench: StockBench, movement: Parameters<typeof move>[2]) =>
  order(bench, WANG, { verb: "move", movement, signed: "carried-out" }, 1);

describe("a purchase that comes to nothing", () => {
  test("is cancelled by two with the reason, and is not late for ever", async () => {
    const bench = await start();
    approve(bench, { expectedBy: plus(AT, minutes(5)) });
    bench.clock.advance(minutes(6));
    expect(bench.alerting.list()).toMatchObject([{ source: { condition: "stock-overdue" }, conditionActive: true }]);
    expect(untagged(bench, { kind: "cancel", words: " " })).toMatchObject({ error: { code: "STOCK_WORDS" } });
    expect(untagged(bench, { kind: "cancel", words: "the supplier has none" })).toMatchObject({
      value: { state: "approved", pending: { by: WANG } },
    });
    expect(witness(bench, WANG)).toMatchObject({ error: { code: "SIGNER_SAME" } });
    expect(witness(bench, LI)).toMatchObject({ ok: true });
    expect(container(bench)).toMatchObject({
      state: "closed",
      balance: 0,
      out: 0,
      records: [{ movement: { kind: "cancel", reason: "the supplier has none" } }],
    });
    expect(bench.alerting.list()).toMatchObject([{ conditionActive: false }]);
    expect(container(bench)?.late).toBeUndefined();
    const after = withBooks(await bench.restartAll());
    expect(container(after)).toEqual(container(bench));
    expect(untagged(after, { kind: "cancel", words: "x" })).toMatchObject({ error: { code: "CONTAINER_STATE" } });
  });

  test("is none once it is here", () => {
    const bench = inMemory();
    stored(bench);
    expect(move(bench, WANG, { kind: "cancel", words: "x" })).toMatchObject({ error: { code: "CONTAINER_STATE" } });
  });
});

test("what is on its way is brought back to where it came from, which ends its being late; or sent on from there", async () => {
  const bench = await start(twoCabinets);
  approve(bench, { substance: "acetone", cabinet: "cabinet" });
  both(bench, { kind: "receive", quantity: "500", tare: "80" });
  both(bench, { kind: "store", cabinet: "cabinet" });
  both(bench, { kind: "transfer", cabinet: "store", dueAt: plus(bench.clock.now(), minutes(5)) });
  bench.clock.advance(minutes(6));
  expect(bench.alerting.list()).toMatchObject([{ source: { condition: "stock-overdue", zoneId: "store" }, conditionActive: true }]);
  both(bench, { kind: "store", cabinet: "cabinet" });
  expect(container(bench)).toMatchObject({ state: "stored", zoneId: "cabinet", balance: 500_000 });
  expect(container(bench)?.dueAt).toBeUndefined();
  expect(bench.alerting.list()).toMatchObject([{ conditionActive: false }]);
  expect(container(bench)?.records.map(({ cabinet }) => cabinet)).toEqual(["cabinet", "cabinet", "cabinet", "cabinet"]);
  both(bench, { kind: "transfer", cabinet: "store", dueAt: plus(bench.clock.now(), hours(1)) });
  expect(container(bench)).toMatchObject({ state: "in-transit", zoneId: "store" });
});

describe("what is lost or stolen", () => {
  const lost = { kind: "lose", words: "not in the hood in the morning", reportNumber: "A-2026-331" } as const;

  test("a whole bottle out of its store is closed by two with what it had, and is a major hazard, once, over a restart", async () => {
    const bench = await start();
    stored(bench);
    both(bench, { kind: "withdraw", quantity: "500", whole: true, words: "weighing", dueAt: plus(AT, minutes(5)) });
    bench.clock.advance(minutes(6));
    expect(container(bench)).toMatchObject({ isOut: true, late: "return" });
    both(bench, { ...lost, quantity: "500" });
    expect(container(bench)).toMatchObject({ state: "closed", balance: 0, out: 0, isOut: false });
    expect(container(bench)?.records.at(-1)).toMatchObject({
      movement: { kind: "lose", amount: 500_000, words: "not in the hood in the morning", reportNumber: "A-2026-331" },
      by: WANG,
      second: LI,
    });
    expect(container(bench)?.records.at(-1)?.shelf).toBeUndefined();
    // It is late no more, and an alarm all the more: what is declared stolen is somebody's to act on at once.
    expect(bench.alerting.alarmOfRecord("stock-overdue", "substance/1")?.conditionActive ?? false).toBe(false);
    expect(lossAlarm(bench)).toMatchObject({ conditionActive: true, priority: "critical" });
    const hazard = { level: "major", class: "hazardous-chemicals", zoneId: "store", record: "substance/1", state: "filed" };
    expect(bench.governance.hazards().all()).toMatchObject([
      { ...hazard, found: { zh: expect.stringContaining("氰化钠，500 g，SC-1，HT-0001") } },
    ]);
    const after = withBooks(await bench.restartAll());
    after.clock.advance(minutes(2));
    expect(after.governance.hazards().all()).toHaveLength(1);
    expect(lossAlarm(after)).toMatchObject({ conditionActive: true });
    expect(after.alerting.list().filter(({ conditionActive }) => conditionActive)).toHaveLength(1);
    // What is in its place has the tag again.
    approve(after);
    both(after, { kind: "receive", quantity: "500", tare: "120" }, 2);
  });

  test("is an alarm until somebody has agreed what to do about its hazard, again once that is opened again, also over restarts", async () => {
    const bench = await start();
    stored(bench);
    expect(lossAlarm(bench)).toBeUndefined();
    move(bench, WANG, { ...lost, quantity: "500" });
    expect(lossAlarm(bench)).toBeUndefined();
    expect(witness(bench, LI, "500")).toMatchObject({ ok: true });
    expect(lossAlarm(bench)).toMatchObject({
      conditionActive: true,
      source: { zoneId: "store" },
      description: { valueText: { en: expect.stringContaining("SC-1, 500 g") } },
    });
    const act = (on: GovernanceBench, actor: string, hazardOrder: HazardCommand) => {
      const id = `${hazardOrder.verb} ${on.clock.now()}`;
      expect(on.governance.hazards().carryOut({ id, actor, number: 1, order: hazardOrder })).toMatchObject({ ok: true });
      on.clock.advance(minutes(1));
    };
    const settlement = {
      responsible: "wang",
      department: "Chemistry",
      measures: "Searched with the police",
      funds: "none",
      deadline: plus(bench.clock.now(), hours(48)),
      interimPlan: "The store is sealed",
    };
    act(bench, "user:zhao", { verb: "settle", settlement });
    expect(lossAlarm(bench)?.conditionActive ?? false).toBe(false);
    const after = await bench.restartAll();
    act(after, "user:wang", { verb: "remedy", words: "found" });
    expect(lossAlarm(after)?.conditionActive ?? false).toBe(false);
    act(after, "user:guest", { verb: "verify", passed: true, words: "seen", signed: "verified" });
    const again = await after.restartAll();
    act(again, "user:guest", { verb: "reopen", words: "it was another bottle" });
    expect(lossAlarm(again)).toMatchObject({ conditionActive: true });
  });

  test("of a radioactive source is a hazard of radiation", async () => {
    const bench = await start();
    approve(bench, { substance: "cs137", cabinet: "cabinet", quantity: "1" });
    untagged(bench, { ...lost, quantity: "1" });
    witness(bench, LI, "1");
    expect(bench.governance.hazards().all()).toMatchObject([{ level: "major", class: "radiation", record: "substance/1" }]);
  });

  test("a hazard that could not be filed at once is filed with the next look, and the loss is in the books", async () => {
    const bench = await start();
    stored(bench);
    const zones = bench.site.zones;
    move(bench, WANG, { ...lost, quantity: "500" });
    Object.assign(bench, { site: { ...bench.site, zones: [] } });
    expect(witness(bench, LI, "500")).toMatchObject({ ok: true, value: { state: "closed" } });
    expect(bench.governance.hazards().all()).toEqual([]);
    expect(lossAlarm(bench)).toMatchObject({ conditionActive: true });
    Object.assign(bench, { site: { ...bench.site, zones } });
    bench.clock.advance(minutes(1));
    expect(bench.governance.hazards().all()).toHaveLength(1);
  });

  test.each<[string, (bench: StockBench) => void, string]>([
    ["approved, on the road", (bench) => approve(bench), "500"],
    ["received, at the desk", (bench) => void (approve(bench), both(bench, { kind: "receive", quantity: "400", tare: "120" })), "400"],
    ["in its store", stored, "500"],
    [
      "in its store, a part of it out",
      (bench) => void (stored(bench), both(bench, { kind: "withdraw", quantity: "20", words: "x" })),
      "500",
    ],
    [
      "out whole, and empty by a correction",
      (bench) => {
        stored(bench);
        both(bench, { kind: "withdraw", quantity: "500", whole: true, words: "x" });
        both(bench, { kind: "correct", quantity: "0", out: "0", words: "x" });
      },
      "0",
    ],
  ])("%s: closed with all there was", (_, before, quantity) => {
    const bench = inMemory();
    before(bench);
    const tag = container(bench)?.tag === undefined ? {} : { tag: TAG };
    const movement = { ...lost, ...tag, quantity };
    expect(untagged(bench, movement)).toMatchObject({ ok: true });
    expect(witness(bench, LI, quantity)).toMatchObject({ value: { state: "closed", balance: 0, out: 0 } });
  });

  test("on its way to another cabinet: closed as well", () => {
    const bench = inMemory(twoCabinets);
    approve(bench, { substance: "acetone", cabinet: "cabinet" });
    both(bench, { kind: "receive", quantity: "500", tare: "80" });
    both(bench, { kind: "store", cabinet: "cabinet" });
    both(bench, { kind: "transfer", cabinet: "store", dueAt: plus(bench.clock.now(), hours(1)) });
    both(bench, { ...lost, quantity: "500" });
    expect(container(bench)).toMatchObject({ state: "closed" });
  });

  test.each<[ContainerRefusalCode, Partial<typeof lost> & { readonly quantity?: string; readonly tag?: string }]>([
    ["BALANCE_DIFFERS", { quantity: "499" }],
    ["STOCK_WORDS", { quantity: "500", reportNumber: " " as never }],
    ["STOCK_WORDS", { quantity: "500", words: "" as never }],
    ["STOCK_QUANTITY", {}],
    ["STOCK_TAG_UNKNOWN", { quantity: "500", tag: "HT-0002" }],
  ])("is refused with %s and changes nothing (%#)", (code, over) => {
    const bench = inMemory();
    stored(bench);
    expect(move(bench, WANG, { ...lost, ...over })).toMatchObject({ error: { code } });
    expect(container(bench)?.state).toBe("stored");
  });

  test("is asked for by its tag once it has one; before that it has none, and no more than was approved", () => {
    const bench = inMemory();
    approve(bench);
    expect(untagged(bench, { ...lost, quantity: "0" })).toMatchObject({ error: { code: "STOCK_QUANTITY" } });
    expect(untagged(bench, { ...lost, quantity: "501" })).toMatchObject({ error: { code: "RECEIVED_BEYOND_APPROVAL" } });
    expect(move(bench, WANG, { ...lost, quantity: "500" })).toMatchObject({ error: { code: "STOCK_TAG_UNKNOWN" } });
    both(bench, { kind: "receive", quantity: "500", tare: "120" });
    expect(untagged(bench, { ...lost, quantity: "500" })).toMatchObject({ error: { code: "STOCK_TAG_INVALID" } });
  });

  test.each([
    { two: ["dispose"], lose: true, cancel: false },
    { two: ["correct"], lose: true, cancel: false },
    { two: ["receive"], lose: false, cancel: true },
    { two: ["lose"], lose: true, cancel: false },
    { two: [], lose: false, cancel: false },
  ] as const)(
    "a policy that asks two for $two, of before these were known too, asks them for a loss: $lose, a cancelling: $cancel",
    ({ two, lose, cancel }) => {
      const policy = stockSite({ ...STOCK, policies: { "drug-precursor": { two } } }).stock!.policies["drug-precursor"];
      expect([needsTwo(policy, "lose"), needsTwo(policy, "cancel")]).toEqual([lose, cancel]);
    },
  );
});

describe("what is on the books of a site that describes no controlled substances any more", () => {
  const withoutStock = (bench: GovernanceBench): void => {
    const { stock: _, ...site } = bench.site;
    bench.site = site;
  };
  const isLate = ({ alerting }: GovernanceBench) => alerting.alarmOfRecord("stock-overdue", "substance/1")?.conditionActive ?? false;
  const passed = (bench: GovernanceBench) => bench.clock.advance(minutes(6));
  const soon = ({ clock }: StockBench) => plus(clock.now(), minutes(5));
  const carriedOff = { kind: "dispose", words: "by the contractor", permit: "D-1" } as const;

  test.each<[string, (bench: GovernanceBench & StockBench) => void, (bench: GovernanceBench & StockBench) => void]>([
    [
      "an order that never came is cancelled",
      (bench) => approve(bench, { expectedBy: soon(bench) }),
      (bench) => {
        expect(untagged(bench, { kind: "cancel", words: "the store is closed" })).toMatchObject({ ok: true });
        expect(witness(bench, LI)).toMatchObject({ ok: true });
      },
    ],
    [
      "what is out is returned",
      (bench) => {
        stored(bench);
        both(bench, { kind: "withdraw", quantity: "20", words: "x", dueAt: soon(bench) });
      },
      (bench) => both(bench, { kind: "return", quantity: "20" }),
    ],
    [
      "what is on its way is where it came from again",
      (bench) => {
        bench.site = twoCabinets;
        approve(bench, { substance: "acetone", cabinet: "cabinet" });
        both(bench, { kind: "receive", quantity: "500", tare: "80" });
        both(bench, { kind: "store", cabinet: "cabinet" });
        both(bench, { kind: "transfer", cabinet: "store", dueAt: soon(bench) });
      },
      (bench) => {
        expect(move(bench, WANG, { kind: "store", cabinet: "building" })).toMatchObject({ error: { code: "CABINET_UNKNOWN" } });
        both(bench, { kind: "store", cabinet: "cabinet" });
      },
    ],
  ])("%s by two, which ends its alarm; then it leaves for good", async (_what, begun, ended) => {
    const bench = await start();
    begun(bench);
    passed(bench);
    expect(isLate(bench)).toBe(true);
    withoutStock(bench);
    passed(bench);
    expect(isLate(bench)).toBe(true);
    ended(bench);
    passed(bench);
    expect(isLate(bench)).toBe(false);
    const { state, balance } = container(bench) as Container;
    if (state === "stored") both(bench, { ...carriedOff, quantity: String(balance / 1000) });
    expect(container(bench)).toMatchObject({ state: "closed", balance: 0 });
  });

  test("is no way round the second person, who enters the quantity as well; and nothing is bought", async () => {
    const bench = await start();
    stored(bench);
    withoutStock(bench);
    expect(move(bench, "user:nobody", { ...carriedOff, quantity: "500" })).toMatchObject({ error: { code: "SIGNER_UNLINKED" } });
    expect(move(bench, WANG, { ...carriedOff, quantity: "500" })).toMatchObject({ value: { state: "stored", pending: { by: WANG } } });
    expect(witness(bench, WANG, "500")).toMatchObject({ error: { code: "SIGNER_SAME" } });
    expect(witness(bench, LI, "499")).toMatchObject({ error: { code: "ENTRY_DIFFERS" } });
    expect(witness(bench, LI, "500")).toMatchObject({ value: { state: "closed" } });
    expect(approve(bench)).toMatchObject({ error: { code: "SUBSTANCE_UNKNOWN" } });
  });

  test.each<[ContainerRefusalCode, (stock: Stock) => Stock | undefined]>([
    ["SUBSTANCE_UNKNOWN", () => undefined],
    ["SUBSTANCE_UNKNOWN", (stock) => ({ ...stock, substances: [] })],
    ["CABINET_UNKNOWN", (stock) => ({ ...stock, cabinets: [] })],
  ])("a purchase that was asked for before is approved no more (%s, %#): it is refused, or lapses", async (code, after) => {
    const bench = await start();
    const soonOver = { expectedBy: soon(bench) };
    expect([request(bench, soonOver), request(bench, soonOver)]).toMatchObject([{ ok: true }, { ok: true }]);
    const { stock, ...site } = bench.site;
    const kept = after(stock!);
    bench.site = { ...site, ...(kept === undefined ? {} : { stock: kept }) };
    const sign = (verb: ContainerCommand) => order(bench, LI, verb, 1);
    expect(sign({ verb: "witness", proposal: 0, signed: "approved" })).toMatchObject({ error: { code } });
    expect(container(bench)).toMatchObject({ state: "requested", pending: { proposal: 0 } });
    expect(sign({ verb: "refuse", proposal: 0, reason: "the store is closed" })).toMatchObject({ value: { state: "not-approved" } });
    passed(bench);
    expect(bench.containers().get(2)).toMatchObject({ state: "not-approved" });
  });

  test("of a substance alone that is no longer in the register is received and disposed of as before", async () => {
    const bench = await start();
    approve(bench);
    const { stock } = bench.site;
    bench.site = { ...bench.site, stock: { ...stock!, substances: [] } };
    both(bench, { kind: "receive", quantity: "500", tare: "120" });
    both(bench, { kind: "store", cabinet: "store" });
    both(bench, { ...carriedOff, quantity: "500" });
    expect(container(bench)).toMatchObject({ state: "closed" });
  });
});
