import { epochMs } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { listedAlarm } from "../testing.ts";
import {
  type FeedState,
  isStale,
  loseConnection,
  NOTHING_KNOWN,
  type Pulse,
  type Snapshot,
  takeChange,
  takePulse,
  takeSnapshot,
} from "./feed-state.ts";

const { impaired } = NOTHING_KNOWN;
const books = { received: 1, stored: 1, duplicate: 0, rejected: 0, quarantined: 0, waitingFrames: 0, balanced: true };
const snapshot = (seq: number, over: Partial<Snapshot> = {}): Snapshot => ({
  seq,
  at: epochMs(50_000),
  alarms: [],
  impaired,
  health: [],
  flood: null,
  channels: [],
  presence: null,
  drill: null,
  site: "test-1",
  proof: { canary: "beats", siteChangeWaits: false },
  ...over,
});
const pulse = (seq: number): Pulse => ({ seq, at: epochMs(50_000), books, unbalanced: [] });
const change = (seq: number, alarm = listedAlarm()) => ({ seq, at: epochMs(50_000), alarm });
const known = (seq: number): FeedState => takeSnapshot(NOTHING_KNOWN, snapshot(seq), 0);

describe("how far an alarm has come to people", () => {
  const reached = (seq: number, alarmId = "a") => ({
    seq,
    at: epochMs(50_000),
    reached: { alarmId, told: { reach: "delivered", personId: "wang", others: 1 } as const },
  });

  test("comes with the alarm, moves by itself, and leaves the rest of the alarm as it was", () => {
    const raised = takeChange(known(4), change(5, listedAlarm({ told: { reach: "waiting", others: 0 }, value: 12 })), 10);
    const delivered = takeChange(raised, reached(6), 20);
    expect(delivered).toMatchObject({ seq: 6, provenAt: 20 });
    expect(delivered.alarms.get("a")).toEqual(listedAlarm({ told: { reach: "delivered", personId: "wang", others: 1 }, value: 12 }));
    expect(raised.alarms.get("a")?.told?.reach).toBe("waiting");
    expect(takeChange(delivered, change(7, listedAlarm({ annunciation: "acknowledged" })), 30).alarms.get("a")).not.toHaveProperty("reach");
  });

  test("of an alarm that is not on the list changes nothing but the number", () => {
    const state = takeChange(known(4), reached(5, "gone"), 10);
    expect(state).toMatchObject({ seq: 5, provenAt: 10 });
    expect(state.alarms.size).toBe(0);
  });
});

describe("the sequence", () => {
  test("changes in order are taken, an alarm that has ended leaves", () => {
    const raised = takeChange(known(4), change(5), 10);
    expect(raised).toMatchObject({ seq: 5, provenAt: 10, gap: undefined });
    expect([...raised.alarms.keys()]).toEqual(["a"]);
    expect(takeChange(raised, change(6, listedAlarm({ annunciation: "normal" })), 20).alarms.size).toBe(0);
  });

  test("a request for presence comes with a snapshot or a change, stays through others, and is gone when a change says so", () => {
    const presence = { id: "p1", askedAt: epochMs(1), answerBy: epochMs(2), alarmIds: ["a"] };
    const asked = takeChange(known(4), { seq: 5, at: epochMs(50_000), presence }, 10);
    expect(takeChange(asked, change(6), 20).presence).toEqual(presence);
    expect(takeSnapshot(NOTHING_KNOWN, snapshot(9, { presence }), 0).presence).toEqual(presence);
    expect(takeChange(asked, { seq: 6, at: epochMs(50_000), presence: null }, 20).presence).toBeNull();
  });

  test("a drill under way comes with a snapshot or a change, stays through others, and is gone when a change says so", () => {
    const drill = { number: 3, name: { en: "Leak", zh: "泄漏" }, zoneId: "room-114", until: epochMs(9) };
    const begun = takeChange(known(4), { seq: 5, at: epochMs(50_000), drill }, 10);
    expect(takeChange(begun, change(6), 20).drill).toEqual(drill);
    expect(takeSnapshot(NOTHING_KNOWN, snapshot(9, { drill }), 0).drill).toEqual(drill);
    expect(takeChange(begun, { seq: 6, at: epochMs(50_000), drill: null }, 20).drill).toBeNull();
  });

  test("a flood comes with a snapshot or a change, stays through others, and is gone when a change says so", () => {
    const flood = { since: epochMs(1), count: 11, firstOut: "a" };
    const begun = takeChange(known(4), { seq: 5, at: epochMs(50_000), flood }, 10);
    expect([known(4).flood, begun.flood, takeChange(begun, change(6), 20).flood]).toEqual([null, flood, flood]);
    expect(takeChange(begun, { seq: 6, at: epochMs(50_000), flood: null }, 20).flood).toBeNull();
    expect(takeSnapshot(NOTHING_KNOWN, snapshot(1, { flood }), 0).flood).toEqual(flood);
  });

  test("a change that was in the snapshot already changes nothing", () => {
    const state = known(4);
    expect(takeChange(state, change(4), 10)).toBe(state);
  });

  test("a number too high is a gap: nothing is proven until the snapshot heals it and says which were missed", () => {
    const torn = takeChange(known(4), change(7), 10);
    expect(torn).toMatchObject({ seq: 4, provenAt: 0, gap: { from: 5, to: 6 } });
    expect(torn.alarms.size).toBe(0);
    const worse = takeChange(torn, change(9), 20);
    expect(worse.gap).toEqual({ from: 5, to: 8 });
    expect(takeSnapshot(worse, snapshot(9), 30)).toMatchObject({
      seq: 9,
      provenAt: 30,
      gap: undefined,
      healed: { from: 5, to: 8, at: 50_000 },
    });
  });

  test("a pulse with the same number proves the state, one with another is a gap", () => {
    expect(takePulse(known(4), pulse(4), 10)).toMatchObject({ provenAt: 10, books });
    expect(takePulse(known(4), pulse(5), 10)).toMatchObject({ provenAt: 0, gap: { from: 5, to: 5 } });
  });

  test("after a lost connection nothing but a snapshot is believed, and what was known stays to be seen", () => {
    const lost = loseConnection(takeChange(known(4), change(5), 10));
    expect(lost.alarms.size).toBe(1);
    expect(takeChange(lost, change(6), 20)).toBe(lost);
    expect(takePulse(lost, pulse(5), 20)).toBe(lost);
  });

  test("the platform's clock is followed", () => {
    expect(takePulse(known(4), pulse(4), 20_000).clockOffset).toBe(30_000);
  });
});

test.each([
  { state: NOTHING_KNOWN, now: 0, stale: true, because: "nothing has been heard" },
  { state: known(1), now: 2499, stale: false, because: "a pulse may be late" },
  { state: known(1), now: 2500, stale: true, because: "within 3 s a screen must say so" },
])("stale is $stale at $now: $because", ({ state, now, stale }) => {
  expect(isStale(state, now)).toBe(stale);
});
