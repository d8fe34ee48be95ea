import { expect, test } from "vitest";
import { testSite } from "../../../test/support/site.ts";
import { epochMs, hours, minutes } from "../basics/index.ts";
import { type CivilDay, WEEKDAYS, type WeeklySchedule } from "../schedule/index.ts";
import { lastStep, type Rota, type Route, type RouteMatch } from "../site/index.ts";
import { rotaShortfalls } from "./needed-rotas.ts";

const name = { en: "", zh: "" };
const at = (text: string) => epochMs(Date.parse(text));
const weekly = (from: number, to: number): WeeklySchedule => ({
  kind: "weekly",
  timeZone: "UTC",
  days: WEEKDAYS,
  from: hours(from),
  to: hours(to),
  except: [],
});
const rota = (id: string, from: number, to: number): Rota => ({
  id,
  name,
  shifts: [{ name, schedule: weekly(from, to), people: ["wang"], turn: "week", starting: 0 as CivilDay }],
});
const route = (rotaId: string, when: RouteMatch = {}): Route => ({
  id: "r",
  name,
  when,
  steps: [{ id: "now", after: minutes(0), whom: [{ kind: "responsible" }, { kind: "rota", rotaId }], proof: "delivered" }],
  last: lastStep(minutes(10), []),
  afterwards: [],
});
const night = (from: number, to: number): RouteMatch => ({ during: weekly(from, to), duringName: name });
const NIGHTS = rota("nights", 20, 8);

test.each<{ because: string; rotas: readonly Rota[]; routes: readonly Route[]; told: readonly string[] }>([
  { because: "no route tells it", rotas: [NIGHTS], routes: [route("other")], told: [] },
  { because: "its route is for all hours", rotas: [NIGHTS], routes: [route("nights")], told: ["nights 08:00 20:00"] },
  { because: "its route is for its hours", rotas: [NIGHTS], routes: [route("nights", night(20, 8))], told: [] },
  { because: "its route begins before it", rotas: [NIGHTS], routes: [route("nights", night(18, 8))], told: ["nights 18:00 20:00"] },
  {
    because: "one of two routes is for more",
    rotas: [NIGHTS],
    routes: [route("nights", night(20, 8)), route("nights", night(7, 9))],
    told: ["nights 08:00 09:00"],
  },
  {
    because: "one of two is for all hours",
    rotas: [NIGHTS],
    routes: [route("nights", night(20, 8)), route("nights")],
    told: ["nights 08:00 20:00"],
  },
  {
    because: "it is for the nights",
    rotas: [{ ...NIGHTS, covers: weekly(19, 8) }],
    routes: [route("nights")],
    told: ["nights 19:00 20:00"],
  },
  {
    because: "it is for the nights, and its route for the evening",
    rotas: [{ ...NIGHTS, covers: weekly(18, 8) }],
    routes: [route("nights", night(19, 23))],
    told: ["nights 19:00 20:00"],
  },
  {
    because: "each rota by itself, in their order",
    rotas: [rota("early", 6, 14), NIGHTS],
    routes: [route("nights"), route("early", night(12, 16))],
    told: ["early 14:00 16:00", "nights 08:00 20:00"],
  },
])("$told: $because", ({ rotas, routes, told }) => {
  const site = testSite({ timeZone: "UTC", rotas, routes });
  const found = rotaShortfalls(site, at("2026-11-25T00:00Z"), at("2026-11-26T00:00Z"));
  const time = (instant: number) => new Date(instant).toISOString().slice(11, 16);
  expect(found.map((each) => [each.rota.id, ...each.gaps.flatMap(({ from, to }) => [time(from), time(to)])].join(" "))).toEqual(told);
});

test("a rota that only the last step tells is needed too", () => {
  const last = { ...lastStep(minutes(10), []), whom: [{ kind: "rota", rotaId: "nights" } as const] };
  const site = testSite({ timeZone: "UTC", rotas: [NIGHTS], routes: [{ ...route("other"), last }] });
  expect(rotaShortfalls(site, at("2026-11-25T00:00Z"), at("2026-11-26T00:00Z"))).toHaveLength(1);
  expect(rotaShortfalls(testSite(), at("2026-11-25T00:00Z"), at("2026-11-26T00:00Z"))).toEqual([]);
});
