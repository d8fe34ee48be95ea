import { Secret, TOTP } from "otpauth";
import { expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { seconds } from "@labcanary/domain/basics";

const OF = "/api/v1/signals/cab-17/vapour/commissioning";
const TOTP_STEP = seconds(30);

/** An engineer who has a test under way. */
async function testing() {
  const clock = createSettableClock();
  const platform = await startBrowserPlatform({ clock });
  const { token } = await signIn(platform.url, "engineer");
  const started = await call(platform, "POST", `${OF}/start`, { as: token, body: { stimulus: "real" } });
  const test = started.body.test.id as string;
  const sign = (typed: object) => call(platform, "POST", `${OF}/sign`, { as: token, body: { test, means: "seen-and-fit", ...typed } });
  const signed = () => platform.commissioning.commands.filter(({ verb }) => verb === "sign").length;
  return { clock, platform, token, sign, signed };
}

test("a wrong password signs nothing, is journaled, and is counted as attempts to sign in are", async () => {
  const { platform, sign, signed } = await testing();
  for (let attempt = 0; attempt < 10; attempt++)
    expect(await sign({ password: "a guess" })).toMatchObject({ status: 403, body: { code: "PASSWORD_WRONG" } });
  expect(await sign({ password: PASSWORD })).toMatchObject({ status: 429, body: { code: "SIGN_IN_TOO_OFTEN" } });
  expect(signed()).toBe(0);
  const refused = platform.desk.journal({ limit: 100 }).filter(({ kind }) => kind === "sign-in-refused");
  expect(refused).toHaveLength(10);
  expect(refused[0]?.detail).toMatchObject({ user: "engineer" });
});

test("who has a second factor signs with it", async () => {
  const { clock, platform, token, sign, signed } = await testing();
  const own = (path: string, body: object) => call(platform, "POST", `/api/v1/account/${path}`, { as: token, body });
  const { secret } = (await own("second-factor/begin", { password: PASSWORD })).body;
  const codeNow = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now() });
  expect((await own("second-factor", { code: codeNow() })).status).toBe(201);
  clock.advance(TOTP_STEP);
  expect(await sign({ password: PASSWORD })).toMatchObject({ body: { code: "SECOND_FACTOR_REQUIRED" } });
  expect(await sign({ password: PASSWORD, code: "000000" })).toMatchObject({ body: { code: "SECOND_FACTOR_REFUSED" } });
  expect(signed()).toBe(0);
  expect(await sign({ password: PASSWORD, code: codeNow() })).toMatchObject({ status: 200 });
  expect(signed()).toBe(1);
});
