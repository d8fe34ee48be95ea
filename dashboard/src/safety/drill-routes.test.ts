import { days, minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { testSite } from "../../../test/support/site.ts";

const clock = createSettableClock();
const PLAN = {
  id: "leak",
  name: { en: "Leak", zh: "泄漏" },
  zoneId: "room-114",
  scenario: "leak.yaml",
  signals: ["cab-17/vapour"],
  expect: {},
  limit: minutes(30),
  every: days(90),
  firstBy: plus(clock.now(), days(-1 as never)),
};
const users = { mei: "safety-officer", operator: "operator", inspector: "inspector", chen: "engineer" } as const;

async function start() {
  const platform = await startBrowserPlatform({ clock, users, site: { ...testSite(), drills: [PLAN] } });
  const as = Object.fromEntries(
    await Promise.all(Object.keys(users).map(async (name) => [name, (await signIn(platform.url, name)).token] as const)),
  ) as Readonly<Record<keyof typeof users, string>>;
  const post = (path: string, who: string, body: object = {}) => call(platform, "POST", `/api/v1/drills${path}`, { as: who, body });
  const planned = () => post("", as.mei, { plan: "leak", plannedFor: String(plus(clock.now(), minutes(5))), leader: "wang", who: "all" });
  return { platform, as, post, planned };
}

test("a drill is planned and held by whoever may, signs with the password, and is no program", async () => {
  const { platform, as, post, planned } = await start();
  expect((await planned()).status).toBe(201);
  const issued = await call(platform, "POST", "/api/v1/tokens", {
    as: as.chen,
    body: { name: "ci", role: "engineer", days: 1, password: PASSWORD },
  });
  const program = issued.body.token as string;
  expect(program).toEqual(expect.any(String));
  for (const { who, code } of [
    { who: as.inspector, code: "ROLE_FORBIDDEN" },
    { who: as.operator, code: "ROLE_FORBIDDEN" },
    { who: program, code: "PERSON_REQUIRED" },
  ])
    expect((await post("/1/begin", who, { password: PASSWORD })).body.code).toBe(code);
  expect((await post("/1/begin", as.mei, {})).body.code).toBe("REQUEST_INVALID");
  expect((await post("/1/begin", as.mei, { password: "wrong" })).body.code).toBe("PASSWORD_WRONG");
  expect((await post("/1/begin", as.mei, { password: PASSWORD })).body).toMatchObject({ drill: { state: "running" } });
  expect((await planned()).status).toBe(201);
  expect((await post("/2/begin", as.mei, { password: PASSWORD })).status).toBe(409);
  expect((await post("/1/observe", as.operator, { step: "safe" })).body.code).toBe("DRILL_STEP_ORDER");
  const reached = { at: clock.now(), alarm: { id: "a", code: "7KQ2" } };
  platform.ledgers.drills().carryOut({ id: "seen", actor: "system", number: 1, order: { verb: "reach", step: "detected", reached } });
  expect((await post("/1/observe", as.operator, { step: "on-site" })).body).toMatchObject({
    drill: { times: { "on-site": { by: "user:operator" } } },
  });
  expect((await post("/1/correct", as.inspector, { step: "on-site", words: "too early" })).body.code).toBe("ROLE_FORBIDDEN");
  expect((await post("/1/correct", as.operator, { step: "on-site", at: "soon", words: "too early" })).body.code).toBe("REQUEST_INVALID");
  expect((await post("/1/correct", as.operator, { step: "on-site", at: String(clock.now()), words: "too early" })).body).toMatchObject({
    drill: { corrections: [{ step: "on-site", was: { by: "user:operator" }, words: "too early" }] },
  });
  expect((await post("/1/observe", as.inspector, { step: "safe" })).body.code).toBe("ROLE_FORBIDDEN");
  expect((await post("/1/note", as.operator, { words: "<script>alert(1)</script>" })).body.code).toBe("WORDS_MARKUP");
  expect((await post("/1/note", as.operator, { words: "<b>p</b> < 5 bar" })).status).toBe(200);
  expect((await post("/1/stop", as.mei)).body).toMatchObject({ drill: { state: "ended", ended: { by: "user:mei" } } });
  const signed = { result: "as-planned", words: "well", lessons: [], password: PASSWORD };
  expect((await post("/1/conclude", program, signed)).body.code).toBe("PERSON_REQUIRED");
  expect((await post("/1/conclude", as.mei, signed)).body).toMatchObject({ drill: { state: "concluded" } });
  expect((await post("/9/stop", as.mei)).body.code).toBe("DRILL_UNKNOWN");
});

test("whoever looks sees when each is due, and one drill with its plan and its lines", async () => {
  const { platform, as, planned } = await start();
  await planned();
  const list = await call(platform, "GET", "/api/v1/drills", { as: as.inspector });
  expect(list.body).toMatchObject({
    plans: [{ id: "leak", overdue: true, dueBy: PLAN.firstBy }],
    drills: [{ number: 1, state: "planned" }],
  });
  const one = await call(platform, "GET", "/api/v1/drills/1", { as: as.inspector });
  expect(one.body).toMatchObject({ drill: { number: 1 }, plan: { id: "leak" }, lines: [{ act: { act: "planned" } }] });
});

test.each([
  ["DRILL_PLAN", { plan: "fire" }],
  ["DRILL_LEADER", { leader: "nobody" }],
  ["DRILL_PLANNED_FOR", { plannedFor: "2020-01-01T00:00Z" }],
  ["DRILL_WORDS", { who: " " }],
] as const)("%s", async (code, over) => {
  const { as, post } = await start();
  const said = { plan: "leak", plannedFor: String(plus(clock.now(), minutes(5))), leader: "wang", who: "all", ...over };
  expect((await post("", as.mei, said)).body.code).toBe(code);
});
