import { expect, test } from "vitest";
import { epochMs, hours, minutes, plus } from "../../basics/index.ts";
import type { CivilDay } from "../../schedule/index.ts";
import type { Checklist, ChecklistItem, Site } from "../../site/index.ts";
import type { Answer, Check, CheckCommand, NewCheck } from "./check.ts";
import { createCheckLedger } from "./check-ledger.ts";

const text = (en: string) => ({ en, zh: en });
const item = (id: string, over: Partial<ChecklistItem> = {}): ChecklistItem => ({
  id,
  words: text(id),
  hazard: { class: "gas", level: "general" },
  source: "own: test",
  ...over,
});
const LIST: Checklist = {
  id: "gas",
  version: "1",
  name: text("Gas"),
  source: "own: test",
  items: [item("chained"), item("pressure", { number: { unit: "bar", min: 1, max: 8 } }), item("labelled", { photo: true, always: true })],
};
const ledger = createCheckLedger((number) => (number === 1 ? LIST : undefined));
const opensAt = epochMs(1_800_000_000_000);
const dueAt = plus(opensAt, hours(4));
const site = {
  zones: [{ id: "room", responsible: "wang" }],
  people: [{ id: "wang", account: "wang.fang" }, { id: "li", roles: ["keeper"] }, { id: "zhao" }],
} as unknown as Site;
const opening: NewCheck = {
  patrolId: "round",
  patrolName: text("Round"),
  zoneId: "room",
  window: { day: 20_000 as CivilDay, opensAt, dueAt },
  list: 1,
  by: [{ kind: "responsible" }, { kind: "deputy" }, { kind: "role", role: "keeper" }],
};
type Step = CheckCommand & { readonly who?: string; readonly at?: number };
const OPEN: Step = { verb: "open", check: opening };
const photo = { sha256: "ab", type: "image/jpeg", bytes: 1, width: 1, height: 1 } as const;

/** Carries commands out one after the other; the last outcome's code, and the check as it is then. */
const run = (...steps: readonly Step[]) => runBeside([], ...steps);
function runBeside(others: readonly Check[], ...steps: readonly Step[]) {
  let check: Check | undefined;
  let refused: string | undefined;
  let isJournaled = false;
  for (const { who: actor = "user:wang.fang", at = plus(opensAt, minutes(10)), ...command } of [OPEN, ...steps]) {
    const context = { at: epochMs(at), actor, site, number: 1, others: () => others };
    const decided = ledger.decide(check, command, context);
    refused = decided.ok ? undefined : decided.error.code;
    isJournaled = !decided.ok && decided.error.journaled === true;
    if (decided.ok) for (const act of decided.value) check = ledger.fold(check, act, context);
  }
  if (check === undefined) throw new Error("not opened");
  return { check, refused, isJournaled };
}
const answer = (id: string, given: Answer) => ({ verb: "answer", item: id, answer: given }) as const;
const YES = { kind: "yes" } as const;
const NO: Answer = { kind: "no", words: "it is not" };
const ALL = [
  answer("chained", YES),
  answer("pressure", { kind: "number", value: 8 }),
  answer("labelled", YES),
  { verb: "add-photo", item: "labelled", photo },
] as const;
const SIGN = { verb: "sign", signed: "checked" } as const;

test("every item answered, with its photo, is signed by whose it is; whoever else may do it stands in", () => {
  const { check } = run(...ALL, SIGN);
  expect(check).toMatchObject({ state: "done", signed: { by: "user:wang.fang", standIn: false, meaning: "checked" } });
  expect(check.missedAt).toBeUndefined();
  const others = (by: string) => [...ALL, SIGN].map((step) => ({ ...step, who: by }));
  expect(run(...others("user:li")).check.signed?.standIn).toBe(false);
  expect(run(...others("user:zhao")).check.signed?.standIn).toBe(true);
  expect(run(...others("user:nobody")).check.signed?.standIn).toBe(true);
});

test.each<{ code: string; because: string; steps: readonly CheckCommand[] }>([
  { code: "CHECK_ITEM", because: "the list has no such item", steps: [answer("tidy", YES)] },
  { code: "CHECK_ANSWER", because: "a reading is a number", steps: [answer("pressure", YES)] },
  { code: "CHECK_ANSWER", because: "a statement is none", steps: [answer("chained", { kind: "number", value: 1 })] },
  { code: "CHECK_ANSWER", because: "it is no number", steps: [answer("pressure", { kind: "number", value: Number.NaN })] },
  { code: "CHECK_WORDS", because: "a no says what is found", steps: [answer("chained", { kind: "no", words: " " })] },
  { code: "CHECK_WORDS", because: "it is too much", steps: [answer("pressure", { kind: "number", value: 1, words: "x".repeat(501) })] },
  { code: "CHECK_WORDS", because: "there is a reason", steps: [answer("chained", { kind: "not-applicable", words: "" })] },
  { code: "CHECK_APPLIES", because: "it applies everywhere", steps: [answer("labelled", { kind: "not-applicable", words: "none here" })] },
  {
    code: "CHECK_SAID_AT",
    because: "it was not open yet",
    steps: [{ ...answer("chained", YES), saidAt: epochMs(opensAt - 1) }],
  },
  {
    code: "CHECK_SAID_AT",
    because: "it is in the future",
    steps: [{ ...answer("chained", YES), saidAt: plus(opensAt, minutes(16)) }],
  },
  {
    code: "CHECK_PHOTOS",
    because: "four are enough",
    steps: Array.from({ length: 5 }, (_, index) => ({ ...ALL[3], photo: { ...photo, sha256: `a${index}` } })),
  },
  { code: "CHECK_UNANSWERED", because: "one is open", steps: [...ALL.slice(1), SIGN] },
  { code: "CHECK_PHOTO_MISSING", because: "the photo is not there", steps: [...ALL.slice(0, 3), SIGN] },
  { code: "CHECK_MEANING", because: "it is signed as checked", steps: [...ALL, { verb: "sign", signed: "verified" }] },
  { code: "CHECK_OVER", because: "it is signed", steps: [...ALL, SIGN, answer("chained", NO)] },
  { code: "CHECK_OVER", because: "another was done instead", steps: [{ verb: "lapse", by: 9 }, ALL[0]] },
])("$code: $because", ({ code, steps }) => {
  expect(run(...steps).refused).toBe(code);
});

test("a picture that is the evidence of another check, or of another item, is refused and the attempt kept; sent twice it is there once", () => {
  const before = run(...ALL, SIGN).check;
  const again = runBeside([{ ...before, number: 9 }], ...ALL.slice(0, 3), ALL[3], SIGN);
  expect(again.refused).toBe("CHECK_PHOTO_MISSING");
  const tried = runBeside([{ ...before, number: 9 }], ALL[3]);
  expect([tried.refused, tried.isJournaled, tried.check.photos]).toEqual(["CHECK_PHOTO_KEPT", true, {}]);
  expect(run(ALL[3], { ...ALL[3], item: "chained" }).refused).toBe("CHECK_PHOTO_KEPT");
  expect(run(ALL[3], ALL[3])).toMatchObject({ refused: undefined, check: { photos: { labelled: [photo] } } });
  expect(runBeside([before], { ...ALL[3], photo: { ...photo, sha256: "cd" } }).refused).toBeUndefined();
});

test("a command for a check that is not there is refused", () => {
  const decided = ledger.decide(undefined, { verb: "start" }, { at: opensAt, actor: "user:li", site, number: 7, others: () => [] });
  expect(decided).toMatchObject({ ok: false, error: { code: "CHECK_UNKNOWN" } });
});

test("nobody signs what somebody else has seen: the attempt is kept, and answering it too is the way out", () => {
  const other = { ...answer("chained", NO), who: "user:li" };
  const tried = run(other, ...ALL.slice(1), SIGN);
  expect([tried.refused, tried.isJournaled]).toEqual(["CHECK_SIGNER", true]);
  expect(run(other, ...ALL, SIGN).check.state).toBe("done");
});

test.each<{ answer: Answer; failed: boolean; because: string }>([
  { answer: { kind: "number", value: 8 }, failed: false, because: "the end of what is right is right" },
  { answer: { kind: "number", value: 8.1 }, failed: true, because: "it is above" },
  { answer: { kind: "number", value: 0.9 }, failed: true, because: "it is below" },
  { answer: NO, failed: true, because: "it could not be read" },
  { answer: { kind: "not-applicable", words: "no cylinder" }, failed: false, because: "there is none" },
])("$answer fails: $failed, because $because", ({ answer: given, failed }) => {
  expect(run(answer("pressure", given)).check.answers["pressure"]?.failed).toBe(failed);
});

test("an answer given while nothing could be sent keeps its own time beside that of the journal", () => {
  const saidAt = plus(opensAt, minutes(2));
  expect(run({ ...answer("chained", YES), saidAt }).check.answers["chained"]).toMatchObject({ saidAt, at: plus(opensAt, minutes(10)) });
});

test("a later answer takes the place of an earlier one, and what photos there are stay", () => {
  const { check } = run({ verb: "start" }, ALL[3], answer("labelled", NO), answer("labelled", YES));
  expect(check.answers["labelled"]?.failed).toBe(false);
  expect(check.photos["labelled"]).toEqual([photo]);
  expect(check.started).toMatchObject({ by: "user:wang.fang" });
});

test("it is missed after its time, an alarm until it is signed, and then still says so", () => {
  const { check } = run();
  const due = (at: number) => ledger.due(check, { at: epochMs(at), site });
  expect(due(dueAt)).toEqual([]);
  expect(due(dueAt + 1)).toEqual([{ act: "missed" }]);
  const missed = ledger.fold(check, { act: "missed" }, { at: epochMs(dueAt + 1), actor: "system", number: 1 });
  expect(ledger.due(missed, { at: epochMs(dueAt + 2), site })).toEqual([]);
  expect(ledger.alarms(missed, { at: dueAt, site })).toMatchObject([{ name: "check-missed", value: { en: "CK-1, due 01-15 12:00" } }]);
  const late = plus(dueAt, hours(1));
  const done = run(...[...ALL, SIGN].map((step) => ({ ...step, at: late }))).check;
  expect(ledger.alarms(done, { at: late, site })).toEqual([]);
  expect(done.missedAt).toBe(dueAt);
});

test("a failed item knows the hazard it is; another check lets an old one lapse", () => {
  expect(run(answer("chained", NO), { verb: "link", item: "chained", hazard: 3 }).check.hazards).toEqual({ chained: 3 });
  expect(run({ verb: "lapse", by: 9 }).check).toMatchObject({ state: "lapsed", lapsedBy: 9 });
});

test("lines that do not follow from one another are a fault, not a check", () => {
  expect(() => ledger.fold(undefined, { act: "started" }, { at: opensAt, actor: "user:li", number: 1 })).toThrow("before it was opened");
  const stray = { ...run().check, list: 2 };
  expect(() => ledger.decide(stray, SIGN, { at: opensAt, actor: "user:li", site, number: 1, others: () => [] })).toThrow("never published");
});
