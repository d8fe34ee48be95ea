import { epochMs } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { nightDutySite } from "../../../test/support/night-duty.ts";

async function withDuty(role = "operator") {
  const platform = await startBrowserPlatform({ site: nightDutySite() });
  const { token } = await signIn(platform.url, role);
  return {
    platform,
    get: (path: string) => call(platform, "GET", `/api/v1/${path}`, { as: token }),
    preview: (body: unknown) => call(platform, "POST", "/api/v1/notifications/preview", { as: token, body }),
  };
}

/** Sunday 22 November 2026, in Shanghai, where the site is. */
const sunday = (time: string) => `2026-11-22T${time}:00+08:00`;
const at = (text: string) => epochMs(Date.parse(text));

describe("routes", () => {
  test("come in their order, the plain one last, with the name of their hours instead of the calendar", async () => {
    const { get } = await withDuty();
    const { body } = await get("routes");
    expect(body.routes.map(({ id }: { id: string }) => id)).toEqual(["gas", "sensors", "plain"]);
    expect(body.routes[0].when).toEqual({ classes: ["life-safety"], during: { en: "night", zh: "夜间" } });
    expect(body.routes[2].steps.map(({ id }: { id: string }) => id)).toEqual(["responsible", "deputy", "security-centre"]);
    expect(JSON.stringify(body)).not.toMatch(/1380000|example\.org/);
  });
});

describe("a route is tried", () => {
  const GAS = "/api/v1/routes/gas/test";
  async function withTests(role = "engineer") {
    const { platform } = await withDuty();
    const { token } = await signIn(platform.url, role);
    platform.notifications.channelsNow = [{ channel: "sms" }, { channel: "wecom" }] as never;
    return { platform, post: (path: string, body: unknown) => call(platform, "POST", path, { as: token, body }) };
  }

  test("on everybody it would tell, once under its id, and what became of each is answered", async () => {
    const { platform, post } = await withTests();
    const body = { zone: "cabinet-17", commandId: "6f9619ff-8b86-4d01-b42d-00c04fc964ff" };
    const first = await post(GAS, body);
    const second = await post(GAS, body);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).toEqual(first.body);
    const told = first.body.tests.map(({ personId }: { personId: string }) => personId);
    expect(told).toEqual(expect.arrayContaining(["smith", "night-chat", "desk", "siren-1"]));
    expect(first.body.tests.at(-1)).toMatchObject({ name: "Siren, hall 1", step: "nobody-reached", channel: "siren" });
    expect(platform.notifications.tested).toHaveLength(told.length);
    expect(platform.notifications.tested).toContainEqual({
      id: "6f9619ff-8b86-4d01-b42d-00c04fc964ff-night-chat",
      personId: "night-chat",
      channel: "wecom",
      by: "engineer",
      routeId: "gas",
    });
    expect(JSON.stringify(first.body)).not.toMatch(/1380000|example\.org/);
  });

  test("and one whose test is refused does not keep the others from theirs", async () => {
    const { platform, post } = await withTests();
    platform.notifications.refusal = "CONTACT_TEST_TOO_OFTEN";
    const { status, body } = await post(GAS, { zone: "cabinet-17" });
    expect(status).toBe(202);
    for (const test of body.tests) expect(test).toMatchObject({ refused: "CONTACT_TEST_TOO_OFTEN" });
  });

  test.each([
    { role: "engineer", path: GAS, body: {}, status: 400, code: "ROUTE_TEST_ZONE_MISSING" },
    { role: "engineer", path: GAS, body: { zone: "nowhere" }, status: 404, code: "ZONE_UNKNOWN" },
    { role: "engineer", path: "/api/v1/routes/gone/test", body: {}, status: 404, code: "ROUTE_UNKNOWN" },
    { role: "engineer", path: GAS, body: { zone: "cabinet-17", channel: "sms" }, status: 400, code: "REQUEST_INVALID" },
    { role: "operator", path: GAS, body: { zone: "cabinet-17" }, status: 403, code: "ROLE_FORBIDDEN" },
  ])("but $path is refused to the $role for $body: $code", async ({ role, path, body, status, code }) => {
    const { platform, post } = await withTests(role);
    const answer = await post(path, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(platform.notifications.tested).toEqual([]);
  });
});

describe("rotas", () => {
  test("have who is on duty from when to when, a hand-over with both, and gaps", async () => {
    const { get } = await withDuty();
    const { body } = await get(`rotas?from=${encodeURIComponent(sunday("19:00"))}&to=${encodeURIComponent("2026-11-23T09:00:00+08:00")}`);
    const [chemistry, engineering] = body.rotas;
    expect(
      chemistry.spans.map(({ from, people }: { from: number; people: { personId: string }[] }) => [
        from,
        people.map(({ personId }) => personId),
      ]),
    ).toEqual([
      [at(sunday("19:00")), ["li"]],
      [at(sunday("20:00")), ["li", "wang"]],
      [at(sunday("20:30")), ["wang"]],
      [at("2026-11-23T08:00:00+08:00"), ["li", "wang"]],
      [at("2026-11-23T08:30:00+08:00"), ["li"]],
    ]);
    expect(chemistry.gaps).toEqual([]);
    expect(engineering.gaps).toEqual([{ from: at(sunday("19:00")), to: at("2026-11-23T00:00:00+08:00") }]);
    expect(body.timeZone).toBe("Asia/Shanghai");
  });

  test("reach a week ahead if not told otherwise", async () => {
    const { get } = await withDuty();
    const { body } = await get("rotas");
    expect(body.to - body.from).toBe(7 * 86_400_000);
    expect(body.rotas[0].spans.at(-1).to).toBe(body.to);
  });

  test.each(["from=2&to=1", "from=0&to=2764800001", "from=yesterday", "until=1"])("%s is refused", async (query) => {
    const { get } = await withDuty();
    expect((await get(`rotas?${query}`)).status).toBe(400);
  });
});

describe("duty", () => {
  test("is who is there now, until when, and who comes next", async () => {
    const { get } = await withDuty();
    const { body } = await get(`duty?at=${encodeURIComponent(sunday("21:00"))}`);
    expect(body.rotas[0]).toMatchObject({
      id: "chemistry-on-call",
      now: { people: [{ personId: "wang", shift: { en: "Night" } }], until: at("2026-11-23T08:00:00+08:00") },
      next: { people: [{ personId: "li" }, { personId: "wang" }] },
    });
    expect(body.rotas[1].now.people).toEqual([]);
    expect(body.zone).toBeUndefined();
  });

  test("of a zone has whose charge it is, and who stands in during leave", async () => {
    const { get } = await withDuty();
    const { body } = await get(`duty?zone=cabinet-17&at=${encodeURIComponent(sunday("21:00"))}`);
    expect(body.zone).toEqual({ responsible: { personId: "wang" }, deputy: { personId: "smith" }, securityCentre: [{ personId: "desk" }] });
    const leave = await get(`duty?at=${encodeURIComponent("2026-11-25T12:00:00+08:00")}`);
    expect(leave.body.rotas[0].now.people).toMatchObject([{ personId: "smith", insteadOf: "li" }]);
    expect((await get("duty?zone=nowhere")).body.code).toBe("ZONE_UNKNOWN");
    const chemistry = await get("duty?zone=chemistry");
    expect(chemistry.body.zone.deputy).toBeNull();
  });
});

describe("a notification simulated", () => {
  test("has the route, its steps with names, channels and times, and sends nothing", async () => {
    const { platform, preview } = await withDuty();
    const { status, body } = await preview({ zone: "cabinet-17", class: "life-safety", priority: "critical", at: sunday("23:00") });
    expect(status).toBe(200);
    expect(body.preview).toMatchObject({
      route: { id: "gas" },
      screenOnly: false,
      steps: [
        { step: "first", dueAt: at(sunday("23:00")), recipients: [{ as: "on-duty", name: "Wang Fang", channels: ["sms", "email"] }] },
        {
          step: "second",
          dueAt: at(sunday("23:03")),
          recipients: [
            { name: "Alex Smith", channels: ["sms"] },
            { name: "Night chat", channels: ["wecom"] },
          ],
        },
        { step: "nobody-reached", last: true, recipients: [{ as: "nobody-reached" }, { name: "Siren, hall 1", channels: ["siren"] }] },
      ],
    });
    expect(platform.notifications.tested).toEqual([]);
    expect(JSON.stringify(body)).not.toMatch(/1380000|example\.org/);
  });

  test("has what a text would say of a rule that raises such alarms, in both languages, and nothing where there is none", async () => {
    const { preview } = await withDuty();
    const { body } = await preview({ zone: "cabinet-17", class: "process", priority: "high" });
    expect(body.preview.text.en).toContain("Solvent vapour high 10 %LEL, limit >= 10 %LEL");
    expect(body.preview.text.zh).toContain("溶剂蒸气过高");
    const platforms = await preview({ class: "system", priority: "high" });
    expect(platforms.body.preview.text).toBeUndefined();
  });

  test("by day the plain route is taken; a priority nobody is told of says so", async () => {
    const { preview } = await withDuty("engineer");
    const byDay = await preview({ zone: "cabinet-17", class: "life-safety", priority: "critical", at: sunday("12:00") });
    expect(byDay.body.preview.route.id).toBe("plain");
    const low = await preview({ zone: "cabinet-17", class: "process", priority: "low" });
    expect(low.body.preview.screenOnly).toBe(true);
  });

  test.each([
    { body: { zone: "nowhere", class: "process", priority: "high" }, status: 404, code: "ZONE_UNKNOWN" },
    { body: { class: "weather", priority: "high" }, status: 400, code: "REQUEST_INVALID" },
    { body: { class: "process" }, status: 400, code: "REQUEST_INVALID" },
    { body: { class: "process", priority: "high", at: "soon" }, status: 400, code: "REQUEST_INVALID" },
    { body: { class: "process", priority: "high", send: true }, status: 400, code: "REQUEST_INVALID" },
  ])("$body is refused as $code", async ({ body, status, code }) => {
    const { preview } = await withDuty();
    const answer = await preview(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
