import { epochMs } from "@labcanary/domain/basics";
import type { ChannelStanding } from "@labcanary/domain/notification";
import type { Site } from "@labcanary/domain/site";
import { parseDay } from "@labcanary/domain/schedule";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { type BrowserPlatform, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { testSite } from "../../../test/support/site.ts";

/** Wang on leave with Smith standing in, and a chat that several people read. */
function peopledSite(): Site {
  const site = testSite();
  const [from, to] = [parseDay("2026-11-20"), parseDay("2026-11-30")];
  if (from === undefined || to === undefined) throw new Error("no days");
  return testSite({
    people: [
      ...site.people.map((person) =>
        person.id === "wang" ? { ...person, email: "wang@example.org", leave: [{ from, to, substitute: "smith" }] } : person,
      ),
      { id: "night-chat", name: "Night chat", language: "zh", kind: "group", endpoints: { wecom: "night" } },
      { id: "guard", name: "Guard", language: "zh", phone: "+8613800000004", account: "operator" },
    ],
  });
}

async function withPeople(role = "operator"): Promise<{ platform: BrowserPlatform; token: string }> {
  const platform = await startBrowserPlatform({ site: peopledSite() });
  return { platform, token: (await signIn(platform.url, role)).token };
}

const PERSONAL = /\+?86\d{5,}|wang@example|1380000/;

describe("people", () => {
  test("come with channels in order, standing, leave and who may be tested, and without any address", async () => {
    const { platform, token } = await withPeople();
    const { body } = await call(platform, "GET", "/api/v1/people", { as: token });
    expect(body.people.map(({ id, kind, mayTest }: Record<string, unknown>) => [id, kind, mayTest])).toEqual([
      ["wang", "person", false],
      ["smith", "person", false],
      ["desk", "person", true],
      ["night-chat", "group", false],
      ["guard", "person", true],
    ]);
    expect(body.people[0]).toMatchObject({
      language: "zh",
      channels: ["sms", "email"],
      leave: { until: "2026-11-30", substitute: "smith" },
      securityCentre: false,
      standings: [
        { channel: "sms", address: "***01", isProven: false },
        { channel: "email", isProven: false },
      ],
    });
    expect(body.people[1].leave).toBeUndefined();
    expect(JSON.stringify(body)).not.toMatch(PERSONAL);
  });

  test("a test is carried out once under its id, and what became of it is told", async () => {
    const { platform, token } = await withPeople("engineer");
    const body = { channel: "sms", commandId: "6f9619ff-8b86-4d01-b42d-00c04fc964ff" };
    const first = await call(platform, "POST", "/api/v1/people/wang/test", { as: token, body });
    const second = await call(platform, "POST", "/api/v1/people/wang/test", { as: token, body });
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).toEqual(first.body);
    expect(platform.notifications.tested).toMatchObject([{ personId: "wang", channel: "sms", by: "engineer" }]);
    platform.notifications.settle("wang", "delivered");
    const { body: after } = await call(platform, "GET", "/api/v1/people", { as: token });
    expect(after.people[0].standings[0]).toMatchObject({ isProven: true, test: { state: "delivered" } });
  });

  test.each([
    { user: "operator", id: "desk", status: 202 },
    { user: "operator", id: "guard", status: 202 },
    { user: "operator", id: "wang", status: 403 },
    { user: "operator", id: "nobody", status: 403 },
    { user: "engineer", id: "wang", status: 202 },
    { user: "administrator", id: "night-chat", status: 202 },
  ])("$user tests $id: $status", async ({ user, id, status }) => {
    const { platform, token } = await withPeople(user);
    const answer = await call(platform, "POST", `/api/v1/people/${id}/test`, { as: token, body: { channel: "sms" } });
    expect(answer.status).toBe(status);
    expect(platform.notifications.tested).toHaveLength(status === 202 ? 1 : 0);
    if (status === 403) expect(answer.body.code).toBe("ROLE_FORBIDDEN");
  });

  test.each([
    { refusal: "CONTACT_UNKNOWN", status: 404 },
    { refusal: "CONTACT_NO_ADDRESS", status: 409 },
    { refusal: "CHANNEL_NOT_CONFIGURED", status: 409 },
    { refusal: "CONTACT_TEST_TOO_OFTEN", status: 429 },
  ] as const)("a test refused with $refusal is a $status", async ({ refusal, status }) => {
    const { platform, token } = await withPeople("engineer");
    platform.notifications.refusal = refusal;
    const answer = await call(platform, "POST", "/api/v1/people/wang/test", { as: token, body: { channel: "sms" } });
    expect([answer.status, answer.body.code]).toEqual([status, refusal]);
  });

  test.each([{}, { channel: "telephone" }, { channel: "sms", to: "+8613900000000" }, { channel: "sms", commandId: "1" }])(
    "what is no test is refused: %o",
    async (body) => {
      const { platform, token } = await withPeople("engineer");
      const answer = await call(platform, "POST", "/api/v1/people/wang/test", { as: token, body });
      expect([answer.status, answer.body.code]).toEqual([400, "REQUEST_INVALID"]);
    },
  );
});

describe("channels and budgets", () => {
  test("are told as they stand, to whoever looks and to nobody else", async () => {
    const { platform, token } = await withPeople();
    const channel: ChannelStanding = {
      channel: "sms",
      circuit: "open",
      since: epochMs(1),
      healthy: false,
      detail: "no answer",
      route: "second",
      proves: "delivered",
      takesReplies: true,
      waiting: 3,
    };
    const budget = {
      channel: "sms",
      count: 50,
      per: 86_400_000,
      scope: "address",
      source: "SMS1",
      used: 40,
      reserved: 10,
      address: "***01",
    };
    platform.notifications.channelsNow = [channel];
    platform.notifications.budgetsNow = [budget as never];
    expect((await call(platform, "GET", "/api/v1/channels", { as: token })).body).toEqual({ channels: [channel] });
    expect((await call(platform, "GET", "/api/v1/budgets", { as: token })).body).toEqual({ budgets: [budget] });
    for (const path of ["channels", "budgets", "people", "presence"])
      expect((await call(platform, "GET", `/api/v1/${path}`)).status).toBe(401);
  });
});

describe("presence", () => {
  const REQUEST = { id: "p1", askedAt: epochMs(1), answerBy: epochMs(2), alarmIds: ["alarm-1"] };

  test("is asked, answered by who is signed in, and then no longer asked", async () => {
    const { platform, token } = await withPeople();
    expect((await call(platform, "GET", "/api/v1/presence", { as: token })).body).toEqual({ request: null });
    platform.notifications.presenceNow = REQUEST;
    expect((await call(platform, "GET", "/api/v1/presence", { as: token })).body).toEqual({ request: REQUEST });
    const answer = await call(platform, "POST", "/api/v1/presence", { as: token, body: { id: "p1" } });
    expect([answer.status, answer.body]).toEqual([200, { request: null }]);
    expect(platform.notifications.answeredBy).toEqual(["operator"]);
  });

  test("an answer to a request that is over does not answer the next", async () => {
    const { platform, token } = await withPeople();
    platform.notifications.presenceNow = { ...REQUEST, id: "p2" };
    const answer = await call(platform, "POST", "/api/v1/presence", { as: token, body: { id: "p1" } });
    expect(answer.body.request.id).toBe("p2");
    expect(platform.notifications.answeredBy).toEqual([]);
  });

  test("an engineer, who may be anywhere, does not answer for the desk", async () => {
    const { platform, token } = await withPeople("engineer");
    platform.notifications.presenceNow = REQUEST;
    const answer = await call(platform, "POST", "/api/v1/presence", { as: token, body: { id: "p1" } });
    expect([answer.status, answer.body.code]).toEqual([403, "ROLE_FORBIDDEN"]);
  });
});

test("an alarm comes with who has been told of it", async () => {
  const { platform, token } = await withPeople();
  platform.desk.raise(gasAlarm());
  const delivery = {
    notificationId: "alarm-1:responsible:wang",
    kind: "alarm",
    step: "responsible",
    as: "responsible",
    personId: "wang",
    channel: "sms",
    dueAt: epochMs(1),
    state: "delivered",
    at: epochMs(2),
  } as const;
  platform.notifications.deliveriesOf.set("alarm-1", [delivery]);
  const { body } = await call(platform, "GET", "/api/v1/alarms/alarm-1", { as: token });
  expect(body.deliveries).toEqual([delivery]);
});
