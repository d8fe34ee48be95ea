import { minutes } from "@labcanary/domain/basics";
import { Events } from "oauth2-mock-server";
import { describe, expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, type PlatformSetup, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { startSignOnProvider } from "../../../test/support/sign-on-provider.ts";

const CALLBACK = "/api/v1/session/single-sign-on/callback";

/** A provider, and a platform that knows it. `claims` is what it says of whoever signs in. */
async function withProvider(setup: PlatformSetup = {}) {
  const { server: provider, claims, known } = await startSignOnProvider();
  const clock = createSettableClock();
  const platform = await startBrowserPlatform({
    clock,
    ...setup,
    accounts: { singleSignOn: known },
  });

  const get = (url: string, cookie?: string) => fetch(url, { redirect: "manual", headers: cookie === undefined ? {} : { cookie } });
  const cookieOf = (response: Response, name: string) =>
    response.headers.getSetCookie().flatMap((line) => new RegExp(`^${name}=[^;]+`).exec(line)?.[0] ?? [])[0];
  /** Goes to the provider and signs in there; gives where that sends the browser, and the cookie the browser has. */
  async function leave() {
    const begun = await get(`${platform.url}/api/v1/session/single-sign-on`);
    const asked = new URL(begun.headers.get("location") ?? "");
    const answered = await get(asked.href);
    return { asked, back: new URL(answered.headers.get("location") ?? ""), cookie: cookieOf(begun, "labcanary_sign_on") ?? "" };
  }
  /** Comes back; gives where the page leads, and the session if there is one. */
  async function comeBack(back: URL, cookie: string | undefined) {
    const response = await get(back.href, cookie);
    const to = /url=([^"]+)"/.exec(await response.text())?.[1];
    return { to, token: cookieOf(response, "labcanary_session")?.split("=")[1] };
  }
  async function go() {
    const { back, cookie } = await leave();
    return comeBack(back, cookie);
  }
  const whoAmI = async (token = "") => (await call(platform, "GET", "/api/v1/session", { as: token })).body.user;
  return { provider, claims, clock, platform, leave, comeBack, go, whoAmI };
}
const failed = (code: string) => ({ to: `/#sign-in-failed=${code}`, token: undefined });

describe("single sign-on", () => {
  test("asks with code, PKCE, state and nonce, and lets in whom a group maps, with its role and zones", async () => {
    const { platform, leave, comeBack, whoAmI } = await withProvider();
    const { asked, back, cookie } = await leave();
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: "code",
      client_id: "labcanary",
      code_challenge_method: "S256",
      redirect_uri: `${platform.url}${CALLBACK}`,
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
    const { to, token } = await comeBack(back, cookie);
    expect(to).toBe("/");
    expect(await whoAmI(token)).toMatchObject({ name: "zhao", role: "engineer", zones: ["room-114"] });
    expect(platform.desk.entries.slice(-2)).toMatchObject([
      { kind: "user-changed", actor: "single-sign-on", detail: { user: "zhao", change: "added" } },
      { kind: "signed-in", actor: "user:zhao", detail: { by: "single-sign-on" } },
    ]);
    // What groups made has no password to guess.
    const guess = await call(platform, "POST", "/api/v1/session", { body: { username: "zhao", password: PASSWORD } });
    expect(guess.body.code).toBe("SIGN_IN_REFUSED");
  });

  test("whoever maps to nothing is told so, and gets no account", async () => {
    const { claims, go, platform } = await withProvider();
    claims["groups"] = ["staff"];
    expect(await go()).toEqual(failed("SINGLE_SIGN_ON_UNMAPPED"));
    expect(platform.desk.entries.at(-1)).toMatchObject({
      kind: "sign-in-refused",
      detail: { by: "single-sign-on", code: "SINGLE_SIGN_ON_UNMAPPED" },
    });
  });

  test("an account groups made follows them, and ends when they do; one a person has since changed is that person's", async () => {
    const { claims, go, whoAmI, platform } = await withProvider();
    const first = await go();
    claims["groups"] = ["campus-admins"];
    const second = await go();
    expect(await whoAmI(second.token)).toMatchObject({ name: "zhao", role: "administrator" });
    expect(await whoAmI(first.token)).toBeUndefined();
    claims["groups"] = [];
    expect(await go()).toEqual(failed("SINGLE_SIGN_ON_UNMAPPED"));
    expect(await whoAmI(second.token)).toBeUndefined();
    const { token } = await signIn(platform.url, "administrator");
    await call(platform, "PUT", "/api/v1/accounts/zhao/standing", { as: token, body: { role: "inspector" } });
    expect(await whoAmI((await go()).token)).toMatchObject({ role: "inspector" });
  });

  test("an account that was there is signed in to only once an administrator allows it, and then by one person only", async () => {
    const { claims, go, whoAmI, platform } = await withProvider();
    Object.assign(claims, { preferred_username: "operator", groups: ["campus-admins"] });
    expect(await go()).toEqual(failed("SINGLE_SIGN_ON_NAME_TAKEN"));
    const { token } = await signIn(platform.url, "administrator");
    await call(platform, "PUT", "/api/v1/accounts/operator/single-sign-on", { as: token, body: { allowed: true } });
    // Role and zones are the account's, not those of the groups.
    expect(await whoAmI((await go()).token)).toMatchObject({ name: "operator", role: "operator" });
    claims["sub"] = "subject-2";
    expect(await go()).toEqual(failed("SINGLE_SIGN_ON_NAME_TAKEN"));
    // Whoever is known by subject may have another name by now.
    Object.assign(claims, { sub: "subject-1", preferred_username: "renamed" });
    expect(await whoAmI((await go()).token)).toMatchObject({ name: "operator" });
  });

  test.each(["visitor", "token:bms", "zhao@example.org", ""])("'%s' is no user name", async (name) => {
    const { claims, go } = await withProvider();
    claims["preferred_username"] = name;
    expect(await go()).toEqual(failed("SINGLE_SIGN_ON_NAME_INVALID"));
  });
});

test("what the token does not say is asked for, and believed of the same person only", async () => {
  const { claims, go, whoAmI, provider } = await withProvider();
  delete claims["groups"];
  let subject = "somebody-else";
  provider.service.on(Events.BeforeUserinfo, (answer) => void (answer.body = { sub: subject, groups: ["campus-admins"] }));
  expect(await go()).toEqual(failed("SINGLE_SIGN_ON_REFUSED"));
  subject = "subject-1";
  expect(await whoAmI((await go()).token)).toMatchObject({ name: "zhao", role: "administrator" });
});

describe("what comes back is not believed", () => {
  test.each([
    { wrong: "with a nonce of another sign-in", over: { nonce: "another" } },
    { wrong: "for another audience", over: { aud: "somebody-else" } },
    { wrong: "from another issuer", over: { iss: "https://evil.example.org" } },
    { wrong: "when it has expired", over: { exp: Math.floor(Date.now() / 1000) - 3600 } },
    { wrong: "without a subject", over: { sub: undefined } },
  ])("$wrong", async ({ over }) => {
    const { claims, go, platform } = await withProvider();
    Object.assign(claims, over);
    expect(await go()).toEqual(failed("SINGLE_SIGN_ON_REFUSED"));
    expect(platform.desk.entries.at(-1)).toMatchObject({ kind: "sign-in-refused", detail: { code: "SINGLE_SIGN_ON_REFUSED" } });
  });

  test("with a forged state, twice, by another browser, or too late", async () => {
    const { leave, comeBack, clock } = await withProvider();
    const forged = await leave();
    forged.back.searchParams.set("state", "forged");
    expect(await comeBack(forged.back, forged.cookie)).toEqual(failed("SINGLE_SIGN_ON_REFUSED"));

    const one = await leave();
    const another = await leave();
    expect(await comeBack(one.back, another.cookie)).toEqual(failed("SINGLE_SIGN_ON_REFUSED"));
    expect(await comeBack(one.back, one.cookie)).toEqual(failed("SINGLE_SIGN_ON_REFUSED"));
    expect((await comeBack(another.back, another.cookie)).to).toBe("/");
    expect(await comeBack(another.back, another.cookie)).toEqual(failed("SINGLE_SIGN_ON_REFUSED"));
    const bare = await leave();
    expect(await comeBack(bare.back, undefined)).toEqual(failed("SINGLE_SIGN_ON_REFUSED"));

    const late = await leave();
    clock.advance(minutes(10));
    expect(await comeBack(late.back, late.cookie)).toEqual(failed("SINGLE_SIGN_ON_REFUSED"));
  });

  test("with a code that belongs to another challenge", async () => {
    const { leave, comeBack } = await withProvider();
    const one = await leave();
    const another = await leave();
    another.back.searchParams.set("code", one.back.searchParams.get("code") ?? "");
    expect(await comeBack(another.back, another.cookie)).toEqual(failed("SINGLE_SIGN_ON_REFUSED"));
  });
});

test("a provider that is away is said to be, and asked again when it is back", async () => {
  const { provider, platform, go } = await withProvider();
  const { port } = provider.address();
  await provider.stop();
  const begin = async () => (await call(platform, "GET", "/api/v1/session/single-sign-on")).body;
  expect(await begin()).toContain("/#sign-in-failed=SINGLE_SIGN_ON_UNAVAILABLE");
  await provider.start(port, "127.0.0.1");
  expect((await go()).to).toBe("/");
});

test("there is a button only where there is a provider", async () => {
  const platform = await startBrowserPlatform();
  expect((await call(platform, "GET", "/api/v1/session/ways")).body).toEqual({ password: true, singleSignOn: false });
  expect((await call(platform, "GET", "/api/v1/session/single-sign-on")).body.code).toBe("SINGLE_SIGN_ON_OFF");
  expect((await call((await withProvider()).platform, "GET", "/api/v1/session/ways")).body.singleSignOn).toBe(true);
});

describe("whoever has no password here signs by showing at the provider that it is they", () => {
  const ACT = "POST /api/v1/tokens";
  const BODY = { name: "bms", role: "inspector", zones: ["room-114"], days: 1 };

  async function signedIn() {
    const there = await withProvider();
    const { token = "" } = await there.go();
    const { platform, clock, claims } = there;
    const cookie = `labcanary_session=${token}`;
    /** Goes to the provider to confirm; what it says there is `auth_time`, in seconds before now. */
    async function confirm({ act = ACT, ago = 0 }: { readonly act?: string; readonly ago?: number | "not said" } = {}) {
      const begun = await fetch(`${platform.url}/api/v1/session/single-sign-on/confirm?${new URLSearchParams({ act })}`, {
        redirect: "manual",
        headers: { cookie },
      });
      const asked = new URL(begun.headers.get("location") ?? "");
      if (ago !== "not said") claims["auth_time"] = Math.floor(clock.now() / 1000) - ago;
      const answered = await fetch(asked.href, { redirect: "manual" });
      const browser = /labcanary_sign_on=[^;]+/.exec(begun.headers.get("set-cookie") ?? "")?.[0] ?? "";
      const page = await (await fetch(answered.headers.get("location") ?? "", { headers: { cookie: browser } })).text();
      delete claims["auth_time"];
      return { asked, page };
    }
    const sign = (body: object = BODY, as = token) => call(platform, "POST", "/api/v1/tokens", { as, body });
    return { ...there, confirm, sign, token, cookie };
  }

  test("once, for the act that was said, within five minutes", async () => {
    const { confirm, sign, clock, platform, token } = await signedIn();
    expect((await call(platform, "GET", "/api/v1/session", { as: token })).body.user).toMatchObject({ confirmsAt: "provider" });
    expect((await sign()).body.code).toBe("CONFIRMATION_REQUIRED");
    const { asked, page } = await confirm();
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({ prompt: "login", max_age: "0" });
    expect(page).toContain("It is you");
    expect((await sign()).status).toBe(201);
    expect((await sign({ ...BODY, name: "other" })).body.code).toBe("CONFIRMATION_REQUIRED");
    await confirm({ act: "POST /api/v1/hazards/1/verify" });
    expect((await sign({ ...BODY, name: "other" })).body.code).toBe("CONFIRMATION_REQUIRED");
    await confirm();
    clock.advance(minutes(5));
    expect((await sign({ ...BODY, name: "other" })).body.code).toBe("CONFIRMATION_REQUIRED");
  });

  test("and not by what the provider remembers, nor as somebody else, nor for another session", async () => {
    const { confirm, sign, claims, go, platform } = await signedIn();
    expect((await confirm({ ago: 60 })).page).toContain("Not confirmed");
    expect((await confirm({ ago: "not said" })).page).toContain("Not confirmed");
    claims["sub"] = "subject-2";
    expect((await confirm()).page).toContain("Not confirmed");
    expect(platform.desk.entries.slice(-3).map(({ kind, detail }) => [kind, detail["code"], detail["user"]])).toEqual([
      ["sign-in-refused", "SINGLE_SIGN_ON_NOT_FRESH", "zhao"],
      ["sign-in-refused", "SINGLE_SIGN_ON_NOT_FRESH", "zhao"],
      ["sign-in-refused", "SINGLE_SIGN_ON_OTHER_PERSON", "zhao"],
    ]);
    expect((await sign()).body.code).toBe("CONFIRMATION_REQUIRED");
    claims["sub"] = "subject-1";
    const { token } = await go();
    await confirm();
    expect((await sign(BODY, token)).body.code).toBe("CONFIRMATION_REQUIRED");
    expect((await sign()).status).toBe(201);
  });

  test("not where the act is no request of the platform, nor by a program", async () => {
    const { platform, cookie } = await signedIn();
    const begin = (act: string, headers: Record<string, string>) =>
      fetch(`${platform.url}/api/v1/session/single-sign-on/confirm?${new URLSearchParams({ act })}`, { redirect: "manual", headers });
    expect((await begin("POST https://elsewhere.org/", { cookie })).status).toBe(400);
    expect((await begin(ACT, {})).status).toBe(401);
  });

  test("and whoever has a password still types it", async () => {
    const { platform } = await signedIn();
    const { token } = await signIn(platform.url, "engineer");
    const { body } = await call(platform, "POST", "/api/v1/tokens", { as: token, body: BODY });
    expect(body).toMatchObject({ code: "REQUEST_INVALID", detail: "/password: type it again to sign" });
  });
});
