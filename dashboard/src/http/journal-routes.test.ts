import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { createUserDirectory } from "@labcanary/dashboard";
import { type BrowserPlatform, PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";

async function written(): Promise<BrowserPlatform> {
  const platform = await startBrowserPlatform();
  platform.desk.raise(gasAlarm());
  platform.desk.command({
    kind: "operator-command",
    id: "1",
    verb: "acknowledge",
    alarmId: "alarm-1",
    by: "li",
    comment: "window is open",
  });
  platform.desk.record({ kind: "user-changed", actor: "user:administrator", detail: { user: "li" } });
  return platform;
}

describe("the journal is searched", () => {
  test.each([
    { query: "person=user:li", kinds: ["acknowledged", "user-changed"] },
    { query: "code=K7", kinds: ["raised", "acknowledged"] },
    { query: "zone=room-114", kinds: ["raised", "acknowledged"] },
    { query: "kind=raised,user-changed", kinds: ["raised", "user-changed"] },
    { query: "text=WINDOW", kinds: ["acknowledged"] },
    { query: "zone=room-114&text=nothing", kinds: [] },
  ])("by $query", async ({ query, kinds }) => {
    const platform = await written();
    const { token } = await signIn(platform.url, "engineer");
    const { body } = await call(platform, "GET", `/api/v1/journal?${query}`, { as: token });
    expect(body.entries.map(({ kind }: { kind: string }) => kind)).toEqual(kinds);
  });

  test.each([
    { query: "zone=nowhere", code: "ZONE_UNKNOWN" },
    { query: "kind=dreamt", code: "REQUEST_INVALID" },
    { query: "person=li", code: "REQUEST_INVALID" },
    { query: "code=k7", code: "REQUEST_INVALID" },
    { query: "text=", code: "REQUEST_INVALID" },
    { query: "before=-1", code: "REQUEST_INVALID" },
    { query: "since=1", code: "REQUEST_INVALID" },
  ])("$query is refused as $code", async ({ query, code }) => {
    const platform = await written();
    const { token } = await signIn(platform.url, "engineer");
    expect((await call(platform, "GET", `/api/v1/journal?${query}`, { as: token })).body.code).toBe(code);
  });

  test("where one answer ends the next goes on", async () => {
    const platform = await written();
    const { token } = await signIn(platform.url, "engineer");
    const first = await call(platform, "GET", "/api/v1/journal?limit=2", { as: token });
    const second = await call(platform, "GET", `/api/v1/journal?limit=1000&before=${first.body.before}`, { as: token });
    const numbers = [...second.body.entries, ...first.body.entries].map(({ number }: { number: number }) => number);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
    expect(second.body).not.toHaveProperty("before");
  });
});

describe("a line somebody may not read", () => {
  test("shows in no answer and in none of where it goes on, whatever of it they look for", async () => {
    const platform = await startBrowserPlatform({ users: { mei: "operator" } });
    for (let line = 0; line < 3; line++) platform.desk.record({ kind: "out-of-service", actor: "user:li", detail: { signal: "x", line } });
    platform.desk.record({ kind: "substance-recorded", actor: "user:wang", detail: { record: "substance/1", act: { amount: 4711 } } });
    platform.desk.record({ kind: "out-of-service", actor: "user:li", detail: { signal: "x", line: 4 } });
    const { token } = await signIn(platform.url, "mei");
    const ask = async (query: string) => (await call(platform, "GET", `/api/v1/journal?limit=1&${query}`, { as: token })).body;
    expect(await ask("text=4711")).toEqual(await ask("text=4712"));
    expect(await ask("kind=substance-recorded&text=471")).toEqual(await ask("kind=substance-recorded&text=472"));
    expect(await ask("person=user:wang")).toEqual({ entries: [], alarms: [] });
    const first = await ask("kind=out-of-service,substance-recorded");
    const second = await ask(`kind=out-of-service,substance-recorded&before=${first.before}`);
    expect([first, second].flatMap(({ entries }) => entries.map(({ detail }: { detail: { line: number } }) => detail.line))).toEqual([
      4, 2,
    ]);
  });

  test("is not found by what is left out of it for somebody limited to zones", async () => {
    const platform = await written();
    platform.desk.note("alarm-1", "acknowledged", "user:li", { comment: "seen", parent: "alarm-4711" });
    await createUserDirectory(platform.dataFolder).add("guest", "inspector", PASSWORD, ["cabinet-17"]);
    const { token } = await signIn(platform.url, "guest");
    const ask = async (text: string) => (await call(platform, "GET", `/api/v1/journal?limit=1&text=${text}`, { as: token })).body;
    expect((await ask("seen")).entries).toHaveLength(1);
    expect(await ask("alarm-4711")).toEqual(await ask("alarm-4712"));
  });
});

describe("whoever is limited to zones", () => {
  async function asGuest(zone: string) {
    const platform = await written();
    await createUserDirectory(platform.dataFolder).add("guest", "inspector", PASSWORD, [zone]);
    return { platform, token: (await signIn(platform.url, "guest")).token };
  }

  test("finds lines about these alone, whatever is asked for", async () => {
    const inside = await asGuest("cabinet-17");
    const all = await call(inside.platform, "GET", "/api/v1/journal", { as: inside.token });
    expect(all.body.entries.map(({ kind }: { kind: string }) => kind)).toEqual(["raised", "acknowledged"]);
    const outside = await asGuest("torn-down");
    for (const query of ["", "?person=user:li", "?text=window"]) {
      const { body } = await call(outside.platform, "GET", `/api/v1/journal${query}`, { as: outside.token });
      expect(body).toEqual({ entries: [], alarms: [] });
    }
    // A zone of others is answered as one there is not.
    expect((await call(outside.platform, "GET", "/api/v1/journal?zone=room-114", { as: outside.token })).body.code).toBe("ZONE_UNKNOWN");
  });

  test("does not have the whole journal checked", async () => {
    const { platform, token } = await asGuest("cabinet-17");
    expect((await call(platform, "POST", "/api/v1/journal/check", { as: token, body: {} })).body.code).toBe("SCOPE_FORBIDDEN");
  });
});

test("the last check is told, and an inspector has a new one made in their name", async () => {
  const platform = await startBrowserPlatform({ users: { visitor1: "inspector" } });
  const { token } = await signIn(platform.url, "visitor1");
  expect((await call(platform, "GET", "/api/v1/journal/check", { as: token })).body).toEqual({ check: null });
  const { body } = await call(platform, "POST", "/api/v1/journal/check", { as: token, body: {} });
  expect(body.check).toMatchObject({ ok: true, by: "user:visitor1" });
  expect((await call(platform, "GET", "/api/v1/journal/check", { as: token })).body).toEqual(body);
});
