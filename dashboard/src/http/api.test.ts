import { epochMs, minutes, plus, seconds } from "@labcanary/domain/basics";
import { HEALTH_ITEMS } from "@labcanary/domain/ports";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { signal, testSite } from "../../../test/support/site.ts";

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
    { path: "alarm-1/shelve", body: { minutes: 10 }, status: 400, code: "REASON_MISSING" },
    { path: "alarm-1/shelve", body: { minutes: 10, reason: "  " }, status: 400, code: "REASON_MISSING" },
    { path: "alarm-1/shelve", body: { minutes: 10, reason: "x".repeat(1001) }, status: 400, code: "COMMENT_TOO_LONG" },
    { path: "alarm-1/shelve", body: { reason: "repair" }, status: 400, code: "SHELVING_END_INVALID" },
    { path: "alarm-1/shelve", body: { until: 1, reason: "repair" }, status: 400, code: "SHELVING_END_INVALID" },
    { path: "alarm-1/shelve", body: { minutes: 31, reason: "repair" }, status: 400, code: "SHELVING_TOO_LONG" },
    { path: "alarm-1/shelve", body: { minutes: 0, reason: "repair" }, status: 400, code: "REQUEST_INVALID" },
    { path: "alarm-1/shelve", body: { minutes: "10", reason: "repair" }, status: 400, code: "REQUEST_INVALID" },
    { path: "alarm-1/shelve", body: { minutes: 10, until: 1, reason: "repair" }, status: 400, code: "REQUEST_INVALID" },
    { path: "alarm-1/shelve", body: { minutes: 10, reason: "repair", mode: "for good" }, status: 400, code: "REQUEST_INVALID" },
    { path: "alarm-9/shelve", body: { minutes: 10, reason: "repair" }, status: 404, code: "ALARM_UNKNOWN" },
    { path: "alarm-1/unshelve", body: {}, status: 409, code: "ALARM_NOT_SHELVED" },
    { path: "alarm-1/close", body: { cause: "bottle left open" }, status: 409, code: "ALARM_NOT_CLOSABLE" },
    { path: "alarm-1/close", body: {}, status: 400, code: "CAUSE_MISSING" },
    { path: "alarm-1/assign", body: {}, status: 400, code: "ASSIGNEE_MISSING" },
    { path: "alarm-1/assign", body: { to: "nobody" }, status: 404, code: "ASSIGNEE_UNKNOWN" },
    { path: "alarm-1/assign", body: { to: "engineer", reason: "x".repeat(1001) }, status: 400, code: "COMMENT_TOO_LONG" },
    { path: "alarm-1/assign", body: { to: 7 }, status: 400, code: "REQUEST_INVALID" },
    { path: "alarm-1/accept", body: {}, status: 409, code: "ASSIGNMENT_NOT_YOURS" },
    { path: "alarm-1/accept", body: { to: "operator" }, status: 400, code: "REQUEST_INVALID" },
    { path: "alarm-1/decline", body: {}, status: 400, code: "REASON_MISSING" },
    { path: "alarm-1/decline", body: { reason: "busy" }, status: 409, code: "ASSIGNMENT_NOT_YOURS" },
    { path: "alarm-1/silence", body: {}, status: 404, code: "NOT_FOUND" },
    { path: `${"a".repeat(65)}/acknowledge`, body: {}, status: 400, code: "REQUEST_INVALID" },
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

  test("a shelved alarm tells who, until when and why, stands in a state of its own, and is put back", async () => {
    const clock = createSettableClock();
    const platform = await startBrowserPlatform({ clock });
    platform.desk.raise(gasAlarm());
    const { token } = await signIn(platform.url);
    const ids = async (query: string) =>
      (await call(platform, "GET", `/api/v1/alarms${query}`, { as: token })).body.alarms.map(({ id }: { id: string }) => id);
    const body = { minutes: 30, reason: "calibration gas", mode: "one-shot" };
    const answer = await call(platform, "POST", "/api/v1/alarms/alarm-1/shelve", { as: token, body });
    const until = plus(clock.now(), minutes(30));
    const shelved = { by: "operator", at: clock.now(), until, reason: "calibration gas", mode: "one-shot" };
    expect(answer.body.alarm).toMatchObject({ annunciation: "unacknowledged", shelved });
    expect([await ids(""), await ids("?state=shelved"), await ids("?state=unacknowledged")]).toEqual([["alarm-1"], ["alarm-1"], []]);
    const again = await call(platform, "POST", "/api/v1/alarms/alarm-1/shelve", { as: token, body });
    expect([again.status, again.body.code]).toEqual([409, "ALARM_NOT_SHELVABLE"]);
    const back = await call(platform, "POST", "/api/v1/alarms/alarm-1/unshelve", { as: token });
    expect(back.body.alarm.shelved).toBeUndefined();
    expect(await ids("?state=shelved")).toEqual([]);
  });

  test("an alarm is given to somebody of any role, whose it is when they accept, and only they", async () => {
    const clock = createSettableClock();
    const platform = await startBrowserPlatform({ clock });
    platform.desk.raise(gasAlarm());
    const [operator, engineer] = [await signIn(platform.url), await signIn(platform.url, "engineer")];
    const { body: people } = await call(platform, "GET", "/api/v1/users", { as: operator.token });
    expect(people.users).toContainEqual({ name: "engineer", role: "engineer" });
    const post = (verb: string, as: string, body: object = {}) => call(platform, "POST", `/api/v1/alarms/alarm-1/${verb}`, { as, body });
    const given = await post("assign", operator.token, { to: "engineer", reason: "your probe" });
    const order = { to: "engineer", by: "operator", at: clock.now(), reason: "your probe" };
    expect(given.body.alarm.assigned).toEqual(order);
    expect((await post("accept", operator.token)).body.code).toBe("ASSIGNMENT_NOT_YOURS");
    expect((await post("accept", engineer.token)).body.alarm.assigned).toEqual({ ...order, acceptedAt: clock.now() });
    expect((await post("accept", engineer.token)).body.code).toBe("ASSIGNMENT_ACCEPTED");
    expect((await post("decline", engineer.token, { reason: "not on site" })).body.alarm.assigned).toBeUndefined();
    const { body } = await call(platform, "GET", "/api/v1/alarms", { as: operator.token });
    expect(body.alarms[0].assigned).toBeUndefined();
  });

  test.each(["suppressed-by-design", "out-of-service", "shelved"] as const)("those in the state %s are asked for by it", async (state) => {
    const platform = await startBrowserPlatform();
    const mark = { by: "li", approvedBy: "mei", at: epochMs(0), until: epochMs(1), reason: "repair", measure: "rounds" };
    const alarms = {
      "suppressed-by-design": gasAlarm({ id: "s", suppressed: { by: "door open", since: epochMs(0) } }),
      "out-of-service": gasAlarm({ id: "o", outOfService: mark }),
      shelved: gasAlarm({ id: "h", shelved: { by: "li", at: epochMs(0), until: epochMs(1), reason: "repair", mode: "timed" } }),
    };
    for (const alarm of [gasAlarm(), ...Object.values(alarms)]) platform.desk.raise(alarm);
    const { token } = await signIn(platform.url);
    const { body } = await call(platform, "GET", `/api/v1/alarms?state=${state}`, { as: token });
    expect(body.alarms.map(({ id }: { id: string }) => id)).toEqual([alarms[state].id]);
  });

  test("an alarm that has ended is closed with its cause", async () => {
    const platform = await startBrowserPlatform();
    platform.desk.raise(gasAlarm());
    platform.desk.clear("alarm-1");
    const { token } = await signIn(platform.url);
    await call(platform, "POST", "/api/v1/alarms/alarm-1/acknowledge", { as: token });
    const answer = await call(platform, "POST", "/api/v1/alarms/alarm-1/close", { as: token, body: { cause: "bottle left open" } });
    expect(answer.body.alarm.closed).toMatchObject({ by: "operator", cause: "bottle left open" });
    expect(platform.desk.timeline("alarm-1").at(-1)).toMatchObject({ kind: "closed", detail: { cause: "bottle left open" } });
  });

  test("a body that is not JSON by its own word is refused", async () => {
    const platform = await startBrowserPlatform();
    const { token } = await signIn(platform.url);
    const answer = await call(platform, "POST", "/api/v1/alarms/alarm-1/acknowledge", {
      as: token,
      body: "comment=1",
      headers: { "content-type": "text/plain" },
    });
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
      signal: "cab-17/vapour",
      at: plus(start, minutes(minute)),
      tieBreak: 0,
      receivedAt: plus(start, minutes(minute)),
      value: minute * 10,
      quality: "good",
    }));
    const { token } = await signIn(platform.url);
    return { platform, get: (path: string) => call(platform, "GET", path, { as: token }) };
  }

  test("zones name people but never their numbers", async () => {
    const { get } = await withReadings();
    const { body } = await get("/api/v1/zones");
    expect(body.zones.find((zone: { id: string }) => zone.id === "room-114")).toMatchObject({
      responsible: "Wang Fang",
      deputy: "Alex Smith",
    });
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
    expect(answer.body).toEqual({
      code: "HISTORY_UNAVAILABLE",
      message: "the history store does not answer; alarms are not affected",
      detail: "",
    });
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
    expect(body).toMatchObject({ books: { balanced: true, waitingFrames: 0 }, impaired: { silent: 2 }, flood: null });
    expect(body.items).toHaveLength(HEALTH_ITEMS.length);
  });

  test("the figures of the alarm system are of the last 30 days if not told otherwise, with what their busiest rules are", async () => {
    const clock = createSettableClock();
    const platform = await startBrowserPlatform({ clock });
    const raisedAt = plus(clock.now(), seconds(-90));
    platform.desk.raise(gasAlarm({ raisedAt, clearedAt: plus(raisedAt, seconds(20)), conditionActive: false }));
    const { token } = await signIn(platform.url);
    const { body } = await call(platform, "GET", "/api/v1/alarm-figures", { as: token });
    expect(body).toMatchObject({
      position: "security-centre",
      figures: { from: clock.now() - 30 * 86_400_000, to: clock.now(), alarms: 1 },
      verdicts: { perHour: "met", priorities: "missed", unauthorisedSuppressions: "met" },
    });
    expect(body.figures.busiest).toMatchObject([
      { subject: "cab-17/vapour/high-high", count: 1, what: { en: "Solvent vapour high-high" } },
    ]);
    const early = await call(platform, "GET", "/api/v1/alarm-figures?from=0&to=1000", { as: token });
    expect(early.body.figures).toMatchObject({ from: 0, to: 1000, alarms: 0 });
  });

  test("each figure leads to the lines of the journal it was counted from, some at a time", async () => {
    const clock = createSettableClock();
    const platform = await startBrowserPlatform({ clock });
    for (let place = 0; place < 520; place++)
      platform.desk.raise(gasAlarm({ id: `a${place}`, raisedAt: plus(clock.now(), seconds(place - 900)) }));
    const { token } = await signIn(platform.url);
    const ask = async (path: string) => (await call(platform, "GET", `/api/v1/alarm-figures/${path}`, { as: token })).body;
    const first = await ask("perDay/lines");
    expect(first).toMatchObject({ of: 520 });
    expect(first.lines).toHaveLength(500);
    const rest = await ask("perDay/lines?skip=500");
    expect(rest.lines).toHaveLength(20);
    expect(new Set([...first.lines, ...rest.lines]).size).toBe(520);
    const { body } = await call(platform, "GET", `/api/v1/journal?lines=${rest.lines.join(",")}`, { as: token });
    expect(new Set(body.entries.map(({ kind }: { kind: string }) => kind))).toEqual(new Set(["raised"]));
    expect(await ask("rule/lines?rule=cab-17/vapour/high-high")).toMatchObject({ of: 520 });
    expect(await ask("rule/lines?rule=no/such/rule")).toEqual({ of: 0, lines: [] });
    expect(await ask("rule/lines")).toMatchObject({ code: "REQUEST_INVALID" });
    expect(await ask("perDay/lines?rule=x")).toMatchObject({ code: "REQUEST_INVALID" });
    expect(await ask("nothing/lines")).toMatchObject({ code: "REQUEST_INVALID" });
    expect(await ask("perDay/lines?from=2&to=1")).toMatchObject({ code: "RANGE_INVALID" });
  });

  test.each([
    { query: "from=2&to=1", code: "RANGE_INVALID" },
    { query: "from=1&to=1", code: "RANGE_INVALID" },
    { query: "from=0&to=31622400001", code: "RANGE_INVALID" },
    { query: "from=yesterday", code: "REQUEST_INVALID" },
    { query: "until=1", code: "REQUEST_INVALID" },
  ])("figures of $query are refused as $code", async ({ query, code }) => {
    const platform = await startBrowserPlatform();
    const { token } = await signIn(platform.url);
    const answer = await call(platform, "GET", `/api/v1/alarm-figures?${query}`, { as: token });
    expect(answer).toMatchObject({ status: 400, body: { code } });
  });

  test("the journal is read by time, newest bound by limit", async () => {
    const platform = await startBrowserPlatform();
    const { token } = await signIn(platform.url);
    const { body } = await call(platform, "GET", "/api/v1/journal?limit=1", { as: token });
    expect(body.entries).toMatchObject([{ kind: "signed-in" }]);
    expect((await call(platform, "GET", "/api/v1/journal?from=0&to=1", { as: token })).body.entries).toEqual([]);
    expect((await call(platform, "GET", "/api/v1/journal?limit=0", { as: token })).body.code).toBe("REQUEST_INVALID");
  });

  test("the journal comes with the alarms its lines are about, each once and without evidence", async () => {
    const platform = await startBrowserPlatform();
    platform.desk.raise(gasAlarm());
    const { token } = await signIn(platform.url);
    await call(platform, "POST", "/api/v1/alarms/alarm-1/acknowledge", { as: token });
    const { body } = await call(platform, "GET", "/api/v1/journal", { as: token });
    expect(body.entries.map(({ alarmId }: { alarmId?: string }) => alarmId)).toEqual(["alarm-1", undefined, "alarm-1"]);
    expect(body.alarms).toHaveLength(1);
    expect(body.alarms[0]).toMatchObject({ id: "alarm-1", code: "K7QF", annunciation: "acknowledged" });
    expect(body.alarms[0].evidence).toBeUndefined();
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
});
