import type { Alarm, RecordConditionName } from "@labcanary/domain/alarm";
import { epochMs } from "@labcanary/domain/basics";
import type { SiteFile } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { limitRule } from "../../../test/support/site.ts";
import { stockSite } from "../../../test/support/stock-site.ts";
import { preFlightOf } from "./pre-flight.ts";
import type { PreFlightWorld } from "./pre-flight-finding.ts";

const name = { en: "x", zh: "x" };
const people: SiteFile["people"] = {
  wang: { name: "Wang Fang", language: "zh", phone: "+8613800000001", email: "wang@example.org", badges: ["1"] },
  li: { name: "Li Na", language: "zh", phone: "+8613800000002", badges: ["2"] },
  zhao: { name: "Zhao Min", language: "zh", phone: "+8613800000003", email: "zhao@example.org" },
};
const site = (over: Partial<SiteFile> = {}) =>
  stockSite(
    { substances: {}, cabinets: {} },
    {
      people,
      keyPeriods: [
        { id: "spring", kind: "vacation", name, from: "2026-11-25", to: "2026-11-27", zones: ["store"], seal: [{ door: "store/door" }] },
      ],
      ...over,
    },
  );

const look = (over: Partial<PreFlightWorld> = {}): readonly string[] => findings(over).map(({ about, found }) => `${about}: ${found.en}`);
const found = (over: Partial<PreFlightWorld>): readonly string[] => findings(over).map((each) => each.found.zh);
function findings(over: Partial<PreFlightWorld>): ReturnType<typeof preFlightOf> {
  const described = over.site ?? site();
  const [period] = described.keyPeriods ?? [];
  if (period === undefined) throw new Error("the site has no key period");
  const contacts = ["zhao", "wang", "li"].map((personId) => ({ personId, channel: "sms", address: "***01", isProven: true }) as const);
  const world = {
    at: epochMs(0),
    site: described,
    period,
    alarms: [],
    impaired: [],
    status: () => undefined,
    contacts,
    budgets: [],
    isTestedOutside: true,
    ...over,
  };
  return preFlightOf(world);
}
const alarm = (source: Alarm["source"], conditionActive = true): Alarm =>
  ({
    source,
    conditionActive,
    simulated: false,
    code: "4F7K",
    description: { where: name, what: { en: "Held open", zh: "未关" } },
  }) as Alarm;

test("where all is ready nothing is found", () => expect(look()).toEqual([]));

test("too few who could explain a sealed door or a missed check-in are found, and what to do", () => {
  expect(look({ explainers: ["user:wang", "user:li", "user:zhao", "user:wang2"] })).toEqual([]);
  const found = findings({ explainers: ["user:wang", "user:li", "user:wang2"] });
  expect(found.map(({ about, found: { en } }) => `${about}: ${en}`)).toEqual([
    "rotas: 2 people the site knows could explain how a sealed door came to be open, and whoever badges there does not; 3 are needed",
  ]);
  expect(found[0]?.firstAction.en).toContain("such as the administrator's");
});

test("whoever is told and not proven to be reached is named", () =>
  expect(look({ contacts: [] })).toEqual([
    "routes: Nobody is proven to be reached by Plain route (plain), step responsible, security-centre, nobody-reached",
    "routes: Not proven to be reached: {person:zhao}, {person:wang}",
  ]));

test("who is proven by mail alone is not proven by a step that sends texts, and a path nothing tests daily beyond this machine is named", () => {
  const texts = { id: "first", whom: ["contact:zhao"], channels: ["sms"] } as const;
  const mails = { id: "second", whom: ["contact:zhao"], after: "5min", channels: ["email"] } as const;
  const last = { whom: ["contact:wang"], after: "30min" } as const;
  const routesOf = (zone: string) => [{ id: "all", name: { en: "All", zh: "全部" }, for: { zones: [zone] }, steps: [texts, mails], last }];
  const proven = (personId: string, channel: "sms" | "email") => ({ personId, channel, address: "***01", isProven: true }) as const;
  const described = site({ routes: routesOf("store") });
  const byMail = [proven("zhao", "email"), proven("wang", "sms")];
  expect(look({ site: described, contacts: byMail })).toEqual([
    "routes: Nobody is proven to be reached by All (all), step first",
    "routes: Not proven to be reached: {person:zhao} (sms)",
  ]);
  expect(look({ site: described, contacts: [...byMail, proven("zhao", "sms")] })).toEqual([]);
  // Of another place it is another's.
  const elsewhere = site({ routes: routesOf("cabinet") });
  expect(look({ site: elsewhere, contacts: byMail }).filter((each) => each.includes("(all)"))).toEqual([]);
  expect(look({ isTestedOutside: false })).toEqual(["routes: No path is tested daily beyond this machine"]);
});

test("a rota with gaps in these days is named, also one that only check-ins ask", () => {
  const rotas: SiteFile["rotas"] = {
    duty: { name: { en: "Duty", zh: "值班" }, shifts: [{ name, from: "07:00", to: "19:00", people: ["zhao"] }] },
  };
  const checkIns = { at: ["08:00"], within: "1h", by: ["rota:duty"] };
  const period = { id: "spring", kind: "vacation", name, from: "2026-11-25", to: "2026-11-27", checkIns } as const;
  expect(look({ site: site({ rotas, keyPeriods: [period] }) })).toEqual([
    "rotas: Nobody is on duty: Duty, 4 times, first from 2026-11-25 00:00:00 +00:00",
  ]);
  expect(look({ site: site({ rotas }) })).toEqual([]);
});

test("what does not protect in its zones is named, sealed doors first, and nothing elsewhere", () => {
  const impaired = ["cabinet/door", "store/weight", "store/door"].map(
    (signal) => ({ signal, impairment: "silent", since: epochMs(0) }) as const,
  );
  expect(look({ impaired })).toEqual(["sensors: Does not protect: Building › Store › Door (silent), Building › Store › Mass (silent)"]);
});

test("people read them in their own words, by the clocks of the site", () => {
  const rotas: SiteFile["rotas"] = {
    duty: { name: { en: "Duty", zh: "值班" }, shifts: [{ name, from: "07:00", to: "19:00", people: ["zhao"] }] },
  };
  const checkIns = { at: ["08:00"], within: "1h", by: ["rota:duty"] };
  const period = { id: "spring", kind: "vacation", name, from: "2026-11-25", to: "2026-11-27", checkIns } as const;
  const described = site({ timeZone: "Asia/Shanghai", rotas, keyPeriods: [period] });
  const impaired = [{ signal: "store/weight", impairment: "over-range", since: epochMs(0) } as const];
  expect(found({ site: described, impaired })).toEqual([
    "无人值班：值班，共4段，最早始于 2026-11-25 00:00:00 +08:00",
    "防护失效：Building › Store › 质量（超量程）",
  ]);
});

test("low batteries are named with what they have", () => {
  const base = site();
  const [first] = base.signals;
  if (first === undefined) throw new Error("the site has no signal");
  const battery = { ...first, key: "store/battery", name: "battery", quantity: "battery", unit: "%", rules: [] } as const;
  const world = { site: { ...base, signals: [...base.signals, battery] } };
  expect(look({ ...world, status: (signal) => ({ signal, value: 29 }) })).toEqual([
    "batteries: Battery below 30 %: Building › Store › Door 29 %",
  ]);
  expect(look({ ...world, status: (signal) => ({ signal, value: 30 }) })).toEqual([]);
  expect(look({ ...world, status: (signal) => ({ signal }) })).toEqual(["batteries: Battery never heard of: Building › Store › Door"]);
  const volts = { site: { ...base, signals: [...base.signals, { ...battery, unit: "V" } as const] } };
  expect(look(volts)).toEqual([
    "batteries: Battery never heard of: Building › Store › Door",
    "batteries: Battery not in percent, and without a limit: Building › Store › Door",
  ]);
  const limited = { ...battery, unit: "V", rules: [limitRule({ id: "store/battery/low", signal: "store/battery" })] } as const;
  expect(look({ site: { ...base, signals: [...base.signals, limited] }, status: (signal) => ({ signal, value: 3 }) })).toEqual([]);
});

test("budgets that are more than half used are named", () => {
  const budget = (used: number) => [{ channel: "sms", used, reserved: 0, count: 50 } as PreFlightWorld["budgets"][number]];
  expect(look({ budgets: budget(26) })).toEqual(["budgets: More than half of the messages are used: sms 26/50"]);
  expect(look({ budgets: budget(25) })).toEqual([]);
});

test("what is overdue in the ledgers is named as people call it; a danger that stands, and what is wrong with the platform, are no delay", () => {
  const record = (condition: RecordConditionName, of: string, zoneId: string, said: string) => {
    const description = { where: name, what: { en: "What", zh: "何事" }, valueText: { en: said, zh: said } };
    return { ...alarm({ kind: "record", condition, record: of, zoneId }), id: of, description } as Alarm;
  };
  const ofRule = (zoneId: string, isActive = true) =>
    alarm({ kind: "rule", ruleId: `${zoneId}/door/held`, ruleVersion: "1", signal: `${zoneId}/door`, zoneId }, isActive);
  const records = [
    record("hazard-overdue", "hazard/6", "store", "HZ-6"),
    record("hazard-overdue", "hazard/4", "cabinet", "HZ-4"),
    record("key-period-not-ready-again", "key-period/1", "store", "KP-1"),
  ];
  expect(look({ alarms: records })).toEqual(["overdue: Overdue in the ledgers: HZ-6 (What)"]);
  expect(look({ alarms: [record("hand-raised", "public-report/3", "store", "PR-3")] })).toEqual([
    "alarms: Alarms that stand: x: What PR-3 [4F7K]",
  ]);
  expect(look({ alarms: [alarm({ kind: "system", condition: "message-budget-low" })] })).toEqual([
    "alarms: Alarms that stand: x: Held open [4F7K]",
  ]);
  const practice = [
    { ...ofRule("store"), test: "drill/1" },
    { ...ofRule("store"), simulated: true },
    { ...record("hazard-overdue", "hazard/5", "store", "HZ-5"), test: "drill/1" },
  ];
  expect(look({ alarms: practice })).toEqual([]);
  expect(look({ alarms: [ofRule("store"), ofRule("cabinet"), ofRule("store", false)] })).toEqual([
    "alarms: Alarms that stand: x: Held open [4F7K]",
  ]);
});

test("each finding says of what it is, also of what is not listed", () => {
  const impaired = ["store/weight", "store/door"].map((signal) => ({ signal, impairment: "silent", since: epochMs(0) }) as const);
  expect(findings({ impaired, contacts: [] }).map(({ subjects }) => subjects)).toEqual([
    ["route plain responsible", "route plain security-centre", "route plain nobody-reached"],
    ["{person:zhao}", "{person:wang}"],
    ["store/weight", "store/door"],
  ]);
});
