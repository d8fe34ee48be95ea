import { days, epochMs, hours, plus } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { peopleOf, testSite } from "../../../../test/support/site.ts";
import { dueOf } from "./hazard-due.ts";
import { hazardLedger } from "./hazard-ledger.ts";
import type { CorrectedHazard, Hazard, HazardCommand } from "./hazard.ts";

const base = testSite();
/** Wang signs in as `mei`. */
const people = base.people.map((person) => (person.id === "wang" ? { ...person, account: "mei" } : person));
const site = { ...base, people: [...people, ...peopleOf("li", "zhao", "chen", "sun")] };
const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const FILED: CorrectedHazard = { zoneId: "room-114", class: "gas", level: "major" };

const file = (over: Partial<CorrectedHazard> = {}): HazardCommand => ({
  verb: "file",
  hazard: { ...FILED, ...over, origin: "inspection", words: "not chained" },
});
const correct = (over: Partial<CorrectedHazard>, words = "filed in haste"): HazardCommand => ({
  verb: "correct",
  after: { ...FILED, ...over },
  words,
});
const agree = (agreed: boolean, seen = AT): HazardCommand => ({
  verb: "agree-correction",
  agreed,
  words: "seen",
  seen,
  signed: "approved",
});
const settle = {
  verb: "settle",
  settlement: { responsible: "wang", department: "x", measures: "x", funds: "x", deadline: plus(AT, days(3)), interimPlan: "x" },
} as const satisfies HazardCommand;

function begin(...first: readonly HazardCommand[]) {
  const items = new Map<number, Hazard>();
  const ledger = {
    carryOut(actor: string, command: HazardCommand, number = command.verb === "file" ? items.size + 1 : 1, at = AT) {
      const decided = hazardLedger.decide(items.get(number), command, { at, actor, site, number, others: () => [...items.values()] });
      if (!decided.ok) return decided.error;
      for (const act of decided.value) items.set(number, hazardLedger.fold(items.get(number), act, { at, actor, number }));
      return decided.value;
    },
    get: (number = 1) => items.get(number)!,
    pass(at: number): void {
      for (const act of hazardLedger.due(items.get(1)!, { at: epochMs(at), site }))
        items.set(1, hazardLedger.fold(items.get(1), act, { at: epochMs(at), actor: "system", number: 1 }));
    },
    alarms: () => hazardLedger.alarms(items.get(1)!, { at: AT, site }).map(({ name }) => name),
  };
  for (const command of first) ledger.carryOut("user:li", command);
  return ledger;
}

describe("what was filed wrong", () => {
  test("is put right by one person, and the line has what it said before, and why", () => {
    const ledger = begin(file({ level: "general" }));
    expect(ledger.carryOut("user:zhao", correct({ zoneId: "cabinet-17", class: "fire", cause: "conduct" }))).toEqual([
      {
        act: "corrected",
        before: { zoneId: "room-114", class: "gas", level: "general" },
        after: { zoneId: "cabinet-17", class: "fire", level: "major", cause: "conduct" },
        words: "filed in haste",
        earlier: [],
      },
    ]);
    expect(ledger.get()).toMatchObject({ zoneId: "cabinet-17", class: "fire", level: "major", cause: "conduct", words: "not chained" });
    expect(dueOf(ledger.get())?.at).toBe(plus(AT, hours(24)));
  });

  test("is linked to what was before at the place it is at, and to nothing else", () => {
    const ledger = begin(file(), file({ zoneId: "cabinet-17" }), file());
    expect(ledger.get(3).earlier).toEqual([1]);
    ledger.carryOut("user:zhao", correct({ zoneId: "cabinet-17" }), 3);
    expect(ledger.get(3).earlier).toEqual([2]);
    ledger.carryOut("user:zhao", correct({ zoneId: "cabinet-17" }), 1);
    expect(ledger.get(1).earlier).toEqual([]);
  });

  test("that is late is an alarm of the place it is at, from the next look on", () => {
    const ledger = begin(file());
    ledger.pass(plus(AT, days(2)));
    expect(ledger.alarms()).toEqual(["hazard-overdue-1d"]);
    ledger.carryOut("user:zhao", correct({ zoneId: "cabinet-17" }));
    expect(ledger.alarms()).toEqual([]);
    ledger.pass(plus(AT, days(2)));
    expect(ledger.alarms()).toEqual(["hazard-overdue-1d"]);
  });
});

describe("a lower level", () => {
  test("waits for somebody else's signature, and is a major hazard until then", () => {
    const ledger = begin(file());
    expect(ledger.carryOut("user:zhao", correct({ level: "general" }))).toMatchObject([{ act: "correction-proposed" }]);
    expect(ledger.get()).toMatchObject({ level: "major", proposed: { by: "user:zhao" } });
    expect(ledger.carryOut("user:chen", agree(true))).toMatchObject([
      { act: "corrected", proposedBy: "user:zhao", signed: "approved", before: { level: "major" }, after: { level: "general" } },
    ]);
    expect(ledger.get()).toMatchObject({ level: "general" });
    expect(ledger.get().proposed).toBeUndefined();
  });

  test.each([
    ["user:zhao", "user:zhao", "asked for it"],
    ["user:mei", "person:wang", "is who asked for it, by text"],
    ["user:zhao", "user:mei", "is responsible for it"],
    ["user:zhao", "user:chen", "remedied it"],
  ])("asked for by %s is not signed by %s, who %s", (asking, signing) => {
    const ledger = begin(file(), settle);
    ledger.carryOut("user:chen", { verb: "remedy", words: "done" });
    ledger.carryOut(asking, correct({ level: "general" }));
    expect(ledger.carryOut(signing, agree(true))).toMatchObject({ code: "CORRECTOR_SAME", journaled: true });
    expect(ledger.get().level).toBe("major");
  });

  test("is not signed by who was responsible for it before it was handed over, nor by who handed it over", () => {
    const ledger = begin(file(), settle);
    ledger.carryOut("user:mei", { ...settle, settlement: { ...settle.settlement, responsible: "smith" } });
    ledger.carryOut("user:chen", correct({ level: "general" }));
    for (const actor of ["user:mei", "person:wang", "user:li"])
      expect(ledger.carryOut(actor, agree(true))).toMatchObject({ code: "CORRECTOR_SAME" });
    expect(ledger.carryOut("user:sun", agree(true))).toMatchObject([{ act: "corrected" }]);
  });

  test("is signed as it was read: not when another one was asked for meanwhile", () => {
    const ledger = begin(file());
    ledger.carryOut("user:zhao", correct({ level: "general" }));
    const later = plus(AT, hours(1));
    ledger.carryOut("user:li", correct({ level: "general", zoneId: "cabinet-17" }), 1, later);
    for (const agreed of [true, false]) expect(ledger.carryOut("user:chen", agree(agreed))).toMatchObject({ code: "CORRECTION_CHANGED" });
    expect(ledger.get()).toMatchObject({ level: "major", zoneId: "room-114", proposed: { by: "user:li", at: later } });
    expect(ledger.carryOut("user:chen", agree(true, later))).toMatchObject([{ act: "corrected", after: { zoneId: "cabinet-17" } }]);
  });

  test("that is refused, or overtaken by another correction, is asked for no more", () => {
    const ledger = begin(file());
    ledger.carryOut("user:zhao", correct({ level: "general" }));
    expect(ledger.carryOut("user:chen", agree(false))).toMatchObject([{ act: "correction-refused", signed: "approved" }]);
    expect(ledger.carryOut("user:chen", agree(true))).toMatchObject({ code: "CORRECTION_NONE" });
    ledger.carryOut("user:zhao", correct({ level: "general" }));
    ledger.carryOut("user:li", correct({ class: "fire" }));
    expect(ledger.carryOut("user:chen", agree(true))).toMatchObject({ code: "CORRECTION_NONE" });
    expect(ledger.get()).toMatchObject({ level: "major", class: "fire" });
  });
});

test.each([
  ["CORRECTION_SAME", correct({})],
  ["HAZARD_ZONE", correct({ zoneId: "nowhere" })],
  ["HAZARD_WORDS", correct({ class: "fire" }, " ")],
  ["CORRECTION_NONE", agree(true)],
] as const)("is refused with %s", (code, command) => {
  expect(begin(file()).carryOut("user:zhao", command)).toMatchObject({ code });
});
