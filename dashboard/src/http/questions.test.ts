import { type EpochMs, err, hours, minus, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { HistoryPoint } from "@labcanary/domain/ports";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { type BrowserPlatform, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { limitRule, signal, testSite } from "../../../test/support/site.ts";
import type { RuleQuestions } from "../rule-questions.ts";

/** What every test clock begins with. */
const NOW = createSettableClock().now();
const ago = (minute: number): EpochMs => minus(NOW, minutes(minute));

/** A reading every 30 s for the last two hours: 5 %LEL, and 15 from 60 to 50 minutes ago. */
const READINGS: readonly HistoryPoint[] = Array.from({ length: 240 }, (_, place) => {
  const at = plus(ago(120), seconds(30 * place));
  return { signal: "cab-17/vapour", at, tieBreak: 0, receivedAt: at, value: at >= ago(60) && at < ago(50) ? 15 : 5, quality: "good" };
});

async function platformWithHistory(): Promise<{ readonly platform: BrowserPlatform; readonly token: string }> {
  const platform = await startBrowserPlatform();
  platform.history.points.push(...READINGS);
  return { platform, token: (await signIn(platform.url)).token };
}

describe("why an alarm came", () => {
  const path = "/api/v1/alarms/alarm-1/explanation";

  test("is the rule and its version, and what decided, with the samples", async () => {
    const { platform, token } = await platformWithHistory();
    platform.desk.raise(gasAlarm());
    const { body } = await call(platform, "GET", path, { as: token });
    const { raisedAt, evidence } = gasAlarm();
    expect(body).toEqual({
      alarm: "alarm-1",
      code: "K7QF",
      state: "unacknowledged",
      conditionActive: true,
      rule: {
        id: "cab-17/vapour/high-high",
        signal: "cab-17/vapour",
        version: "1",
        now: "same",
        versionNow: "1",
        measured: { unit: "%LEL" },
      },
      turns: [
        {
          kind: "raised",
          at: raisedAt,
          receivedAt: raisedAt,
          because: "23.4 %LEL is above 20 %LEL",
          value: 23.4,
          ruleVersion: "1",
          position: 1041,
          samples: evidence.samples,
        },
      ],
    });
  });

  test("goes on with each turn of the condition, and leaves out what people did", async () => {
    const { platform, token } = await platformWithHistory();
    platform.desk.raise(gasAlarm());
    await call(platform, "POST", "/api/v1/alarms/alarm-1/acknowledge", { as: token, body: {} });
    const evidence = { samples: [], reason: "8 %LEL, back inside the limit", position: 1050 };
    platform.desk.note("alarm-1", "returned-to-normal", "rules", { at: NOW, receivedAt: NOW, value: 8, ruleVersion: "1", evidence });
    platform.desk.note("alarm-1", "notification-queued", "system", { reason: "not about the condition" });
    const { body } = await call(platform, "GET", path, { as: token });
    expect(body.turns.map(({ kind, because }: Record<string, string>) => [kind, because])).toEqual([
      ["raised", "23.4 %LEL is above 20 %LEL"],
      ["returned-to-normal", "8 %LEL, back inside the limit"],
    ]);
    expect(body.turns[1]).toMatchObject({ at: NOW, value: 8, position: 1050 });
  });

  test.each([
    { rules: [limitRule({ id: "cab-17/vapour/high-high", version: "2" })], now: "changed" },
    { rules: [limitRule()], now: "removed" },
  ])("says of a rule that was since $now that it was", async ({ rules, now }) => {
    const platform = await startBrowserPlatform({ site: testSite({ signals: [signal({ rules })] }) });
    platform.desk.raise(gasAlarm());
    const { token } = await signIn(platform.url);
    const { body } = await call(platform, "GET", path, { as: token });
    expect(body.rule.now).toBe(now);
    expect(body.rule.version).toBe("1");
  });

  test("of an alarm of the platform itself is what it said", async () => {
    const { platform, token } = await platformWithHistory();
    const evidence = { samples: [], reason: "connection refused", position: 0 };
    platform.desk.raise(gasAlarm({ source: { kind: "system", condition: "history-store-down" }, evidence }));
    platform.desk.note("alarm-1", "returned-to-normal", "system", { at: NOW, reason: "history is being written again" });
    const { body } = await call(platform, "GET", path, { as: token });
    expect(body).not.toHaveProperty("rule");
    expect(body.turns.map(({ because }: { because: string }) => because)).toEqual(["connection refused", "history is being written again"]);
    expect(body.turns[0]).not.toHaveProperty("position");
  });

  test("of no alarm is refused", async () => {
    const { platform, token } = await platformWithHistory();
    expect((await call(platform, "GET", path, { as: token })).body.code).toBe("ALARM_UNKNOWN");
  });
});

describe("why there was an alarm, or none, at a time", () => {
  const path = (at: string | number) => `/api/v1/signals/cab-17/vapour/explanation?at=${encodeURIComponent(at)}`;

  test("is where each rule stood, what decided, and the samples", async () => {
    const { platform, token } = await platformWithHistory();
    const { body } = await call(platform, "GET", path(ago(55)), { as: token });
    expect(body).toMatchObject({
      signal: "cab-17/vapour",
      at: ago(55),
      siteVersion: "test-1",
      receivedLater: 0,
      others: [],
      withoutEventsOf: [],
      mayRepeat: [],
    });
    expect(body.rules).toEqual([
      {
        ruleId: "cab-17/vapour/high",
        ruleVersion: "1",
        state: "active",
        since: ago(60),
        step: "raised",
        held: 15,
        because: expect.stringContaining("15 %LEL is >= 10 %LEL"),
      },
      expect.objectContaining({ ruleId: "cab-17/vapour/high-high", state: "normal", step: "condition-not-met", held: 15 }),
      expect.objectContaining({ ruleId: "cab-17/vapour/silent", state: "normal", step: "heard" }),
    ]);
    expect(body.samples).toHaveLength(8);
    expect(body.samples.at(-1)).toEqual({ at: ago(55), receivedAt: ago(55), value: 15, quality: "good" });
    expect(body.alarms).toEqual([]);
  });

  test("comes with the alarms that really stood then, by the rules of that time", async () => {
    const { platform, token } = await platformWithHistory();
    platform.desk.raise(gasAlarm({ raisedAt: ago(58) }));
    const { body } = await call(platform, "GET", path(new Date(ago(55)).toISOString()), { as: token });
    expect(body.alarms).toEqual([
      { id: "alarm-1", code: "K7QF", priority: "critical", ruleId: "cab-17/vapour/high-high", ruleVersion: "1", from: ago(58) },
    ]);
  });

  test.each([
    { path: path("yesterday"), status: 400, code: "REQUEST_INVALID" },
    { path: path(plus(NOW, seconds(1))), status: 400, code: "RANGE_INVALID" },
    { path: "/api/v1/signals/cab-17/vapour/explanation", status: 400, code: "REQUEST_INVALID" },
    { path: `/api/v1/signals/cab-99/vapour/explanation?at=${NOW}`, status: 404, code: "SIGNAL_UNKNOWN" },
    { path: path(ago(600)), status: 404, code: "HISTORY_EMPTY" },
  ])("$path is answered $status $code", async ({ path: asked, status, code }) => {
    const { platform, token } = await platformWithHistory();
    const answer = await call(platform, "GET", asked, { as: token });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test("says when the history store does not answer", async () => {
    const { platform, token } = await platformWithHistory();
    platform.history.away = true;
    const answer = await call(platform, "GET", path(ago(55)), { as: token });
    expect([answer.status, answer.body.code]).toEqual([503, "HISTORY_UNAVAILABLE"]);
  });
});

describe("trying a rule", () => {
  const RULE = { rule: "cab-17/vapour/high", from: ago(100), to: NOW };
  const attempt = async (body: unknown, user = "engineer") => {
    const platform = await startBrowserPlatform();
    platform.history.points.push(...READINGS);
    return call(platform, "POST", "/api/v1/backtests", { as: (await signIn(platform.url, user)).token, body });
  };

  test.each(["engineer", "operator"])(
    "says to an %s what the present rule and a changed one would have made of the history",
    async (user) => {
      const { status, body } = await attempt({ ...RULE, change: { setpoint: 20, onDelay: "1min" } }, user);
      expect(status).toBe(200);
      const none = { count: 0, listed: [] };
      const alarm = { raisedAt: ago(60), raisedReceivedAt: ago(60), clearedAt: ago(50), worst: 15 };
      expect(body).toEqual({
        mayRepeat: [],
        ...RULE,
        signal: "cab-17/vapour",
        timeZone: "Asia/Shanghai",
        readings: 200,
        firstReadingAt: ago(100),
        lastReadingAt: minus(NOW, seconds(30)),
        present: {
          version: "1",
          alarms: 1,
          atNight: 0,
          nightCalls: 0,
          timeInAlarm: minutes(10),
          longest: minutes(10),
          texts: { firstStep: 1, allSteps: 3 },
          late: 0,
          excursions: { count: 1, listed: [alarm] },
          unit: "%LEL",
        },
        changed: expect.objectContaining({ alarms: 0, timeInAlarm: 0, texts: { firstStep: 0, allSteps: 0 }, excursions: none }),
        missed: { count: 1, listed: [alarm] },
        found: none,
      });
      expect(body.changed.version).not.toBe("1");
    },
  );

  test("without a change tries the present rule alone, until now at most", async () => {
    const { body } = await attempt({ ...RULE, from: new Date(ago(100)).toISOString(), to: plus(NOW, hours(9)) });
    expect(body.to).toBe(NOW);
    expect(Object.keys(body)).not.toContain("changed");
  });

  test.each([
    { body: { ...RULE, change: { setpoint: "warm" } }, status: 400, code: "RULE_CHANGE_INVALID", says: "setpoint: give a number" },
    { body: { ...RULE, change: { setpiont: 7 } }, status: 400, code: "RULE_CHANGE_INVALID", says: "did you mean setpoint?" },
    { body: { ...RULE, change: { setpoint: 400_000 } }, status: 400, code: "RULE_CHANGE_INVALID", says: "lies outside" },
    { body: { ...RULE, change: { "of.over": "5min" } }, status: 400, code: "RULE_CHANGE_INVALID", says: 'the rule has no "of"' },
    {
      body: { ...RULE, change: { "constructor.name": "x" } },
      status: 400,
      code: "RULE_CHANGE_INVALID",
      says: 'the rule has no "constructor"',
    },
    { body: { ...RULE, change: { "__proto__.x": 1 } }, status: 400, code: "REQUEST_INVALID", says: "" },
    { body: { ...RULE, change: { a: 1, [`${"b".repeat(3)}-c`]: 1 } }, status: 400, code: "REQUEST_INVALID", says: "" },
    { body: { ...RULE, rule: "cab-17/vapour/higher" }, status: 404, code: "RULE_UNKNOWN", says: "" },
    { body: { ...RULE, to: ago(101) }, status: 400, code: "RANGE_INVALID", says: "/from" },
    { body: { ...RULE, from: plus(NOW, seconds(1)), to: plus(NOW, seconds(9)) }, status: 400, code: "RANGE_INVALID", says: "/from" },
    { body: { ...RULE, from: "yesterday" }, status: 400, code: "REQUEST_INVALID", says: "/from" },
    { body: { ...RULE, set: { setpoint: 7 } }, status: 400, code: "REQUEST_INVALID", says: "" },
    { body: { ...RULE, from: ago(9000), to: ago(8000) }, status: 404, code: "HISTORY_EMPTY", says: "" },
    { body: {}, status: 400, code: "REQUEST_INVALID", says: "" },
  ])("$body is answered $status $code", async ({ body, status, code, says }) => {
    const answer = await attempt(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.detail).toContain(says);
  });

  test("refusals of whoever answers keep their codes, and are counted", async () => {
    const platform = await startBrowserPlatform({ questions: refusing("QUESTIONS_BUSY") });
    const answer = await call(platform, "POST", "/api/v1/backtests", { as: (await signIn(platform.url)).token, body: RULE });
    expect([answer.status, answer.body.code]).toEqual([503, "QUESTIONS_BUSY"]);
    expect(platform.metrics.read("labcanary_refused_total", "http", "QUESTIONS_BUSY")).toBe(1);
  });

  test("is given up when whoever asked goes away", async () => {
    let asked = (): void => undefined;
    const wasAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    let given = (): void => undefined;
    const givenUp = new Promise<void>((resolve) => {
      given = resolve;
    });
    const questions: RuleQuestions = {
      ...refusing("QUESTIONS_BUSY"),
      backtest: (_question, abort) =>
        new Promise((resolve) => {
          abort.addEventListener("abort", () => {
            given();
            resolve(err({ code: "QUESTIONS_BUSY", detail: "" }));
          });
          asked();
        }),
    };
    const platform = await startBrowserPlatform({ questions });
    const { token } = await signIn(platform.url);
    const leaving = new AbortController();
    const request = fetch(`${platform.url}/api/v1/backtests`, {
      method: "POST",
      signal: leaving.signal,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(RULE),
    }).catch(() => "left");
    await wasAsked;
    leaving.abort();
    expect(await request).toBe("left");
    await givenUp;
  });
});

const refusing = (code: "QUESTIONS_BUSY"): RuleQuestions => ({
  explain: async () => err({ code, detail: "" }),
  backtest: async () => err({ code, detail: "" }),
});

test("the API's own page tells of all three", async () => {
  const { platform, token } = await platformWithHistory();
  const { body } = await call(platform, "GET", "/api/docs/json", { as: token });
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining(["/api/v1/alarms/{id}/explanation", "/api/v1/signals/{deviceId}/{signal}/explanation", "/api/v1/backtests"]),
  );
});
