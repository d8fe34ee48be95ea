import { expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import type { ToldCommissioning } from "./commissioning-routes.ts";

interface CommissioningAnswer {
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly signals: readonly ToldCommissioning[];
}
/** What goes with every signature. */
const SIGNED = { means: "seen-and-fit", password: PASSWORD };
const OF = "/api/v1/signals/cab-17/vapour/commissioning";

test("an engineer starts a test and signs it by its id, and sees how far every signal has come", async () => {
  const platform = await startBrowserPlatform();
  const { token: engineer } = await signIn(platform.url, "engineer");
  const started = await call(platform, "POST", `${OF}/start`, { as: engineer, body: { stimulus: "test-gas" } });
  expect(started).toMatchObject({ status: 200, body: { test: { signal: "cab-17/vapour", stimulus: "test-gas", startedBy: "engineer" } } });
  const { id } = started.body.test;

  const { body } = await call(platform, "GET", "/api/v1/commissioning?show=testing", { as: engineer });
  const answer = body as unknown as CommissioningAnswer;
  expect(answer.signals.map(({ signal, state }) => [signal, state])).toEqual([["cab-17/vapour", "described"]]);
  expect(answer.counts).toMatchObject({ testing: 1, described: answer.total, connected: 0, "in-service": 0 });
  const sought = await call(platform, "GET", "/api/v1/commissioning?q=no+such", { as: engineer });
  expect(sought.body).toMatchObject({ total: answer.total, matching: 0, signals: [] });

  const signed = await call(platform, "POST", `${OF}/sign`, { as: engineer, body: { ...SIGNED, test: id, note: "bottle 7" } });
  expect(signed.status).toBe(200);
  expect(platform.commissioning.commands.at(-1)).toMatchObject({
    verb: "sign",
    test: id,
    by: "engineer",
    note: "bottle 7",
    means: "seen-and-fit",
  });
  expect(JSON.stringify(platform.commissioning.commands)).not.toContain(PASSWORD);
});

test.each([
  { as: "operator", verb: "start", body: { stimulus: "real" }, status: 403, code: "ROLE_FORBIDDEN" },
  { as: "engineer", verb: "start", body: { stimulus: "hammer" }, status: 400, code: "REQUEST_INVALID" },
  { as: "engineer", verb: "start", body: {}, status: 400, code: "REQUEST_INVALID" },
  { as: "engineer", verb: "sign", body: { ...SIGNED, test: "none" }, status: 409, code: "TEST_UNKNOWN" },
  { as: "engineer", verb: "sign", body: { ...SIGNED, test: "none", password: "a guess" }, status: 403, code: "PASSWORD_WRONG" },
  { as: "engineer", verb: "sign", body: { test: "none", password: PASSWORD }, status: 400, code: "REQUEST_INVALID" },
  { as: "engineer", verb: "sign", body: { test: "none", means: "seen-and-fit" }, status: 400, code: "REQUEST_INVALID" },
  { as: "operator", verb: "sign", body: { ...SIGNED, test: "none" }, status: 403, code: "ROLE_FORBIDDEN" },
])("$verb by $as with $body is $code", async ({ as, verb, body, status, code }) => {
  const platform = await startBrowserPlatform();
  const { token } = await signIn(platform.url, as);
  expect(await call(platform, "POST", `${OF}/${verb}`, { as: token, body })).toMatchObject({ status, body: { code } });
});
