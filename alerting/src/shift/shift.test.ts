import { hours, minutes, plus } from "@labcanary/domain/basics";
import type { JournalEntryKind, ShiftCommand } from "@labcanary/domain/messages";
import { expect, test } from "vitest";
import { handOverListOf, NO_COUNTS } from "../../../test/support/hand-over.ts";
import { type AlertingBench, passTime, startAlerting } from "../../../test/support/kannel-alerting.ts";

const LIST = handOverListOf({
  counts: { ...NO_COUNTS, shelved: 1 },
  impaired: [{ signal: "cab-17/vapour", name: { en: "Vapour", zh: "蒸气" }, where: { en: "", zh: "" }, impairment: "silent" }],
});
const handOver = (id: string, by = "mei", notes = ""): ShiftCommand => ({ kind: "hand-over", id, by, notes, list: LIST });
const takeOver = (id: string, by: string, handOverId: string): ShiftCommand => ({
  kind: "take-over",
  id,
  by,
  handOverId,
  counts: NO_COUNTS,
});
const lines = ({ alerting }: AlertingBench, kind: JournalEntryKind) =>
  alerting.journal({ limit: 1000 }).filter((entry) => entry.kind === kind);

test("a shift handed over waits, over a restart, with its list as it was, until somebody else takes it over", async () => {
  const before = await startAlerting();
  const at = before.clock.now();
  expect(before.alerting.shiftCommand(handOver("h1", "mei", "The fan of room 114 is loud"))).toMatchObject({ ok: true });
  expect(lines(before, "shift-handed-over")).toMatchObject([
    {
      actor: "user:mei",
      detail: { handOverId: "h1", notes: "The fan of room 114 is loud", counts: { shelved: 1 }, impaired: ["cab-17/vapour"] },
    },
  ]);
  const bench = await before.restart();
  expect(bench.alerting.shift().waiting).toEqual({ id: "h1", by: "mei", at, dueAt: plus(at, minutes(30)), isMissed: false });
  expect(bench.alerting.shiftCommand(takeOver("t1", "mei", "h1"))).toMatchObject({ ok: false, error: { code: "HAND_OVER_SAME_PERSON" } });
  expect(bench.alerting.shiftCommand(takeOver("t2", "li", "other"))).toMatchObject({ ok: false, error: { code: "HAND_OVER_NONE" } });
  expect(lines(bench, "refused")).toHaveLength(2);
  const taken = bench.alerting.shiftCommand(takeOver("t3", "li", "h1"));
  expect(taken).toMatchObject({ ok: true, value: { state: "taken-over", by: "mei", takenOverBy: "li" } });
  expect(bench.alerting.shiftCommand(takeOver("t3", "li", "h1"))).toEqual(taken);
  expect(lines(bench, "shift-taken-over")).toMatchObject([{ actor: "user:li", detail: { handOverId: "h1", from: "mei" } }]);
  expect(bench.alerting.shift().waiting).toBeNull();
  expect(bench.alerting.shiftCommand(takeOver("t4", "chen", "h1"))).toMatchObject({ error: { code: "HAND_OVER_NONE" } });
  expect(bench.alerting.handOver("h1")).toMatchObject({ list: LIST, takenOverBy: "li" });
  expect(bench.alerting.handOver("none")).toBeUndefined();
});

test("one that is not taken over in time is told once, and can still be taken over", async () => {
  const bench = await startAlerting();
  bench.alerting.shiftCommand(handOver("h1"));
  await passTime(bench, minutes(29));
  expect(lines(bench, "shift-not-taken-over")).toEqual([]);
  await passTime(bench, minutes(3));
  expect(lines(bench, "shift-not-taken-over")).toMatchObject([{ actor: "system", detail: { handOverId: "h1", from: "mei" } }]);
  expect(bench.alerting.shift().waiting).toMatchObject({ isMissed: true });
  expect(bench.alerting.shiftCommand(takeOver("t1", "li", "h1"))).toMatchObject({ ok: true, value: { isMissed: true } });
});

test("handing over anew replaces what waits; both stay in the history, newest first", async () => {
  const bench = await startAlerting();
  bench.alerting.shiftCommand(handOver("h1"));
  await passTime(bench, minutes(1));
  bench.alerting.shiftCommand(handOver("h2"));
  expect(bench.alerting.handOvers(10)).toMatchObject([
    { id: "h2", state: "waiting", counts: { shelved: 1 } },
    { id: "h1", state: "replaced" },
  ]);
  expect(bench.alerting.handOvers(1)).toHaveLength(1);
  expect(lines(bench, "shift-handed-over").at(-1)?.detail).toMatchObject({ replaces: "h1" });
  expect(bench.alerting.shiftCommand(takeOver("t1", "li", "h1"))).toMatchObject({ error: { code: "HAND_OVER_NONE" } });
});

test("notes of more than 4 000 characters are refused, and nothing is handed over", async () => {
  const bench = await startAlerting();
  expect(bench.alerting.shiftCommand(handOver("h1", "mei", "长".repeat(4001)))).toMatchObject({
    error: { code: "HAND_OVER_NOTES_TOO_LONG" },
  });
  expect(bench.alerting.shift().waiting).toBeNull();
  expect(bench.alerting.shiftCommand(handOver("h2", "mei", "长".repeat(4000)))).toMatchObject({ ok: true });
});

test("the clock set back while the platform was down moves the time to take over with it", async () => {
  const before = await startAlerting();
  before.clock.advance(hours(2));
  before.alerting.shiftCommand(handOver("h1"));
  const bench = await before.restart();
  expect(bench.clock.now()).toBeLessThan(before.clock.now());
  expect(bench.alerting.shift().waiting?.dueAt).toBe(plus(bench.clock.now(), minutes(30)));
});

test("a console that was heard counts for the shift in which it was; the newest test of a console stands", async () => {
  const bench = await startAlerting();
  const desk = { consoleId: "abcdefgh", consoleName: "Desk 1", by: "mei", volume: 60 };
  bench.alerting.testSound({ ...desk, volume: 40 });
  bench.alerting.testSound(desk);
  const { beganAt, soundTests } = bench.alerting.shift();
  expect(beganAt).toBeLessThanOrEqual(bench.clock.now());
  expect(soundTests).toEqual([{ ...desk, at: bench.clock.now() }]);
  expect(lines(bench, "sound-tested")).toHaveLength(2);
  expect(lines(bench, "sound-tested")[1]).toMatchObject({ actor: "user:mei", detail: { console: "Desk 1", volume: 60 } });
  await passTime(bench, hours(13), minutes(1));
  expect(bench.alerting.shift().soundTests).toEqual([]);
});
