import { days, epochMs, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { testSite } from "../../../../test/support/site.ts";
import { measureLedger } from "./measure-ledger.ts";
import type { NewStandingMeasure, StandingMeasure, StandingMeasureCommand } from "./measure.ts";

const site = testSite();
const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const rule: NewStandingMeasure = {
  zoneId: "room-114",
  kind: "rule",
  words: "nobody works alone",
  owner: "wang",
  reviewBy: plus(AT, days(180)),
  hazards: [3],
};
const asked = (at = AT) => ({ at, site });
const decide = (item: StandingMeasure | undefined, command: StandingMeasureCommand, at = AT) =>
  measureLedger.decide(item, command, { ...asked(at), actor: "user:li", number: 1, others: () => [] });

function after(item: StandingMeasure | undefined, command: StandingMeasureCommand, at = AT): StandingMeasure {
  const decided = decide(item, command, at);
  if (!decided.ok) throw new Error(decided.error.code);
  const [act] = decided.value;
  return measureLedger.fold(item, act!, { at, actor: "user:li", number: 1 });
}
const added = after(undefined, { verb: "add", measure: rule });

test("a measure is reviewed, said anew and ended, each by whoever did it", () => {
  const later = plus(AT, days(170));
  const reviewed = after(added, { verb: "review", words: "holds", reviewBy: plus(later, days(180)), signed: "reviewed" }, later);
  expect(reviewed).toMatchObject({ reviewBy: plus(later, days(180)), reviews: [{ by: "user:li", at: later, words: "holds" }] });
  const changed = after(reviewed, { verb: "change", measure: { ...rule, words: "nobody works alone at night", hazards: [3, 5] } }, later);
  expect(changed).toMatchObject({ words: "nobody works alone at night", hazards: [3, 5], reviews: [{ words: "holds" }] });
  const ended = after(changed, { verb: "end", words: "the room is closed", signed: "approved" }, later);
  expect(ended).toMatchObject({ state: "ended", ended: { words: "the room is closed" } });
  expect(measureLedger.due(ended, asked(plus(later, days(900))))).toEqual([]);
});

test("one that is not reviewed in time is an alarm, once, until it is reviewed", () => {
  expect(measureLedger.due(added, asked(rule.reviewBy))).toEqual([]);
  const late = epochMs(rule.reviewBy + 1);
  const [act] = measureLedger.due(added, asked(late));
  const overdue = measureLedger.fold(added, act!, { at: late, actor: "system", number: 1 });
  expect(measureLedger.due(overdue, asked(plus(late, days(9))))).toEqual([]);
  expect(measureLedger.alarms(overdue, asked(late))).toMatchObject([{ name: "measure-review-overdue", value: { en: "SM-1" } }]);
  // The text says whose it is, without a name: it stays in the journal as it was told.
  const people = site.people.map((person) => ({ ...person, department: { en: "Chemistry", zh: "化学系" } }));
  expect(measureLedger.alarms(overdue, { at: late, site: { ...site, people } })).toMatchObject([
    { value: { en: "SM-1, Chemistry", zh: "SM-1，化学系" } },
  ]);
  const reviewed = after(overdue, { verb: "review", words: "holds", reviewBy: plus(late, days(30)), signed: "reviewed" }, late);
  expect(measureLedger.alarms(reviewed, asked(late))).toEqual([]);
});

const ended = after(added, { verb: "end", words: "no longer needed", signed: "approved" });
const add = (over: Partial<NewStandingMeasure>): StandingMeasureCommand => ({ verb: "add", measure: { ...rule, ...over } });
const change = (over: Partial<NewStandingMeasure>): StandingMeasureCommand => ({ verb: "change", measure: { ...rule, ...over } });
const END: StandingMeasureCommand = { verb: "end", words: "x", signed: "approved" };
test.each([
  ["STANDING_MEASURE_UNKNOWN", undefined, END],
  ["STANDING_MEASURE_WORDS", undefined, add({ words: " " })],
  ["STANDING_MEASURE_ZONE", undefined, add({ zoneId: "nowhere" })],
  ["STANDING_MEASURE_OWNER", undefined, add({ owner: "nobody" })],
  ["STANDING_MEASURE_REVIEW", undefined, add({ reviewBy: AT })],
  ["STANDING_MEASURE_REVIEW", undefined, add({ reviewBy: plus(AT, days(800)) })],
  ["STANDING_MEASURE_HAZARDS", undefined, add({ hazards: [1, 1] })],
  ["STANDING_MEASURE_OWNER", added, change({ owner: "nobody" })],
  ["STANDING_MEASURE_REVIEW_KEPT", added, change({ reviewBy: plus(AT, days(181)) })],
  ["STANDING_MEASURE_WORDS", added, { verb: "review", words: "", reviewBy: plus(AT, days(9)), signed: "reviewed" }],
  ["STANDING_MEASURE_REVIEW", added, { verb: "review", words: "x", reviewBy: AT, signed: "reviewed" }],
  ["STANDING_MEASURE_WORDS", added, { verb: "end", words: "", signed: "approved" }],
  ["STANDING_MEASURE_ENDED", ended, END],
] as const)("%s", (code, item, command) => {
  expect(decide(item, command)).toMatchObject({ ok: false, error: { code } });
});

test("a line about what was never added is said to be broken", () => {
  expect(() => measureLedger.fold(undefined, { act: "ended", words: "x" }, { at: AT, actor: "user:li", number: 7 })).toThrow("measure 7");
});
