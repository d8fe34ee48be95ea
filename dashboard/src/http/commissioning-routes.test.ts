import { days, minus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { proofOf } from "../../../test/support/commissioning-proof.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { signal, testSite } from "../../../test/support/site.ts";
import type { CommissioningAnswer } from "./commissioning-routes.ts";

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

test("what is to be proven is told by age: unproven for longest first, then what was proven longest ago", async () => {
  const site = testSite({
    signals: ["a", "b", "c", "d"].map((name) => signal({ key: `cab-17/${name}`, ...(name === "d" ? {} : { prove: days(180) }) })),
  });
  const clock = createSettableClock();
  const platform = await startBrowserPlatform({ site, clock });
  const { token } = await signIn(platform.url, "engineer");
  const proof = (key: string, ago: number) => proofOf(key, site, minus(clock.now(), days(ago)));
  platform.commissioning.put("cab-17/a", { proof: proof("cab-17/a", 10) });
  platform.commissioning.put("cab-17/b", { proof: proof("cab-17/b", 200) });
  platform.commissioning.put("cab-17/d", { proof: proof("cab-17/d", 20) });
  const list = async (query = "") => {
    const { body } = await call(platform, "GET", `/api/v1/commissioning${query}`, { as: token });
    return body as unknown as CommissioningAnswer;
  };
  const { signals } = await list();
  expect(signals.map(({ signal: key, state }) => [key.slice(-1), state])).toEqual([
    ["b", "overdue"],
    ["c", "described"],
    ["d", "in-service"],
    ["a", "in-service"],
  ]);
  expect(signals.map(({ unprovenSince }) => unprovenSince !== undefined)).toEqual([true, true, false, false]);
  const first = await list("?limit=1");
  expect([first.signals.length, first.matching]).toEqual([1, 4]);
});
