import type { OutOfServiceMark, Shelving } from "@labcanary/domain/alarm";
import { epochMs, minutes } from "@labcanary/domain/basics";
import type { ChannelStanding } from "@labcanary/domain/notification";
import { type CanaryFigures, HEALTH_ITEMS, type HealthItem } from "@labcanary/domain/ports";
import { describe, expect, test } from "vitest";
import { listedAlarm } from "../testing.ts";
import { MESSAGES } from "../testing.ts";
import { type AlarmSummary, type FeedState, type ImpairedCounts, NOTHING_KNOWN } from "./feed-state.ts";
import { type ConcernKind, CONCERNS, headlineOf } from "./headline.ts";

const health: readonly HealthItem[] = HEALTH_ITEMS.map((name) => ({ name, state: "ok", detail: "" }));
const books = { received: 0, stored: 0, duplicate: 0, rejected: 0, quarantined: 0, waitingFrames: 0, balanced: true };
const channel: ChannelStanding = {
  channel: "sms",
  circuit: "closed",
  since: epochMs(0),
  healthy: true,
  detail: "",
  proves: "delivered",
  takesReplies: true,
  waiting: 0,
};
const QUIET: FeedState = {
  ...NOTHING_KNOWN,
  seq: 1,
  provenAt: 0,
  health,
  books,
  unbalanced: [],
  channels: [channel],
  proof: { canary: "beats", siteChangeWaits: false },
};
const FRESH = { stale: false, unheard: false };
const withAlarms = (...alarms: AlarmSummary[]): FeedState => ({ ...QUIET, alarms: new Map(alarms.map((alarm) => [alarm.id, alarm])) });

const SHELVING: Shelving = { by: "li", at: epochMs(1), until: epochMs(2), reason: "repair", mode: "timed" };
const MARK: OutOfServiceMark = { by: "li", approvedBy: "wang", at: epochMs(1), until: epochMs(2), reason: "repair", measure: "patrol" };

test("quiet is said only when everything proves it", () => {
  expect(headlineOf(QUIET, FRESH)).toEqual({ kind: "quiet" });
  expect(headlineOf({ ...QUIET, proof: { ...QUIET.proof, canary: "off" } }, FRESH)).toEqual({ kind: "quiet" });
});

interface Case {
  readonly state: FeedState;
  readonly unheard?: boolean;
  readonly worst: ConcernKind;
  readonly because: string;
}

/** One for every value that anything in the feed can take other than the one that is fine: a kind that is added comes here by itself. */
const SINGLE_CONCERNS: readonly Case[] = [
  ...(Object.keys(NOTHING_KNOWN.impaired) as (keyof ImpairedCounts)[]).map(
    (kind): Case => ({ state: { ...QUIET, impaired: { ...QUIET.impaired, [kind]: 1 } }, worst: kind, because: `one signal is ${kind}` }),
  ),
  ...HEALTH_ITEMS.flatMap((name) =>
    (["degraded", "down"] as const).map(
      (state): Case => ({
        state: { ...QUIET, health: health.map((item) => (item.name === name ? { ...item, state } : item)) },
        worst: `part-${state}`,
        because: `${name} is ${state}`,
      }),
    ),
  ),
  ...(
    Object.keys({ waiting: 0, lost: 0 } satisfies Record<Exclude<CanaryFigures["state"], "off" | "beats">, number>) as (
      | "waiting"
      | "lost"
    )[]
  ).map(
    (canary): Case => ({
      state: { ...QUIET, proof: { ...QUIET.proof, canary } },
      worst: `canary-${canary}`,
      because: `the canary is ${canary}`,
    }),
  ),
  ...[{ healthy: false }, { circuit: "open" as const }, { circuit: "half-open" as const }, { waiting: 1 }].map(
    (over): Case => ({ state: { ...QUIET, channels: [{ ...channel, ...over }] }, worst: "undelivered", because: JSON.stringify(over) }),
  ),
  { state: { ...QUIET, health: [] }, worst: "parts-unheard", because: "no part has said that it is well" },
  { state: { ...QUIET, unbalanced: ["notices"] }, worst: "books", because: "a notification is unaccounted for" },
  { state: { ...QUIET, books: { ...books, balanced: false } }, worst: "books", because: "the books do not balance" },
  {
    state: { ...QUIET, presence: { id: "p", askedAt: epochMs(1), answerBy: epochMs(2), alarmIds: [] } },
    worst: "presence",
    because: "the desk has not answered",
  },
  { state: { ...QUIET, flood: { since: epochMs(1), count: 11, firstOut: "a" } }, worst: "flood", because: "a flood is under way" },
  {
    state: { ...QUIET, proof: { ...QUIET.proof, siteChangeWaits: true } },
    worst: "site-change",
    because: "a change waits for a second person",
  },
  {
    state: { ...QUIET, drill: { number: 3, name: { en: "Leak", zh: "泄漏" }, zoneId: "room-114", until: epochMs(9) } },
    worst: "drill",
    because: "a drill is under way that has no alarm yet",
  },
  { state: withAlarms(listedAlarm({ test: "drill/3", lifeSafety: true })), worst: "drill", because: "what stands is of a drill" },
  { state: QUIET, unheard: true, worst: "sound", because: "this console cannot be heard" },
  { state: withAlarms(listedAlarm({ shelved: SHELVING })), worst: "shelved", because: "the only alarm is shelved" },
  {
    state: withAlarms(listedAlarm({ suppressed: { by: "door open", since: epochMs(1) } })),
    worst: "suppressed",
    because: "the only alarm is suppressed",
  },
  {
    state: withAlarms(listedAlarm({ outOfService: MARK })),
    worst: "off-the-list",
    because: "its signal is out of service, and not counted",
  },
];

test("a real alarm is told before any of a drill, however grave that is, also once it is acknowledged", () => {
  const drilled = listedAlarm({ id: "drilled", test: "drill/3", priority: "critical", lifeSafety: true });
  const facts = { stale: false, unheard: false };
  const low = listedAlarm({ id: "low", priority: "low" });
  expect(headlineOf(withAlarms(drilled, low), facts)).toMatchObject({ kind: "unacknowledged", count: 1, worst: { id: "low" } });
  const seen = listedAlarm({ id: "low", priority: "low", annunciation: "acknowledged" });
  expect(headlineOf(withAlarms(drilled, seen), facts)).toMatchObject({ kind: "acknowledged", count: 1, worst: { id: "low" } });
});

describe("each of these alone keeps it from quiet, and is what it says", () => {
  test.each(SINGLE_CONCERNS)("$worst: $because", ({ state, unheard = false, worst }) => {
    expect(headlineOf(state, { stale: false, unheard })).toEqual({ kind: "degraded", worst: { kind: worst, count: 1 }, others: [] });
  });

  test("no concern there is goes without a case, or without words", () => {
    expect(new Set(SINGLE_CONCERNS.map(({ worst }) => worst))).toEqual(new Set(Object.keys(CONCERNS)));
    for (const kind of Object.keys(CONCERNS)) expect(Object.keys(MESSAGES.en)).toContain(`concern.${kind}`);
  });
});

test.each<{ state: FeedState; stale?: boolean; kind: string; because: string }>([
  { state: NOTHING_KNOWN, kind: "connecting", because: "nothing is known" },
  { state: QUIET, stale: true, kind: "connecting", because: "the screen is stale" },
  { state: { ...QUIET, seq: undefined }, kind: "connecting", because: "the connection is lost" },
  { state: { ...QUIET, gap: { from: 2, to: 3 } }, kind: "connecting", because: "changes were missed" },
  { state: { ...QUIET, books: undefined }, kind: "connecting", because: "the books have not been heard" },
  { state: withAlarms(listedAlarm({ annunciation: "acknowledged" })), kind: "acknowledged", because: "an acknowledged alarm is still one" },
  { state: withAlarms(listedAlarm({ annunciation: "rtn-unacknowledged" })), kind: "unacknowledged", because: "nobody has seen it" },
])("$kind when $because", ({ state, stale = false, kind }) => {
  expect(headlineOf(state, { ...FRESH, stale }).kind).toBe(kind);
});

test("the worst alarm is the gravest that nobody has acknowledged", () => {
  const acknowledged = listedAlarm({ id: "seen", priority: "critical", annunciation: "acknowledged", raisedAt: epochMs(minutes(1)) });
  const headline = headlineOf(withAlarms(acknowledged, listedAlarm({ id: "low", priority: "low" }), listedAlarm({ id: "new" })), FRESH);
  expect(headline).toMatchObject({ kind: "unacknowledged", count: 2, worst: { id: "new" } });
});

test("of several concerns the gravest is said, the others are counted, and a signal of life safety is counted once", () => {
  const impaired = { ...QUIET.impaired, silent: 1, simulated: 12, "out-of-service": 2, "life-safety-out-of-service": 1 };
  const suppressed = listedAlarm({ id: "s", suppressed: { by: "door open", since: epochMs(1) } });
  expect(headlineOf({ ...withAlarms(suppressed, listedAlarm({ shelved: SHELVING })), impaired }, FRESH)).toEqual({
    kind: "degraded",
    worst: { kind: "life-safety-out-of-service", count: 1 },
    others: [
      { kind: "silent", count: 1 },
      { kind: "out-of-service", count: 1 },
      { kind: "shelved", count: 1 },
      { kind: "suppressed", count: 1 },
      { kind: "simulated", count: 12 },
    ],
  });
});

test("alarms beneath another are not counted: it speaks for them", () => {
  const headline = headlineOf(
    withAlarms(listedAlarm({ id: "parent" }), listedAlarm({ id: "b", priority: "critical", parent: "parent" })),
    FRESH,
  );
  expect(headline).toMatchObject({ kind: "unacknowledged", count: 1, worst: { id: "parent" } });
});

test("a shelved alarm is neither counted nor the worst while others stand", () => {
  const shelved = listedAlarm({ id: "shelved", priority: "critical", shelved: SHELVING });
  expect(headlineOf(withAlarms(shelved, listedAlarm({ id: "new" })), FRESH)).toMatchObject({ count: 1, worst: { id: "new" } });
});
