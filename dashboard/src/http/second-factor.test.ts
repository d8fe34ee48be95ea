import { createUserDirectory } from "@labcanary/dashboard";
import { hours, minutes, seconds } from "@labcanary/domain/basics";
import { Secret, TOTP } from "otpauth";
import { expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { type BrowserPlatform, PASSWORD, type PlatformSetup, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";

/** A step of TOTP. */
const STEP = seconds(30);

async function withClock(setup: PlatformSetup = {}) {
  const clock = createSettableClock();
  const platform = await startBrowserPlatform({ clock, ...setup });
  const attempt = (over: { username?: string; password?: string; code?: string } = {}) =>
    call(platform, "POST", "/api/v1/session", { body: { username: "operator", password: PASSWORD, ...over } });
  const issueToken = (as: string, over: { code?: string; password?: string } = {}) =>
    call(platform, "POST", "/api/v1/tokens", { as, body: { name: "bms", role: "inspector", days: 1, password: PASSWORD, ...over } });
  const post = (path: string, body: unknown, as: string) => call(platform, "POST", `/api/v1/account/${path}`, { as, body });
  /** What an authenticator app shows, `steps` before or after now. */
  const codeOf = (secret: string, steps = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now() + steps * STEP });
  return { clock, platform, attempt, post, issueToken, codeOf };
}

async function setUp(setup: PlatformSetup = {}, username = "operator") {
  const world = await withClock(setup);
  const { token } = (await world.attempt({ username })).body;
  const begun = await world.post("second-factor/begin", { password: PASSWORD }, token);
  const { secret } = begun.body;
  const finished = await world.post("second-factor", { code: world.codeOf(secret) }, token);
  expect(finished.status).toBe(201);
  world.clock.advance(STEP);
  return { ...world, token, secret, uri: begun.body.uri as string, recoveryCodes: finished.body.recoveryCodes as string[] };
}

test("the codes are those of RFC 6238, appendix B, cut to six digits", async () => {
  const secret = Secret.fromUTF8("12345678901234567890");
  for (const [at, code] of [
    [59, "287082"],
    [1_111_111_109, "081804"],
    [20_000_000_000, "353130"],
  ] as const)
    expect(new TOTP({ secret }).generate({ timestamp: at * 1000 })).toBe(code);
});

test("is set up with the password and a first code, asked for at the next sign-in, and journaled", async () => {
  const { platform, attempt, codeOf, secret, uri, recoveryCodes } = await setUp();
  expect(uri).toMatch(/^otpauth:\/\/totp\/LabCanary.*operator\?.*secret=[A-Z2-7]{32}/);
  expect(new Set(recoveryCodes).size).toBe(10);
  for (const code of recoveryCodes) expect(code).toMatch(/^[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}$/);
  const asked = await attempt();
  expect([asked.status, asked.body.code]).toEqual([401, "SECOND_FACTOR_REQUIRED"]);
  expect((await attempt({ code: codeOf(secret) })).status).toBe(201);
  expect(platform.desk.entries.at(-1)).toMatchObject({ kind: "signed-in", detail: { by: "password", secondFactor: "totp" } });
  expect(platform.desk.entries.some(({ detail }) => detail["change"] === "second-factor-set")).toBe(true);
  const told = JSON.stringify([platform.desk.entries, platform.logger.lines]);
  for (const hidden of [secret, ...recoveryCodes]) expect(told).not.toContain(hidden);
});

test("whoever does not have the password is not told that there is a second factor", async () => {
  const { attempt, codeOf, secret } = await setUp();
  for (const code of [undefined, codeOf(secret), "000000"]) {
    const answer = await attempt({ password: "wrong password here", ...(code === undefined ? {} : { code }) });
    expect([answer.status, answer.body.code]).toEqual([401, "SIGN_IN_REFUSED"]);
  }
  // A code that came with a wrong password was not taken.
  expect((await attempt({ code: codeOf(secret) })).status).toBe(201);
});

test("a code counts once, one step early or late, and no further", async () => {
  const { attempt, codeOf, clock, secret } = await setUp();
  clock.advance(minutes(5));
  const codes = [-2, 2].map((steps) => codeOf(secret, steps));
  for (const code of codes) expect((await attempt({ code })).body.code).toBe("SECOND_FACTOR_REFUSED");
  expect((await attempt({ code: codeOf(secret, -1) })).status).toBe(201);
  const now = codeOf(secret);
  expect((await attempt({ code: now })).status).toBe(201);
  expect((await attempt({ code: now })).body.code).toBe("SECOND_FACTOR_REFUSED");
  expect((await attempt({ code: codeOf(secret, -1) })).body.code).toBe("SECOND_FACTOR_REFUSED");
  const together = codeOf(secret, 1);
  const statuses = await Promise.all([attempt({ code: together }), attempt({ code: together })]);
  expect(statuses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 401]);
});

test("the code of the setting up is not taken again", async () => {
  const { attempt, post, codeOf } = await withClock();
  const { token } = (await attempt()).body;
  const { secret } = (await post("second-factor/begin", { password: PASSWORD }, token)).body;
  const code = codeOf(secret);
  await post("second-factor", { code }, token);
  expect((await attempt({ code })).body.code).toBe("SECOND_FACTOR_REFUSED");
});

test("a recovery code signs in once, however it is typed; new ones end the old", async () => {
  const { attempt, post, platform, recoveryCodes, clock } = await setUp();
  const [first = "", second = ""] = recoveryCodes;
  const { body } = await attempt({ code: first.toLowerCase().replaceAll("-", " ") });
  expect(body.user.name).toBe("operator");
  expect(platform.desk.entries.at(-1)?.detail).toMatchObject({ secondFactor: "recovery-code" });
  expect((await attempt({ code: first })).body.code).toBe("SECOND_FACTOR_REFUSED");
  const own = await call(platform, "GET", "/api/v1/account", { as: body.token });
  expect(own.body.secondFactor).toEqual({ set: true, required: false, recoveryCodesLeft: 9 });
  const renewed = (await post("second-factor/recovery-codes", { password: PASSWORD }, body.token)).body.recoveryCodes;
  expect((await attempt({ code: second })).body.code).toBe("SECOND_FACTOR_REFUSED");
  clock.advance(minutes(1));
  expect((await attempt({ code: renewed[0] })).status).toBe(201);
});

test("setting up ends after ten minutes, needs the password, and other sessions end with it", async () => {
  const { attempt, post, platform, codeOf, clock } = await withClock();
  const { token } = (await attempt()).body;
  const { token: other } = (await attempt()).body;
  expect((await post("second-factor/begin", { password: "wrong password here" }, token)).body.code).toBe("PASSWORD_WRONG");
  expect((await post("second-factor", { code: "123456" }, token)).body.code).toBe("SECOND_FACTOR_NOT_BEGUN");
  const begin = async () => (await post("second-factor/begin", { password: PASSWORD }, token)).body.secret as string;
  const late = await begin();
  clock.advance(minutes(10));
  expect((await post("second-factor", { code: codeOf(late) }, token)).body.code).toBe("SECOND_FACTOR_NOT_BEGUN");
  const secret = await begin();
  expect((await post("second-factor", { code: codeOf(late) }, token)).body.code).toBe("SECOND_FACTOR_REFUSED");
  expect((await post("second-factor", { code: codeOf(secret) }, token)).status).toBe(201);
  const status = async (as: string) => (await call(platform, "GET", "/api/v1/session", { as })).status;
  expect([await status(token), await status(other)]).toEqual([200, 401]);
  expect((await post("second-factor/begin", { password: PASSWORD }, token)).body.code).toBe("SECOND_FACTOR_SET");
});

test("an administrator resets it for whoever has lost the phone, and by the command line as well", async () => {
  const { attempt, platform, token } = await setUp();
  const administrator = (await attempt({ username: "administrator" })).body.token;
  const reset = () => call(platform, "DELETE", "/api/v1/accounts/operator/second-factor", { as: administrator });
  expect((await reset()).status).toBe(204);
  expect(platform.desk.entries.at(-1)).toMatchObject({
    actor: "user:administrator",
    detail: { user: "operator", change: "second-factor-reset", before: { secondFactor: true }, after: { secondFactor: false } },
  });
  expect((await call(platform, "GET", "/api/v1/session", { as: token })).status).toBe(401);
  expect((await attempt()).status).toBe(201);
  expect((await reset()).body.code).toBe("SECOND_FACTOR_NOT_SET");
  expect(createUserDirectory(platform.dataFolder).resetSecondFactor("operator").ok).toBe(true);
});

test.each([
  { policy: "required", operator: true, administrator: true },
  { policy: "required-for-administrators", operator: false, administrator: true },
  { policy: "optional", operator: false, administrator: false },
] as const)("where it is $policy, whoever has none sets one up before anything else", async ({ policy, ...needs }) => {
  const { attempt, post, platform, codeOf } = await withClock({ accounts: { secondFactor: policy } });
  for (const username of ["operator", "administrator"] as const) {
    const { status, body } = await attempt({ username });
    expect([status, body.needsSecondFactor ?? false]).toEqual([201, needs[username]]);
    const look = async () => (await call(platform, "GET", "/api/v1/alarms", { as: body.token })).body.code;
    if (!needs[username]) {
      expect(await look()).toBeUndefined();
      continue;
    }
    expect(await look()).toBe("SECOND_FACTOR_SETUP_REQUIRED");
    const page = await call(platform, "GET", "/", { headers: { cookie: `labcanary_session=${body.token}` } });
    expect(page.body).toBe("<title>sign in</title>");
    const { secret } = (await post("second-factor/begin", { password: PASSWORD }, body.token)).body;
    await post("second-factor", { code: codeOf(secret) }, body.token);
    expect(await look()).toBeUndefined();
    expect((await post("second-factor/remove", { password: PASSWORD }, body.token)).body.code).toBe("SECOND_FACTOR_COMPULSORY");
  }
});

test("where it is optional it can be given up with the password", async () => {
  const { attempt, post, token, clock } = await setUp();
  clock.advance(hours(1));
  expect((await post("second-factor/remove", { password: "wrong password here" }, token)).body.code).toBe("PASSWORD_WRONG");
  expect((await post("second-factor/remove", { password: PASSWORD }, token)).status).toBe(204);
  expect((await attempt()).status).toBe(201);
});

test("is asked for when a token is issued, after the password; each code counts once", async () => {
  const { issueToken, codeOf, clock, token, secret, recoveryCodes, platform } = await setUp({}, "engineer");
  expect((await issueToken(token, { password: "wrong password here", code: codeOf(secret) })).body.code).toBe("PASSWORD_WRONG");
  expect((await issueToken(token)).body.code).toBe("SECOND_FACTOR_REQUIRED");
  clock.advance(minutes(5));
  expect((await issueToken(token, { code: codeOf(secret, -2) })).body.code).toBe("SECOND_FACTOR_REFUSED");
  expect(platform.desk.entries.at(-1)).toMatchObject({
    kind: "sign-in-refused",
    detail: { user: "engineer", code: "SECOND_FACTOR_REFUSED" },
  });
  const code = codeOf(secret);
  expect((await issueToken(token, { code })).status).toBe(201);
  expect((await issueToken(token, { code })).body.code).toBe("SECOND_FACTOR_REFUSED");
  expect((await issueToken(token, { code: recoveryCodes[0] ?? "" })).body.code).toBe("TOKEN_NAME_TAKEN");
});

async function expectEnded(platform: BrowserPlatform, token: string) {
  expect((await call(platform, "GET", "/api/v1/session", { as: token })).status).toBe(401);
  expect(platform.desk.entries.at(-1)?.detail).toMatchObject({ user: "engineer", endedTokens: ["bms"] });
}

test("tokens issued without it end when it is set up", async () => {
  const { attempt, issueToken, post, codeOf, platform } = await withClock();
  const { token } = (await attempt({ username: "engineer" })).body;
  const issued = (await issueToken(token)).body.token;
  const { secret } = (await post("second-factor/begin", { password: PASSWORD }, token)).body;
  expect((await call(platform, "GET", "/api/v1/session", { as: issued })).status).toBe(200);
  await post("second-factor", { code: codeOf(secret) }, token);
  await expectEnded(platform, issued);
});

test.each(["given up", "reset"])("tokens end when it is %s", async (how) => {
  const { attempt, issueToken, post, codeOf, platform, token, secret } = await setUp({}, "engineer");
  const issued = (await issueToken(token, { code: codeOf(secret) })).body.token;
  expect((await call(platform, "GET", "/api/v1/session", { as: issued })).status).toBe(200);
  if (how === "given up") await post("second-factor/remove", { password: PASSWORD }, token);
  else {
    const administrator = (await attempt({ username: "administrator" })).body.token;
    await call(platform, "DELETE", "/api/v1/accounts/engineer/second-factor", { as: administrator });
  }
  await expectEnded(platform, issued);
});
