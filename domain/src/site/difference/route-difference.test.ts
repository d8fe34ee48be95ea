import { describe, expect, test } from "vitest";
import { limitRule, signal, testSite } from "../../../../test/support/site.ts";
import { days, hours, minutes } from "../../basics/index.ts";
import { type CivilDay, parseDay, type WeeklySchedule, WEEKDAYS } from "../../schedule/index.ts";
import { lastStep } from "../last-step.ts";
import type { Rota, Route, RouteStep, Shift } from "../routing.ts";
import type { Person, Site } from "../site.ts";
import { differencesBetween, needsSecondPerson, type SiteDifference } from "./index.ts";

const text = (en: string) => ({ en, zh: `中${en}` });
const day = (date: string) => parseDay(date) as CivilDay;
const weekly = (from: number, over: Partial<WeeklySchedule> = {}): WeeklySchedule => ({
  kind: "weekly",
  timeZone: "Asia/Shanghai",
  days: WEEKDAYS,
  from: hours(from),
  to: hours(8),
  except: [],
  ...over,
});
const NIGHT = { during: weekly(20), duringName: text("night") };

const step = (over: Partial<RouteStep> = {}): RouteStep => ({
  id: "now",
  after: minutes(0),
  whom: [{ kind: "responsible" }, { kind: "rota", rotaId: "duty" }],
  channels: ["sms", "email"],
  proof: "delivered",
  proofWithin: minutes(1),
  repeat: { every: minutes(2), times: 3 },
  ...over,
});
const later = (over: Partial<RouteStep> = {}) =>
  step({ id: "later", after: minutes(5), whom: [{ kind: "deputy" }, { kind: "contact", personId: "smith" }], ...over });
const route = (over: Partial<Route> = {}): Route => ({
  id: "gas",
  name: text("Gas"),
  when: { classes: ["life-safety"], ...NIGHT },
  steps: [step(), later()],
  last: lastStep(minutes(15), []),
  afterwards: ["all-clear"],
  ...over,
});
const shift = (over: Partial<Shift> = {}): Shift => ({
  name: text("night"),
  schedule: weekly(20),
  people: ["wang", "smith"],
  turn: "week",
  starting: day("2026-11-23"),
  ...over,
});
const rota = (...shifts: Shift[]): Rota => ({ id: "duty", name: text("On call"), shifts });

/** A site whose one gas sensor lives depend on. */
const site = (over: Partial<Site> = {}): Site =>
  testSite({ signals: [signal({ rules: [limitRule({ lifeSafety: true })] })], rotas: [rota(shift())], routes: [route()], ...over });
const routed = (...routes: Route[]) => site({ routes });
const manned = (...shifts: Shift[]) => site({ rotas: [rota(...shifts)] });
const words = (value: unknown): string => (typeof value === "object" && value !== null && "en" in value ? String(value.en) : String(value));
const told = (differences: readonly SiteDifference[]) =>
  differences.flatMap(({ about, id, change, verdict, attributes }) =>
    change === "changed"
      ? attributes.map((each) => `${about} ${id} ${each.attribute}: ${words(each.before)} → ${words(each.after)}: ${each.verdict}`)
      : [`${about} ${id} ${change}: ${verdict}`],
  );
const withPerson = (id: string, over: Partial<Person>): Partial<Site> => ({
  people: testSite().people.map((person) => (person.id === id ? { ...person, ...over } : person)),
});

test("the same routes and rotas are no difference, whatever they and their shifts are called", () => {
  expect(differencesBetween(site(), site())).toEqual([]);
  expect(
    differencesBetween(site(), site({ routes: [route({ name: text("other") })], rotas: [rota(shift({ name: text("other") }))] })),
  ).toEqual([]);
});

test.each([
  {
    after: routed(route({ steps: [step({ after: minutes(1) }), later()] })),
    says: "route gas steps.now.after: 0s → 1min: looser",
    back: "tighter",
  },
  {
    after: routed(route({ steps: [step({ whom: [{ kind: "responsible" }] }), later()] })),
    says: "route gas steps.now.whom: responsible, rota:duty → responsible: looser",
    back: "tighter",
  },
  {
    after: routed(route({ steps: [step({ whom: [{ kind: "responsible" }, { kind: "security-centre" }] }), later()] })),
    says: "route gas steps.now.whom: responsible, rota:duty → responsible, security-centre: unclear",
    back: "unclear",
  },
  {
    after: routed(route({ steps: [step()] })),
    says: "route gas steps.later: deputy, contact:{person:smith} → undefined: looser",
    back: "tighter",
  },
  {
    after: routed(route({ steps: [step({ channels: ["sms"] }), later()] })),
    says: "route gas steps.now.channels: sms, email → sms: looser",
    back: "tighter",
  },
  {
    after: routed(route({ steps: [step({ proof: "accepted" }), later()] })),
    says: "route gas steps.now.proof: delivered → accepted: looser",
    back: "tighter",
  },
  {
    after: routed(route({ steps: [step({ proofWithin: minutes(3) }), later()] })),
    says: "route gas steps.now.proofWithin: 1min → 3min: looser",
    back: "tighter",
  },
  {
    after: routed(route({ steps: [step({ repeat: { every: minutes(2), times: 1 } }), later()] })),
    says: "route gas steps.now.repeat: 3 × 2min → 1 × 2min: unclear",
    back: "unclear",
  },
  {
    after: routed(route({ last: lastStep(minutes(20), []) })),
    says: "route gas steps.nobody-reached.after: 15min → 20min: looser",
    back: "tighter",
  },
  {
    after: routed(route({ when: { classes: ["life-safety", "process"], ...NIGHT } })),
    says: "route gas for.classes: life-safety → life-safety, process: unclear",
    back: "unclear",
  },
  {
    after: routed(route({ when: { classes: ["life-safety"], during: weekly(21), duringName: text("late") } })),
    says: "route gas for.during: night → late: unclear",
    back: "unclear",
  },
  { after: routed(route({ afterwards: [] })), says: "route gas afterwards: all-clear → : neutral", back: "neutral" },
  { after: routed(), says: "route gas removed: unclear", back: "unclear" },
  {
    after: manned(shift({ schedule: weekly(21) })),
    says: "rota duty shifts.0.schedule: mon, tue, wed, thu, fri, sat, sun 20:00–08:00 → mon, tue, wed, thu, fri, sat, sun 21:00–08:00: looser",
    back: "tighter",
  },
  {
    after: manned(shift({ schedule: weekly(20, { days: ["mon"], except: [{ from: day("2026-12-24"), to: day("2026-12-26") }] }) })),
    says: "rota duty shifts.0.schedule: mon, tue, wed, thu, fri, sat, sun 20:00–08:00 → mon 20:00–08:00, 3 days left out: looser",
    back: "tighter",
  },
  {
    after: manned(shift({ schedule: { kind: "any", of: [weekly(20)] } })),
    says: 'rota duty shifts.0.schedule: mon, tue, wed, thu, fri, sat, sun 20:00–08:00 → {"kind":"any","of":[{"kind":"weekly","timeZone":"Asia/Shanghai","days":["mon","tue","wed","thu","fri","sat","sun"],"from":72000000,"to":28800000,"except":[]}]}: neutral',
    back: "neutral",
  },
  {
    after: site({ rotas: [{ ...rota(shift()), covers: weekly(20) }] }),
    says: "rota duty covers: undefined → mon, tue, wed, thu, fri, sat, sun 20:00–08:00: looser",
    back: "tighter",
  },
  {
    after: manned(shift({ people: ["smith"] })),
    says: "rota duty shifts.0.people: {person:wang}, {person:smith} → {person:smith}: neutral",
    back: "neutral",
  },
  {
    after: manned(shift({ starting: day("2026-11-30") })),
    says: "rota duty shifts.0.starting: 2026-11-23 → 2026-11-30: neutral",
    back: "neutral",
  },
  { after: manned(shift(), shift()), says: "rota duty shifts.1: undefined → night: tighter", back: "looser" },
])("$says, and back: $back", ({ after, says, back }) => {
  expect(told(differencesBetween(site(), after))).toEqual([says]);
  expect(differencesBetween(after, site()).map(({ verdict }) => verdict)).toEqual([back]);
});

test("less of the proof is looser where it is less, and channels or repeats that come or go are judged by whether they are more", () => {
  const { channels: _channels, repeat: _repeat, ...bare } = step();
  const differences = differencesBetween(routed(route({ steps: [step(), later()] })), routed(route({ steps: [bare, later()] })));
  expect(told(differences)).toEqual([
    "route gas steps.now.channels: sms, email → undefined: tighter",
    "route gas steps.now.repeat: 3 × 2min → undefined: looser",
  ]);
  expect(told(differencesBetween(routed(route({ steps: [bare, later()] })), site()))).toEqual([
    "route gas steps.now.channels: undefined → sms, email: looser",
    "route gas steps.now.repeat: undefined → 3 × 2min: tighter",
  ]);
});

test("another order of routes is for two to judge; one that comes or goes leaves the order of the others as it is", () => {
  const doors = route({ id: "doors", when: { classes: ["access"] } });
  expect(told(differencesBetween(routed(route(), doors), routed(doors, route())))).toEqual([
    "site test-site routes: gas, doors → doors, gas: unclear",
  ]);
  expect(told(differencesBetween(routed(route(), doors), routed(doors)))).toEqual(["route gas removed: unclear"]);
});

test("a rota that is gone is looser", () => {
  const unrouted = site({ routes: [] });
  expect(told(differencesBetween(unrouted, site({ routes: [], rotas: [] })))).toEqual(["rota duty removed: looser"]);
});

describe("two people change", () => {
  const second = (before: Site, after: Site) => differencesBetween(before, after).some(needsSecondPerson);
  const doors = (steps: readonly RouteStep[]) => routed(route({ id: "doors", when: { classes: ["access"] }, steps }));

  test("whom a route tells of what lives depend on, and not another", () => {
    expect(second(site(), routed(route({ steps: [step()] })))).toBe(true);
    expect(second(doors([step(), later()]), doors([step()]))).toBe(false);
  });

  test("a route that comes to take such alarms from another", () => {
    expect(second(doors([step()]), routed(...(doors([step()]).routes ?? []), route({ id: "all", when: {} })))).toBe(true);
    expect(second(site(), site({ routes: [route(), ...(doors([step()]).routes ?? [])] }))).toBe(false);
  });

  test("fewer hours of a rota that such a route tells, and not whose turn it is", () => {
    expect(second(site(), manned(shift({ schedule: weekly(21) })))).toBe(true);
    expect(second(doors([step()]), { ...doors([step()]), rotas: [rota(shift({ schedule: weekly(21) }))] })).toBe(false);
    expect(second(site(), manned(shift({ people: ["smith"] })))).toBe(false);
  });
});

describe("by what people are reached", () => {
  const twoWays = { email: "wang@example.org" };
  test.each([
    { over: twoWays, says: "contact wang channels: sms → sms, email: tighter", back: "looser" },
    { over: { ...twoWays, channels: ["email"] as const }, says: "contact wang channels: sms → email: unclear", back: "unclear" },
    {
      over: {
        leave: [
          { from: day("2026-12-24"), to: day("2026-12-26"), substitute: "smith" },
          { from: day("2027-01-01"), to: day("2027-01-01") },
        ],
      },
      says: "contact wang leave:  → 2026-12-24…2026-12-26 ({person:smith}), 2027-01-01…2027-01-01: neutral",
      back: "neutral",
    },
  ])("$says, and back: $back", ({ over, says, back }) => {
    const differences = differencesBetween(site(), site(withPerson("wang", over)));
    expect(told(differences)).toEqual([says]);
    expect(differences).toMatchObject([{ isSafety: true }]);
    expect(differencesBetween(site(withPerson("wang", over)), site()).map(({ verdict }) => verdict)).toEqual([back]);
  });

  test("another order is none that loosens; another number of the same kind is not told", () => {
    const one = site(withPerson("wang", { ...twoWays, channels: ["sms", "email"] }));
    const other = site(withPerson("wang", { ...twoWays, channels: ["email", "sms"] }));
    expect(told(differencesBetween(one, other))).toEqual(["contact wang channels: sms, email → email, sms: neutral"]);
    expect(differencesBetween(site(), site(withPerson("wang", { phone: "+8613800000009" })))).toEqual([]);
  });

  test("somebody only a route names is told of when nothing reaches them any more, and who is gone is not", () => {
    const [wang, smith, desk] = testSite().people as [Person, Person, Person];
    const li: Person = { ...smith, id: "li" };
    const { phone: _phone, ...unreachable } = li;
    const routes = [route({ steps: [step({ whom: [{ kind: "contact", personId: "li" }] })] })];
    const differences = differencesBetween(
      site({ routes, people: [wang, smith, desk, li] }),
      site({ routes, people: [wang, smith, desk, unreachable] }),
    );
    expect(told(differences)).toEqual(["contact li channels: sms → : looser"]);
    expect(told(differencesBetween(site({ people: [wang, smith, desk, li] }), site()))).toEqual([]);
  });

  test("where no life depends on anything, it is one person's to change", () => {
    const harmless = { signals: [signal({ rules: [limitRule({ priority: "low" })] })] };
    const after = site({ ...harmless, ...withPerson("wang", { ...twoWays, channels: ["email"] }) });
    expect(differencesBetween(site(harmless), after)).toMatchObject([{ id: "wang", isSafety: false }]);
  });
});

test.each([
  {
    before: site(),
    after: site({ escalation: { ...testSite().escalation, nobodyReachedAfter: minutes(30) } }),
    says: "site test-site escalation.nobodyReachedAfter: 15min → 30min: looser",
    back: "tighter",
  },
  {
    before: site(),
    after: site({ presence: { answerWithin: minutes(2) } }),
    says: "site test-site presence.answerWithin: undefined → 2min: tighter",
    back: "looser",
  },
  {
    before: site({ presence: { answerWithin: minutes(2) } }),
    after: site({ presence: { answerWithin: minutes(3) } }),
    says: "site test-site presence.answerWithin: 2min → 3min: looser",
    back: "tighter",
  },
  {
    before: site(),
    after: site({ contactTests: { every: days(30) } }),
    says: "site test-site contactTests.every: undefined → 30d: tighter",
    back: "looser",
  },
])("$says, and back: $back", ({ before, after, says, back }) => {
  expect(told(differencesBetween(before, after))).toEqual([says]);
  expect(differencesBetween(after, before).map(({ verdict }) => verdict)).toEqual([back]);
});

test("a default that follows another wait is told of once", () => {
  const later = site({ escalation: { ...testSite().escalation, securityCentreAfter: minutes(20) } });
  expect(told(differencesBetween(site(), later))).toEqual(["site test-site escalation.securityCentreAfter: 6min → 20min: looser"]);
});
