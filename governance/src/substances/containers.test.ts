import { epochMs, hours, minus, minutes, plus } from "@labcanary/domain/basics";
import type { Container, ContainerRefusalCode } from "@labcanary/domain/governance";
import type { Site } from "@labcanary/domain/site";
import { describe, expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { type GovernanceBench, startGovernance } from "../../../test/support/governance.ts";
import { createMemorySubstances, type MemorySubstances } from "../../../test/support/memory-substances.ts";
import { LI, type Order, type StockBench, stockHands, WANG } from "../../../test/support/stock-hands.ts";
import { STOCK, stockSite } from "../../../test/support/stock-site.ts";

const { approve, request, move, witness, both, stored, order } = stockHands();
const AT = epochMs(Date.UTC(2026, 10, 25, 8));

async function start(): Promise<GovernanceBench & StockBench> {
  return restarted(await startGovernance({ site: stockSite(), clock: createSettableClock(AT) }));
}
const restarted = (bench: GovernanceBench): GovernanceBench & StockBench =>
  Object.assign(bench, { containers: () => bench.governance.containers() });
const container = (bench: StockBench): Container | undefined => bench.containers().get(1);

/** As a release without `storeWithin` and `backWithin` wrote it: it stays in force over an upgrade. */
const archivedEarlier = (site: Site): Site =>
  JSON.parse(JSON.stringify(site, (name, value) => (name === "storeWithin" || name === "backWithin" ? undefined : value)));

/** Without a journal on disk, and nobody who looks what time has done. */
function inMemory(): StockBench & Pick<MemorySubstances, "refused"> {
  const clock = createSettableClock(AT);
  const site = stockSite();
  return { clock, ...createMemorySubstances(clock, () => site) };
}

describe("a container", () => {
  test("goes from its approval to its disposal; every record is signed by two and says what is there after it", async () => {
    const bench = await start();
    stored(bench);
    both(bench, { kind: "withdraw", quantity: "25.5", words: "gold leaching, project 7" });
    both(bench, { kind: "use", quantity: "20.25", words: "gold leaching, project 7" });
    both(bench, { kind: "return", quantity: "5.25" });
    both(bench, { kind: "correct", quantity: "479", words: "weighed anew, spilled in the hood" });
    both(bench, { kind: "dispose", quantity: "479", words: "licensed carrier", permit: "W-3" });
    expect(container(bench)).toMatchObject({ state: "closed", balance: 0, out: 0 });
    expect(
      container(bench)?.records.map(({ movement, balance, out, by, second, shelf }) => [movement.kind, balance, out, by, second, shelf]),
    ).toEqual([
      ["receive", 500_000, 0, WANG, LI, 0],
      ["store", 500_000, 0, WANG, LI, 620_000],
      ["withdraw", 474_500, 25_500, WANG, LI, -25_500],
      ["use", 474_500, 5250, WANG, LI, 0],
      ["return", 479_750, 0, WANG, LI, 5250],
      ["correct", 479_000, 0, WANG, LI, 0],
      ["dispose", 0, 0, WANG, LI, -599_000],
    ]);
    const lines = bench.alerting.recordsOf("substance", 1);
    expect(lines.map(({ act }) => act.act)).toEqual(["requested", "approved", ...Array(7).fill(["proposed", "moved"]).flat()]);
    expect(lines.filter(({ act }) => act.act === "moved").every(({ act }) => "stand" in act && "signed" in act)).toBe(true);
    expect(lines.find(({ act }) => act.act === "moved")).toMatchObject({ actor: LI, act: { first: WANG, stand: { balance: 500_000 } } });
  });

  test("is bought once two have approved it; what nobody approves as well in time, or somebody refuses, is not bought and is never late", async () => {
    const bench = await start();
    const asked = request(bench);
    expect(asked).toMatchObject({ value: { state: "requested", pending: { proposal: 0, movement: { kind: "approve" }, by: WANG } } });
    expect(order(bench, "user:guest", { verb: "witness", proposal: 0, signed: "approved" }, 1)).toMatchObject({
      error: { code: "SIGNER_ROLE" },
    });
    const refused = request(bench);
    expect(order(bench, LI, { verb: "refuse", proposal: 0, reason: "enough is there" }, 2)).toMatchObject({
      value: { state: "not-approved" },
    });
    expect(move(bench, WANG, { kind: "receive", quantity: "500", tare: "120" }, 2)).toMatchObject({ error: { code: "CONTAINER_STATE" } });
    approve(bench);
    expect([asked.ok, refused.ok, bench.containers().get(3)?.approval]).toMatchObject([true, true, { by: WANG, second: LI }]);
    // The purchase was expected within two days, and must have been approved by then.
    bench.clock.sleep(hours(49));
    const after = restarted(await bench.restartAll());
    after.clock.advance(minutes(1));
    expect([1, 2, 3].map((number) => after.containers().get(number)?.state)).toEqual(["not-approved", "not-approved", "approved"]);
    expect(after.alerting.list()).toMatchObject([{ source: { condition: "stock-overdue", record: "substance/3" } }]);
    expect(order(after, LI, { verb: "witness", proposal: 0, signed: "approved" }, 1)).toMatchObject({ error: { code: "WITNESS_NONE" } });
  });

  test("a purchase is one person's to approve where the policy says so", async () => {
    const bench = await start();
    expect(request(bench, { substance: "acetone", cabinet: "cabinet" })).toMatchObject({
      value: { state: "approved", approval: { by: WANG } },
    });
  });

  test("is the same after a restart, with what waits for its second signature", async () => {
    const bench = await start();
    stored(bench);
    move(bench, WANG, { kind: "withdraw", quantity: "10", words: "x" });
    const before = container(bench);
    const after = restarted(await bench.restartAll());
    expect(container(after)).toEqual(before);
    expect(witness(after, LI, "10")).toMatchObject({ ok: true, value: { balance: 490_000, out: 10_000 } });
  });

  test("what one has done and nobody else signs within 30 minutes lapses, over a restart, and was never in the books", async () => {
    const bench = await start();
    stored(bench);
    move(bench, WANG, { kind: "withdraw", quantity: "10", words: "x" });
    bench.clock.advance(minutes(30));
    expect(container(bench)?.pending).toBeDefined();
    const after = restarted(await bench.restartAll());
    after.clock.advance(minutes(1));
    expect(container(after)).toMatchObject({ balance: 500_000, out: 0 });
    expect(container(after)?.pending).toBeUndefined();
    expect(after.alerting.recordsOf("substance", 1).at(-1)).toMatchObject({ actor: "system", act: { act: "lapsed", proposal: 3 } });
    expect(witness(after, LI, "10")).toMatchObject({ ok: false, error: { code: "WITNESS_NONE" } });
  });

  test("one that leaves whole weighs what it weighs, and comes back whole", async () => {
    const bench = await start();
    stored(bench);
    both(bench, { kind: "withdraw", quantity: "500", whole: true, words: "weighing in the hood" });
    expect(container(bench)).toMatchObject({ isOut: true, balance: 0, out: 500_000 });
    expect(move(bench, WANG, { kind: "withdraw", quantity: "1", words: "x" })).toMatchObject({
      ok: false,
      error: { code: "CONTAINER_STATE" },
    });
    both(bench, { kind: "use", quantity: "30", words: "x" });
    both(bench, { kind: "return", quantity: "470", whole: true });
    expect(container(bench)).toMatchObject({ isOut: false, balance: 470_000, out: 0 });
    expect(container(bench)?.records.map(({ shelf }) => shelf)).toEqual([0, 620_000, -620_000, 0, 590_000]);
  });

  test.each<[string, number, Order]>([
    ["a delivery", 0, { kind: "receive", quantity: "500", tare: "120" }],
    ["a return", 2, { kind: "withdraw", quantity: "10", words: "x" }],
  ])("%s that does not come in time is an alarm of the store until it is there", async (_, steps, first) => {
    const bench = await start();
    const dueAt = plus(bench.clock.now(), hours(1));
    if (steps === 0) approve(bench, { expectedBy: dueAt });
    else {
      stored(bench);
      both(bench, { ...first, dueAt });
    }
    bench.clock.advance(minutes(60));
    expect(bench.alerting.list()).toEqual([]);
    bench.clock.advance(minutes(1));
    expect(bench.alerting.list()).toMatchObject([
      {
        source: { condition: "stock-overdue", record: "substance/1", zoneId: "store" },
        conditionActive: true,
        description: { valueText: { en: expect.stringMatching(/^SC-1, (?:delivery|storing|arrival|return) due \d\d-\d\d \d\d:\d\d$/) } },
      },
    ]);
    if (steps === 0) both(bench, first);
    else both(bench, { kind: "return", quantity: "10" });
    expect(bench.alerting.list()).toMatchObject([{ conditionActive: false }]);
  });

  test.each<[string, number, Order]>([
    ["what is received and never stored", 4, { kind: "receive", quantity: "500", tare: "120" }],
    ["a whole bottle out of which nobody has said until when", 12, { kind: "withdraw", quantity: "500", whole: true, words: "x" }],
    ["a part of which nobody has said until when", 12, { kind: "withdraw", quantity: "10", words: "x" }],
  ])("%s is late after as long as the policy has it, over a restart, and until it is there", async (_, longest, order) => {
    const bench = await start();
    const isReceived = order.kind === "receive";
    if (isReceived) approve(bench);
    else stored(bench);
    both(bench, order);
    bench.clock.sleep(hours(longest));
    const after = restarted(await bench.restartAll());
    const overdue = () => after.alerting.list().filter(({ source }) => source.kind === "record" && source.condition === "stock-overdue");
    expect(overdue()).toEqual([]);
    // What was given on top of it later is no reason to wait longer.
    if (order.quantity === "10") both(after, { kind: "withdraw", quantity: "1", words: "x" });
    after.clock.advance(minutes(1));
    expect(overdue()).toMatchObject([{ conditionActive: true }]);
    expect(container(after)).toMatchObject({ late: isReceived ? "storing" : "return" });
    // A correction brings it nowhere.
    both(after, {
      kind: "correct",
      quantity: isReceived || order.whole !== true ? "480" : "0",
      ...(order.whole === true ? { out: "499" } : {}),
      words: "x",
    });
    expect(overdue()).toMatchObject([{ conditionActive: true }]);
    if (isReceived) both(after, { kind: "store", cabinet: "store" });
    else if (order.whole === true) both(after, { kind: "return", quantity: "499", whole: true });
    else both(after, { kind: "return", quantity: "11" });
    expect(overdue()).toMatchObject([{ conditionActive: false }]);
  });

  test("of a site an earlier release has archived it is late after the usual time, also what is out", async () => {
    const bench = restarted(await startGovernance({ site: archivedEarlier(stockSite()), clock: createSettableClock(AT) }));
    approve(bench);
    both(bench, { kind: "receive", quantity: "500", tare: "120" });
    bench.clock.sleep(hours(4));
    bench.clock.advance(minutes(1));
    expect(bench.alerting.list()).toMatchObject([{ source: { condition: "stock-overdue" }, conditionActive: true }]);
    expect(container(bench)?.late).toBe("storing");
    both(bench, { kind: "store", cabinet: "store" });
    both(bench, { kind: "withdraw", quantity: "10", words: "x", dueAt: plus(bench.clock.now(), hours(1)) });
    bench.clock.sleep(hours(1));
    bench.clock.advance(minutes(1));
    expect(container(bench)?.late).toBe("return");
    expect(bench.alerting.alarmOfRecord("stock-overdue", "substance/1")).toMatchObject({ conditionActive: true });
  });

  test("one of which it cannot be told what is due keeps no other from being late, and is not passed over in silence", async () => {
    const bench = await start();
    approve(bench, { substance: "acetone", cabinet: "cabinet" });
    both(bench, { kind: "receive", quantity: "500", tare: "80" });
    approve(bench);
    both(bench, { kind: "receive", quantity: "500", tare: "120", tag: "HT-0002" }, 2);
    const { stock, ...site } = bench.site;
    const policies = Object.defineProperty({ ...stock?.policies }, "drug-precursor", {
      get() {
        throw new Error("no policy");
      },
    });
    Object.assign(bench, { site: { ...site, stock: { ...stock, policies } } });
    bench.clock.sleep(hours(4));
    bench.clock.advance(minutes(1));
    expect(bench.containers().get(2)?.late).toBe("storing");
    expect(bench.alerting.list()).toMatchObject([{ source: { condition: "stock-overdue", record: "substance/2" } }]);
    const errors = new Set(bench.logger.lines.filter(({ level }) => level === "error").map(({ fields }) => JSON.stringify(fields)));
    expect([...errors]).toEqual([expect.stringContaining("substance/1: Error: no policy")]);
  });

  test("what goes to another cabinet is out of both until it is signed there, and an alarm there when it does not arrive", async () => {
    const both2 = {
      store: { regimes: ["highly-toxic", "drug-precursor"], door: "store/door" },
      building: { regimes: ["drug-precursor"], door: "store/door" },
    } as const;
    const site = stockSite({ ...STOCK, cabinets: { ...STOCK.cabinets, ...both2 } });
    const bench = restarted(await startGovernance({ site, clock: createSettableClock(AT) }));
    approve(bench, { substance: "acetone", cabinet: "cabinet" });
    both(bench, { kind: "receive", quantity: "500", tare: "80" });
    both(bench, { kind: "store", cabinet: "cabinet" });
    expect(container(bench)?.records.at(-1)?.shelf).toBe(395_000 + 80_000);
    both(bench, { kind: "transfer", cabinet: "store", dueAt: plus(bench.clock.now(), hours(1)) });
    expect(container(bench)).toMatchObject({ state: "in-transit", zoneId: "store" });
    expect(move(bench, WANG, { kind: "store", cabinet: "building" })).toMatchObject({ error: { code: "CABINET_UNKNOWN" } });
    bench.clock.advance(minutes(61));
    expect(bench.alerting.list()).toMatchObject([{ source: { condition: "stock-overdue", zoneId: "store" }, conditionActive: true }]);
    both(bench, { kind: "correct", quantity: "499", words: "leaked on the way" });
    expect(bench.alerting.list()).toMatchObject([{ conditionActive: true }]);
    both(bench, { kind: "store", cabinet: "store" });
    expect(container(bench)).toMatchObject({ state: "stored", zoneId: "store", balance: 499_000 });
    expect(bench.alerting.list()).toMatchObject([{ conditionActive: false }]);
  });
});

test("handed on by two it is somebody else's: the books say whose, by which permit, and have nothing of it any more", () => {
  const bench = inMemory();
  stored(bench);
  both(bench, { kind: "hand-on", quantity: "500", recipient: "Institute of Physics", permit: "T-9" });
  expect(container(bench)).toMatchObject({ state: "closed", balance: 0, out: 0 });
  expect(container(bench)?.records.at(-1)).toMatchObject({
    movement: { kind: "hand-on", amount: 500_000, recipient: "Institute of Physics", permit: "T-9" },
    by: WANG,
    second: LI,
    shelf: -620_000,
  });
  expect(move(bench, WANG, { kind: "withdraw", quantity: "1", words: "x" })).toMatchObject({ error: { code: "CONTAINER_STATE" } });
});

type Refused = readonly [ContainerRefusalCode, (bench: StockBench) => { readonly ok: boolean }, "journaled" | "not journaled"];
const quantity = (text: string) => (bench: StockBench) => move(bench, WANG, { kind: "withdraw", quantity: text, words: "x" });

describe("refused with a reason, changing nothing", () => {
  test.each<Refused>([
    ["BALANCE_BELOW_ZERO", quantity("500.001"), "journaled"],
    ["STOCK_QUANTITY", quantity("0"), "not journaled"],
    ["STOCK_QUANTITY", quantity("1e2"), "not journaled"],
    ["STOCK_WORDS", (bench) => move(bench, WANG, { kind: "withdraw", quantity: "1", words: " " }), "not journaled"],
    ["STOCK_TAG_UNKNOWN", (bench) => move(bench, WANG, { kind: "withdraw", quantity: "1", words: "x", tag: "HT-0002" }), "journaled"],
    ["STOCK_TAG_INVALID", (bench) => move(bench, WANG, { kind: "withdraw", quantity: "1", words: "x", tag: "a b" }), "not journaled"],
    ["SIGNER_ROLE", (bench) => move(bench, "user:guest", { kind: "withdraw", quantity: "1", words: "x" }), "journaled"],
    ["SIGNER_ROLE", (bench) => move(bench, "user:nobody", { kind: "withdraw", quantity: "1", words: "x" }), "journaled"],
    [
      "RECORD_BACKDATED",
      (bench) => move(bench, WANG, { kind: "withdraw", quantity: "1", words: "x", doneAt: minus(bench.clock.now(), minutes(31)) }),
      "journaled",
    ],
    [
      "RECORD_BACKDATED",
      (bench) => move(bench, WANG, { kind: "withdraw", quantity: "1", words: "x", doneAt: minus(bench.clock.now(), minutes(1)) }),
      "journaled",
    ],
    [
      "RECORD_FUTURE",
      (bench) => move(bench, WANG, { kind: "withdraw", quantity: "1", words: "x", doneAt: plus(bench.clock.now(), minutes(1)) }),
      "not journaled",
    ],
    [
      "STOCK_TIME",
      (bench) => move(bench, WANG, { kind: "withdraw", quantity: "1", words: "x", dueAt: bench.clock.now() }),
      "not journaled",
    ],
    ["STOCK_TIME", (bench) => move(bench, WANG, { kind: "transfer", cabinet: "cabinet" }), "not journaled"],
    ["BALANCE_DIFFERS", (bench) => move(bench, WANG, { kind: "dispose", quantity: "400", words: "x", permit: "x" }), "not journaled"],
    ["BALANCE_DIFFERS", (bench) => move(bench, WANG, { kind: "withdraw", quantity: "400", words: "x", whole: true }), "not journaled"],
    ["BALANCE_BELOW_ZERO", (bench) => move(bench, WANG, { kind: "use", quantity: "1", words: "x" }), "journaled"],
    ["BALANCE_BELOW_ZERO", (bench) => move(bench, WANG, { kind: "return", quantity: "1" }), "journaled"],
    ["CONTAINER_STATE", (bench) => move(bench, WANG, { kind: "return", quantity: "0", whole: true }), "not journaled"],
    ["CONTAINER_STATE", (bench) => move(bench, WANG, { kind: "receive", quantity: "1" }), "not journaled"],
    ["STOCK_CORRECTION_NONE", (bench) => move(bench, WANG, { kind: "correct", quantity: "500", words: "x" }), "not journaled"],
    ["CONTAINER_UNKNOWN", (bench) => move(bench, WANG, { kind: "inspect", words: "x" }, 9), "not journaled"],
    ["SUBSTANCE_UNKNOWN", (bench) => approve(bench, { substance: "gold" }), "not journaled"],
    ["CABINET_UNKNOWN", (bench) => approve(bench, { cabinet: "building" }), "not journaled"],
    ["CABINET_REGIME", (bench) => approve(bench, { cabinet: "cabinet" }), "not journaled"],
    ["STOCK_QUANTITY", (bench) => approve(bench, { quantity: "none" }), "not journaled"],
    ["STOCK_WORDS", (bench) => approve(bench, { permit: "" }), "not journaled"],
    ["STOCK_TIME", (bench) => approve(bench, { expectedBy: bench.clock.now() }), "not journaled"],
  ])("%s (%#)", (code, act, journaled) => {
    const bench = inMemory();
    stored(bench);
    const before = bench.containers().all();
    expect(act(bench)).toMatchObject({ ok: false, error: { code } });
    expect(bench.containers().all()).toEqual(before);
    expect(bench.refused.map((each) => each.code)).toEqual(journaled === "journaled" ? [code] : []);
  });

  test("one person twice, also by another name; and whoever found another quantity", () => {
    const bench = inMemory();
    stored(bench);
    expect(move(bench, LI, { kind: "withdraw", quantity: "10", words: "x" })).toMatchObject({ ok: true });
    expect(witness(bench, LI, "10")).toMatchObject({ error: { code: "SIGNER_SAME" } });
    expect(witness(bench, "person:li", "10")).toMatchObject({ error: { code: "SIGNER_SAME" } });
    expect(witness(bench, "user:guest", "10")).toMatchObject({ error: { code: "SIGNER_ROLE" } });
    expect(witness(bench, WANG)).toMatchObject({ error: { code: "STOCK_QUANTITY" } });
    expect(witness(bench, WANG, "11")).toMatchObject({ error: { code: "ENTRY_DIFFERS" } });
    expect(move(bench, WANG, { kind: "inspect", words: "x" })).toMatchObject({ error: { code: "WITNESS_AWAITED" } });
    expect(bench.refused.map(({ actor, code }) => `${code} ${actor}`)).toEqual([
      "SIGNER_SAME user:lina",
      "SIGNER_SAME person:li",
      "SIGNER_ROLE user:guest",
      "ENTRY_DIFFERS user:wang",
    ]);
    expect(order(bench, WANG, { verb: "refuse", proposal: 3, reason: " " }, 1)).toMatchObject({ error: { code: "STOCK_WORDS" } });
    expect(order(bench, WANG, { verb: "refuse", proposal: 3, reason: "I weighed 11 g" }, 1)).toMatchObject({ ok: true });
    expect(container(bench)?.pending).toBeUndefined();
  });

  test("one alone neither uses up what is out nor looks into the store of what is highly toxic; another site may say that one can", () => {
    const bench = inMemory();
    stored(bench);
    both(bench, { kind: "withdraw", quantity: "100", words: "x" });
    for (const alone of [
      { kind: "use", quantity: "100", words: "x" },
      { kind: "inspect", words: "x" },
    ] as const) {
      expect(move(bench, WANG, alone)).toMatchObject({ value: { out: 100_000, pending: { by: WANG } } });
      expect(witness(bench, WANG, "100")).toMatchObject({ error: { code: "SIGNER_SAME" } });
      order(bench, LI, { verb: "refuse", proposal: container(bench)?.proposals ?? 0, reason: "I was not there" }, 1);
    }
    expect(container(bench)).toMatchObject({ out: 100_000, records: { length: 3 } });
    const loose = stockSite({ ...STOCK, policies: { "highly-toxic": { two: ["withdraw"] } } });
    expect(loose.stock?.policies["highly-toxic"].two).toEqual(["withdraw"]);
  });

  test("of accounts the site knows no person of, or a shared telephone's, nobody can tell that they are two: neither signs where two must", () => {
    // Without signers every account that has the right could.
    const contacts = { desk: { kind: "group", name: "Duty telephone", language: "zh", phone: "+8613800000009" } } as const;
    const site = stockSite({ ...STOCK, policies: { "highly-toxic": { two: ["receive"] } } }, { contacts });
    const clock = createSettableClock(AT);
    let known = site;
    const bench = { clock, ...createMemorySubstances(clock, () => known) };
    approve(bench);
    const receive = { kind: "receive", quantity: "500", tare: "120" } as const;
    const unlinked = { ok: false, error: { code: "SIGNER_UNLINKED", journaled: true } };
    for (const actor of ["user:wang2", "user:desk"]) expect(move(bench, actor, receive)).toMatchObject(unlinked);
    expect(move(bench, WANG, receive)).toMatchObject({ ok: true });
    for (const actor of ["user:wang2", "user:desk"]) expect(witness(bench, actor, "500")).toMatchObject(unlinked);
    expect(container(bench)).toMatchObject({ state: "approved", pending: { by: WANG } });
    // Nor did who has left the site meanwhile.
    known = { ...site, people: site.people.filter(({ id }) => id !== "wang") };
    expect(witness(bench, LI, "500")).toMatchObject(unlinked);
    known = site;
    expect(witness(bench, LI, "500")).toMatchObject({ ok: true });
    // What one does alone any account does that has the right.
    expect(move(bench, "user:wang2", { kind: "store", cabinet: "store" })).toMatchObject({ ok: true, value: { state: "stored" } });
    expect(bench.refused.map(({ actor, code }) => `${code} ${actor}`)).toEqual(
      ["user:wang2", "user:desk", "user:wang2", "user:desk", LI].map((actor) => `SIGNER_UNLINKED ${actor}`),
    );
  });

  test("a tag another container has, and more than was approved", () => {
    const bench = inMemory();
    stored(bench);
    approve(bench);
    expect(move(bench, WANG, { kind: "receive", quantity: "1" }, 2)).toMatchObject({ error: { code: "STOCK_TAG_TAKEN" } });
    expect(move(bench, WANG, { kind: "receive", quantity: "501", tare: "120", tag: "HT-2" }, 2)).toMatchObject({
      error: { code: "RECEIVED_BEYOND_APPROVAL" },
    });
    expect(move(bench, WANG, { kind: "receive", quantity: "1", tag: "HT-2", tare: "much" }, 2)).toMatchObject({
      error: { code: "STOCK_QUANTITY" },
    });
  });

  test("a bottle the scale does not know: its tare is asked for where there is a scale, also of one that comes from where there is none", () => {
    const store = {
      regimes: ["highly-toxic", "drug-precursor", "radioactive-source"],
      door: "store/door",
      weight: "store/weight",
    } as const;
    const site = stockSite({ ...STOCK, cabinets: { ...STOCK.cabinets, store } });
    const clock = createSettableClock(AT);
    const bench = { clock, ...createMemorySubstances(clock, () => site) };
    approve(bench);
    expect(move(bench, WANG, { kind: "receive", quantity: "500" })).toMatchObject({ error: { code: "STOCK_TARE" } });
    approve(bench, { substance: "acetone", cabinet: "cabinet" });
    both(bench, { kind: "receive", quantity: "500", tag: "AC-1" }, 2);
    expect(move(bench, WANG, { kind: "store", cabinet: "store", tag: "AC-1" }, 2)).toMatchObject({ error: { code: "STOCK_TARE" } });
    expect(move(bench, WANG, { kind: "store", cabinet: "store", tag: "AC-1", tare: "much" }, 2)).toMatchObject({ ok: false });
    both(bench, { kind: "store", cabinet: "store", tag: "AC-1", tare: "80" }, 2);
    expect(bench.containers().get(2)).toMatchObject({ tare: 80_000, records: [{ shelf: 0 }, { shelf: 395_000 + 80_000 }] });
    // A source is counted, and not weighed.
    approve(bench, { substance: "cs137", quantity: "1" });
    both(bench, { kind: "receive", quantity: "1", tag: "CS-1" }, 3);
    both(bench, { kind: "store", cabinet: "store", tag: "CS-1" }, 3);
  });

  test("what is out is not disposed of, sent away or handed on", () => {
    const bench = inMemory();
    stored(bench);
    both(bench, { kind: "withdraw", quantity: "10", words: "x" });
    const held = { ok: false, error: { code: "OUT_STANDING" } };
    expect(move(bench, WANG, { kind: "dispose", quantity: "490", words: "x", permit: "x" })).toMatchObject(held);
    expect(move(bench, WANG, { kind: "hand-on", quantity: "490", recipient: "x", permit: "x" })).toMatchObject(held);
  });
});
