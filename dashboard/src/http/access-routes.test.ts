import { epochMs } from "@labcanary/domain/basics";
import type { AccessEventQuery, KeptEvent } from "@labcanary/domain/ports";
import { expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const event = (id: string, over: Partial<KeptEvent> = {}): KeptEvent => ({
  id,
  deviceId: "cab-17",
  kind: "badge",
  at: AT,
  receivedAt: AT,
  historical: false,
  ...over,
});

function logOf(kept: readonly KeptEvent[]) {
  const asked: AccessEventQuery[] = [];
  const events = (query: AccessEventQuery): readonly KeptEvent[] => {
    asked.push(query);
    return kept.slice(0, query.limit);
  };
  return { asked, events };
}

test("events tell who, by name, and what nobody knows", async () => {
  const accessLog = logOf([
    event("a", { person: "wang", granted: true, door: "door" }),
    event("b", { person: "left-long-ago" }),
    event("c", { unknownBadge: true }),
  ]);
  const platform = await startBrowserPlatform({ accessLog });
  const { token } = await signIn(platform.url);
  const { body } = await call(platform, "GET", `/api/v1/access-events?device=cab-17&from=${AT}&to=${AT + 1000}`, { as: token });
  expect(accessLog.asked).toEqual([{ deviceId: "cab-17", from: AT, to: AT + 1000, limit: 2001 }]);
  expect(body).toMatchObject({ from: AT, to: AT + 1000, truncated: false });
  expect(body.events).toEqual([
    { id: "a", device: "cab-17", kind: "badge", at: AT, door: "door", who: "Wang Fang", granted: true, historical: false },
    { id: "b", device: "cab-17", kind: "badge", at: AT, who: "left-long-ago", historical: false },
    { id: "c", device: "cab-17", kind: "badge", at: AT, unknownBadge: true, historical: false },
  ]);
});

test("more than one answer holds are cut off, and it says so", async () => {
  const platform = await startBrowserPlatform({ accessLog: logOf(Array.from({ length: 3000 }, (_, index) => event(`e${index}`))) });
  const { token } = await signIn(platform.url);
  const { body } = await call(platform, "GET", `/api/v1/access-events?from=0&to=${AT}`, { as: token });
  expect([body.events.length, body.truncated]).toEqual([2000, true]);
});

test.each([
  { query: "", status: 400, code: "REQUEST_INVALID" },
  { query: "?from=5&to=5", status: 400, code: "RANGE_INVALID" },
  { query: "?from=yesterday&to=5", status: 400, code: "REQUEST_INVALID" },
  { query: "?from=1&to=5&who=wang", status: 400, code: "REQUEST_INVALID" },
])("access-events$query is answered $status $code", async ({ query, status, code }) => {
  const platform = await startBrowserPlatform({ accessLog: logOf([]) });
  const { token } = await signIn(platform.url);
  const answer = await call(platform, "GET", `/api/v1/access-events${query}`, { as: token });
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
});

test("nobody who has not signed in is told", async () => {
  const platform = await startBrowserPlatform({ accessLog: logOf([event("a")]) });
  expect((await call(platform, "GET", "/api/v1/access-events?from=0&to=5")).status).toBe(401);
});
