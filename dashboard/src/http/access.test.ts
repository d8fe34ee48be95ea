import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createUserDirectory } from "@labcanary/dashboard";
import { hours, minutes } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";

const OPERATOR_RIGHTS = [
  "look",
  "take-charge",
  "handle-alarms",
  "comment",
  "hand-over",
  "try-rules",
  "propose-out-of-service",
  "approve-out-of-service",
  "read-figures",
  "file-hazards",
  "answer-reports",
  "do-checks",
];

describe("signing in", () => {
  test("gives a bearer token and a strict cookie no script can read, and says who it is", async () => {
    const platform = await startBrowserPlatform();
    const answer = await call(platform, "POST", "/api/v1/session", { body: { username: "operator", password: PASSWORD } });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("set-cookie")).toMatch(/^labcanary_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(answer.body.user).toEqual({ name: "operator", role: "operator", rights: OPERATOR_RIGHTS });
    const me = await call(platform, "GET", "/api/v1/session", { as: answer.body.token });
    expect(me.body.user.name).toBe("operator");
    expect(platform.desk.entries.at(-1)).toMatchObject({
      kind: "signed-in",
      actor: "user:operator",
      detail: { by: "password", role: "operator" },
    });
  });

  test.each([
    { username: "operator", password: "wrong password here", because: "the password is wrong", journaled: { user: "operator" } },
    { username: "nobody", password: PASSWORD, because: "there is no such user", journaled: {} },
    { username: "Operator", password: PASSWORD, because: "names are exact", journaled: {} },
  ])("is refused alike, counted and journaled when $because", async ({ username, password, journaled }) => {
    const platform = await startBrowserPlatform();
    const answer = await call(platform, "POST", "/api/v1/session", { body: { username, password } });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      code: "SIGN_IN_REFUSED",
      message: "user name and password, or the one-time link, are not right",
      detail: "",
    });
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

  test("is slowed over a restart too, and nothing is kept of what was typed for a name that is nobody's", async () => {
    const platform = await startBrowserPlatform();
    const url = () => `http://127.0.0.1:${platform.dashboard.address.port}`;
    const attempt = (username: string, password = PASSWORD) =>
      call({ ...platform, url: url() }, "POST", "/api/v1/session", { body: { username, password } });
    for (let count = 0; count < 10; count += 1) await attempt("operator", "wrong password here");
    await attempt(PASSWORD, "operator");
    await platform.dashboard.stop();
    expect(readFileSync(join(platform.dataFolder, "accounts.sqlite")).includes(PASSWORD)).toBe(false);
    await platform.dashboard.start();
    expect((await attempt("operator")).body.code).toBe("SIGN_IN_TOO_OFTEN");
    expect((await attempt("engineer")).status).toBe(201);
  });

  test("is slowed after sixty attempts from one address, whatever it tries", async () => {
    const platform = await startBrowserPlatform();
    const link = () => call(platform, "POST", "/api/v1/session/one-time", { body: { token: "guessed" } });
    const links = await Promise.all(Array.from({ length: 60 }, link));
    expect(links.map(({ status }) => status)).toEqual(Array(60).fill(401));
    const attempt = await call(platform, "POST", "/api/v1/session", { body: { username: "operator", password: PASSWORD } });
    expect(attempt.body.code).toBe("SIGN_IN_TOO_OFTEN");
  });

  test("ends with signing out, with the shift, and with the user", async () => {
    const clock = createSettableClock();
    const platform = await startBrowserPlatform({ clock });
    const status = async (token: string) => (await call(platform, "GET", "/api/v1/session", { as: token })).status;

    const first = await signIn(platform.url);
    expect((await call(platform, "DELETE", "/api/v1/session", { as: first.token })).status).toBe(204);
    expect(await status(first.token)).toBe(401);

    const second = await signIn(platform.url);
    clock.sleep(hours(11));
    expect(await status(second.token)).toBe(200);
    clock.sleep(hours(11));
    expect(await status(second.token)).toBe(200);
    clock.sleep(hours(12));
    expect(await status(second.token)).toBe(401);

    const third = await signIn(platform.url, "engineer");
    expect(createUserDirectory(platform.dataFolder).remove("engineer").ok).toBe(true);
    expect(await status(third.token)).toBe(401);
  });

  test("a used session still ends after a week", async () => {
    const clock = createSettableClock();
    const platform = await startBrowserPlatform({ clock });
    const { token } = await signIn(platform.url);
    for (let shift = 0; shift < 16; shift += 1) {
      clock.sleep(hours(10));
      expect((await call(platform, "GET", "/api/v1/session", { as: token })).status).toBe(200);
    }
    clock.sleep(hours(9));
    expect((await call(platform, "GET", "/api/v1/session", { as: token })).status).toBe(401);
  });

  test("a one-time link signs one visitor in, once, within a quarter of an hour", async () => {
    const clock = createSettableClock();
    const platform = await startBrowserPlatform({ clock });
    const redeem = (link: string) =>
      call(platform, "POST", "/api/v1/session/one-time", { body: { token: new URL(link).hash.replace("#sign-in=", "") } });

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

test("neither passwords nor tokens are kept as they are", async () => {
  const platform = await startBrowserPlatform();
  const { token } = await signIn(platform.url);
  const kept = readdirSync(platform.dataFolder).map((file) => readFileSync(`${platform.dataFolder}/${file}`, "latin1"));
  for (const secret of [token, PASSWORD]) expect(kept.some((content) => content.includes(secret))).toBe(false);
  expect(JSON.stringify([platform.desk.entries, platform.logger.lines])).not.toContain(token);
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

  test.each(["/assets/..%2findex.html", "/assets/%2e%2e%2f%2e%2e%2fpackage.json", "/assets/none.js", "/assets/"])(
    "%s is no way to other files",
    async (path) => {
      const platform = await startBrowserPlatform();
      expect((await call(platform, "GET", path)).status).toBeGreaterThanOrEqual(400);
      expect((await call(platform, "GET", "/assets/sign-in-abc123.js")).body).toBe("// sign-in");
    },
  );
});

describe("what a role may do", () => {
  test.each([
    { role: "operator", acknowledge: 200, shelve: 200, comment: 200, rejects: 403, approve: 200 },
    { role: "engineer", acknowledge: 403, shelve: 403, comment: 200, rejects: 200, approve: 403 },
    { role: "administrator", acknowledge: 200, shelve: 200, comment: 200, rejects: 200, approve: 200 },
  ])("$role", async ({ role, acknowledge, shelve, comment, rejects, approve }) => {
    const platform = await startBrowserPlatform({ rejects: () => [] });
    platform.desk.raise(gasAlarm());
    const { token } = await signIn(platform.url, role);
    const post = async (verb: string, body: object = { comment: "seen" }) =>
      (await call(platform, "POST", `/api/v1/alarms/alarm-1/${verb}`, { as: token, body })).status;
    expect(await post("shelve", { minutes: 1, reason: "repair" })).toBe(shelve);
    expect(await post("unshelve")).toBe(shelve);
    expect(await post("assign", { to: "engineer" })).toBe(acknowledge);
    expect(await post("acknowledge")).toBe(acknowledge);
    platform.desk.clear("alarm-1");
    // An alarm nobody has acknowledged has not ended: who may close is told so.
    expect(await post("close", { cause: "bottle left open" })).toBe(shelve);
    expect(await post("comment")).toBe(comment);
    expect((await call(platform, "GET", "/api/v1/rejects", { as: token })).status).toBe(rejects);
    expect((await call(platform, "GET", "/api/v1/users", { as: token })).status).toBe(acknowledge);

    const about = "/api/v1/signals/cab-17/vapour";
    const proposing = { hours: 1, reason: "repair", measure: "rounds" };
    const own = await call(platform, "POST", `${about}/out-of-service`, { as: token, body: proposing });
    expect(own.status).toBe(200);
    expect((await call(platform, "POST", `${about}/in-service`, { as: token })).status).toBe(200);
    const { token: other } = await signIn(platform.url, role === "administrator" ? "operator" : "administrator");
    const { body } = await call(platform, "POST", `${about}/out-of-service`, { as: other, body: proposing });
    const approving = { proposal: body.outOfService.id };
    expect((await call(platform, "POST", `${about}/out-of-service/approve`, { as: token, body: approving })).status).toBe(approve);
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
