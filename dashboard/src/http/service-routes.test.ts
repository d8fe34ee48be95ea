import { hours, plus } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { type BrowserPlatform, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";

const WORDS = { reason: "yearly calibration", measure: "portable detector, read every hour" };
const SIGNAL = "/api/v1/signals/cab-17/vapour";

async function withPeople(clock = createSettableClock()) {
  const platform = await startBrowserPlatform({ clock });
  const [operator, engineer] = [await signIn(platform.url), await signIn(platform.url, "engineer")];
  const post = (path: string, as: string, body?: unknown) =>
    call(platform, "POST", `${SIGNAL}/${path}`, { as, ...(body === undefined ? {} : { body }) });
  const get = async (path: string) => (await call(platform, "GET", path, { as: operator.token })).body;
  return { platform, clock, operator: operator.token, engineer: engineer.token, post, get };
}

/** Signs in by a one-time link, as nobody in particular. */
async function visitorOf(platform: BrowserPlatform): Promise<string> {
  const token = new URLSearchParams(new URL(platform.dashboard.issueOneTimeLink("administrator")).hash.slice(1)).get("sign-in");
  return (await call(platform, "POST", "/api/v1/session/one-time", { body: { token }, headers: { origin: platform.url } })).body.token;
}

test("an engineer proposes, an operator approves what they saw, and it shows with the signal, in the list and in the counts", async () => {
  const { clock, operator, engineer, post, get, platform } = await withPeople();
  const proposed = await post("out-of-service", engineer, { hours: 4, ...WORDS });
  const until = plus(clock.now(), hours(4));
  expect(proposed).toMatchObject({ status: 200, body: { outOfService: { state: "proposed", proposedBy: "engineer", until, ...WORDS } } });
  expect((await get("/api/v1/health")).impaired).toMatchObject({ "out-of-service": 0 });
  const { id: proposal } = proposed.body.outOfService;
  const approved = await post("out-of-service/approve", operator, { proposal });
  expect(approved).toMatchObject({ status: 200, body: { outOfService: { state: "in-force", approvedBy: "operator" } } });
  const inForce = approved.body.outOfService;
  expect(await get("/api/v1/out-of-service")).toEqual({ outOfService: [inForce] });
  expect((await get("/api/v1/signals")).signals[0].outOfService).toEqual(inForce);
  expect((await get(`${SIGNAL}/samples?from=0&to=1`)).signal.outOfService).toEqual(inForce);
  expect((await get("/api/v1/health")).impaired).toMatchObject({ "out-of-service": 1, "life-safety-out-of-service": 0 });
  platform.desk.raise(gasAlarm());
  expect((await get("/api/v1/alarms?state=out-of-service")).alarms[0].outOfService).toMatchObject({ approvedBy: "operator", ...WORDS });
  const ended = await post("in-service", engineer);
  expect(ended).toMatchObject({ status: 200, body: { outOfService: inForce } });
  expect(await get("/api/v1/out-of-service")).toEqual({ outOfService: [] });
});

test("whoever came by a one-time link neither proposes nor approves: they might be the same person", async () => {
  const { platform, engineer, post } = await withPeople();
  const visitor = await visitorOf(platform);
  expect(await post("out-of-service", visitor, { hours: 4, ...WORDS })).toMatchObject({ status: 403, body: { code: "PERSON_UNNAMED" } });
  const { id: proposal } = (await post("out-of-service", engineer, { hours: 4, ...WORDS })).body.outOfService;
  expect(await post("out-of-service/approve", visitor, { proposal })).toMatchObject({ status: 403, body: { code: "PERSON_UNNAMED" } });
  expect((await post("in-service", visitor)).status).toBe(200);
});

test("a proposal sent twice under one id is made once", async () => {
  const { operator, post, get } = await withPeople();
  const body = { hours: 4, ...WORDS, commandId: "6f9619ff-8b86-4d01-b42d-00c04fc964ff" };
  const [first, second] = [await post("out-of-service", operator, body), await post("out-of-service", operator, body)];
  expect(second).toMatchObject({ status: 200, body: first.body });
  expect((await get("/api/v1/out-of-service")).outOfService).toHaveLength(1);
});

describe("what is refused", () => {
  test.each([
    { path: "out-of-service", body: { hours: 4, measure: "rounds" }, status: 400, code: "REASON_MISSING" },
    { path: "out-of-service", body: { hours: 4, reason: "repair" }, status: 400, code: "MEASURE_MISSING" },
    { path: "out-of-service", body: WORDS, status: 400, code: "OUT_OF_SERVICE_END_INVALID" },
    { path: "out-of-service", body: { ...WORDS, until: 1 }, status: 400, code: "OUT_OF_SERVICE_END_INVALID" },
    { path: "out-of-service", body: { ...WORDS, until: 9e12 }, status: 400, code: "OUT_OF_SERVICE_TOO_LONG" },
    { path: "out-of-service", body: { ...WORDS, hours: 721 }, status: 400, code: "REQUEST_INVALID" },
    { path: "out-of-service", body: { ...WORDS, hours: "4" }, status: 400, code: "REQUEST_INVALID" },
    { path: "out-of-service", body: { ...WORDS, hours: 4, until: 9e12 }, status: 400, code: "REQUEST_INVALID" },
    { path: "out-of-service", body: { ...WORDS, hours: 4, by: "somebody else" }, status: 400, code: "REQUEST_INVALID" },
    { path: "out-of-service", body: null, status: 400, code: "REQUEST_INVALID" },
    { path: "out-of-service", body: { ...WORDS, hours: 4, reason: "x".repeat(1001) }, status: 400, code: "COMMENT_TOO_LONG" },
    { path: "out-of-service/approve", body: {}, status: 400, code: "REQUEST_INVALID" },
    { path: "out-of-service/approve", body: { proposal: "1" }, status: 409, code: "PROPOSAL_UNKNOWN" },
    { path: "in-service", body: {}, status: 409, code: "SIGNAL_IN_SERVICE" },
  ])("$path with $body: $status $code", async ({ path, body, status, code }) => {
    const { operator, post, platform } = await withPeople();
    const answer = await post(path, operator, body);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(platform.metrics.read("labcanary_refused_total", "http", code)).toBe(1);
    expect(platform.desk.outOfService()).toEqual([]);
  });

  test("approving one's own proposal, proposing again, and a signal that is not there", async () => {
    const { operator, post, platform } = await withPeople();
    const { id: proposal } = (await post("out-of-service", operator, { hours: 4, ...WORDS })).body.outOfService;
    expect(await post("out-of-service/approve", operator, { proposal })).toMatchObject({
      status: 403,
      body: { code: "APPROVER_IS_PROPOSER" },
    });
    expect(await post("out-of-service", operator, { hours: 4, ...WORDS })).toMatchObject({
      status: 409,
      body: { code: "SIGNAL_OUT_OF_SERVICE" },
    });
    const elsewhere = await call(platform, "POST", "/api/v1/signals/cab-17/none/out-of-service", {
      as: operator,
      body: { hours: 1, ...WORDS },
    });
    expect(elsewhere).toMatchObject({ status: 404, body: { code: "SIGNAL_UNKNOWN" } });
  });
});
