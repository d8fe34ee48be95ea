import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { limitRule, signal, testSite } from "../../../test/support/site.ts";
import type { RecordConditionName } from "../alarm/index.ts";
import { epochMs, hours, minutes, plus } from "../basics/index.ts";
import { type CivilDay, civilAt, dayOf, daysLater, parseDay, WEEKDAYS, type WeeklySchedule } from "../schedule/index.ts";
import { type Leave, lastStep, type Person, type Route, type RouteStep, type Site } from "../site/index.ts";
import { leaveOn, planSteps, previewRoute, recipientsOf, type RoutedAlarm, routeOf } from "./index.ts";

/** A Wednesday evening at the site. */
const RAISED = epochMs(Date.parse("2026-11-25T19:58+08:00"));
const at = (minute: number) => plus(RAISED, minutes(minute));
const day = (text: string) => parseDay(text) as CivilDay;
const TODAY = { from: day("2026-11-25"), to: day("2026-11-25") };
const name = { en: "", zh: "" };

const alarm = (over: Partial<RoutedAlarm> = {}): RoutedAlarm => ({
  id: "a",
  priority: "high",
  raisedReceivedAt: RAISED,
  source: { kind: "rule", ruleId: "cab-17/vapour/high", ruleVersion: "1", signal: "cab-17/vapour", zoneId: "cabinet-17" },
  ...over,
});
const weekly = (from: number, to: number): WeeklySchedule => ({
  kind: "weekly",
  timeZone: "Asia/Shanghai",
  days: WEEKDAYS,
  from: hours(from),
  to: hours(to),
  except: [],
});
const step = (id: string, after: number, over: Partial<RouteStep> = {}): RouteStep => ({
  id,
  after: minutes(after),
  whom: [{ kind: "responsible" }],
  proof: "delivered",
  ...over,
});
const route = (over: Partial<Route> = {}): Route => ({
  id: "r",
  name,
  when: {},
  steps: [step("first", 0), step("second", 5, { whom: [{ kind: "responsible" }, { kind: "deputy" }] })],
  last: lastStep(minutes(15), []),
  afterwards: [],
  ...over,
});
const away = (people: readonly Person[], leaves: Readonly<Record<string, Leave>>) =>
  people.map((person) => ({ ...person, ...(leaves[person.id] && { leave: [leaves[person.id] as Leave] }) }));
const told = (site: Site, of: RoutedAlarm = alarm()) =>
  planSteps(of, site).map(({ step: { id }, dueAt, escalated, recipients }) => {
    const people = recipients.map(
      ({ personId, as, insteadOf }) => `${as} ${personId}${insteadOf === undefined ? "" : ` for ${insteadOf}`}`,
    );
    return [id, (dueAt - RAISED) / minutes(1), people.join(", "), ...(escalated ? [] : ["first"])];
  });

describe("the plain route", () => {
  test("has ids that stay, and ends with the security centre and every siren", () => {
    const siren: Person = { id: "horn", name: "Horn", language: "en", kind: "siren", siren: "horn-1" };
    expect(told(testSite({ people: [...testSite().people, siren] }))).toEqual([
      ["responsible", 0, "responsible wang", "first"],
      ["deputy", 3, "deputy smith"],
      ["security-centre", 6, "security-centre desk"],
      ["nobody-reached", 15, "nobody-reached desk, nobody-reached horn"],
    ]);
  });

  test("sounds no siren in a drill, and tells people as ever", () => {
    const siren: Person = { id: "horn", name: "Horn", language: "en", kind: "siren", siren: "horn-1" };
    const site = testSite({ people: [...testSite().people, siren] });
    expect(told(site, alarm({ test: "drill/1" }))).toEqual(told(testSite()));
  });

  test.each([
    { because: "as the site says", over: { nobodyReachedAfter: minutes(40) }, is: 40 },
    { because: "by default a quarter of an hour", over: {}, is: 15 },
    { because: "and not before the security centre had its time", over: { securityCentreAfter: minutes(20) }, is: 25 },
  ])("ends after $is min: $because", ({ over, is }) => {
    expect(routeOf(alarm(), testSite({ escalation: { ...testSite().escalation, ...over } })).last.after).toBe(minutes(is));
  });

  test("passes over who is on leave: their substitute is told, and without one the next at once", () => {
    const { people } = testSite();
    expect(told(testSite({ people: away(people, { wang: { ...TODAY, substitute: "desk" } }) }))).toEqual([
      ["responsible", 0, "responsible desk for wang", "first"],
      ["deputy", 3, "deputy smith"],
      ["security-centre", 6, ""],
      ["nobody-reached", 15, "nobody-reached desk"],
    ]);
    expect(told(testSite({ people: away(people, { wang: TODAY }) })).slice(0, 2)).toEqual([
      ["responsible", 0, "", "first"],
      ["deputy", 0, "deputy smith", "first"],
    ]);
  });

  test("tells its last step even those on leave, rather than nobody", () => {
    expect(told(testSite({ people: away(testSite().people, { desk: TODAY }) })).slice(2)).toEqual([
      ["security-centre", 6, ""],
      ["nobody-reached", 15, "nobody-reached desk"],
    ]);
  });
});

describe("a route", () => {
  test("tells nobody again but by its last step and by one that repeats", () => {
    const again = step("again", 8, { whom: [{ kind: "responsible" }, { kind: "deputy" }], repeat: { every: minutes(2), times: 3 } });
    const site = testSite({ routes: [route({ steps: [...route().steps, again] })] });
    expect(told(site)).toEqual([
      ["first", 0, "responsible wang", "first"],
      ["second", 5, "deputy smith"],
      ["again", 8, "responsible wang, deputy smith"],
      ["nobody-reached", 15, "nobody-reached desk"],
    ]);
  });

  test("tells a person again by another channel, and two with one number once", () => {
    const [wang, smith, desk] = testSite().people as [Person, Person, Person];
    const people = [{ ...wang, email: "lab@example.org" }, { ...smith, phone: wang.phone as string, email: "smith@example.org" }, desk];
    const both = [{ kind: "responsible" }, { kind: "deputy" }] as const;
    const steps = [step("texts", 0, { whom: both }), step("mails", 5, { whom: both, channels: ["email"] })];
    expect(told(testSite({ people, routes: [route({ steps })] })).slice(0, 2)).toEqual([
      ["texts", 0, "responsible wang", "first"],
      ["mails", 5, "responsible wang, deputy smith"],
    ]);
  });

  test("by a rota tells who is on duty when the step is due", () => {
    const shifts = [
      { name, schedule: weekly(8, 20), people: ["wang"], turn: "week", starting: day("2026-11-23") },
      { name, schedule: weekly(20, 8), people: ["smith"], turn: "week", starting: day("2026-11-23") },
    ] as const;
    const whom = [
      { kind: "rota", rotaId: "on-call" },
      { kind: "rota", rotaId: "gone" },
    ] as const;
    const steps = [step("now", 0, { whom }), step("later", 5, { whom })];
    const rotas = [{ id: "on-call", name, shifts }];
    const site = testSite({ rotas, routes: [route({ steps })] });
    expect(told(site).slice(0, 2)).toEqual([
      ["now", 0, "on-duty wang", "first"],
      ["later", 5, "on-duty smith"],
    ]);
    expect(recipientsOf(steps[0] as RouteStep, alarm(), site, at(5))).toEqual([{ personId: "smith", as: "on-duty" }]);
    const onLeave = { ...site, people: away(site.people, { smith: { ...TODAY, substitute: "desk" } }) };
    expect(told(onLeave)[1]).toEqual(["later", 5, "on-duty desk for smith"]);
  });

  test("that comes to nobody at all is its last step at once", () => {
    const nobody = route({ steps: [step("first", 0, { whom: [{ kind: "rota", rotaId: "gone" }] })] });
    expect(told(testSite({ routes: [nobody] }))).toEqual([
      ["first", 0, "", "first"],
      ["nobody-reached", 0, "nobody-reached desk", "first"],
    ]);
  });

  test("names contacts of its own", () => {
    const steps = [step("first", 0, { whom: [{ kind: "contact", personId: "smith" }] })];
    expect(told(testSite({ routes: [route({ steps })] }))[0]).toEqual(["first", 0, "contact smith", "first"]);
  });

  test("that the site no longer has leaves its steps to be resolved by themselves", () => {
    expect(recipientsOf(step("gone", 9), alarm(), testSite(), at(9))).toEqual([{ personId: "wang", as: "responsible" }]);
  });
});

describe("whatever the route, the leave and the hour", () => {
  const ids = ["wang", "smith", "desk", "li"] as const;
  const target = fc.constantFrom(
    { kind: "responsible" } as const,
    { kind: "deputy" } as const,
    { kind: "security-centre" } as const,
    { kind: "rota", rotaId: "on-call" } as const,
    ...ids.map((personId) => ({ kind: "contact", personId }) as const),
  );
  const drawnStep = fc.record({
    wait: fc.integer({ min: 1, max: 10 }),
    whom: fc.array(target, { minLength: 1, maxLength: 3 }),
    repeats: fc.boolean(),
    mailed: fc.boolean(),
  });
  const leave = fc.option(fc.record({ days: fc.tuple(fc.nat(2), fc.nat(2)), substitute: fc.option(fc.constantFrom(...ids)) }));
  const drawn = fc.record({
    steps: fc.array(drawnStep, { minLength: 1, maxLength: 4 }),
    leaves: fc.tuple(leave, leave, leave, leave),
    raisedAt: fc.integer({ min: 0, max: 72 * 60 }),
    sharesPhone: fc.boolean(),
  });

  test("times rise, nobody is told twice at one address but by a step that repeats, nobody on leave is told while somebody else is, and the last step tells somebody", () => {
    fc.assert(
      fc.property(drawn, ({ steps, leaves, raisedAt, sharesPhone }) => {
        const people = ids.map((id, index): Person => {
          const away = leaves[index];
          const span = away?.days.toSorted((a, b) => a - b).map((offset) => daysLater(TODAY.from, offset));
          return {
            id,
            name: id,
            language: "en",
            phone: sharesPhone && index < 2 ? "+861" : `+861${index}`,
            email: `${id}@example.org`,
            ...(span === undefined
              ? {}
              : { leave: [{ from: span[0]!, to: span[1]!, ...(away?.substitute && { substitute: away.substitute }) }] }),
          };
        });
        let after = 0;
        const planned = route({
          steps: steps.map(({ wait, whom, repeats, mailed }, index) => {
            if (index > 0) after += wait;
            const more = { ...(repeats && { repeat: { every: minutes(1), times: 2 } }), ...(mailed && { channels: ["email"] as const }) };
            return step(`s${index}`, after, { whom, ...more });
          }),
          last: lastStep(minutes(after + 5), []),
        });
        const shift = { name, schedule: weekly(20, 8), people: ["wang", "li"], turn: "day", starting: TODAY.from } as const;
        const site = testSite({ people, routes: [planned], rotas: [{ id: "on-call", name, shifts: [shift] }] });
        const of = alarm({ raisedReceivedAt: plus(epochMs(Date.parse("2026-11-25T00:00+08:00")), minutes(raisedAt)) });
        const found = planSteps(of, site);

        const told = new Set<string>();
        for (const [index, each] of found.entries()) {
          expect(each.dueAt).toBeGreaterThanOrEqual(found[index - 1]?.dueAt ?? of.raisedReceivedAt);
          const isAgain = each.last || each.step.repeat !== undefined;
          const here = each.recipients.map(({ personId }) => {
            const person = people.find(({ id }) => id === personId)!;
            return each.step.channels === undefined ? person.phone : person.email;
          });
          expect(new Set(here).size).toBe(here.length);
          for (const address of here) {
            if (!isAgain) expect(told).not.toContain(address);
            told.add(address ?? "");
          }
          const today = dayOf(civilAt(site.timeZone, each.dueAt));
          const isAway = ({ personId }: { personId: string }): boolean =>
            leaveOn(people.find(({ id }) => id === personId)!, today) !== undefined;
          if (!each.last) expect(each.recipients.filter(isAway)).toEqual([]);
          // Asked when it is due, by itself, a step tells whom it was planned to tell.
          expect(recipientsOf(each.step, of, site, each.dueAt)).toEqual(each.recipients);
        }
        expect(found.at(-1)?.recipients.length).toBeGreaterThan(0);
        expect(found.find(({ recipients }) => recipients.length > 0)?.dueAt).toBe(of.raisedReceivedAt);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the route is the first that is for such an alarm", () => {
  const named = (id: string, when: Route["when"]) => route({ id, when });
  const system = alarm({ source: { kind: "system", condition: "rota-gap" } });
  const night = { during: weekly(20, 8), duringName: name };
  test.each<{ because: string; routes: readonly Route[]; of?: RoutedAlarm; is: string }>([
    { because: "no route", routes: [], is: "plain" },
    { because: "none is for it", routes: [named("low", { priorities: ["low"] })], is: "plain" },
    { because: "the first of two", routes: [named("one", {}), named("two", {})], is: "one" },
    {
      because: "its priority",
      routes: [named("low", { priorities: ["low"] }), named("high", { priorities: ["critical", "high"] })],
      is: "high",
    },
    {
      because: "how late it is",
      routes: [named("head", { grades: [2] }), named("leader", { grades: [3] }), named("any", {})],
      of: overdue("hazard-overdue-3d"),
      is: "leader",
    },
    {
      because: "how late it is, of another book",
      routes: [named("leader", { grades: [3] }), named("head", { grades: [2] })],
      of: overdue("check-missed-1d"),
      is: "head",
    },
    { because: "what is not overdue has no grade", routes: [named("late", { grades: [1, 2, 3] })], is: "plain" },
    {
      because: "nor has a record that is not late",
      routes: [named("late", { grades: [1, 2, 3] })],
      of: overdue("key-period-not-ready"),
      is: "plain",
    },
    { because: "its class", routes: [named("doors", { classes: ["access"] }), named("process", { classes: ["process"] })], is: "process" },
    { because: "a zone it lies in", routes: [named("other", { zones: ["lab"] }), named("room", { zones: ["room-114"] })], is: "room" },
    { because: "not a zone within its own", routes: [named("cabinet", { zones: ["cabinet-17"] })], of: zoneAlarm("room-114"), is: "plain" },
    { because: "not a zone that is gone", routes: [named("all", { zones: ["chemistry"] })], of: zoneAlarm("gone"), is: "plain" },
    { because: "before the night", routes: [named("night", night)], is: "plain" },
    { because: "in the night", routes: [named("night", night)], of: alarm({ raisedReceivedAt: at(2) }), is: "night" },
    { because: "the platform is in no zone", routes: [named("zone", { zones: ["chemistry"] }), named("any", {})], of: system, is: "any" },
    { because: "the platform's class", routes: [named("system", { classes: ["system"] })], of: system, is: "system" },
    { because: "lives depend on it", routes: [named("life", { classes: ["life-safety"] })], of: alarm({ lifeSafety: true }), is: "life" },
  ])("$is: $because", ({ routes, of = alarm(), is }) => {
    expect(routeOf(of, testSite({ routes })).id).toBe(is);
  });
});

function overdue(condition: RecordConditionName): RoutedAlarm {
  return alarm({ source: { kind: "record", condition, record: "hazard/1", zoneId: "room-114" } });
}

function zoneAlarm(zoneId: string): RoutedAlarm {
  return alarm({ source: { kind: "rule", ruleId: "r", ruleVersion: "1", signal: "s/s", zoneId } });
}

describe("a preview", () => {
  const question = { zoneId: "cabinet-17", class: "process", priority: "high", at: RAISED } as const;

  test("of what is overdue goes by how late it is", () => {
    const site = testSite({ routes: [route({ id: "leader", when: { grades: [3] } })] });
    const routeOfGrade = (grade?: 2 | 3) => previewRoute({ ...question, class: "record", ...(grade && { grade }) }, site).route.id;
    expect([routeOfGrade(), routeOfGrade(2), routeOfGrade(3)]).toEqual(["plain", "plain", "leader"]);
  });

  test("says whom each step would tell, how and when", () => {
    const { people } = testSite();
    const site = testSite({
      people: away(people, { wang: { ...TODAY, substitute: "smith" } }),
      routes: [route({ steps: [step("first", 0, { repeat: { every: minutes(2), times: 3 } })] })],
    });
    const recipient = { as: "responsible", personId: "smith", name: "Alex Smith", insteadOf: "wang", channels: ["sms"] };
    const desk = { as: "nobody-reached", personId: "desk", name: "Security centre", channels: ["sms"] };
    expect(previewRoute(question, site)).toEqual({
      route: { id: "r", name },
      at: RAISED,
      screenOnly: false,
      steps: [
        {
          step: "first",
          dueAt: RAISED,
          last: false,
          repeat: { every: minutes(2), times: 3 },
          proof: "delivered",
          recipients: [recipient],
        },
        { step: "nobody-reached", dueAt: at(15), last: true, proof: "delivered", recipients: [desk] },
      ],
    });
  });

  test("is the way the alarm itself takes", () => {
    const site = testSite({ signals: [signal({ rules: [limitRule()] })], routes: [route({ when: { classes: ["process"] } })] });
    const preview = previewRoute(question, site).steps.map(({ step: id, dueAt, recipients }) => [
      id,
      dueAt,
      recipients.map((each) => each.personId),
    ]);
    expect(preview).toEqual(
      planSteps(alarm(), site).map(({ step: { id }, dueAt, recipients }) => [id, dueAt, recipients.map((each) => each.personId)]),
    );
  });

  test("of what lives depend on goes the way of life safety, and the platform's asks for no zone", () => {
    const routes = [route({ id: "life", when: { classes: ["life-safety"] } }), route({ id: "zone", when: { zones: ["chemistry"] } })];
    const site = testSite({ routes });
    expect(previewRoute({ ...question, lifeSafety: true }, site).route.id).toBe("life");
    expect(previewRoute({ ...question, class: "system" }, site).route.id).toBe("plain");
  });

  test("says so where such alarms are on the screen only, and where somebody is not known or has no address", () => {
    const [wang, ...others] = testSite().people as [Person, ...Person[]];
    const { phone: _phone, ...unreachable } = wang;
    const site = testSite({ people: [unreachable, ...others], securityCentre: ["gone"] });
    const { screenOnly, steps } = previewRoute({ ...question, priority: "low" }, site);
    expect(screenOnly).toBe(true);
    expect(steps[0]?.recipients[0]).toMatchObject({ personId: "wang", channels: [] });
    expect(steps[2]?.recipients[0]).toMatchObject({ personId: "gone", name: "gone", channels: [] });
  });
});
