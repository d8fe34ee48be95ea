import { days, epochMs, type EpochMs, hours, plus } from "@labcanary/domain/basics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { peopleOf, testSite } from "../../../../test/support/site.ts";
import { personOf } from "../person.ts";
import { dueOf } from "./hazard-due.ts";
import { hazardLedger } from "./hazard-ledger.ts";
import type { Hazard, HazardAct, HazardCommand, NewHazard, Settlement } from "./hazard.ts";

const base = testSite();
/** Wang signs in as `mei`. */
const people = base.people.map((person) => (person.id === "wang" ? { ...person, account: "mei" } : person));
const site = { ...base, people: [...people, ...peopleOf("li", "zhao", "chen")] };
const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const gas: NewHazard = { zoneId: "room-114", origin: "inspection", class: "gas", level: "general", words: "not chained" };
const five: Settlement = {
  responsible: "wang",
  department: "Chemistry",
  measures: "chain it",
  funds: "none needed",
  deadline: plus(AT, days(2)),
  interimPlan: "closed and signed",
};
const photo = { sha256: "a".repeat(64), type: "image/jpeg", bytes: 1, width: 1, height: 1 } as const;
const verify = (passed: boolean): HazardCommand => ({ verb: "verify", passed, words: "seen", signed: "verified" });
const REMEDY: HazardCommand = { verb: "remedy", words: "done" };

/** A ledger as its lines make it, by hand. */
function ledgerOf(known: readonly Hazard[] = []) {
  const items = new Map(known.map((hazard) => [hazard.number, hazard]));
  const lines: { number: number; act: HazardAct; at: EpochMs; actor: string }[] = [];
  const keep = (number: number, acts: readonly HazardAct[], at: EpochMs, actor: string): void => {
    for (const act of acts) {
      lines.push({ number, act, at, actor });
      items.set(number, hazardLedger.fold(items.get(number), act, { at, actor, number }));
    }
  };
  return {
    lines,
    get: (number = 1) => items.get(number),
    all: () => [...items.values()],
    /** The code of the refusal, or undefined. */
    carryOut(
      actor: string,
      command: HazardCommand,
      { number = command.verb === "file" ? items.size + 1 : 1, at = AT, site: now = site } = {},
    ) {
      const item = command.verb === "file" ? undefined : items.get(number);
      const decided = hazardLedger.decide(item, command, { at, actor, site: now, number, others: () => [...items.values()] });
      if (decided.ok) keep(number, decided.value, at, actor);
      return decided.ok ? undefined : decided.error.code;
    },
    pass(at: EpochMs): void {
      for (const item of items.values()) keep(item.number, hazardLedger.due(item, { at, site }), at, "system");
    },
  };
}
function ledgerIn(state: Hazard["state"], level: Hazard["level"] = "general") {
  const ledger = ledgerOf();
  const steps: readonly [string, HazardCommand][] = [
    ["user:li", { verb: "file", hazard: { ...gas, level } }],
    ["user:officer", { verb: "settle", settlement: five }],
    ["user:zhao", REMEDY],
    ["user:li", verify(true)],
  ];
  const reached = { filed: 1, settled: 2, remedied: 3, "written-off": 4 }[state];
  for (const [actor, command] of steps.slice(0, reached)) expect(ledger.carryOut(actor, command)).toBeUndefined();
  return ledger;
}

describe("whoever verifies", () => {
  test.each([
    ["user:zhao", "who remedied it"],
    ["user:mei", "the account of the person responsible"],
    ["person:wang", "that person, by text"],
    ["user:officer", "who agreed on the settlement"],
  ])("is not %s, %s", (actor) => {
    const ledger = ledgerIn("remedied");
    expect(ledger.carryOut(actor, verify(true))).toBe("VERIFIER_SAME");
    expect(ledger.get()?.state).toBe("remedied");
  });

  test("is not who remedied it before a check that failed", () => {
    const ledger = ledgerIn("remedied");
    ledger.carryOut("user:li", verify(false));
    expect(ledger.get()).toMatchObject({ state: "settled", checks: [{ passed: false, by: "user:li" }] });
    ledger.carryOut("user:chen", REMEDY);
    expect(ledger.carryOut("user:zhao", verify(true))).toBe("VERIFIER_SAME");
    expect(ledger.carryOut("user:li", verify(true))).toBeUndefined();
  });
});

test("whoever verifies and whoever remedied it are people the site knows; that it is not done anybody may find", () => {
  const ledger = ledgerOf();
  ledger.carryOut("user:li", { verb: "file", hazard: gas });
  ledger.carryOut("user:officer", { verb: "settle", settlement: five });
  ledger.carryOut("user:chen2", REMEDY);
  // Chen may have both accounts.
  expect(ledger.carryOut("user:chen", verify(true))).toBe("VERIFIER_UNLINKED");
  expect(ledger.carryOut("user:nobody", verify(true))).toBe("VERIFIER_UNLINKED");
  expect(ledger.carryOut("user:nobody", verify(false))).toBeUndefined();
  ledger.carryOut("user:zhao", REMEDY);
  expect(ledger.carryOut("user:nobody", verify(true))).toBe("VERIFIER_UNLINKED");
  expect(ledger.carryOut("user:chen", verify(true))).toBeUndefined();
});

test("whoever was responsible, or handed it over, is bound until it is opened again, by whatever name and whoever says it is done", () => {
  const ledger = ledgerIn("settled");
  // The same deadline, another name: no deadline is put off, and the work stays whose it was.
  expect(ledger.carryOut("user:mei", { verb: "settle", settlement: { ...five, responsible: "smith" } })).toBeUndefined();
  ledger.carryOut("user:zhao", REMEDY);
  for (const actor of ["user:mei", "person:wang", "user:zhao", "user:officer", "person:smith"])
    expect(ledger.carryOut(actor, verify(true))).toBe("VERIFIER_SAME");
  ledger.carryOut("user:chen", verify(false));
  ledger.carryOut("user:zhao", REMEDY);
  expect(ledger.carryOut("user:mei", verify(true))).toBe("VERIFIER_SAME");
  expect(ledger.carryOut("user:chen", verify(true))).toBeUndefined();
  ledger.carryOut("user:chen", { verb: "reopen", words: "loose again" });
  ledger.carryOut("user:chen", { verb: "settle", settlement: { ...five, responsible: "smith" } });
  ledger.carryOut("user:zhao", REMEDY);
  expect(ledger.carryOut("user:mei", verify(true))).toBeUndefined();
});

describe("somebody of whom the site says something else afterwards", () => {
  const without = { ...site, people: site.people.filter(({ id }) => id !== "wang") };
  const otherwise = { ...site, people: site.people.map((person) => (person.id === "wang" ? { ...person, account: "wang2" } : person)) };

  test.each([
    ["is no longer in it", without, ["user:mei", "person:wang"]],
    ["has another account", otherwise, ["user:mei", "user:wang2", "person:wang"]],
  ])("is still who was responsible when they put their name to it: %s", (_, later, names) => {
    const ledger = ledgerIn("remedied");
    for (const actor of names) expect(ledger.carryOut(actor, verify(true), { site: later })).toBe("VERIFIER_SAME");
    expect(ledger.carryOut("user:chen", verify(true), { site: later })).toBeUndefined();
  });

  test("is still who agreed, put off the deadline, or said that it is done", () => {
    const ledger = ledgerOf();
    ledger.carryOut("user:li", { verb: "file", hazard: gas });
    ledger.carryOut("user:officer", { verb: "settle", settlement: { ...five, responsible: "smith" } });
    const later = { ...five, responsible: "smith", deadline: plus(AT, days(9)) };
    ledger.carryOut("user:mei", { verb: "settle", settlement: later });
    const own: HazardCommand = { verb: "settle", settlement: { ...later, responsible: "wang" } };
    expect(ledger.carryOut("user:officer", own, { site: otherwise })).toBe("DEADLINE_OWN");
    ledger.carryOut("person:wang", REMEDY);
    expect(ledger.carryOut("user:wang2", verify(true), { site: otherwise })).toBe("VERIFIER_SAME");
    expect(ledger.carryOut("user:mei", verify(true), { site: without })).toBe("VERIFIER_SAME");
  });

  test("of lines of before it is known by the name they have", () => {
    const at = { at: AT, actor: "user:officer", number: 1 };
    const filed = hazardLedger.fold(undefined, { act: "filed", hazard: gas, earlier: [] }, at);
    const settled = hazardLedger.fold(filed, { act: "settled", settlement: five }, at);
    const remedied = hazardLedger.fold(settled, { act: "remedied", words: "done" }, { ...at, actor: "user:zhao" });
    expect(remedied).toMatchObject({ bound: ["user:officer", "person:wang"], responsibles: ["person:wang"] });
    expect(ledgerOf([remedied]).carryOut("user:mei", verify(true))).toBe("VERIFIER_SAME");
  });
});

test.each([
  { state: "filed", level: "major", at: hours(24), step: "settlement" },
  { state: "filed", level: "general", at: days(7), step: "settlement" },
  { state: "settled", level: "general", at: days(2), step: "remedy" },
  { state: "remedied", level: "major", at: hours(24), step: "verification" },
  { state: "remedied", level: "general", at: days(7), step: "verification" },
] as const)("one that is $state and $level is overdue for its $step, and graver after a day and three", ({ state, level, at, step }) => {
  const ledger = ledgerIn(state, level);
  const after = (span: number) => {
    ledger.pass(epochMs(AT + at + span));
    return hazardLedger.alarms(ledger.get()!, { at: AT, site }).map(({ name }) => name);
  };
  expect(after(0)).toEqual([]);
  expect(after(1)).toEqual([level === "major" ? "major-hazard-overdue" : "hazard-overdue"]);
  expect(ledger.get()?.overdue).toEqual({ step, since: AT + at, grade: 0 });
  expect(after(days(1) - 1)).toEqual([level === "major" ? "major-hazard-overdue" : "hazard-overdue"]);
  expect(after(days(1))).toEqual(["hazard-overdue-1d"]);
  expect(after(days(3))).toEqual(["hazard-overdue-3d"]);
  const { length } = ledger.lines;
  after(days(30));
  expect(ledger.lines).toHaveLength(length);
});

test.each([
  { level: "major", value: { en: "HZ-1, major", zh: "HZ-1，重大" } },
  { level: "general", value: { en: "HZ-1", zh: "HZ-1" } },
] as const)("the text about a $level one says so however late it is", ({ level, value }) => {
  for (const late of [hours(1), days(1), days(3)]) {
    const ledger = ledgerIn("filed", level);
    const at = epochMs(AT + days(7) + late);
    ledger.pass(at);
    expect(hazardLedger.alarms(ledger.get()!, { at, site })).toMatchObject([{ value }]);
  }
});

test("what was said to be done to be rid of the alarm is as late as before once somebody has looked", () => {
  const ledger = ledgerIn("settled");
  ledger.pass(plus(AT, days(4)));
  expect(ledger.get()?.overdue?.grade).toBe(1);
  ledger.carryOut("user:zhao", REMEDY, { at: plus(AT, days(4)) });
  expect(ledger.get()?.overdue).toBeUndefined();
  ledger.carryOut("user:li", verify(false), { at: plus(AT, days(6)) });
  ledger.pass(plus(AT, days(6)));
  expect(ledger.get()?.overdue).toMatchObject({ step: "remedy", grade: 2 });
});

test("one that is written off is due nothing, and is opened again with its history", () => {
  const ledger = ledgerIn("written-off");
  expect(dueOf(ledger.get()!)).toBeUndefined();
  ledger.pass(plus(AT, days(300)));
  expect(ledger.get()?.overdue).toBeUndefined();
  expect(ledger.carryOut("user:li", { verb: "reopen", words: "loose again" }, { at: plus(AT, days(300)) })).toBeUndefined();
  expect(ledger.get()).toMatchObject({ state: "filed", reopened: [{ words: "loose again" }], checks: [{ passed: true }], remedies: [] });
  expect(dueOf(ledger.get()!)).toEqual({ step: "settlement", at: plus(AT, days(307)) });
});

test.each([
  { first: {}, second: {}, linked: true },
  { first: { cause: "conduct" }, second: {}, linked: true },
  { first: { cause: "conduct" }, second: { cause: "conduct" }, linked: true },
  { first: { cause: "conduct" }, second: { cause: "equipment" }, linked: false },
  { first: {}, second: { class: "fire" }, linked: false },
  { first: {}, second: { zoneId: "cabinet-17" }, linked: false },
  { first: { source: "x", cause: "conduct", class: "fire" }, second: { source: "x", cause: "equipment" }, linked: true },
] as const)("$second after $first is linked: $linked", ({ first, second, linked }) => {
  const ledger = ledgerOf([{ ...ledgerIn("written-off").get()!, ...first }]);
  expect(ledger.carryOut("user:li", { verb: "file", hazard: { ...gas, ...second } })).toBeUndefined();
  expect(ledger.get(2)?.earlier).toEqual(linked ? [1] : []);
});

describe("is refused", () => {
  const settle = (over: Partial<Settlement>): HazardCommand => ({ verb: "settle", settlement: { ...five, ...over } });
  test.each([
    ["HAZARD_WORDS", "filed", { verb: "file", hazard: { ...gas, words: "x".repeat(1001) } }],
    ["HAZARD_ZONE", "filed", { verb: "file", hazard: { ...gas, zoneId: "nowhere" } }],
    ["HAZARD_WORDS", "settled", { verb: "remedy", words: "  " }],
    ["HAZARD_WORDS", "filed", { verb: "comment", words: "" }],
    ["HAZARD_STATE", "filed", REMEDY],
    ["HAZARD_STATE", "filed", verify(true)],
    ["HAZARD_STATE", "settled", { verb: "reopen", words: "no" }],
    ["HAZARD_STATE", "remedied", settle({})],
    ["HAZARD_STATE", "written-off", { verb: "add-photo", photo }],
    ["SETTLEMENT_INCOMPLETE", "filed", settle({ funds: "" })],
    ["SETTLEMENT_PERSON", "filed", settle({ responsible: "nobody" })],
    ["SETTLEMENT_DEADLINE", "filed", settle({ deadline: AT })],
    ["SETTLEMENT_DEADLINE", "filed", settle({ deadline: plus(AT, days(400)) })],
  ] as const)("%s of one that is %s", (code, state, command) => {
    const ledger = ledgerIn(state);
    const before = ledger.get();
    expect(ledger.carryOut("user:chen", command)).toBe(code);
    expect(ledger.get()).toBe(before);
    expect(ledger.all()).toHaveLength(1);
  });

  test("a later deadline, by whoever is to keep it; an earlier one is theirs to agree to", () => {
    const ledger = ledgerIn("settled");
    expect(ledger.carryOut("user:mei", settle({ deadline: plus(AT, days(3)) }))).toBe("DEADLINE_OWN");
    expect(ledger.carryOut("user:mei", settle({ deadline: plus(AT, days(1)) }))).toBeUndefined();
    expect(ledger.carryOut("user:li", settle({ deadline: plus(AT, days(3)) }))).toBeUndefined();
    expect(ledger.get()).toMatchObject({ putOff: 1, settlement: { deadline: plus(AT, days(3)) } });
  });

  test("a later deadline, by whoever was responsible in this round, also when somebody else is meanwhile", () => {
    const ledger = ledgerIn("settled");
    expect(ledger.carryOut("user:mei", settle({ responsible: "smith" }))).toBeUndefined();
    expect(ledger.carryOut("user:mei", settle({ responsible: "smith", deadline: plus(AT, days(300)) }))).toBe("DEADLINE_OWN");
    // Whoever merely agreed may.
    expect(ledger.carryOut("user:officer", settle({ responsible: "smith", deadline: plus(AT, days(3)) }))).toBeUndefined();
    expect(ledger.get()).toMatchObject({ putOff: 1, settlement: { responsible: "smith" } });
  });

  test("to be responsible under a deadline one put off oneself, whoever says so; under the one before it one may be", () => {
    const ledger = ledgerOf();
    ledger.carryOut("user:li", { verb: "file", hazard: gas });
    ledger.carryOut("user:officer", settle({ responsible: "smith" }));
    const deadline = plus(AT, days(300));
    expect(ledger.carryOut("user:mei", settle({ responsible: "smith", deadline }))).toBeUndefined();
    for (const actor of ["user:mei", "user:officer"]) expect(ledger.carryOut(actor, settle({ deadline }))).toBe("DEADLINE_OWN");
    expect(ledger.carryOut("user:officer", settle({}))).toBeUndefined();
    ledger.carryOut("user:zhao", REMEDY);
    ledger.carryOut("user:li", verify(true));
    ledger.carryOut("user:li", { verb: "reopen", words: "loose again" });
    expect(ledger.carryOut("user:mei", settle({ deadline }))).toBeUndefined();
  });

  test("what the platform found a second time, until the first is written off", () => {
    const found: HazardCommand = { verb: "file", hazard: { ...gas, source: "calibration cab-17" } };
    const ledger = ledgerOf();
    expect(ledger.carryOut("system", found)).toBeUndefined();
    expect(ledger.carryOut("system", found)).toBe("HAZARD_FILED");
  });

  test("a 21st photo; the same one is there already", () => {
    const ledger = ledgerIn("filed");
    const add = (sha256: string) => ledger.carryOut("user:li", { verb: "add-photo", photo: { ...photo, sha256 } });
    for (let index = 0; index < 20; index++) expect(add(index.toString(16).padStart(64, "0"))).toBeUndefined();
    expect(add("0".padStart(64, "0"))).toBeUndefined();
    expect(add("f".repeat(64))).toBe("HAZARD_PHOTOS");
    expect(ledger.get()?.photos).toHaveLength(20);
  });

  test("an act on what was never filed is no hazard, and a broken journal is said", () => {
    expect(ledgerOf().carryOut("user:li", REMEDY)).toBe("HAZARD_UNKNOWN");
    expect(() => hazardLedger.fold(undefined, { act: "remedied", words: "x" }, { at: AT, actor: "user:li", number: 1 })).toThrow(
      "hazard 1",
    );
  });
});

test("whatever people do: the lines make the ledger, numbers have no gap, nobody verifies what is their own", () => {
  const actor = fc.constantFrom("user:mei", "person:wang", "user:smith", "user:li", "user:zhao", "user:chen");
  const command = fc.oneof(
    fc
      .record({ class: fc.constantFrom("gas", "fire") })
      .map(({ class: of }): HazardCommand => ({ verb: "file", hazard: { ...gas, class: of } })),
    fc.record({ responsible: fc.constantFrom("wang", "smith"), after: fc.integer({ min: -1, max: 5 }) }).map(
      ({ responsible, after }): HazardCommand => ({
        verb: "settle",
        settlement: { ...five, responsible, deadline: plus(AT, days(after)) },
      }),
    ),
    fc.constantFrom<HazardCommand>(REMEDY, { verb: "reopen", words: "again" }, { verb: "comment", words: "hm" }),
    fc.boolean().map(verify),
  );
  const step = fc.record({ actor, command, number: fc.integer({ min: 1, max: 3 }), hours: fc.integer({ min: 0, max: 60 }) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
      const ledger = ledgerOf();
      let at = AT;
      for (const { actor: who, command: what, number, hours: passed } of steps) {
        at = plus(at, hours(passed));
        ledger.pass(at);
        ledger.carryOut(who, what, what.verb === "file" ? { at } : { number, at });
      }
      const folded = new Map<number, Hazard>();
      for (const { number, act, at: when, actor: by } of ledger.lines)
        folded.set(number, hazardLedger.fold(folded.get(number), act, { at: when, actor: by, number }));
      expect([...folded.values()]).toEqual(ledger.all());
      expect(ledger.all().map(({ number }) => number)).toEqual(ledger.all().map((_, index) => index + 1));
      for (const { number, state, checks } of ledger.all()) {
        let own = new Set<string>();
        for (const { act, actor: by } of ledger.lines.filter((line) => line.number === number)) {
          if (act.act === "settled") own.add(personOf(by, site)).add(`person:${act.settlement.responsible}`);
          if (act.act === "remedied") own.add(personOf(by, site));
          if (act.act === "reopened") own = new Set();
          if (act.act === "verified") expect([...own]).not.toContain(personOf(by, site));
        }
        if (state === "written-off") expect(checks.at(-1)?.passed).toBe(true);
      }
      for (const hazard of ledger.all().filter(hazardLedger.isClosed)) {
        const context = { at: plus(at, days(10_000)), site };
        expect([...hazardLedger.due(hazard, context), ...hazardLedger.alarms(hazard, context)]).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});
