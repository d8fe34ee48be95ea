import { NOTHING_CAME } from "@labcanary/domain/alarm";
import { epochMs, hours, milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import { CANARY_HOPS } from "@labcanary/domain/messages";
import { describe, expect, test } from "vitest";
import { translateIn } from "../testing.ts";
import { type PathFacts, pathLines, STATIONS } from "./path-lines.ts";

const t = translateIn("en");
const now = epochMs(Date.UTC(2026, 10, 22, 8));
const FINE: PathFacts = {
  standing: {
    connections: 9,
    devices: 9,
    wrongClocks: 0,
    framesPerSecond: 3,
    readingsPerSecond: 8,
    storedPerSecond: 8,
    durable: 1000,
    ruleBooks: { received: 10, readings: 7, duplicate: 1, rejected: 1, quarantined: 1 },
    logBytes: 2 ** 20,
    logBudget: 2 ** 30,
    rules: { frames: 0, lag: milliseconds(0) },
    history: { frames: 0, lag: milliseconds(0) },
    books: { received: 10, stored: 7, duplicate: 1, rejected: 1, quarantined: 1, waitingFrames: 0, balanced: true },
    alarmBooks: {
      ...NOTHING_CAME,
      changes: { ...NOTHING_CAME.changes, received: 9, raised: 4, moved: 3, had: 2 },
      alarms: { opened: 5, standing: 1, ended: 4 },
      notices: { ...NOTHING_CAME.notices, asked: 12, waiting: 2, sending: 1, accepted: 3, proven: 4, failed: 1, cancelled: 1 },
    },
    alarmLatency: { median: milliseconds(4), worst: milliseconds(12), count: 3 },
    canary: { state: "beats", every: minutes(5), lastCompletedAt: epochMs(now - minutes(2)), latency: milliseconds(40) },
    version: "1.2.3",
    startedAt: epochMs(now - hours(5)),
  },
  health: [
    { name: "log", state: "ok", detail: "" },
    { name: "history", state: "ok", detail: "" },
  ],
  channels: [
    { channel: "sms", circuit: "closed", since: now, healthy: true, detail: "", proves: "delivered", takesReplies: true, waiting: 0 },
  ],
  budgets: [{ channel: "sms", count: 50, per: hours(24), scope: "address", source: "rule", used: 30, reserved: 10 }],
  alarms: { count: 0, unacknowledged: 0 },
  now,
  locale: "en-GB",
};
const withStanding = (over: Partial<PathFacts["standing"]>): PathFacts => ({ ...FINE, standing: { ...FINE.standing, ...over } });
const all = (facts: PathFacts) => STATIONS.flatMap((station) => pathLines(facts, t)[station]);
const wrongOf = (facts: PathFacts) =>
  all(facts)
    .filter(({ isWrong }) => isWrong)
    .map(({ name }) => name);

test("when all is well nothing is wrong, and every figure has a name, a value and a sentence", () => {
  expect(wrongOf(FINE)).toEqual([]);
  for (const { name, label, value, says } of all(FINE)) for (const words of [label, value, says]) expect(words, name).not.toBe("");
  expect(new Set(all(FINE).map(({ name }) => name)).size).toBe(all(FINE).length);
  expect(all(FINE).find(({ name }) => name === "canary")?.value).toBe("2 min 0 s ago, in 40 ms");
});

test("a night with many alarms is nothing wrong with the way of a reading, and still says that somebody has to answer", () => {
  const busy = { ...FINE, alarms: { count: 40, unacknowledged: 12 } };
  expect(wrongOf(busy)).toEqual([]);
  expect(all(busy).find(({ name }) => name === "standing")?.says).toBe(
    "Somebody has to acknowledge them; until then the next people are told.",
  );
});

describe("each of these alone is wrong, and says something else than when it is well", () => {
  test.each<{ facts: PathFacts; wrong: string; because: string }>([
    { facts: withStanding({ connections: 0, framesPerSecond: 0 }), wrong: "connections", because: "no device is connected" },
    {
      facts: withStanding({ wrongClocks: 2, worstClock: { deviceId: "cab-17", ahead: milliseconds(-90_000) } }),
      wrong: "clocks",
      because: "two clocks are wrong",
    },
    { facts: withStanding({ framesPerSecond: 0 }), wrong: "frames", because: "devices are connected and say nothing" },
    { facts: withStanding({ logBytes: 0.95 * 2 ** 30 }), wrong: "disk", because: "the disk is nearly used up" },
    { facts: { ...FINE, health: [{ name: "log", state: "down", detail: "" }] }, wrong: "log-state", because: "the log takes nothing" },
    { facts: withStanding({ rules: { frames: 900, lag: seconds(6) } }), wrong: "rules-lag", because: "alarms come six seconds late" },
    { facts: { ...FINE, health: [{ name: "rules", state: "down", detail: "" }] }, wrong: "rules-lag", because: "the rules stand still" },
    {
      facts: withStanding({ alarmLatency: { median: milliseconds(4), worst: milliseconds(2000), count: 3 } }),
      wrong: "latency",
      because: "an alarm took two seconds",
    },
    {
      facts: withStanding({ durable: 3, rules: { frames: 9, lag: seconds(1) } }),
      wrong: "log-books",
      because: "the rules count more than was kept",
    },
    {
      facts: withStanding({ ruleBooks: { ...FINE.standing.ruleBooks, duplicate: 0 } }),
      wrong: "rules-books",
      because: "a reading handed to the rules has vanished",
    },
    { facts: { ...FINE, health: [{ name: "history", state: "down", detail: "" }] }, wrong: "history-state", because: "the store is away" },
    { facts: withStanding({ history: { frames: 9, lag: minutes(2) } }), wrong: "history-lag", because: "charts lack two minutes" },
    {
      facts: withStanding({ books: { ...FINE.standing.books, balanced: false } }),
      wrong: "books",
      because: "readings are unaccounted for",
    },
    {
      facts: withStanding({ alarmBooks: { ...FINE.standing.alarmBooks, changes: { ...FINE.standing.alarmBooks.changes, raised: 3 } } }),
      wrong: "changes-books",
      because: "what the rules handed on has come to nothing",
    },
    {
      facts: withStanding({ alarmBooks: { ...FINE.standing.alarmBooks, alarms: { opened: 5, standing: 0, ended: 4 } } }),
      wrong: "alarms-books",
      because: "an alarm is gone",
    },
    {
      facts: withStanding({ alarmBooks: { ...FINE.standing.alarmBooks, notices: { ...FINE.standing.alarmBooks.notices, waiting: 0 } } }),
      wrong: "notices-books",
      because: "people who were to be told are forgotten",
    },
    { facts: withStanding({ canary: { state: "lost", every: minutes(5) } }), wrong: "canary", because: "the test alarm is lost" },
    { facts: { ...FINE, channels: [] }, wrong: "no-channel", because: "nobody is told" },
    {
      facts: { ...FINE, channels: FINE.channels.map((channel) => ({ ...channel, healthy: false })) },
      wrong: "channel-sms",
      because: "the gateway does not answer",
    },
    {
      facts: { ...FINE, channels: FINE.channels.map((channel) => ({ ...channel, circuit: "open" as const })) },
      wrong: "channel-sms",
      because: "it is left in peace",
    },
    {
      facts: { ...FINE, budgets: FINE.budgets.map((budget) => ({ ...budget, used: 40 })) },
      wrong: "budget-sms",
      because: "only life safety is left",
    },
  ])("$wrong: $because", ({ facts, wrong }) => {
    expect(wrongOf(facts)).toEqual([wrong]);
    const said = all(facts).find(({ name }) => name === wrong)?.says;
    expect(said).not.toBe(all(FINE).find(({ name }) => name === wrong)?.says);
  });
});

test("a test alarm that is switched off, or has not run yet, is no fault and is not told as one that came through", () => {
  for (const state of ["off", "waiting"] as const) {
    const facts = withStanding({ canary: { state, every: minutes(5) } });
    expect(wrongOf(facts)).toEqual([]);
    expect(all(facts).find(({ name }) => name === "canary")?.value).toBe(t(`path.canary.${state}`));
  }
});

test("wherever the test alarm was lost, there are words for it", () => {
  for (const missing of CANARY_HOPS)
    expect(
      all(withStanding({ canary: { state: "lost", every: minutes(5), missing } })).find(({ name }) => name === "canary")?.value,
    ).toContain(t(`hop.${missing}`));
});

test("in the first minute a broker that has had no message yet is not called wrong", () => {
  expect(wrongOf(withStanding({ framesPerSecond: 0, startedAt: epochMs(now - seconds(20)) }))).toEqual([]);
});
