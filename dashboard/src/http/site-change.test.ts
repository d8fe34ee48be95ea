import { SITE_CHANGE_REFUSALS, type SiteChangeRefusalCode } from "@labcanary/domain/messages";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createMemorySiteChanges, siteProposal } from "../../../test/support/browser-site-change.ts";
import { limitRule, signal, testSite } from "../../../test/support/site.ts";
import { HTTP_ERRORS } from "./http-errors.ts";

async function start(waiting = siteProposal()) {
  const siteChanges = createMemorySiteChanges(waiting);
  const platform = await startBrowserPlatform({ siteChanges });
  const as = async (role: string): Promise<string> => (await signIn(platform.url, role)).token;
  return { siteChanges, platform, as };
}

describe("the change of the site that waits", () => {
  test("is told to anybody who may look, and null when none waits", async () => {
    const { siteChanges, platform, as } = await start();
    const token = await as("operator");
    expect((await call(platform, "GET", "/api/v1/site/change", { as: token })).body).toEqual({ change: siteProposal() });
    siteChanges.waiting = undefined;
    expect((await call(platform, "GET", "/api/v1/site/change", { as: token })).body).toEqual({ change: null });
    expect((await call(platform, "GET", "/api/v1/site/change")).status).toBe(401);
  });

  test.each(["engineer", "administrator"])("%s decides, as the one who is signed in", async (role) => {
    const { siteChanges, platform, as } = await start();
    const token = await as(role);
    const no = await call(platform, "POST", "/api/v1/site/change/reject", { as: token, body: { version: "b2", reason: "why?" } });
    expect({ status: no.status, body: no.body }).toEqual({ status: 200, body: { version: "b2", inForce: false } });
    const yes = await call(platform, "POST", "/api/v1/site/change/approve", { as: token, body: { version: "b2" } });
    expect({ status: yes.status, body: yes.body }).toEqual({ status: 200, body: { version: "b2", inForce: true } });
    expect(siteChanges.decided).toEqual([
      { verb: "reject", version: "b2", by: role, reason: "why?" },
      { verb: "approve", version: "b2", by: role },
    ]);
  });

  test.each([
    { path: "approve", role: "operator", body: { version: "b2" }, status: 403, code: "ROLE_FORBIDDEN" },
    { path: "reject", role: "operator", body: { version: "b2", reason: "x" }, status: 403, code: "ROLE_FORBIDDEN" },
    { path: "approve", role: "engineer", body: {}, status: 400, code: "REQUEST_INVALID" },
    { path: "approve", role: "engineer", body: { version: 2 }, status: 400, code: "REQUEST_INVALID" },
    { path: "approve", role: "engineer", body: { version: "b2", by: "somebody else" }, status: 400, code: "REQUEST_INVALID" },
    { path: "reject", role: "engineer", body: { version: "b2" }, status: 400, code: "REQUEST_INVALID" },
    { path: "reject", role: "engineer", body: { version: "b2", reason: "x".repeat(1001) }, status: 400, code: "REQUEST_INVALID" },
  ])("$path with $body by $role is answered $status $code, and nothing is decided", async ({ path, role, body, status, code }) => {
    const { siteChanges, platform, as } = await start();
    const answer = await call(platform, "POST", `/api/v1/site/change/${path}`, { as: await as(role), body });
    expect({ status: answer.status, code: answer.body.code, decided: siteChanges.decided }).toEqual({ status, code, decided: [] });
  });

  test.each(Object.keys(SITE_CHANGE_REFUSALS) as SiteChangeRefusalCode[])("a refusal %s comes with its status", async (code) => {
    const { siteChanges, platform, as } = await start();
    siteChanges.refusal = code;
    const answer = await call(platform, "POST", "/api/v1/site/change/approve", { as: await as("engineer"), body: { version: "b2" } });
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: HTTP_ERRORS[code].status,
      body: { code, message: SITE_CHANGE_REFUSALS[code], detail: "" },
    });
  });

  test("does not exist where no site is followed", async () => {
    const platform = await startBrowserPlatform();
    const { token } = await signIn(platform.url, "engineer");
    expect((await call(platform, "GET", "/api/v1/site/change", { as: token })).status).toBe(404);
  });
});

describe("an alarm tells which version its rule has now", () => {
  test.each([
    { what: "the same", rules: [limitRule({ id: "cab-17/vapour/high-high", version: "1" })], now: "1" },
    { what: "another", rules: [limitRule({ id: "cab-17/vapour/high-high", version: "2" })], now: "2" },
    { what: "none, when the rule is gone", rules: [], now: null },
  ])("$what", async ({ rules, now }) => {
    const platform = await startBrowserPlatform({ site: testSite({ signals: [signal({ rules })] }) });
    platform.desk.raise(gasAlarm());
    const { token } = await signIn(platform.url);
    const { body } = await call(platform, "GET", "/api/v1/alarms/alarm-1", { as: token });
    expect({ rule: body.alarm.source.ruleId, ruleNow: body.ruleNow }).toEqual({ rule: "cab-17/vapour/high-high", ruleNow: now });
  });

  test("an alarm of the platform itself has no rule", async () => {
    const platform = await startBrowserPlatform();
    platform.desk.raise(gasAlarm({ source: { kind: "system", condition: "books-unbalanced" } }));
    const { token } = await signIn(platform.url);
    expect((await call(platform, "GET", "/api/v1/alarms/alarm-1", { as: token })).body).not.toHaveProperty("ruleNow");
  });
});
