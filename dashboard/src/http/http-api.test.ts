import { epochMs, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { type BrowserPlatform, PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { signal } from "../../../test/support/site.ts";

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers as a foreign program does
  readonly body: any;
}

async function call(platform: BrowserPlatform, method: string, path: string, options: { as?: string; body?: unknown; headers?: Record<string, string> } = {}): Promise<Answer> {
  const response = await fetch(`${platform.url}${path}`, {
    method,
    redirect: "manual",
    headers: {
      ...(options.as === undefined ? {} : { authorization: `Bearer ${options.as}` }),
      ...(options.body === undefined ? {} : { "content-type": "application/json" }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: typeof options.body === "string" ? options.body : JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

describe("signing in", () => {
  test("gives a bearer token and a strict cookie no script can read, and says who it is", async () => {
    const platform = await startBrowserPlatform();
    const answer = await call(platform, "POST", "/api/v1/session", { body: { username: "operator", password: PASSWORD } });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("set-cookie")).toMatch(/^labcanary_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(answer.body.user).toEqual({ name: "operator", role: "operator", rights: ["look", "handle-alarms", "comment"] });
    const me = await call(platform, "GET", "/api/v1/session", { as: answer.body.token });
    expect(me.body.user.name).toBe("operator");
    expect(platform.desk.entries.at(-1)).toMatchObject({ kind: "signed-in", actor: "user:operator", detail: { by: "password", role: "operator" } });
  });

  test.each([
    { username: "operator", password: "wrong password here", because: "the password is wrong", journaled: { user: "operator" } },
    { username: "nobody", password: PASSWORD, because: "there is no such user", journaled: {} },
    { username: "Operator", password: PASSWORD, because: "names are exact", journaled: {} },
  ])("is refused alike, counted and journaled when $because", async ({ username, password, journaled }) => {
    const platform = await startBrowserPlatform();
    const answer = await call(platform, "POST", "/api/v1/session", { body: { username, password } });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ code: "SIGN_IN_REFUSED", message: "user name and password, or the one-time link, are not right", detail: "" });
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(platform.metrics.read("labcanary_refused_total", "http", "SIGN_IN_REFUSED")).toBe(1);
    const entry = platform.desk.entries.at(-1);
    expect(entry).toMatchObject({ kind: "sign-in-refused", actor: "system" });
    expect(entry?.detail).toEqual({ by: "password", from: "127.0.0.1", ...journaled });
  });

  test("is slowed after ten attempts on one name, also with the right password, while others may still sign in", async () => {
    const platform = await startBrowserPlatform();
    const attempt = (username: string, password: string) => call(platform, "POST", "/api/v1/session", { body: { username, password } });
    const wrong = await Promise.all(Array.from({ length: 10 }, () => attempt("operator", "wrong password here")));
    expect(wrong.map(({ status }) => status)).toEqual(Array(10).fill(401));
    const eleventh = await attempt("operator", PASSWORD);
    expect(eleventh.status).toBe(429);
    expect(eleventh.body.code).toBe("SIGN_IN_TOO_OFTEN");
    expect((await attempt("engineer", PASSWORD)).status).toBe(201);
  });

  test("ends with signing out, with the shift, and with the user", async () => {
    const clock = createSettableClock();
    const platform = await startBrowserPlatform({ clock });
    const status = async (token: string) => (await call(platform, "GET", "/api/v1/session", { as: token })).status;

    const first = await signIn(platform.url);
    expect((await call(platform, "DELETE", "/api/v1/session", { as: first.token })).status).toBe(204);
    expect(await status(first.token)).toBe(401);

    const second = await signIn(platform.url);
    clock.advance(hours(11));
    expect(await status(second.token)).toBe(200);
    clock.advance(hours(11));
    expect(await status(second.token)).toBe(200);
    clock.advance(hours(12));
    expect(await status(second.token)).toBe(401);

    const third = await signIn(platform.url, "engineer");
    const { createUserDirectory } = await import("@labcanary/dashboard");
    expect(createUserDirectory(platform.dataFolder).remove("engineer").ok).toBe(true);
    expect(await status(third.token)).toBe(401);
  });

  test("a used session still ends after a week", async () => {
    const clock = createSettableClock();
    const platform = await startBrowserPlatform({ clock });
    const { token } = await signIn(platform.url);
    for (let shift = 0; shift < 16; shift += 1) {
      clock.advance(hours(10));
      expect((await call(platform, "GET", "/api/v1/session", { as: token })).status).toBe(200);
    }
    clock.advance(hours(9));
    expect((await call(platform, "GET", "/api/v1/session", { as: token })).status).toBe(401);
  });

  test("a one-time link signs one visitor in, once, within a quarter of an hour", async () => {
    const clock = createSettableClock();
    const platform = await startBrowserPlatform({ clock });
    const redeem = (link: string) => call(platform, "POST", "/api/v1/session/one-time", { body: { token: new URL(link).hash.replace("#sign-in=", "") } });

    const link = platform.dashboard.issueOneTimeLink("operator");
    expect(link).toMatch(new RegExp(`^${platform.url}/#sign-in=[\\w-]{43}$`));
    const first = await redeem(link);
    expect(first.status).toBe(201);
    expect(first.body.user).toMatchObject({ name: "visitor", role: "operator" });
    expect((await redeem(link)).body.code).toBe("SIGN_IN_REFUSED");

    const late = platform.dashboard.issueOneTimeLink("operator");
    clock.advance(minutes(15));
    expect((await redeem(late)).status).toBe(401);
  });
});

describe("without a session", () => {
  test.each([
    ["GET", "/api/v1/session"],
    ["DELETE", "/api/v1/session"],
    ["GET", "/api/v1/alarms"],
    ["GET", "/api/v1/alarms/alarm-1"],
    ["POST", "/api/v1/alarms/alarm-1/acknowledge"],
    ["GET", "/api/v1/zones"],
    ["GET", "/api/v1/signals"],
    ["GET", "/api/v1/signals/cab-17/vapour/samples?from=0&to=1"],
    ["GET", "/api/v1/journal"],
    ["GET", "/api/v1/health"],
    ["GET", "/api/v1/rejects"],
    ["GET", "/api/docs"],
    ["GET", "/api/docs/json"],
    ["GET", "/api/docs/static/index.html"],
    ["GET", "/nothing/here"],
    ["PUT", "/api/v1/alarms"],
  ])("%s %s says only that one must sign in", async (method, path) => {
    const platform = await startBrowserPlatform({ rejects: () => [] });
    platform.desk.raise(gasAlarm());
    const answer = await call(platform, method, path);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ code: "SESSION_REQUIRED", message: "nobody is signed in, or the session has ended", detail: "" });
  });

  test.each(["/", "/signals", "/signals/cab-17/vapour"])("%s is the sign-in page, and the console with one", async (path) => {
    const platform = await startBrowserPlatform();
    expect((await call(platform, "GET", path)).body).toBe("<title>sign in</title>");
    const { cookie } = await signIn(platform.url);
    expect((await call(platform, "GET", path, { headers: { cookie } })).body).toBe("<title>console</title>");
  });

  test.each(["/assets/..%2findex.html", "/assets/%2e%2e%2f%2e%2e%2fpackage.json", "/assets/none.js", "/assets/"])("%s is no way to other files", async (path) => {
    const platform = await startBrowserPlatform();
    expect((await call(platform, "GET", path)).status).toBeGreaterThanOrEqual(400);
    expect((await call(platform, "GET", "/assets/sign-in-abc123.js")).body).toBe("// sign-in");
  });
});

describe("what a role may do", () => {
  test.each([
    { role: "operator", acknowledge: 200, comment: 200, rejects: 403 },
    { role: "engineer", acknowledge: 403, comment: 200, rejects: 200 },
    { role: "administrator", acknowledge: 200, comment: 200, rejects: 200 },
  ])("$role", async ({ role, acknowledge, comment, rejects }) => {
    const platform = await startBrowserPlatform({ rejects: () => [] });
    platform.desk.raise(gasAlarm());
    const { token } = await signIn(platform.url, role);
    const post = async (verb: string) => (await call(platform, "POST", `/api/v1/alarms/alarm-1/${verb}`, { as: token, body: { comment: "seen" } })).status;
    expect(await post("acknowledge")).toBe(acknowledge);
    expect(await post("comment")).toBe(comment);
    expect((await call(platform, "GET", "/api/v1/rejects", { as: token })).status).toBe(rejects);
  });
});

describe("a request that changes something and carries the cookie", () => {
  test.each([
    { origin: "own", status: 200 },
    { origin: "http://evil.example", status: 403 },
    { origin: "null", status: 403 },
    { origin: undefined, status: 403 },
  ])("from the page $origin is answered $status", async ({ origin, status }) => {
    const platform = await startBrowserPlatform();
    platform.desk.raise(gasAlarm());
    const { cookie } = await signIn(platform.url);
    const headers = { cookie, ...(origin === undefined ? {} : { origin: origin === "own" ? platform.url : origin }) };
    const answer = await call(platform, "POST", "/api/v1/alarms/alarm-1/acknowledge", { body: {}, headers });
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body.code).toBe("ORIGIN_REFUSED");
    expect(platform.desk.get("alarm-1")?.annunciation).toBe(status === 200 ? "acknowledged" : "unacknowledged");
  });

  test("signing in from a foreign page is refused as well", async () => {
    const platform = await startBrowserPlatform();
    const body = { username: "operator", password: PASSWORD };
    const answer = await call(platform, "POST", "/api/v1/session", { body, headers: { origin: "http://evil.example" } });
    expect(answer.body.code).toBe("ORIGIN_REFUSED");
  });
});

describe("alarms", () => {
  test("lists those not normal without evidence, or those of the named states", async () => {
    const platform = await startBrowserPlatform();
    platform.desk.raise(gasAlarm());
    platform.desk.raise(gasAlarm({ id: "alarm-2", code: "AB23", annunciation: "acknowledged" }));
    const { token } = await signIn(platform.url);
    const all = await call(platform, "GET", "/api/v1/alarms", { as: token });
    expect(all.body.alarms.map((alarm: { id: string }) => alarm.id).sort()).toEqual(["alarm-1", "alarm-2"]);
    expect(all.body.alarms[0].evidence).toBeUndefined();
    const some = await call(platform, "GET", "/api/v1/alarms?state=acknowledged,normal", { as: token });
    expect(some.body.alarms.map((alarm: { id: string }) => alarm.id)).toEqual(["alarm-2"]);
  });

  test("one alarm comes with its evidence and its timeline", async () => {
    const platform = await startBrowserPlatform();
    platform.desk.raise(gasAlarm());
    const { token } = await signIn(platform.url);
    await call(platform, "POST", "/api/v1/alarms/alarm-1/acknowledge", { as: token, body: { comment: "on my way" } });
    const { body } = await call(platform, "GET", "/api/v1/alarms/alarm-1", { as: token });
    expect(body.alarm.evidence.reason).toBe("23.4 %LEL is above 20 %LEL");
    expect(body.timeline.map((entry: { kind: string }) => entry.kind)).toEqual(["raised", "acknowledged"]);
    expect(body.timeline[1]).toMatchObject({ actor: "user:operator", detail: { comment: "on my way" } });
  });

  test("a command sent twice is carried out once and answered the same", async () => {
    const platform = await startBrowserPlatform();
    platform.desk.raise(gasAlarm());
    const { token } = await signIn(platform.url);
    const body = { commandId: "6f9619ff-8b86-4d01-b42d-00c04fc964ff" };
    const first = await call(platform, "POST", "/api/v1/alarms/alarm-1/acknowledge", { as: token, body });
    const second = await call(platform, "POST", "/api/v1/alarms/alarm-1/acknowledge", { as: token, body });
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    expect(platform.desk.timeline("alarm-1").filter(({ kind }) => kind === "acknowledged")).toHaveLength(1);
  });

  test.each([
    { path: "alarm-9/acknowledge", body: {}, status: 404, code: "ALARM_UNKNOWN" },
    { path: "alarm-1/reset", body: {}, status: 409, code: "ALARM_NOT_RESETTABLE" },
    { path: "alarm-1/comment", body: {}, status: 400, code: "COMMENT_MISSING" },
    { path: "alarm-1/comment", body: { comment: "x".repeat(1001) }, status: 400, code: "COMMENT_TOO_LONG" },
    { path: "alarm-1/acknowledge", body: { comment: 1 }, status: 400, code: "REQUEST_INVALID" },
    { path: "alarm-1/acknowledge", body: { comment: "seen", by: "somebody else" }, status: 400, code: "REQUEST_INVALID" },
    { path: "alarm-1/acknowledge", body: [], status: 400, code: "REQUEST_INVALID" },
    { path: "alarm-1/acknowledge", body: { commandId: "1" }, status: 400, code: "REQUEST_INVALID" },
    { path: "alarm-1/acknowledge", body: "{", status: 400, code: "BODY_NOT_JSON" },
    { path: "alarm-1/acknowledge", body: '{"__proto__":{"comment":"x"}}', status: 400, code: "BODY_NOT_JSON" },
    { path: "alarm-1/comment", body: { comment: "x".repeat(70_000) }, status: 413, code: "BODY_TOO_LARGE" },
    { path: "alarm-1/shelve", body: {}, status: 404, code: "NOT_FOUND" },
    { path: `${"a".repeat(50)}/acknowledge`, body: {}, status: 400, code: "REQUEST_INVALID" },
  ])("$path with $body is answered $status $code and counted", async ({ path, body, status, code }) => {
    const platform = await startBrowserPlatform();
    platform.desk.raise(gasAlarm());
    const { token } = await signIn(platform.url);
    const answer = await call(platform, "POST", `/api/v1/alarms/${path}`, { as: token, body });
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(Object.keys(answer.body)).toEqual(["code", "message", "detail"]);
    expect(platform.metrics.read("labcanary_refused_total", "http", code)).toBe(1);
    expect(platform.desk.get("alarm-1")?.version).toBe(1);
  });

  test("a body that is not JSON by its own word is refused", async () => {
    const platform = await startBrowserPlatform();
    const { token } = await signIn(platform.url);
    const answer = await call(platform, "POST", "/api/v1/alarms/alarm-1/acknowledge", { as: token, body: "comment=1", headers: { "content-type": "text/plain" } });
    expect(answer.body.code).toBe("BODY_UNSUPPORTED");
  });

  test.each(["?state=open", "?state=", "?state=normal&extra=1"])("the list refuses the query %s", async (query) => {
    const platform = await startBrowserPlatform();
    const { token } = await signIn(platform.url);
    expect((await call(platform, "GET", `/api/v1/alarms${query}`, { as: token })).body.code).toBe("REQUEST_INVALID");
  });
});

describe("the site and its readings", () => {
  const start = epochMs(Date.UTC(2026, 10, 22, 7));
  const samples = `/api/v1/signals/cab-17/vapour/samples`;

  async function withReadings() {
    const platform = await startBrowserPlatform();
    platform.history.points = [0, 1, 2, 3].map((minute) => ({
      signal: "cab-17/vapour", at: plus(start, minutes(minute)), tieBreak: 0, receivedAt: plus(start, minutes(minute)), value: minute * 10, quality: "good",
    }));
    const { token } = await signIn(platform.url);
    return { platform, get: (path: string) => call(platform, "GET", path, { as: token }) };
  }

  test("zones name people but never their numbers", async () => {
    const { get } = await withReadings();
    const { body } = await get("/api/v1/zones");
    expect(body.zones.find((zone: { id: string }) => zone.id === "room-114")).toMatchObject({ responsible: "Wang Fang", deputy: "Alex Smith" });
    expect(JSON.stringify(body)).not.toContain("+86");
  });

  test("signals carry their newest reading and can be asked for by zone and page", async () => {
    const { platform, get } = await withReadings();
    platform.board.put({ signal: "cab-17/vapour", at: start, value: 0, quality: "good" });
    const { body } = await get("/api/v1/signals?zone=chemistry");
    expect(body).toMatchObject({ total: 1, signals: [{ key: "cab-17/vapour", status: { value: 0, quality: "good" } }] });
    expect((await get("/api/v1/signals?offset=1&limit=5")).body).toEqual({ total: 1, signals: [] });
    expect((await get("/api/v1/signals?zone=nowhere")).body.code).toBe("ZONE_UNKNOWN");
  });

  test("a chart gets readings as they came, set-points and alarm spans", async () => {
    const { platform, get } = await withReadings();
    platform.desk.raise(gasAlarm({ raisedAt: plus(start, minutes(2)) }));
    const { body } = await get(`${samples}?from=2026-11-22T07:00:00Z&to=${plus(start, minutes(3))}`);
    expect(body.samples.map((sample: { value: number }) => sample.value)).toEqual([0, 10, 20]);
    expect(body.truncated).toBe(false);
    expect(body.signal.rules.map((rule: { setpoint?: number }) => rule.setpoint)).toEqual([10, 20, undefined]);
    expect(body.alarms).toMatchObject([{ code: "K7QF", priority: "critical", from: plus(start, minutes(2)) }]);
  });

  test("or summed up", async () => {
    const { get } = await withReadings();
    const { body } = await get(`${samples}?from=${start}&to=${plus(start, minutes(4))}&every=2min`);
    expect(body.buckets).toEqual([
      { at: start, min: 0, max: 10, mean: 5, last: 10, count: 2 },
      { at: plus(start, minutes(2)), min: 20, max: 30, mean: 25, last: 30, count: 2 },
    ]);
  });

  test.each([
    { query: "", code: "REQUEST_INVALID" },
    { query: "?from=0", code: "REQUEST_INVALID" },
    { query: "?from=yesterday&to=2", code: "REQUEST_INVALID" },
    { query: "?from=2026-11-22&to=2", code: "REQUEST_INVALID" },
    { query: "?from=1e3&to=2000", code: "REQUEST_INVALID" },
    { query: "?from=2&to=2", code: "RANGE_INVALID" },
    { query: "?from=0&to=1000&every=1", code: "REQUEST_INVALID" },
    { query: "?from=0&to=1000&every=10ms", code: "RANGE_INVALID" },
    { query: "?from=0&to=86400000&every=1s", code: "RANGE_INVALID" },
    { query: "?from=0&to=1&from=1", code: "REQUEST_INVALID" },
  ])("the query '$query' is answered $code", async ({ query, code }) => {
    const { get } = await withReadings();
    expect((await get(`${samples}${query}`)).body.code).toBe(code);
  });

  test("an unknown signal is said to be unknown", async () => {
    const { get } = await withReadings();
    expect((await get("/api/v1/signals/cab-17/nothing/samples?from=0&to=1")).body.code).toBe("SIGNAL_UNKNOWN");
  });

  test("a history store that is away is a 503 with a code and without its words", async () => {
    const { platform, get } = await withReadings();
    platform.history.away = true;
    const answer = await get(`${samples}?from=0&to=1`);
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({ code: "HISTORY_UNAVAILABLE", message: "the history store does not answer; alarms are not affected", detail: "" });
  });

  test("a history store that hangs is given up after 8 s", async () => {
    const clock = createSettableClock();
    const platform = await startBrowserPlatform({ clock });
    platform.history.hanging = true;
    const { token } = await signIn(platform.url);
    const idle = clock.waiting;
    const answer = call(platform, "GET", `${samples}?from=0&to=1`, { as: token });
    await expect.poll(() => clock.waiting).toBe(idle + 1);
    clock.advance(seconds(8));
    expect((await answer).body).toMatchObject({ code: "HISTORY_UNAVAILABLE", detail: "it did not answer in time" });
  });

  test("signals by the hundred are paged", async () => {
    const { testSite } = await import("../../../test/support/site.ts");
    const signals = Array.from({ length: 1500 }, (_, index) => signal({ key: `cab-17/s${index}`, name: `s${index}` }));
    const platform = await startBrowserPlatform({ site: testSite({ signals }) });
    const { token } = await signIn(platform.url);
    const { body } = await call(platform, "GET", "/api/v1/signals?limit=9999", { as: token });
    expect([body.total, body.signals.length]).toEqual([1500, 1000]);
  });
});

describe("the platform about itself", () => {
  test("health has parts, books and impaired protection", async () => {
    const platform = await startBrowserPlatform();
    platform.board.impair("silent", 2);
    const { token } = await signIn(platform.url);
    const { body } = await call(platform, "GET", "/api/v1/health", { as: token });
    expect(body).toMatchObject({ books: { balanced: true, waitingFrames: 0 }, impaired: { silent: 2 } });
    expect(body.items).toHaveLength(6);
  });

  test("the journal is read by time, newest bound by limit", async () => {
    const platform = await startBrowserPlatform();
    const { token } = await signIn(platform.url);
    const { body } = await call(platform, "GET", "/api/v1/journal?limit=1", { as: token });
    expect(body.entries).toMatchObject([{ kind: "signed-in" }]);
    expect((await call(platform, "GET", "/api/v1/journal?from=0&to=1", { as: token })).body.entries).toEqual([]);
    expect((await call(platform, "GET", "/api/v1/journal?limit=0", { as: token })).body.code).toBe("REQUEST_INVALID");
  });

  test("rejects exist only where somebody keeps them", async () => {
    const platform = await startBrowserPlatform();
    const { token } = await signIn(platform.url, "engineer");
    expect((await call(platform, "GET", "/api/v1/rejects", { as: token })).body.code).toBe("NOT_FOUND");
  });

  test("the API describes itself to whoever is signed in", async () => {
    const platform = await startBrowserPlatform();
    const { token } = await signIn(platform.url);
    const { body } = await call(platform, "GET", "/api/docs/json", { as: token });
    expect(Object.keys(body.paths)).toContain("/api/v1/alarms/{id}/acknowledge");
    expect(body.info.description).toContain("HISTORY_UNAVAILABLE");
  });

  test("every answer forbids inline script, framing and sniffing, refusals too", async () => {
    const platform = await startBrowserPlatform();
    for (const path of ["/", "/api/v1/alarms"]) {
      const { headers } = await call(platform, "GET", path);
      expect(headers.get("content-security-policy")).toContain("script-src 'self';");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  test("a mistake of ours is a 500 without its words, and is in the log", async () => {
    const platform = await startBrowserPlatform();
    const { token } = await signIn(platform.url);
    platform.desk.list = () => {
      throw new Error("SECRET of the inside");
    };
    const answer = await call(platform, "GET", "/api/v1/alarms", { as: token });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain("SECRET");
    expect(platform.logger.lines).toMatchObject([{ level: "error", text: "a request failed" }]);
  });

  test("neither passwords nor tokens are kept as they are", async () => {
    const platform = await startBrowserPlatform();
    const { token } = await signIn(platform.url);
    const { readFileSync, readdirSync } = await import("node:fs");
    const kept = readdirSync(platform.dataFolder).map((file) => readFileSync(`${platform.dataFolder}/${file}`, "latin1"));
    for (const secret of [token, PASSWORD]) expect(kept.some((content) => content.includes(secret))).toBe(false);
    expect(JSON.stringify([platform.desk.entries, platform.logger.lines])).not.toContain(token);
  });
});
