import { describe, expect, test } from "vitest";
import { nightDutySite } from "../../../test/support/night-duty.ts";
import { epochMs } from "../basics/index.ts";
import { CHANNEL_KINDS, type ChannelKind } from "../site/index.ts";
import { needsZone, type RouteTestQuestion, routesOf, routeTests } from "./route-tests.ts";

const site = nightDutySite();
const ALL = new Set(CHANNEL_KINDS);
/** A Sunday; Wang is on duty then. */
const NIGHT = epochMs(Date.parse("2026-11-22T23:00:00+08:00"));

function asked(over: Partial<RouteTestQuestion>, installed: ReadonlySet<ChannelKind> = ALL) {
  const tests = routeTests({ routeId: "gas", at: NIGHT, ...over }, site, installed);
  return typeof tests === "string" ? tests : tests.map(({ personId, step, channel }) => `${step}: ${personId} by ${channel}`);
}

describe("a route is tried", () => {
  test("on everybody it would tell now, each once, with the last step, by the channel each step takes first", () => {
    expect(asked({ zoneId: "cabinet-17" })).toEqual([
      "first: wang by sms",
      "second: smith by sms",
      "second: night-chat by wecom",
      "nobody-reached: desk by sms",
      "nobody-reached: siren-1 by siren",
    ]);
  });

  test("by the first channel the installation has; one it lacks comes only where there is no other", () => {
    const installed = new Set<ChannelKind>(["email", "siren"]);
    expect(asked({ zoneId: "cabinet-17" }, installed)).toEqual([
      "first: wang by email",
      "second: smith by sms",
      "second: night-chat by wecom",
      "nobody-reached: desk by sms",
      "nobody-reached: siren-1 by siren",
    ]);
  });

  test("of the plain route with whoever answers for the zone", () => {
    expect(asked({ routeId: "plain", zoneId: "cabinet-17" })).toEqual([
      "responsible: wang by sms",
      "deputy: smith by sms",
      "security-centre: desk by sms",
      "nobody-reached: siren-1 by siren",
    ]);
  });

  test("with a person who has no address the step could take, so that it is found out", () => {
    const people = site.people.map(({ phone, ...person }) =>
      person.id === "smith" || phone === undefined ? person : { ...person, phone },
    );
    const tests = routeTests({ routeId: "plain", zoneId: "cabinet-17", at: NIGHT }, { ...site, people }, ALL);
    expect(tests).toContainEqual({ personId: "smith", step: "deputy" });
  });

  test.each<{ over: Partial<RouteTestQuestion>; refusal: string }>([
    { over: { routeId: "gone" }, refusal: "ROUTE_UNKNOWN" },
    { over: {}, refusal: "ROUTE_TEST_ZONE_MISSING" },
    { over: { zoneId: "nowhere", routeId: "cabinets" }, refusal: "ROUTE_TEST_ZONE_ELSEWHERE" },
    { over: { routeId: "nobody" }, refusal: "ROUTE_TELLS_NOBODY" },
  ])("but not $over: $refusal", ({ over, refusal }) => {
    const [gas, sensors] = site.routes ?? [];
    if (gas === undefined || sensors === undefined) expect.fail();
    const cabinets = { ...gas, id: "cabinets", when: { zones: ["cabinet-17"] } };
    const empty = { ...sensors, id: "nobody", steps: [], last: { ...sensors.last, whom: [] } };
    const routes = [gas, sensors, cabinets, empty];
    expect(routeTests({ routeId: "gas", at: NIGHT, ...over }, { ...site, routes }, ALL)).toBe(refusal);
  });
});

test("what depends on the zone is what tells its responsible person or deputy", () => {
  expect(routesOf(site).map((route) => [route.id, needsZone(route)])).toEqual([
    ["gas", true],
    ["sensors", false],
    ["plain", true],
  ]);
});
