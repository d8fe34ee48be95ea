import type { Shelving } from "@labcanary/domain/alarm";
import { epochMs } from "@labcanary/domain/basics";
import type { HealthItem } from "@labcanary/domain/ports";
import { expect, test } from "vitest";
import { listedAlarm } from "../testing.ts";
import { type AlarmSummary, type FeedState, NOTHING_KNOWN } from "./feed-state.ts";
import { headlineOf } from "./headline.ts";

const ok: HealthItem = { name: "broker", state: "ok", detail: "" };
const books = { received: 0, stored: 0, duplicate: 0, rejected: 0, quarantined: 0, waitingFrames: 0, balanced: true };
const QUIET: FeedState = { ...NOTHING_KNOWN, seq: 1, provenAt: 0, health: [ok], books };
const withAlarms = (...alarms: AlarmSummary[]): FeedState => ({ ...QUIET, alarms: new Map(alarms.map((alarm) => [alarm.id, alarm])) });

const SHELVING: Shelving = { by: "li", at: epochMs(1), until: epochMs(2), reason: "repair", mode: "timed" };

test("quiet is said only when everything proves it", () => {
  expect(headlineOf(QUIET, false)).toEqual({ kind: "quiet" });
});

test.each<{ state: FeedState; stale?: boolean; kind: string; because: string }>([
  { state: NOTHING_KNOWN, kind: "connecting", because: "nothing is known" },
  { state: QUIET, stale: true, kind: "connecting", because: "the screen is stale" },
  { state: { ...QUIET, seq: undefined }, kind: "connecting", because: "the connection is lost" },
  { state: { ...QUIET, books: undefined }, kind: "connecting", because: "the books have not been heard" },
  { state: { ...QUIET, health: [] }, kind: "degraded", because: "no part has said that it is well" },
  { state: { ...QUIET, health: [{ ...ok, state: "degraded" }] }, kind: "degraded", because: "a part is degraded" },
  { state: { ...QUIET, books: { ...books, balanced: false } }, kind: "degraded", because: "the books do not balance" },
  { state: { ...QUIET, impaired: { ...QUIET.impaired, simulated: 1 } }, kind: "degraded", because: "a signal is simulated" },
  { state: withAlarms(listedAlarm({ shelved: SHELVING })), kind: "degraded", because: "the only alarm is shelved" },
  {
    state: withAlarms(listedAlarm({ suppressed: { by: "door open", since: epochMs(1) } })),
    kind: "degraded",
    because: "the only alarm is suppressed",
  },
  { state: { ...QUIET, impaired: { ...QUIET.impaired, "out-of-service": 1 } }, kind: "degraded", because: "a signal is out of service" },
  {
    state: { ...QUIET, impaired: { ...QUIET.impaired, "out-of-service-proposed": 1 } },
    kind: "quiet",
    because: "a proposal takes nothing away",
  },
  { state: withAlarms(listedAlarm({ annunciation: "acknowledged" })), kind: "acknowledged", because: "an acknowledged alarm is still one" },
  { state: withAlarms(listedAlarm({ annunciation: "rtn-unacknowledged" })), kind: "unacknowledged", because: "nobody has seen it" },
])("$kind when $because", ({ state, stale = false, kind }) => {
  expect(headlineOf(state, stale).kind).toBe(kind);
});

test("the worst is the gravest that nobody has acknowledged", () => {
  const acknowledged = listedAlarm({ id: "seen", priority: "critical", annunciation: "acknowledged", raisedAt: epochMs(9) });
  const headline = headlineOf(withAlarms(acknowledged, listedAlarm({ id: "low", priority: "low" }), listedAlarm({ id: "new" })), false);
  expect(headline).toMatchObject({ kind: "unacknowledged", count: 2, worst: { id: "new" } });
});

test("what keeps the screen from being quiet is told apart, and a signal of life safety is counted once", () => {
  const impaired = { ...QUIET.impaired, silent: 1, "out-of-service": 2, "life-safety-out-of-service": 1 };
  const suppressed = listedAlarm({ id: "s", suppressed: { by: "door open", since: epochMs(1) } });
  expect(headlineOf({ ...withAlarms(suppressed, listedAlarm({ shelved: SHELVING })), impaired }, false)).toEqual({
    kind: "degraded",
    parts: 0,
    signals: 1,
    outOfService: 2,
    shelved: 1,
    suppressed: 1,
  });
});

test("alarms beneath another are not counted: it speaks for them", () => {
  const headline = headlineOf(
    withAlarms(listedAlarm({ id: "parent" }), listedAlarm({ id: "b", priority: "critical", parent: "parent" })),
    false,
  );
  expect(headline).toMatchObject({ kind: "unacknowledged", count: 1, worst: { id: "parent" } });
});

test("a shelved alarm is neither counted nor the worst while others stand", () => {
  const shelved = listedAlarm({ id: "shelved", priority: "critical", shelved: SHELVING });
  expect(headlineOf(withAlarms(shelved, listedAlarm({ id: "new" })), false)).toMatchObject({ count: 1, worst: { id: "new" } });
});
