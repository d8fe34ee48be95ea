import { hours, minutes } from "@labcanary/domain/basics";
import { type CivilDay, parseDay, WEEKDAYS, type WeeklySchedule } from "@labcanary/domain/schedule";
import type { Rota, Route, Site } from "@labcanary/domain/site";
import { testSite } from "./site.ts";

function day(text: string): CivilDay {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(`${text} is no day`);
  return parsed;
}

const hoursOf = (from: number, to: number): WeeklySchedule => ({
  kind: "weekly",
  timeZone: "Asia/Shanghai",
  days: WEEKDAYS,
  from: hours(from),
  to: hours(to),
  except: [],
});

const SHIFT_FROM = day("2026-11-16");

/** Wang and Smith by turns at night, Li by day, with half an hour of hand-over each way. */
const CHEMISTRY_ON_CALL: Rota = {
  id: "chemistry-on-call",
  name: { en: "Chemistry on call", zh: "化学楼值班" },
  shifts: [
    { name: { en: "Day", zh: "白班" }, schedule: hoursOf(8, 20.5), people: ["li"], turn: "week", starting: SHIFT_FROM },
    { name: { en: "Night", zh: "夜班" }, schedule: hoursOf(20, 8.5), people: ["wang", "smith"], turn: "day", starting: SHIFT_FROM },
  ],
};

/** On working days only: with a gap over every weekend. */
const ENGINEERING: Rota = {
  id: "engineering",
  name: { en: "Engineering", zh: "工程部" },
  shifts: [
    {
      name: { en: "Weekdays", zh: "工作日" },
      schedule: { ...hoursOf(0, 24), days: ["mon", "tue", "wed", "thu", "fri"] },
      people: ["chen"],
      turn: "week",
      starting: SHIFT_FROM,
    },
  ],
};

const GAS_AT_NIGHT: Route = {
  id: "gas",
  name: { en: "Gas and fire", zh: "气体与火灾" },
  when: { classes: ["life-safety"], during: hoursOf(20, 8), duringName: { en: "night", zh: "夜间" } },
  steps: [
    { id: "first", after: minutes(0), whom: [{ kind: "rota", rotaId: "chemistry-on-call" }], proof: "read" },
    {
      id: "second",
      after: minutes(3),
      whom: [{ kind: "deputy" }, { kind: "contact", personId: "night-chat" }],
      channels: ["sms", "wecom"],
      proof: "delivered",
      repeat: { every: minutes(5), times: 2 },
    },
  ],
  last: {
    id: "nobody-reached",
    after: minutes(10),
    whom: [{ kind: "security-centre" }, { kind: "contact", personId: "siren-1" }],
    proof: "delivered",
  },
  afterwards: ["all-clear"],
};

/** At any time: so a weekend without an engineer is a gap. */
const SENSORS: Route = {
  id: "sensors",
  name: { en: "Sensors", zh: "传感器" },
  when: { classes: ["device"] },
  steps: [{ id: "engineer", after: minutes(0), whom: [{ kind: "rota", rotaId: "engineering" }], proof: "delivered" }],
  last: { id: "nobody-reached", after: minutes(10), whom: [{ kind: "security-centre" }], proof: "delivered" },
  afterwards: [],
};

/** The test site with people on duty by rotas, a chat, a siren, and a route for what lives depend on at night. */
export function nightDutySite(over: Partial<Site> = {}): Site {
  const site = testSite();
  return testSite({
    people: [
      ...site.people.map((person) => (person.id === "wang" ? { ...person, email: "wang@example.org" } : person)),
      {
        id: "li",
        name: "Li Na",
        language: "zh",
        phone: "+8613800000004",
        leave: [{ from: day("2026-11-24"), to: day("2026-11-26"), substitute: "smith" }],
      },
      { id: "chen", name: "Chen Wei", language: "zh", phone: "+8613800000005", account: "engineer" },
      { id: "night-chat", name: "Night chat", language: "zh", kind: "group", endpoints: { wecom: "night" } },
      { id: "siren-1", name: "Siren, hall 1", language: "en", kind: "siren", siren: "siren-hall-1" },
    ],
    routes: [GAS_AT_NIGHT, SENSORS],
    rotas: [CHEMISTRY_ON_CALL, ENGINEERING],
    ...over,
  });
}
