import { epochMs } from "@labcanary/domain/basics";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import { expect, test } from "vitest";
import { journalEntry } from "../testing.ts";
import { whoWasTold } from "./who-was-told.ts";

const ID = "a:responsible:wang";
const queued = journalEntry({
  kind: "notification-queued",
  detail: {
    notifications: [
      { id: ID, step: "responsible", personId: "wang", dueAt: 1000 },
      { id: "a:deputy:li", step: "deputy", personId: "li", dueAt: 181_000 },
    ],
  },
});
const then = (kind: JournalEntryKind, detail: Readonly<Record<string, unknown>> = {}) =>
  journalEntry({ kind, at: epochMs(2000), detail: { notificationId: ID, ...detail } });

test("everybody of the route is named in its order, with when they are to be told", () => {
  expect(whoWasTold([queued])).toMatchObject([
    { personId: "wang", step: "responsible", state: "waiting", at: 1000 },
    { personId: "li", step: "deputy", state: "waiting", at: 181_000 },
  ]);
});

test.each([
  { because: "the gateway took it", lines: [then("notification-accepted")], state: "accepted" },
  { because: "the gateway did not", lines: [then("notification-retry", { reason: "timeout" })], state: "trying", reason: "timeout" },
  { because: "a retry went through", lines: [then("notification-retry"), then("notification-accepted")], state: "accepted" },
  {
    because: "the phone has it",
    lines: [then("notification-accepted"), then("delivery-report", { status: "delivered" })],
    state: "delivered",
  },
  {
    because: "the report came before the answer",
    lines: [then("delivery-report", { status: "delivered" }), then("notification-accepted")],
    state: "delivered",
  },
  {
    because: "a report that it is on its way proves nothing new",
    lines: [then("notification-accepted"), then("delivery-report", { status: "sent" })],
    state: "accepted",
  },
  { because: "it was given up", lines: [then("notification-failed", { reason: "no-phone" })], state: "failed", reason: "no-phone" },
  {
    because: "somebody acknowledged",
    lines: [journalEntry({ kind: "notification-cancelled", at: epochMs(2000), detail: { notificationIds: [ID] } })],
    state: "called-off",
  },
])("$state when $because", ({ lines, state, reason = "" }) => {
  const [first, second] = whoWasTold([queued, ...lines]);
  expect(first).toMatchObject({ state, at: 2000, reason });
  expect(second?.state).toBe("waiting");
});

test("nobody is told of an alarm without a route", () => {
  expect(whoWasTold([journalEntry({ kind: "raised" }), then("notification-accepted")])).toEqual([]);
});
