import type { PlanPlace } from "@labcanary/domain/site";
import { epochMs } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { plannedSite } from "../../../test/support/browser-plans.ts";
import { createUserDirectory } from "../accounts/user-directory.ts";
import { planProposalsIn } from "../plans/plan-proposals.ts";
import { MOST_PROPOSALS } from "../proposals/proposal-files.ts";

async function start() {
  const site = plannedSite(3, 2);
  const platform = await startBrowserPlatform({ site });
  const users = createUserDirectory(platform.dataFolder);
  await users.add("r2-engineer", "engineer", PASSWORD, ["r2"]);
  await users.add("inspector", "inspector", PASSWORD);
  const as = async (role: string): Promise<string> => (await signIn(platform.url, role)).token;
  const places = site.plans?.[0]?.places ?? [];
  const moved = places.map((place): PlanPlace => (place.kind === "signal" ? { ...place, x: place.x + 10 } : place));
  return { platform, as, places, moved };
}

describe("plans", () => {
  test("are listed without their drawings, with how many signals each zone has", async () => {
    const { platform, as } = await start();
    const { body } = await call(platform, "GET", "/api/v1/plans", { as: await as("inspector") });
    expect(body.plans.map(({ id, drawing }: { id: string; drawing?: unknown }) => [id, drawing])).toEqual([
      ["ground", undefined],
      ["room-2", undefined],
    ]);
    expect(body.signals).toEqual(Object.fromEntries([1, 2, 3].flatMap((room) => [1, 2].map((cabinet) => [`r${room}-c${cabinet}`, 1]))));
    expect((await call(platform, "GET", "/api/v1/plans")).status).toBe(401);
  });

  test("whoever is limited to zones sees plans and signals of those, and no others exist", async () => {
    const { platform, as } = await start();
    const token = await as("r2-engineer");
    const { body } = await call(platform, "GET", "/api/v1/plans", { as: token });
    expect(body.plans.map(({ id }: { id: string }) => id)).toEqual(["room-2"]);
    expect(body.signals).toEqual({ "r2-c1": 1, "r2-c2": 1 });
    const status = async (method: string, path: string, given?: unknown) => {
      const answer = await call(platform, method, path, { as: token, ...(given === undefined ? {} : { body: given }) });
      return [answer.status, answer.body?.code];
    };
    expect(await status("GET", "/api/v1/plans/room-2")).toEqual([200, undefined]);
    expect(await status("GET", "/api/v1/plans/ground")).toEqual([404, "PLAN_UNKNOWN"]);
    expect(await status("GET", "/api/v1/plans/ground/proposals")).toEqual([404, "PLAN_UNKNOWN"]);
    expect(await status("POST", "/api/v1/plans/ground/proposals", { places: [] })).toEqual([404, "PLAN_UNKNOWN"]);
    expect(await status("GET", "/api/v1/signals/r2-c1/vapour/place")).toEqual([200, undefined]);
    expect(await status("GET", "/api/v1/signals/r1-c1/vapour/place")).toEqual([404, "SIGNAL_UNKNOWN"]);
    expect(await status("GET", "/api/v1/zones/r2/signals")).toEqual([200, undefined]);
    expect(await status("GET", "/api/v1/zones/r1/signals")).toEqual([404, "ZONE_UNKNOWN"]);
    expect(await status("GET", "/api/v1/zones/chemistry/signals")).toEqual([404, "ZONE_UNKNOWN"]);
  });

  test("of a zone with more signals than a console can watch, those on its plan come first", async () => {
    const site = plannedSite(1, 520);
    const [plan] = site.plans ?? [];
    if (plan === undefined) throw new Error("no plan");
    const last: PlanPlace = { kind: "signal", signal: "r1-c520/vapour", x: 1, y: 1 };
    const platform = await startBrowserPlatform({ site: { ...site, plans: [{ ...plan, places: [last] }] } });
    const { body } = await call(platform, "GET", "/api/v1/zones/chemistry/signals", { as: (await signIn(platform.url)).token });
    expect([body.total, body.signals.length, body.signals[0].key, body.signals[1].key]).toEqual([520, 500, last.signal, "r1-c1/vapour"]);
    expect(Object.keys(body.signals[0]).sort()).toEqual(["key", "label", "unit", "zoneId"]);
  });
});

describe("a proposal", () => {
  test("is kept and journaled, told with what is different, and changes nothing that is in force", async () => {
    const { platform, as, places, moved } = await start();
    const token = await as("engineer");
    const { status, body } = await call(platform, "POST", "/api/v1/plans/ground/proposals", {
      as: token,
      body: { places: moved, note: " by hand " },
    });
    expect(status).toBe(201);
    expect(body.proposal).toMatchObject({ planId: "ground", by: "engineer", note: "by hand", standing: "waiting", siteVersion: "test-1" });
    expect(body.proposal.change.moved).toHaveLength(2);
    expect(body.proposal.text).toContain("  - { signal: r1-c1/vapour, x: 176.67, y: 60 }\n");
    expect((await call(platform, "GET", "/api/v1/plans/ground", { as: token })).body.plan.places).toEqual(places);
    const { id } = body.proposal;
    const listed = await call(platform, "GET", "/api/v1/plans/ground/proposals", { as: await as("inspector") });
    expect(listed.body.proposals).toEqual([body.proposal]);
    expect((await call(platform, "GET", "/api/v1/plans/room-2/proposals", { as: token })).body.proposals).toEqual([]);
    expect((await call(platform, "DELETE", `/api/v1/plans/room-2/proposals/${id}`, { as: token })).body.code).toBe("PLAN_PROPOSAL_UNKNOWN");
    expect((await call(platform, "DELETE", `/api/v1/plans/ground/proposals/${id}`, { as: token })).status).toBe(204);
    expect((await call(platform, "GET", "/api/v1/plans/ground/proposals", { as: token })).body.proposals).toEqual([]);
    const lines = platform.desk.journal({ limit: 10 }).filter(({ kind }) => kind.startsWith("plan"));
    expect(lines.map(({ kind, actor, detail }) => ({ kind, actor, detail }))).toEqual([
      {
        kind: "plan-proposed",
        actor: "user:engineer",
        detail: {
          plan: "ground",
          proposal: id,
          placed: 0,
          moved: 2,
          removed: 0,
          note: "by hand",
          before: { proposal: "none", "signal r1-c1/vapour": "166.67, 60", "signal r1-c2/vapour": "166.67, 220" },
          after: { proposal: "waiting", "signal r1-c1/vapour": "176.67, 60", "signal r1-c2/vapour": "176.67, 220" },
        },
      },
      {
        kind: "plan-proposal-withdrawn",
        actor: "user:engineer",
        detail: { plan: "ground", proposal: id, before: { proposal: "waiting" }, after: { proposal: "withdrawn" } },
      },
    ]);
  });

  test.each([
    { role: "operator", given: { places: [] }, status: 403, code: "ROLE_FORBIDDEN" },
    { role: "inspector", given: { places: [] }, status: 403, code: "ROLE_FORBIDDEN" },
    { role: "engineer", given: {}, status: 400, code: "REQUEST_INVALID" },
    {
      role: "engineer",
      given: { places: [{ kind: "signal", signal: "r1-c1/vapour", x: "1", y: 1 }] },
      status: 400,
      code: "REQUEST_INVALID",
    },
    {
      role: "engineer",
      given: { places: [{ kind: "signal", signal: "r1-c1/vapour", x: 1, y: 1, w: 1 }] },
      status: 400,
      code: "REQUEST_INVALID",
    },
    { role: "engineer", given: { places: [{ kind: "signal", signal: "no/such", x: 1, y: 1 }] }, status: 400, code: "PLAN_PLACES_INVALID" },
    {
      role: "engineer",
      given: { places: [{ kind: "signal", signal: "r1-c1/vapour", x: 1001, y: 1 }] },
      status: 400,
      code: "PLAN_PLACES_INVALID",
    },
    {
      role: "engineer",
      given: { places: [{ kind: "zone", zoneId: "attic", x: 1, y: 1, w: 1, h: 1 }] },
      status: 400,
      code: "PLAN_PLACES_INVALID",
    },
  ])("of $role with $given is answered $status $code, and nothing is kept", async ({ role, given, status, code }) => {
    const { platform, as } = await start();
    const answer = await call(platform, "POST", "/api/v1/plans/ground/proposals", { as: await as(role), body: given });
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(planProposalsIn(platform.dataFolder).list()).toEqual([]);
  });

  test("that changes nothing, or is one too many, is refused", async () => {
    const { platform, as, places, moved } = await start();
    const token = await as("engineer");
    const propose = async (given: readonly PlanPlace[]) =>
      (await call(platform, "POST", "/api/v1/plans/ground/proposals", { as: token, body: { places: given } })).body.code;
    expect(await propose(places)).toBe("PLAN_CHANGES_NOTHING");
    const kept = planProposalsIn(platform.dataFolder);
    for (let count = 0; count < MOST_PROPOSALS; count++)
      kept.keep({ planId: "ground", by: "x", at: epochMs(count), siteVersion: "1", before: places, places: moved });
    expect(await propose(moved)).toBe("PLAN_PROPOSALS_FULL");
  });

  test.each([
    { standing: "in-force", before: "other", after: "same" },
    { standing: "outdated", before: "other", after: "moved" },
    { standing: "waiting", before: "same", after: "moved" },
  ] as const)("is $standing where the plan was $before and it says $after", async ({ standing, before, after }) => {
    const { platform, as, places, moved } = await start();
    const given = { same: places, moved, other: [] };
    planProposalsIn(platform.dataFolder).keep({
      planId: "ground",
      by: "x",
      at: epochMs(1),
      siteVersion: "1",
      before: given[before],
      places: given[after],
    });
    const { body } = await call(platform, "GET", "/api/v1/plans/ground/proposals", { as: await as("engineer") });
    expect(body.proposals[0].standing).toBe(standing);
  });
});
