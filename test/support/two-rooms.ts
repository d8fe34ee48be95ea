import { epochMs, hours, minutes } from "@labcanary/domain/basics";
import type { Alarm } from "@labcanary/domain/alarm";
import type { RouteStep, Site, Stock } from "@labcanary/domain/site";
import { gasAlarm } from "./browser-alarm-desk.ts";
import { limitRule, signal, testSite } from "./site.ts";

const text = (en: string, zh: string) => ({ en, zh });

/** Everything by which the other room, and who has to do with it alone, can be told: none of it may come to whoever has room 114. */
export const OF_THE_OTHER_ROOM = [
  "room-220",
  "Room 220",
  "220室",
  "cabinet-22",
  "Cabinet 22",
  "22号柜",
  "cab-22",
  "elsa",
  "Elsa Elsewhere",
  "route-220",
  "rota-220",
  "operator-220",
  "alarm-220",
  "ZZZ9",
  "Radiology",
] as const;

const step = (id: string, personId: string): RouteStep => ({
  id,
  after: minutes(0),
  whom: [{ kind: "contact", personId }],
  proof: "delivered",
});

/** The test site with a second room, its own cabinet, sensor, person, route and rota. */
export function twoRooms(): Site {
  const site = testSite();
  const where = (inner: string, zh: string) => text(`Chemistry Building › ${inner}`, `化学楼 › ${zh}`);
  const rules = [limitRule({ id: "cab-22/vapour/high", signal: "cab-22/vapour" })];
  return {
    ...site,
    zones: [
      ...site.zones.map((zone) =>
        zone.id === "chemistry" ? { ...zone, responsible: "elsa", department: text("Radiology", "放射科") } : zone,
      ),
      {
        id: "room-220",
        kind: "room",
        name: text("Room 220", "220室"),
        parent: "chemistry",
        path: where("Room 220", "220室"),
        responsible: "elsa",
      },
      {
        id: "cabinet-22",
        kind: "cabinet",
        name: text("Cabinet 22", "22号柜"),
        parent: "room-220",
        path: where("Room 220 › Cabinet 22", "220室 › 22号柜"),
        responsible: "elsa",
      },
    ],
    people: [...site.people, { id: "elsa", name: "Elsa Elsewhere", language: "en", phone: "+8613800000009" }],
    devices: [...site.devices, { id: "cab-22", name: text("Cabinet 22", "22号柜"), zoneId: "cabinet-22", signals: ["cab-22/vapour"] }],
    signals: [...site.signals, signal({ key: "cab-22/vapour", deviceId: "cab-22", zoneId: "cabinet-22", rules })],
    stock: twoCabinets(),
    routes: [
      {
        id: "route-220",
        name: text("Of room 220 alone", "仅限220室"),
        when: { zones: ["room-220"] },
        steps: [{ ...step("first", "elsa"), whom: [{ kind: "rota", rotaId: "rota-220" }] }],
        last: step("last", "elsa"),
        afterwards: [],
      },
      {
        id: "route-both",
        name: text("Of the cabinets", "各柜"),
        when: { zones: ["cabinet-17", "cabinet-22"] },
        steps: [{ ...step("first", "wang"), whom: [{ kind: "rota", rotaId: "rota-both" }] }],
        last: step("last", "smith"),
        afterwards: [],
      },
    ],
    rotas: [
      { id: "rota-220", name: text("Of room 220", "220室值班"), shifts: [] },
      { id: "rota-both", name: text("Of the cabinets", "各柜值班"), shifts: [] },
    ],
  };
}

/** An alarm of the other room. */
export const alarmElsewhere = (over: Partial<Alarm> = {}): Alarm =>
  gasAlarm({
    id: "alarm-220",
    code: "ZZZ9",
    source: { kind: "rule", ruleId: "cab-22/vapour/high", ruleVersion: "1", signal: "cab-22/vapour", zoneId: "cabinet-22" },
    description: {
      ...gasAlarm().description,
      where: text("Chemistry Building › Room 220 › Cabinet 22", "化学楼 › 220室 › 22号柜"),
    },
    ...over,
  });

/** One of the platform itself, whose reason names a device of the other room. */
export const alarmOfPlatform = (over: Partial<Alarm> = {}): Alarm =>
  gasAlarm({
    id: "alarm-platform",
    code: "PLA2",
    source: { kind: "system", condition: "device-clock-wrong" },
    description: { ...gasAlarm().description, what: text("A device's clock is wrong", "设备时钟错误"), where: testSite().name },
    evidence: { samples: [], reason: "the clock of cab-22 is 4 h ahead", position: 1 },
    ...over,
  });

/** What people wrote of an alarm of the platform, about the other room. */
export const WORDS_ELSEWHERE: Partial<Alarm> = {
  assigned: { to: "operator", by: "administrator", at: epochMs(0), reason: "go to Room 220" },
  shelved: {
    by: "operator",
    at: epochMs(0),
    until: epochMs(0),
    reason: "cab-22 is being repaired",
    measure: "rounds in Room 220",
    mode: "timed",
  },
  closed: { by: "operator", at: epochMs(0), cause: "the battery of cab-22" },
  reportedSafe: { by: "operator", at: epochMs(0), words: "nobody is in Room 220" },
};

/** One person is enough for what is kept there. */
function twoCabinets(): Stock {
  const policy = { two: [], secondEntry: false, twoLocks: false, enterWithin: minutes(30), storeWithin: hours(4), backWithin: hours(12) };
  const cabinet = (zoneId: string, door: string) => ({ zoneId, regimes: ["drug-precursor"] as const, door, open: [1], readers: [] });
  return {
    substances: [{ id: "acetone", name: text("Acetone", "丙酮"), regime: "drug-precursor", unit: "mL", cas: "67-64-1", density: 790 }],
    cabinets: [cabinet("cabinet-17", "cab-17/vapour"), cabinet("cabinet-22", "cab-22/vapour")],
    policies: { "highly-toxic": policy, "explosive-precursor": policy, "drug-precursor": policy, "radioactive-source": policy },
  };
}
