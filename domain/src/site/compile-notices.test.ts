import { describe, expect, test } from "vitest";
import { days, hours, minutes, seconds } from "../basics/index.ts";
import { type CivilDay, parseDay, WEEKDAYS } from "../schedule/index.ts";
import { compileSite } from "./compile.ts";
import { addressOn, channelsOf } from "./contact.ts";
import type { ContactFile, PersonFile, RotaFile, RouteFile, RouteStepFile, ShiftFile, SiteFile } from "./file.ts";
import type { SiteProblemCode } from "./problem.ts";
import type { Person } from "./site.ts";

const text = (en: string) => ({ en, zh: en });
const day = (date: string) => parseDay(date) as CivilDay;

const WANG: PersonFile = { name: "Wang", language: "zh", phone: "+8613800000001" };
const SMITH: PersonFile = { name: "Smith", language: "en", phone: "+8613800000002", email: "smith@example.org" };
const CHAT: ContactFile = { kind: "group", name: "Chat", language: "zh", dingtalk: "lab-chat" };
const HORN: ContactFile = { kind: "siren", name: "Horn", device: "horn-1" };

/** Two people, a chat, a siren and a room in a building; the rest is what a test is about. */
function file(over: Partial<SiteFile> = {}): SiteFile {
  return {
    site: "test",
    name: text("Test"),
    timeZone: "Europe/Berlin",
    people: { wang: WANG, smith: SMITH },
    contacts: { chat: CHAT, horn: HORN },
    securityCentre: ["wang"],
    zones: [{ id: "house", kind: "building", name: text("House"), zones: [{ id: "room", kind: "room", name: text("Room") }] }],
    schedules: { night: { name: text("Night"), from: "20:00", to: "08:00" }, evening: { from: "21:00", to: "22:00" } },
    holidays: ["2026-12-25"],
    devices: [{ id: "horn-1", zone: "room", signals: {} }],
    ...over,
  };
}
const withWang = (over: Partial<PersonFile>) => file({ people: { wang: { ...WANG, ...over }, smith: SMITH } });
const withContact = (contact: ContactFile) => file({ contacts: { it: contact, chat: CHAT } });
const shift = (over: Partial<ShiftFile> = {}): ShiftFile => ({
  name: text("night"),
  from: "20:00",
  to: "08:00",
  people: ["wang", "smith"],
  starting: "2026-11-23",
  ...over,
});
const rota = (...shifts: ShiftFile[]): RotaFile => ({ name: text("On call"), shifts });
const withShift = (over: Partial<ShiftFile>) => file({ rotas: { duty: rota(shift(over)) } });
const route = (over: Partial<RouteFile> = {}): RouteFile => ({ id: "r", name: text("R"), steps: [{ whom: ["responsible"] }], ...over });
const withRoutes = (...routes: RouteFile[]) => file({ rotas: { duty: rota(shift()) }, routes });
const withStep = (over: Partial<RouteStepFile>) => withRoutes(route({ steps: [{ whom: ["responsible"], ...over }] }));
const withSteps = (...steps: RouteStepFile[]) => withRoutes(route({ steps }));

function siteOf(siteFile: SiteFile) {
  const site = compileSite(siteFile, "1");
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value;
}
const personOf = (siteFile: SiteFile, id: string) => siteOf(siteFile).people.find((person) => person.id === id) as Person;

describe("contacts", () => {
  test("are people, then groups and sirens, each with what reaches it", () => {
    const people = {
      wang: { ...WANG, email: "wang@example.org", ntfy: "wang-phone", channels: ["ntfy", "sms"] as const, account: "fang" },
    };
    const { people: all } = siteOf(file({ people }));
    expect(all).toEqual([
      {
        id: "wang",
        name: "Wang",
        language: "zh",
        phone: "+8613800000001",
        email: "wang@example.org",
        endpoints: { ntfy: "wang-phone" },
        channels: ["ntfy", "sms"],
        account: "fang",
      },
      { id: "chat", kind: "group", name: "Chat", language: "zh", endpoints: { dingtalk: "lab-chat" } },
      { id: "horn", kind: "siren", name: "Horn", language: "en", siren: "horn-1" },
    ]);
  });

  test("are reached by the channels they have an address for, in their order, of those a step allows", () => {
    const wang = personOf(withWang({ email: "wang@example.org", feishu: "lab", channels: ["email", "sms"] }), "wang");
    expect(channelsOf(wang)).toEqual(["email", "sms"]);
    expect(channelsOf(wang, ["sms", "feishu"])).toEqual(["sms"]);
    expect(channelsOf(personOf(withWang({ email: "wang@example.org", feishu: "lab" }), "wang"))).toEqual(["sms", "email", "feishu"]);
    expect(channelsOf(personOf(file(), "horn"))).toEqual(["siren"]);
    expect(addressOn(personOf(file(), "chat"), "dingtalk")).toBe("lab-chat");
  });

  test("are on leave with whoever stands in", () => {
    const leave = [
      { from: "2026-12-24", to: "2026-12-24", substitute: "smith" },
      { from: "2026-12-27", to: "2026-12-31" },
    ];
    expect(personOf(withWang({ leave }), "wang").leave).toEqual([
      { from: day("2026-12-24"), to: day("2026-12-24"), substitute: "smith" },
      { from: day("2026-12-27"), to: day("2026-12-31") },
    ]);
  });
});

describe("rotas", () => {
  test("have shifts with hours of their own or of a schedule", () => {
    const duty = rota(shift({ except: "holidays" }), { name: text("all"), schedule: "night", people: ["wang"] });
    const { rotas } = siteOf(file({ rotas: { duty: { ...duty, covers: "evening" } } }));
    const hours20to8 = { kind: "weekly", timeZone: "Europe/Berlin", days: WEEKDAYS, from: hours(20), to: hours(8) };
    expect(rotas).toEqual([
      {
        id: "duty",
        name: text("On call"),
        shifts: [
          {
            name: text("night"),
            schedule: { ...hours20to8, except: [{ from: day("2026-12-25"), to: day("2026-12-25") }] },
            people: ["wang", "smith"],
            turn: "week",
            starting: day("2026-11-23"),
          },
          { name: text("all"), schedule: { ...hours20to8, except: [] }, people: ["wang"], turn: "week", starting: 0 },
        ],
        covers: { ...hours20to8, from: hours(21), to: hours(22), except: [] },
      },
    ]);
  });
});

describe("routes", () => {
  test("say whom, when and how; what they do not say is chosen for them", () => {
    const site = withRoutes(
      route({
        id: "night",
        for: { classes: ["life-safety"], priorities: ["critical", "high"], zones: ["room"], during: "night" },
        steps: [
          { id: "now", whom: ["responsible", "rota:duty"], channels: ["sms"], proof: "read", proofWithin: "90s" },
          { after: "5min", whom: ["deputy", "security-centre", "contact:chat"], repeat: { every: "2min", times: 3 } },
        ],
        last: { after: "12min", whom: ["contact:smith", "contact:horn"], channels: ["email", "siren"] },
        afterwards: ["all-clear"],
      }),
      route({ id: "rest" }),
    );
    expect(siteOf(site).routes).toEqual([
      {
        id: "night",
        name: text("R"),
        when: {
          classes: ["life-safety"],
          priorities: ["critical", "high"],
          zones: ["room"],
          during: { kind: "weekly", timeZone: "Europe/Berlin", days: WEEKDAYS, from: hours(20), to: hours(8), except: [] },
          duringName: text("Night"),
        },
        steps: [
          {
            id: "now",
            after: 0,
            whom: [{ kind: "responsible" }, { kind: "rota", rotaId: "duty" }],
            channels: ["sms"],
            proof: "read",
            proofWithin: seconds(90),
          },
          {
            id: "step-2",
            after: minutes(5),
            whom: [{ kind: "deputy" }, { kind: "security-centre" }, { kind: "contact", personId: "chat" }],
            proof: "delivered",
            repeat: { every: minutes(2), times: 3 },
          },
        ],
        last: {
          id: "nobody-reached",
          after: minutes(12),
          whom: [
            { kind: "contact", personId: "smith" },
            { kind: "contact", personId: "horn" },
          ],
          channels: ["email", "siren"],
          proof: "delivered",
        },
        afterwards: ["all-clear"],
      },
      {
        id: "rest",
        name: text("R"),
        when: {},
        steps: [{ id: "step-1", after: 0, whom: [{ kind: "responsible" }], proof: "delivered" }],
        last: {
          id: "nobody-reached",
          after: minutes(10),
          whom: [{ kind: "security-centre" }, { kind: "contact", personId: "horn" }],
          proof: "delivered",
        },
        afterwards: ["returned-to-normal", "all-clear"],
      },
    ]);
  });

  test("call people what they are called: one with the id of a place is still a contact", () => {
    const site = withRoutes(route({ steps: [{ whom: ["deputy", "contact:deputy"] }] }));
    const people = { ...site.people, deputy: { ...SMITH, phone: "+8613800000003" } };
    expect(siteOf({ ...site, people }).routes?.[0]?.steps[0]?.whom).toEqual([{ kind: "deputy" }, { kind: "contact", personId: "deputy" }]);
  });

  type Match = NonNullable<RouteFile["for"]>;
  test.each<{ because: string; first: Match; second: Match; taken: boolean }>([
    { because: "after one for everything nothing is left", first: {}, second: { priorities: ["critical"] }, taken: false },
    { because: "fewer priorities", first: { priorities: ["critical", "high"] }, second: { priorities: ["high"] }, taken: false },
    { because: "other priorities", first: { priorities: ["critical"] }, second: { priorities: ["critical", "high"] }, taken: true },
    { because: "all priorities after some", first: { priorities: ["critical"] }, second: {}, taken: true },
    { because: "the class is another", first: { classes: ["access"] }, second: { classes: ["device"] }, taken: true },
    { because: "fewer grades", first: { grades: [2, 3] }, second: { grades: [3] }, taken: false },
    { because: "other grades", first: { grades: [2] }, second: { grades: [3] }, taken: true },
    { because: "whatever is not overdue", first: { grades: [1, 2, 3] }, second: {}, taken: true },
    { because: "a room in the house", first: { zones: ["house"] }, second: { zones: ["room"] }, taken: false },
    { because: "the house around the room", first: { zones: ["room"] }, second: { zones: ["house"] }, taken: true },
    { because: "everywhere after the house", first: { zones: ["house"] }, second: {}, taken: true },
    { because: "the evening in the night", first: { during: "night" }, second: { during: "evening" }, taken: false },
    { because: "the night around the evening", first: { during: "evening" }, second: { during: "night" }, taken: true },
    { because: "always after the night", first: { during: "night" }, second: {}, taken: true },
  ])("are refused where an earlier one takes all: $because, taken: $taken", ({ first, second, taken }) => {
    const compiled = compileSite(withRoutes(route({ id: "first", for: first }), route({ id: "second", for: second })), "1");
    const problems = compiled.ok ? [] : compiled.error.map(({ code, path, message }) => `${code} ${path.join(".")} ${message}`);
    expect(problems).toEqual(taken ? [] : [expect.stringContaining('SITE_ROUTE routes.1 every alarm it is for takes "first" before it')]);
  });
});

test("the rest of what is told", () => {
  const site = siteOf(
    file({
      escalation: { nobodyReachedAfter: "20min" },
      presence: { answerWithin: "2min" },
      contactTests: { every: "30d", during: "night" },
    }),
  );
  expect(site).toMatchObject({
    escalation: { nobodyReachedAfter: minutes(20) },
    presence: { answerWithin: minutes(2) },
    contactTests: { every: days(30), duringName: text("Night") },
  });
  const { routes, rotas, presence, contactTests } = siteOf(file());
  expect([routes, rotas, presence, contactTests]).toEqual([undefined, undefined, undefined, undefined]);
});

describe("what is wrong is told where it stands, with a way out", () => {
  const STEP = "routes.0.steps.0";
  const SHIFT = "rotas.duty.shifts.0";
  const leave = (...each: NonNullable<PersonFile["leave"]>) => withWang({ leave: each });
  test.each<{ code: SiteProblemCode; at: string; site: SiteFile; says: string }>([
    { code: "SITE_CONTACT", at: "people.wang.email", site: withWang({ email: "Wang <w@example.org>" }), says: "one address" },
    { code: "SITE_CONTACT", at: "people.wang.email", site: withWang({ email: "a@example.org\nBcc: b@example.org" }), says: "one address" },
    { code: "SITE_CONTACT", at: "people.wang.channels", site: withWang({ channels: [] }), says: "at least one" },
    { code: "SITE_CONTACT", at: "people.wang.channels.1", site: withWang({ channels: ["sms", "sms"] }), says: "twice" },
    { code: "SITE_CONTACT", at: "people.wang.channels.0", site: withWang({ channels: ["wecom", "sms"] }), says: 'take "wecom" out' },
    { code: "SITE_DUPLICATE", at: "people.smith.account", site: withWang({ account: "smith" }), says: 'wang has the account "smith"' },
    {
      code: "SITE_DATE",
      at: "people.wang.leave.0.from",
      site: leave({ from: "2026-02-30", to: "2026-03-01" }),
      says: "no day of the calendar",
    },
    { code: "SITE_DATE", at: "people.wang.leave.0.to", site: leave({ from: "2026-02-28", to: "soon" }), says: "no day of the calendar" },
    {
      code: "SITE_LEAVE",
      at: "people.wang.leave.1",
      site: leave({ from: "2026-12-24", to: "2026-12-26" }, { from: "2026-12-26", to: "2026-12-27" }),
      says: "from 2026-12-24 to 2026-12-26",
    },
    {
      code: "SITE_LEAVE",
      at: "people.wang.leave.0.substitute",
      site: leave({ from: "2026-12-24", to: "2026-12-26", substitute: "wang" }),
      says: "another person",
    },
    {
      code: "SITE_UNKNOWN_PERSON",
      at: "people.wang.leave.0.substitute",
      site: leave({ from: "2026-12-24", to: "2026-12-26", substitute: "li" }),
      says: "under people",
    },
    {
      code: "SITE_CONTACT",
      at: "people.wang.leave.0.substitute",
      site: leave({ from: "2026-12-24", to: "2026-12-26", substitute: "chat" }),
      says: "is a group",
    },
    {
      code: "SITE_MISSING",
      at: "contacts.it.language",
      site: withContact({ kind: "group", name: "G", email: "g@example.org" }),
      says: "language",
    },
    { code: "SITE_CONTACT", at: "contacts.it", site: withContact({ kind: "group", name: "G", language: "en" }), says: "has an address" },
    { code: "SITE_CONTACT", at: "contacts.it.device", site: withContact({ ...CHAT, device: "horn-1" }), says: "make it a siren" },
    { code: "SITE_CONTACT", at: "contacts.it.phone", site: withContact({ ...HORN, phone: "+8613800000001" }), says: "nothing else" },
    { code: "SITE_MISSING", at: "contacts.it.device", site: withContact({ kind: "siren", name: "H" }), says: "name it" },
    { code: "SITE_UNKNOWN_DEVICE", at: "contacts.it.device", site: withContact({ ...HORN, device: "horn-2" }), says: "under devices" },
    { code: "SITE_DUPLICATE", at: "contacts.wang", site: file({ contacts: { wang: CHAT } }), says: "under people too" },
    {
      code: "SITE_CONTACT",
      at: "zones.0.responsible",
      site: file({ zones: [{ id: "room", kind: "room", name: text("Room"), responsible: "chat" }] }),
      says: "name a person",
    },
    { code: "SITE_UNREACHABLE", at: "securityCentre", site: file({ securityCentre: ["chat", "horn"] }), says: "at least one person" },

    { code: "SITE_ROTA", at: `${SHIFT}.people`, site: withShift({ people: [] }), says: "at least one person" },
    { code: "SITE_UNKNOWN_PERSON", at: `${SHIFT}.people.1`, site: withShift({ people: ["wang", "li"] }), says: '"li"' },
    { code: "SITE_CONTACT", at: `${SHIFT}.people.0`, site: withShift({ people: ["horn", "wang"] }), says: "is a siren" },
    { code: "SITE_DATE", at: `${SHIFT}.starting`, site: withShift({ starting: "monday" }), says: "2026-11-23" },
    { code: "SITE_ROTA", at: `${SHIFT}.schedule`, site: withShift({ schedule: "night" }), says: "from, to too" },
    { code: "SITE_SCHEDULE", at: `${SHIFT}.from`, site: withShift({ from: "8" }), says: "00:00 to 23:59" },
    {
      code: "SITE_MISSING",
      at: `${SHIFT}.starting`,
      site: file({ rotas: { duty: rota({ name: text("n"), schedule: "night", people: ["wang", "smith"] }) } }),
      says: "wang's turn",
    },
    {
      code: "SITE_ROTA",
      at: SHIFT,
      site: file({ rotas: { duty: rota({ name: text("n"), people: ["wang"] }) } }),
      says: "from and to",
    },
    {
      code: "SITE_UNKNOWN_SCHEDULE",
      at: `${SHIFT}.schedule`,
      site: file({ rotas: { duty: rota({ name: text("n"), schedule: "dusk", people: ["wang"] }) } }),
      says: "under schedules",
    },

    {
      code: "SITE_UNKNOWN_SCHEDULE",
      at: "rotas.duty.covers",
      site: file({ rotas: { duty: { ...rota(shift()), covers: "dusk" } } }),
      says: "under schedules",
    },

    { code: "SITE_DUPLICATE", at: "routes.0.id", site: withRoutes(route({ id: "plain" })), says: "escalation" },
    {
      code: "SITE_DUPLICATE",
      at: "routes.1.id",
      site: withRoutes(route({ for: { priorities: ["high"] } }), route()),
      says: 'another route "r"',
    },
    { code: "SITE_ROUTE", at: "routes.0.for.grades", site: withRoutes(route({ for: { grades: [] } })), says: "leave grades out" },
    {
      code: "SITE_ROUTE",
      at: "routes.0.for.grades",
      site: withRoutes(route({ for: { classes: ["process", "device"], grades: [3] } })),
      says: "only what is overdue has a grade: name class record or access",
    },
    { code: "SITE_ROUTE", at: "routes.0.for.classes", site: withRoutes(route({ for: { classes: [] } })), says: "leave classes out" },
    { code: "SITE_UNKNOWN_ZONE", at: "routes.0.for.zones.0", site: withRoutes(route({ for: { zones: ["lab"] } })), says: "under zones" },
    {
      code: "SITE_ROUTE",
      at: "routes.0.for.zones",
      site: withRoutes(route({ for: { classes: ["system"], zones: ["room"] } })),
      says: "in no zone",
    },
    {
      code: "SITE_ROUTE",
      at: "routes.0.for.priorities",
      site: withRoutes(route({ for: { priorities: ["low"] } })),
      says: "minimumPriority, medium",
    },
    {
      code: "SITE_UNKNOWN_SCHEDULE",
      at: "routes.0.for.during",
      site: withRoutes(route({ for: { during: "dusk" } })),
      says: "under schedules",
    },
    { code: "SITE_ROUTE", at: `${STEP}.whom`, site: withStep({ whom: [] }), says: "name somebody" },
    { code: "SITE_ROUTE", at: `${STEP}.whom.0`, site: withStep({ whom: ["wang"] }), says: "write contact:wang" },
    { code: "SITE_ROUTE", at: `${STEP}.whom.0`, site: withStep({ whom: ["duty"] }), says: "write rota:duty" },
    { code: "SITE_ROUTE", at: `${STEP}.whom.0`, site: withStep({ whom: ["boss"] }), says: "contact:ID" },
    { code: "SITE_UNKNOWN_PERSON", at: `${STEP}.whom.0`, site: withStep({ whom: ["contact:li"] }), says: "people or contacts" },
    { code: "SITE_ROUTE", at: `${STEP}.after`, site: withStep({ after: "1min" }), says: "at once" },
    { code: "SITE_DURATION", at: `${STEP}.proofWithin`, site: withStep({ proofWithin: "0s" }), says: "no time at all" },
    { code: "SITE_ROUTE", at: `${STEP}.repeat.every`, site: withStep({ repeat: { every: "29s", times: 1 } }), says: "30s" },
    { code: "SITE_ROUTE", at: `${STEP}.repeat.times`, site: withStep({ repeat: { every: "1min", times: 21 } }), says: "1 to 20" },
    { code: "SITE_ROUTE", at: `${STEP}.repeat.times`, site: withStep({ repeat: { every: "1min", times: 0 } }), says: "1 to 20" },
    { code: "SITE_ROUTE", at: `${STEP}.channels`, site: withStep({ channels: [] }), says: "at least one" },
    { code: "SITE_ROUTE", at: `${STEP}.channels`, site: withStep({ whom: ["contact:horn"], channels: ["sms"] }), says: "reached by none" },
    { code: "SITE_ROUTE", at: `${STEP}.id`, site: withStep({ id: "nobody-reached" }), says: "under last" },
    {
      code: "SITE_MISSING",
      at: "routes.0.steps.1.after",
      site: withSteps({ whom: ["deputy"] }, { whom: ["responsible"] }),
      says: "5min",
    },
    {
      code: "SITE_ROUTE",
      at: "routes.0.steps.2.after",
      site: withSteps({ whom: ["deputy"] }, { after: "2min", whom: ["responsible"] }, { after: "2min", whom: ["security-centre"] }),
      says: "longer wait",
    },
    {
      code: "SITE_DUPLICATE",
      at: "routes.0.steps.1.id",
      site: withSteps({ id: "a", whom: ["deputy"] }, { id: "a", after: "2min", whom: ["responsible"] }),
      says: 'another step "a"',
    },
    {
      code: "SITE_ROUTE",
      at: "routes.0.last.after",
      site: withRoutes(route({ steps: [{ whom: ["deputy"] }, { after: "5min", whom: ["responsible"] }], last: { after: "5min" } })),
      says: "after every other step",
    },
    {
      code: "SITE_UNREACHABLE",
      at: "routes.0.last.whom",
      site: withRoutes(route({ last: { whom: ["contact:chat", "contact:horn"] } })),
      says: "name a person",
    },
    {
      code: "SITE_ROUTE",
      at: "escalation.nobodyReachedAfter",
      site: file({ escalation: { nobodyReachedAfter: "6min" } }),
      says: "after deputyAfter and securityCentreAfter",
    },
    { code: "SITE_DURATION", at: "presence.answerWithin", site: file({ presence: { answerWithin: "0s" } }), says: "no time at all" },
    { code: "SITE_DURATION", at: "contactTests.every", site: file({ contactTests: { every: "monthly" } }), says: "span of time" },
    {
      code: "SITE_UNKNOWN_SCHEDULE",
      at: "contactTests.during",
      site: file({ contactTests: { every: "30d", during: "dusk" } }),
      says: "under schedules",
    },
  ])("$code at $at", ({ code, at, site, says }) => {
    const compiled = compileSite(site, "1");
    const problems = compiled.ok
      ? []
      : compiled.error.map((problem) => ({ code: problem.code, at: problem.path.join("."), message: problem.message }));
    expect(problems).toEqual([{ code, at, message: expect.stringContaining(says) }]);
  });
});
