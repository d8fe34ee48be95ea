import { hours, minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { EIGHT } from "../../../test/support/cabinet-story.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { LI, stockHands, TAG, WANG } from "../../../test/support/stock-hands.ts";
import { STOCK, stockSite } from "../../../test/support/stock-site.ts";

const USERS = { wang: "responsible-person", lina: "safety-officer", audit: "inspector" } as const;
const hands = stockHands();
const alone = stockSite({ ...STOCK, policies: { ...STOCK.policies, "drug-precursor": { two: ["count"] } } });

async function start(site = stockSite(), zones: Partial<Record<keyof typeof USERS, readonly string[]>> = {}) {
  const clock = createSettableClock(EIGHT);
  const platform = await startBrowserPlatform({ clock, site, users: USERS, zones });
  const tokens = new Map<string, string>();
  const ask = async (who: keyof typeof USERS, method: string, path: string, body?: object) => {
    const token = tokens.get(who) ?? (await signIn(platform.url, who)).token;
    tokens.set(who, token);
    return call(platform, method, `/api/v1/${path}`, {
      as: token,
      ...(body === undefined ? {} : { body: { password: PASSWORD, ...body } }),
    });
  };
  const get = async (path: string) => (await ask("audit", "GET", path)).body;
  const bench = { clock, ...platform.ledgers };
  const acetone = (quantity = "500") => hands.approve(bench, { substance: "acetone", cabinet: "cabinet", quantity });
  return { platform, bench, ask, get, acetone };
}

const numbersOf = (items: readonly { readonly number: number }[]): readonly number[] => items.map(({ number }) => number);

test("the register tells its newest 200 containers, how many match, and older ones by `before`; it is searched by number, tag, substance and place", async () => {
  const { bench, get, acetone } = await start(alone);
  hands.stored(bench);
  for (let each = 0; each < 449; each += 1) acetone();
  const first = await get("substances?state=open");
  expect(first).toMatchObject({ matching: 450, older: 250 });
  expect(numbersOf(first.containers)).toEqual(Array.from({ length: 200 }, (_, place) => 450 - place));
  const second = await get("substances?state=open&before=251");
  expect(second).toMatchObject({ matching: 450, older: 50 });
  expect(numbersOf(second.containers).slice(0, 2)).toEqual([250, 249]);
  expect(numbersOf((await get("substances?before=51")).containers)).toHaveLength(50);
  for (const text of [TAG.toLowerCase(), "氰化钠", "sodium", "Store"]) {
    const found = await get(`substances?text=${encodeURIComponent(text)}`);
    expect([found.matching, numbersOf(found.containers)]).toEqual([1, [1]]);
  }
  expect(numbersOf((await get("substances?text=sc-44")).containers)).toEqual([449, 448, 447, 446, 445, 444, 443, 442, 441, 440, 44]);
  expect((await get("substances?text=nothing")).containers).toEqual([]);
});

test("what is lost stands first with its hazard until that is written off; what is closed says what became of it; what was not approved is over", async () => {
  const { platform, bench, get, acetone } = await start(alone);
  hands.stored(bench);
  hands.both(bench, { kind: "lose", quantity: "500", words: "not there", reportNumber: "A-331" });
  for (const end of ["cancel", "dispose", "hand-on"] as const) {
    acetone();
    const { number } = bench.containers().all().at(-1)!;
    const tag = `AC-${number}`;
    const said = end === "cancel" ? {} : { quantity: "500", tag };
    if (end !== "cancel") hands.move(bench, WANG, { kind: "receive", ...said }, number);
    const movement = { kind: end, words: "x", permit: "P-1", recipient: "Institute", ...said };
    hands.order(bench, WANG, { verb: "move", movement, signed: "carried-out" }, number);
  }
  hands.request(bench);
  hands.order(bench, LI, { verb: "refuse", proposal: 0, reason: "too much" }, 5);
  acetone();
  const ended = [
    { number: 5, state: "not-approved" },
    { number: 4, state: "closed", end: "hand-on" },
    { number: 3, state: "closed", end: "dispose" },
    { number: 2, state: "closed", end: "cancel" },
    { number: 1, state: "closed", end: "lose" },
  ];
  expect((await get("substances")).containers.slice(1)).toMatchObject(ended);
  const file = { zoneId: "store", origin: "report", class: "hazardous-chemicals", level: "major", words: "lost" } as const;
  const hazards = platform.ledgers.hazards();
  const hazard = { ...file, record: "substance/1" } as const;
  expect((await get("substances?state=open")).urgent).toMatchObject([{ number: 1, end: "lose" }]);
  expect(hazards.carryOut({ id: "h", actor: "system", order: { verb: "file", hazard } })).toMatchObject({ ok: true });
  const open = await get("substances?state=open");
  expect(open.urgent).toMatchObject([{ number: 1, end: "lose", hazard: { number: 1, state: "filed" } }]);
  expect(numbersOf(open.containers)).toEqual([6, 1]);
  expect(open.revisions.hazard).toBe(hazards.revision);
  expect((await get("substances/1")).container).toMatchObject({ end: "lose", hazard: { number: 1, state: "filed" } });
  const act = (actor: string, order: Parameters<typeof hazards.carryOut>[0]["order"]) =>
    expect(hazards.carryOut({ id: order.verb, actor, number: 1, order })).toMatchObject({ ok: true });
  const deadline = plus(EIGHT, hours(48));
  const settlement = { responsible: "wang", department: "x", measures: "x", funds: "x", deadline, interimPlan: "x" };
  act("user:zhao", { verb: "settle", settlement });
  expect((await get("substances?state=open")).urgent).toMatchObject([{ hazard: { state: "settled" } }]);
  act(WANG, { verb: "remedy", words: "found by the police" });
  act(LI, { verb: "verify", passed: true, words: "seen", signed: "verified" });
  const after = await get("substances?state=open");
  expect([after.urgent, numbersOf(after.containers)]).toEqual([[], [6]]);
  expect((await get("substances?state=closed")).containers.at(-1)).toMatchObject({ number: 1, hazard: { state: "written-off" } });
});

test("no stock-take under way is cut off, of open findings those that wait longest come first and the others are asked for, and all that is urgent is counted", async () => {
  const { platform, get, bench } = await start();
  const evidence = [{ kind: "badge", at: EIGHT, person: "wang", granted: true }] as const;
  const finding = { kind: "opened-unrecorded", zoneId: "store", from: EIGHT, to: EIGHT, evidence } as const;
  for (let each = 1; each <= 203; each += 1)
    platform.ledgers.findings().carryOut({ id: `f${each}`, actor: "system", order: { verb: "find", finding } });
  platform.ledgers
    .findings()
    .carryOut({ id: "e", actor: LI, number: 2, order: { verb: "explain", words: "a drill", signed: "explained" } });
  const order = {
    verb: "open",
    zoneId: "cabinet",
    cabinets: ["cabinet"],
    dueAt: plus(EIGHT, hours(9)),
    words: "x",
    signed: "approved",
  } as const;
  for (let each = 1; each <= 25; each += 1) platform.ledgers.stockTakes().carryOut({ id: `s${each}`, actor: LI, order });
  for (let each = 1; each <= 201; each += 1) hands.request(bench);
  const { findings, stockTakes, urgent, counts } = await get("substances?state=open");
  expect(stockTakes).toHaveLength(25);
  expect([findings.length, ...numbersOf(findings).slice(0, 2), findings.at(-1).number]).toEqual([200, 1, 3, 201]);
  expect(counts).toMatchObject({ findings: { open: 202, all: 203 }, stockTakes: { open: 25 }, urgent: 201 });
  expect(urgent).toHaveLength(200);
  const further = await get("custody-findings?openAfter=201");
  expect([further.total, further.newer, numbersOf(further.findings)]).toEqual([202, 0, [202, 203]]);
});

test("what is lost is missing also to whoever does not see its hazard, until that is written off", async () => {
  const { platform, bench, ask } = await start(stockSite(), { wang: ["store"] });
  hands.stored(bench);
  hands.both(bench, { kind: "lose", quantity: "500", words: "not there", reportNumber: "A-331" });
  const hazard = { zoneId: "cabinet", origin: "report", class: "fire", level: "major", words: "lost", record: "substance/1" } as const;
  const { containers: before } = (await ask("wang", "GET", "substances")).body;
  expect(before).toMatchObject([{ end: "lose", missing: true }]);
  const hazards = platform.ledgers.hazards();
  const filed = hazards.carryOut({ id: "h", actor: "system", order: { verb: "file", hazard } });
  expect(filed).toMatchObject({ ok: true });
  if (filed.ok) Object.assign(hazards.get(1)!, { state: "written-off" });
  const { container } = (await ask("wang", "GET", "substances/1")).body;
  expect(container).toMatchObject({ end: "lose" });
  expect([container.missing, container.hazard]).toEqual([undefined, undefined]);
});

test("a site that keeps nothing any more tells whether something is on its books, and who cannot sign for that", async () => {
  const { platform, bench, get } = await start(alone);
  const { stock: _, ...site } = alone;
  platform.site = { ...site, people: site.people.filter(({ id }) => id !== "wang") };
  expect(await get("substances")).toMatchObject({ kept: false, onBooks: false, unlinked: [] });
  platform.site = alone;
  hands.approve(bench, { substance: "acetone", cabinet: "cabinet" });
  platform.site = { ...site, people: site.people.filter(({ id }) => id !== "wang") };
  expect(await get("substances")).toMatchObject({ kept: false, onBooks: true, unlinked: ["wang"] });
});

test("what is on its way is back where it came from also when the site has neither zone any more", async () => {
  const WHOLE = { store: { regimes: ["highly-toxic", "drug-precursor"], door: "store/door" } } as const;
  const policies = { "drug-precursor": { two: [] } } as const;
  const before = stockSite({ ...STOCK, policies, cabinets: { ...STOCK.cabinets, ...WHOLE } });
  const { platform, bench, ask, acetone } = await start(before);
  acetone();
  const step = (movement: Parameters<typeof hands.move>[2]) => expect(hands.move(bench, WANG, movement)).toMatchObject({ ok: true });
  step({ kind: "receive", quantity: "500", tare: "80" });
  step({ kind: "store", cabinet: "cabinet" });
  step({ kind: "transfer", cabinet: "store", dueAt: plus(EIGHT, hours(1)) });
  platform.site = { ...before, zones: before.zones.filter(({ id }) => id !== "cabinet") };
  const to = (cabinet: string) => ask("wang", "POST", "substances/1/movements", { kind: "store", tag: TAG, cabinet });
  expect((await to("nowhere")).body.code).toBe("CABINET_UNKNOWN");
  expect((await to("cabinet")).body.container).toMatchObject({ state: "stored", zoneId: "cabinet" });
});

test("what is late or waits for its second signature is told whatever its number", async () => {
  const { bench, get, acetone } = await start(alone);
  hands.stored(bench);
  hands.move(bench, WANG, { kind: "withdraw", quantity: "1", words: "x" });
  for (let each = 0; each < 201; each += 1) acetone();
  const { containers, urgent } = await get("substances?state=open");
  expect(numbersOf(containers)).not.toContain(1);
  expect(urgent).toMatchObject([{ number: 1, records: [], pending: { kind: "withdraw" } }]);
});

test("one container comes with what it takes to sign for it, and without the others", async () => {
  const { bench, get } = await start();
  hands.stored(bench);
  const answer = await get("substances/1");
  expect(Object.keys(answer).sort()).toEqual(["cabinets", "container", "kept", "onBooks", "policies", "revisions", "substances"]);
  expect(answer).toMatchObject({ kept: true, substances: [{ id: "nacn" }], revisions: { substance: bench.containers().revision } });
});

test("open findings and stock-takes come first, those overdue marked and before others, with counts; older ones are asked for on their own", async () => {
  const { platform, bench, ask, get } = await start();
  hands.stored(bench);
  const find = (each: number) => {
    const finding = {
      kind: "opened-unrecorded",
      zoneId: "store",
      from: plus(EIGHT, minutes(each)),
      to: plus(EIGHT, minutes(each)),
      evidence: [],
    } as const;
    platform.ledgers.findings().carryOut({ id: `f-${each}`, actor: "system", order: { verb: "find", finding } });
  };
  for (let each = 1; each < 204; each += 1) find(each);
  for (let number = 2; number < 204; number += 1)
    platform.ledgers
      .findings()
      .carryOut({ id: `e-${number}`, actor: LI, number, order: { verb: "explain", words: "x", signed: "explained" } });
  const open = (words: string, span: number) =>
    ask("wang", "POST", "stock-takes", { zoneId: "building", cabinets: ["store"], part: true, dueAt: plus(EIGHT, minutes(span)), words });
  for (const [place, span] of [600, 60, 5].entries()) await open(`take ${place}`, span);
  const entries = [{ container: 1, quantity: "490" }];
  await ask("wang", "POST", "stock-takes/1/count", { cabinet: "store", entries });
  await ask("lina", "POST", "stock-takes/1/witness", { cabinet: "store", entries });
  bench.clock.advance(minutes(6));
  const answer = await get("substances");
  expect(answer.counts).toEqual({ findings: { open: 1, all: 203 }, stockTakes: { open: 2, overdue: 1, all: 3 }, urgent: 0 });
  expect(numbersOf(answer.findings).slice(0, 2)).toEqual([1, 203]);
  expect(answer.findings).toHaveLength(200);
  expect(answer.stockTakes).toMatchObject([
    { number: 3, overdue: true },
    { number: 2 },
    { number: 1, state: "closed", counts: [{ counted: 1, lines: [{ container: 1, booked: 500_000, counted: 490_000 }] }] },
  ]);
  expect(answer.stockTakes[1]).not.toHaveProperty("overdue");
  const newest = await get("custody-findings");
  expect([newest.total, newest.older, newest.findings[0].number]).toEqual([203, 3, 203]);
  expect(numbersOf((await get("custody-findings?before=4")).findings)).toEqual([3, 2, 1]);
  expect(numbersOf((await get("stock-takes?before=3")).stockTakes)).toEqual([2, 1]);
  expect((await get("custody-findings/2")).finding).toMatchObject({ number: 2, state: "explained" });
  expect((await get("stock-takes/3")).stockTake).toMatchObject({ number: 3, overdue: true });
  expect(await get("stock-takes/3/lines?cabinet=store")).toEqual({ lines: [{ container: 1, substance: "nacn", unit: "g", tag: TAG }] });
  expect((await get("stock-takes/3/lines?cabinet=cabinet")).code).toBe("CABINET_UNKNOWN");
});

test("a cabinet that has left the zones of somebody is neither read nor counted by them in a stock-take of before", async () => {
  const text = (en: string) => ({ en, zh: en });
  const room = (id: string, ...zones: readonly object[]) => ({ id, kind: "room", name: text(id), responsible: "wang", zones });
  const [store, cabinet] = [room("store"), room("cabinet")];
  const siteWith = (...rooms: readonly object[]) => stockSite(STOCK, { zones: rooms as never });
  const { platform, bench, ask } = await start(siteWith(room("east", store, cabinet), room("west")), { wang: ["east"] });
  hands.stored(bench);
  const what = { zoneId: "east", cabinets: ["store"], part: true, dueAt: plus(EIGHT, hours(9)), words: "x" };
  expect((await ask("wang", "POST", "stock-takes", what)).status).toBe(201);
  expect((await ask("wang", "GET", "stock-takes/1/lines?cabinet=store")).body.lines).toHaveLength(1);
  platform.site = siteWith(room("east", cabinet), room("west", store));
  expect((await ask("wang", "GET", "stock-takes/1/lines?cabinet=store")).body.code).toBe("CABINET_UNKNOWN");
  for (const verb of ["count", "witness"])
    expect((await ask("wang", "POST", `stock-takes/1/${verb}`, { cabinet: "store", entries: [] })).body.code).toBe("CABINET_UNKNOWN");
  expect((await ask("lina", "GET", "stock-takes/1/lines?cabinet=store")).body.lines).toHaveLength(1);
});

test("a cabinet of as many containers as a count takes is counted by two", async () => {
  const { bench, ask, get, acetone } = await start(alone);
  const [MOST, unseen] = [2000, 7];
  for (let number = 1; number <= MOST; number += 1) {
    acetone();
    hands.move(bench, WANG, { kind: "receive", quantity: "500", tag: `AC-${number}` }, number);
  }
  await ask("wang", "POST", "stock-takes", {
    zoneId: "building",
    cabinets: ["cabinet"],
    part: true,
    dueAt: plus(EIGHT, hours(9)),
    words: "yearly",
  });
  const { lines } = await get("stock-takes/1/lines?cabinet=cabinet");
  const entries = lines.map(({ container, where }: { readonly container: number; readonly where: string }) => ({
    container,
    where,
    ...(container === unseen ? {} : { quantity: "500" }),
  }));
  expect(JSON.stringify({ entries }).length).toBeGreaterThan(64 * 1024);
  expect((await ask("wang", "POST", "stock-takes/1/count", { cabinet: "cabinet", entries })).status).toBe(200);
  expect((await ask("lina", "POST", "stock-takes/1/witness", { cabinet: "cabinet", entries })).status).toBe(200);
  const { stockTakes } = await get("substances");
  expect(stockTakes).toMatchObject([{ state: "closed", counts: [{ counted: MOST, lines: [{ container: unseen }] }] }]);
  expect(stockTakes[0].counts[0].lines).toHaveLength(1);
});

test("a site that describes no controlled substances says so", async () => {
  const { stock: _, ...without } = stockSite();
  const { get } = await start(without);
  expect(await get("substances")).toMatchObject({ kept: false, substances: [], cabinets: [], containers: [], unlinked: [] });
});
