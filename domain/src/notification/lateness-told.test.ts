import { describe, expect, test } from "vitest";
import { testSite } from "../../../test/support/site.ts";
import { hours, minutes } from "../basics/index.ts";
import type { LateGrade, Person, Route, RouteMatch, RouteStep, RouteTarget, Site } from "../site/index.ts";
import { outermostOf, zonesWithoutLeader } from "./index.ts";

const name = { en: "R", zh: "R" };
const person = (id: string): Person => ({ id, name: id, language: "en", phone: `+86138${id.length}` });
const people = [...testSite().people, person("head"), person("leader")];
const contact = (personId: string): RouteTarget => ({ kind: "contact", personId });
const step = (whom: readonly RouteTarget[], after = minutes(0)): RouteStep => ({ id: `s${after}`, after, whom, proof: "delivered" });
const route = (when: RouteMatch, ...steps: readonly RouteStep[]): Route => ({
  id: JSON.stringify(when),
  name,
  when,
  steps,
  last: { ...step([{ kind: "security-centre" }], hours(8)), id: "nobody-reached" },
  afterwards: [],
});
const of = (grade: LateGrade, ...whom: readonly string[]): Route => route({ grades: [grade] }, step(whom.map(contact)));
const without = (...routes: readonly Route[]) => zonesWithoutLeader(testSite({ people, routes }));
const ALL = testSite().zones.map(({ id }) => id);
const NIGHT = { kind: "weekly", timeZone: "UTC", days: ["mon"], from: 0, to: 60 } as unknown as NonNullable<RouteMatch["during"]>;

describe("what is overdue for days", () => {
  test.each<{ because: string; routes: readonly Route[]; zones: readonly string[] }>([
    { because: "the plain route tells the same people at every grade", routes: [], zones: ALL },
    { because: "the last grade tells somebody new", routes: [of(2, "head"), of(3, "leader")], zones: [] },
    { because: "whom a former grade told already is nobody new", routes: [of(2, "leader"), of(3, "leader", "head")], zones: [] },
    { because: "nobody of the last grade is new", routes: [of(2, "leader", "head"), of(3, "head", "leader")], zones: ALL },
    {
      because: "the leader comes later than at once, and whoever acknowledges keeps it from them",
      routes: [route({ grades: [3] }, step([{ kind: "responsible" }]), step([contact("leader")], minutes(5)))],
      zones: ALL,
    },
    { because: "everything takes a route before it", routes: [route({}, step([contact("head")])), of(3, "leader")], zones: ALL },
    {
      because: "it goes up in one room only",
      routes: [route({ grades: [3], zones: ["cabinet-17"] }, step([contact("leader")]))],
      zones: ALL.filter((id) => id !== "cabinet-17"),
    },
  ])("$because", ({ routes, zones }) => {
    expect(without(...routes)).toEqual(zones);
  });

  test("goes up at no hour for which another route takes it", () => {
    expect(without(route({ during: NIGHT }, step([{ kind: "responsible" }])), of(3, "leader"))).toEqual(ALL);
  });

  test("goes up to nobody where its alarms are on the screen only", () => {
    const site: Site = testSite({ people, routes: [of(3, "leader")] });
    expect(zonesWithoutLeader({ ...site, escalation: { ...site.escalation, minimumPriority: "critical" } })).toEqual(ALL);
  });

  test("is told of by the outermost zones", () => {
    const site = testSite();
    expect(outermostOf(ALL, site)).toEqual(site.zones.filter(({ parent }) => parent === undefined).map(({ id }) => id));
    expect(outermostOf(["cabinet-17"], site)).toEqual(["cabinet-17"]);
  });
});
