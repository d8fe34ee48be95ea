import { epochMs, hours, milliseconds, minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { peopleOf, testSite } from "../../../../test/support/site.ts";
import type { Dossier, DossierCommand, NewDecision, NewDossier } from "./dossier.ts";
import { createDossierLedger, decisionToAnswer, dossierLedger } from "./dossier-ledger.ts";
import { figuresOf } from "./excursion.ts";

const base = testSite();
const site = { ...base, people: [...base.people, ...peopleOf("li", "mei")] };
const AT = epochMs(Date.UTC(2026, 10, 22, 18));
const ABOUT: NewDossier = {
  zoneId: "room-114",
  alarmId: "alarm-1",
  signal: "freezer-3/temperature",
  raisedAt: AT,
  what: { en: "Freezer too warm", zh: "冰箱温度过高" },
  where: { en: "Room 114", zh: "114室" },
  simulated: false,
};
const figures = figuresOf({
  readings: [{ at: AT, celsius: -20 }],
  limits: [],
  span: { from: AT, to: plus(AT, minutes(5)) },
  excursion: { from: AT, to: plus(AT, minutes(5)) },
  hold: minutes(10),
  isUnderWay: false,
});
const DISCARD: NewDecision = { decision: "discard", contents: "40 doses", reason: "above -15 °C for six hours", figures };
const decide = (over: Partial<NewDecision> = {}): DossierCommand => ({ verb: "decide", ...DISCARD, ...over });
const approve = (seen = 1, words = "read"): DossierCommand => ({ verb: "approve", words, seen, signed: "approved" });
const sendBack = (seen = 1, words = "which doses?"): DossierCommand => ({ verb: "send-back", words, seen });

const ask = (item: Dossier | undefined, command: DossierCommand, actor = "user:li", others: readonly Dossier[] = []) =>
  dossierLedger.decide(item, command, { at: AT, site, actor, number: 1, others: () => others });
function after(item: Dossier | undefined, command: DossierCommand, actor = "user:li"): Dossier {
  const decided = ask(item, command, actor);
  if (!decided.ok) throw new Error(decided.error.code);
  return decided.value.reduce<Dossier | undefined>((now, act) => dossierLedger.fold(now, act, { at: AT, actor, number: 1 }), item)!;
}
const opened = after(undefined, { verb: "open", dossier: ABOUT });
const decided = after(opened, decide());
const approved = after(decided, approve(), "user:mei");

test("one decides about the contents, another approves it", () => {
  expect(opened).toMatchObject({ number: 1, state: "open", openedBy: "user:li", decisions: [] });
  expect(decisionToAnswer(opened)).toBeUndefined();
  expect(decisionToAnswer(decided)).toMatchObject({ decision: "discard", by: "user:li" });
  expect(approved).toMatchObject({
    state: "approved",
    decisions: [{ decision: "discard", by: "user:li", answer: { kind: "approved", by: "user:mei", words: "read" } }],
  });
});

test("what is sent back is decided anew, and what was said stays", () => {
  const back = after(decided, sendBack(), "user:mei");
  expect(back).toMatchObject({ state: "open", decisions: [{ answer: { kind: "sent-back", words: "which doses?" } }] });
  expect(after(back, decide({ contents: "40 doses of lot 7" }))).toMatchObject({
    state: "decided",
    decisions: [{ contents: "40 doses", answer: { kind: "sent-back" } }, { contents: "40 doses of lot 7" }],
  });
});

test("a correction is another decision, to be approved again; the one before keeps its signature", () => {
  const corrected = after(approved, decide({ decision: "quarantine" }));
  expect(corrected).toMatchObject({ state: "decided", decisions: [{ answer: { kind: "approved" } }, { decision: "quarantine" }] });
  expect(corrected.decisions[1]).not.toHaveProperty("answer");
});

const simulated = { ...opened, simulated: true };
const sentBack = after(decided, sendBack(), "user:mei");
test.each([
  { because: "it is to be decided within a day", dossier: opened, late: milliseconds(hours(24) - 1), name: undefined },
  { because: "nobody has", dossier: opened, late: hours(24), name: "dossier-undecided" },
  { because: "nobody has, for another day", dossier: opened, late: hours(48), name: "dossier-undecided-1d" },
  { because: "it is to be approved within a day", dossier: decided, late: milliseconds(hours(24) - 1), name: undefined },
  { because: "nobody has approved it", dossier: decided, late: hours(24), name: "dossier-unapproved" },
  { because: "nobody has, for another day", dossier: decided, late: hours(48), name: "dossier-unapproved-1d" },
  { because: "it was sent back and not decided about anew", dossier: sentBack, late: hours(24), name: "dossier-undecided" },
  { because: "it is approved", dossier: approved, late: hours(999), name: undefined },
  { because: "nothing was out of range but in a simulation", dossier: simulated, late: hours(999), name: undefined },
])("after $late ms: $because", ({ dossier, late, name }) => {
  const alarms = dossierLedger.alarms(dossier, { at: plus(AT, late), site });
  expect(alarms.map((alarm) => alarm.name)).toEqual(name === undefined ? [] : [name]);
  expect(dossierLedger.due(dossier, { at: plus(AT, late), site })).toEqual([]);
});

test("an alarm says which dossier, where, and since when it is late", () => {
  expect(dossierLedger.alarms(opened, { at: plus(AT, hours(24)), site })).toEqual([
    {
      name: "dossier-undecided",
      value: { en: "DS-1, due 11-24 02:00", zh: "DS-1，应于11-24 02:00前完成" },
      detail: "excursion dossier 1 of Room 114: nobody has decided what becomes of what was inside, due by 2026-11-24 02:00:00 +08:00",
    },
  ]);
});

test("the spans are the installation's", () => {
  const ledger = createDossierLedger({ decideWithin: hours(1), approveWithin: hours(2) });
  const names = (dossier: Dossier, late: number) => ledger.alarms(dossier, { at: plus(AT, hours(late)), site }).map(({ name }) => name);
  expect([names(opened, 1), names(decided, 1), names(decided, 2)]).toEqual([["dossier-undecided"], [], ["dossier-unapproved"]]);
});

test("it is looked at until it is approved", () => {
  expect([opened, decided, sentBack, approved, simulated].map(dossierLedger.isClosed)).toEqual([false, false, false, true, true]);
});

const underWay = { ...figures, isUnderWay: true };
test.each([
  ["DOSSIER_UNKNOWN", undefined, decide(), "user:li"],
  ["DOSSIER_ZONE", undefined, { verb: "open", dossier: { ...ABOUT, zoneId: "nowhere" } }, "user:li"],
  ["DOSSIER_WORDS", opened, decide({ contents: " " }), "user:li"],
  ["DOSSIER_WORDS", opened, decide({ reason: "x".repeat(2001) }), "user:li"],
  ["DOSSIER_UNDER_WAY", opened, decide({ decision: "release", figures: underWay }), "user:li"],
  ["DOSSIER_STATE", opened, approve(0), "user:mei"],
  ["DOSSIER_STATE", approved, approve(), "user:mei"],
  ["DOSSIER_CHANGED", decided, approve(0), "user:mei"],
  ["DOSSIER_CHANGED", decided, sendBack(2), "user:mei"],
  ["DOSSIER_WORDS", decided, approve(1, ""), "user:mei"],
  ["APPROVER_SAME", decided, approve(), "user:li"],
] as const)("%s", (code, item, command, actor) => {
  expect(ask(item, command, actor)).toMatchObject({ ok: false, error: { code } });
});

test("what is tried and may not be is for the journal", () => {
  expect(ask(decided, approve(), "user:li")).toMatchObject({ error: { journaled: true } });
  expect(ask(opened, decide({ decision: "release", figures: underWay }))).toMatchObject({ error: { journaled: true } });
});

test("what is under way may be set apart or discarded", () => {
  expect(ask(opened, decide({ decision: "quarantine", figures: underWay })).ok).toBe(true);
});

test("an alarm has one dossier", () => {
  expect(ask(undefined, { verb: "open", dossier: ABOUT }, "user:li", [opened])).toMatchObject({ error: { code: "DOSSIER_OPENED" } });
});

test("a line about what was never opened is said to be broken", () => {
  expect(() => dossierLedger.fold(undefined, { act: "sent-back", words: "x" }, { at: AT, actor: "user:li", number: 7 })).toThrow(
    "dossier 7",
  );
});
