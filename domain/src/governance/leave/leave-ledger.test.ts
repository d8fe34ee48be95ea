import { describe, expect, test } from "vitest";
import { stockSite } from "../../../../test/support/stock-site.ts";
import { epochMs, hours, plus } from "../../basics/index.ts";
import type { LedgerContext } from "../ledger.ts";
import { authorisationOf, type Leave, type LeaveCommand } from "./leave.ts";
import { leaveLedger } from "./leave-ledger.ts";

const site = stockSite(undefined, {
  keyPeriods: [
    {
      id: "spring",
      kind: "vacation",
      name: { en: "Spring", zh: "春节" },
      from: "2026-11-25",
      to: "2026-11-27",
      seal: [{ door: "store/door" }, { door: "cabinet/door" }],
    },
  ],
});
const NOON = epochMs(Date.UTC(2026, 10, 25, 12));
const asked = { door: "store/door", people: ["wang"], from: NOON, to: plus(NOON, hours(2)), reason: " nitrogen " };

const context = (actor: string, at = NOON, over: Partial<LedgerContext> = {}) => ({
  at,
  actor,
  site,
  number: 1,
  others: () => [],
  ...over,
});

/** The item after commands of these people. */
function after(...steps: readonly (readonly [actor: string, command: LeaveCommand])[]): Leave {
  let leave: Leave | undefined;
  for (const [actor, command] of steps) {
    const decided = leaveLedger.decide(leave, command, context(actor));
    if (!decided.ok) throw new Error(decided.error.code);
    for (const act of decided.value) leave = leaveLedger.fold(leave, act, { at: NOON, actor, number: 1 });
  }
  return leave as Leave;
}
const ask = (over: Partial<typeof asked> = {}): LeaveCommand => ({ verb: "ask", leave: { ...asked, ...over }, signed: "requested" });
const give: LeaveCommand = { verb: "give", signed: "approved" };
const codeOf = (leave: Leave | undefined, command: LeaveCommand, actor: string, at = NOON, over: Partial<LedgerContext> = {}) => {
  const decided = leaveLedger.decide(leave, command, context(actor, at, over));
  return decided.ok ? "ok" : `${decided.error.code}${decided.error.journaled === true ? " journaled" : ""}`;
};

describe("asking", () => {
  test.each([
    { over: {}, code: "ok" },
    { over: { door: "store/weight" }, code: "LEAVE_DOOR" },
    { over: { to: epochMs(Date.UTC(2026, 10, 28, 1)), from: epochMs(Date.UTC(2026, 10, 27, 23)) }, code: "LEAVE_DOOR" },
    { over: { to: NOON }, code: "LEAVE_SPAN" },
    { over: { from: plus(NOON, hours(-3)), to: plus(NOON, hours(-1)) }, code: "LEAVE_SPAN" },
    { over: { to: plus(NOON, hours(13)) }, code: "LEAVE_SPAN" },
    { over: { people: [] }, code: "LEAVE_PEOPLE" },
    { over: { people: ["nobody"] }, code: "LEAVE_PEOPLE" },
    { over: { people: ["zhao"] }, code: "LEAVE_PEOPLE" },
    { over: { door: "cabinet/door", people: ["zhao"] }, code: "ok" },
    { over: { reason: " " }, code: "LEAVE_WORDS" },
    { over: { reason: "x".repeat(501) }, code: "LEAVE_WORDS" },
  ])("$over: $code", ({ over, code }) => expect(codeOf(undefined, ask(over), "user:guest")).toBe(code));

  test("is not yet leave", () => {
    const leave = after(["user:guest", ask()]);
    expect(leave).toMatchObject({ state: "asked", zoneId: "store", reason: "nitrogen" });
    expect(authorisationOf(leave)).toBeUndefined();
  });
});

test("both signatures say what they mean, and lines from before they did are read as ever", () => {
  const leave = after(["user:lina", ask()]);
  const [asking, giving] = [
    leaveLedger.decide(undefined, ask(), context("user:lina")),
    leaveLedger.decide(leave, give, context("user:zhao")),
  ];
  expect([asking, giving]).toMatchObject([
    { value: [{ act: "asked", signed: "requested" }] },
    { value: [{ act: "given", signed: "approved" }] },
  ]);
  const old = { act: "asked", leave: { ...asked, reason: asked.reason.trim() }, zoneId: "store" } as const;
  expect(leaveLedger.fold(undefined, old, { at: NOON, actor: "user:lina", number: 1 })).toEqual(leave);
  expect(leaveLedger.fold(leave, { act: "given" }, { at: NOON, actor: "user:zhao", number: 1 })).toMatchObject({ state: "given" });
});

test("a second person gives it; not who asked, by whatever name, nor who is to open the door", () => {
  const leave = after(["user:lina", ask()]);
  expect(codeOf(leave, give, "user:lina")).toBe("LEAVE_SAME_PERSON journaled");
  expect(codeOf(leave, give, "person:li")).toBe("LEAVE_SAME_PERSON journaled");
  expect(codeOf(leave, give, "user:wang")).toBe("LEAVE_FOR_ONESELF journaled");
  expect(codeOf(leave, give, "user:zhao")).toBe("ok");
  expect(codeOf(undefined, give, "user:zhao")).toBe("LEAVE_UNKNOWN");
  expect(codeOf(leave, give, "user:zhao", leave.to)).toBe("LEAVE_NOT_ASKED");
  expect(codeOf(leave, give, "user:zhao", NOON, { site: stockSite() })).toBe("LEAVE_DOOR");
});

test("both are people the site knows: of two accounts, one of which is nobody's, one person may have both", () => {
  expect(codeOf(undefined, ask(), "user:wang2")).toBe("LEAVE_UNLINKED journaled");
  const leave = after(["user:lina", ask()]);
  expect(codeOf(leave, give, "user:wang2")).toBe("LEAVE_UNLINKED journaled");
  expect(codeOf(leave, give, "user:zhao")).toBe("ok");
  // Asked for before that was the rule.
  expect(codeOf({ ...leave, askedBy: "user:wang2" }, give, "user:zhao")).toBe("LEAVE_UNLINKED journaled");
});

test("what is given counts from then on, until it ends or is taken back", () => {
  const given = after(["user:lina", ask({ from: plus(NOON, hours(-1)) })], ["user:zhao", give]);
  expect(authorisationOf(given)).toEqual({ id: "leave/1", door: "store/door", people: ["wang"], from: NOON, to: given.to });
  expect(codeOf(given, give, "user:zhao")).toBe("LEAVE_NOT_ASKED");
  expect(codeOf(given, { verb: "refuse", reason: "no" }, "user:zhao")).toBe("LEAVE_NOT_ASKED");
  expect(codeOf(given, { verb: "withdraw", reason: "" }, "user:zhao")).toBe("LEAVE_WORDS");
  expect(codeOf(given, { verb: "withdraw", reason: "over" }, "user:zhao", given.to)).toBe("LEAVE_NOT_GIVEN");
  const back = after(["user:lina", ask()], ["user:zhao", give], ["user:lina", { verb: "withdraw", reason: "not needed" }]);
  expect(authorisationOf(back)).toMatchObject({ withdrawnAt: NOON });
  expect(back).toMatchObject({ state: "withdrawn", endedBy: "user:lina", endReason: "not needed" });
});

test("what is refused, or nobody gives in time, is no leave", () => {
  const leave = after(["user:lina", ask()]);
  expect(codeOf(leave, { verb: "refuse", reason: " " }, "user:zhao")).toBe("LEAVE_WORDS");
  expect(codeOf(leave, { verb: "withdraw", reason: "x" }, "user:zhao")).toBe("LEAVE_NOT_GIVEN");
  expect(authorisationOf(after(["user:lina", ask()], ["user:zhao", { verb: "refuse", reason: "no" }]))).toBeUndefined();
  expect(leaveLedger.due(leave, { at: plus(leave.to, hours(-1)), site })).toEqual([]);
  const acts = leaveLedger.due(leave, { at: leave.to, site });
  expect(acts).toEqual([{ act: "lapsed" }]);
  const lapsed = leaveLedger.fold(leave, acts[0] as never, { at: leave.to, actor: "system", number: 1 });
  expect(lapsed).toMatchObject({ state: "lapsed" });
  expect(leaveLedger.due(lapsed, { at: leave.to, site })).toEqual([]);
  expect(leaveLedger.alarms(leave, { at: NOON, site })).toEqual([]);
  expect(() => leaveLedger.fold(undefined, { act: "given" }, { at: NOON, actor: "x", number: 9 })).toThrow("leave 9 is given");
});
