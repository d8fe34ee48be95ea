import type { Alarm } from "@labcanary/domain/alarm";
import { epochMs } from "@labcanary/domain/basics";
import type { SiteFile } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { limitRule } from "../../../test/support/site.ts";
import { stockSite } from "../../../test/support/stock-site.ts";
import { type PreFlightWorld, preFlightOf } from "./pre-flight.ts";

const name = { en: "x", zh: "x" };
const site = (over: Partial<SiteFile> = {}) =>
  stockSite(undefined, {
    keyPeriods: [
      { id: "spring", kind: "vacation", name, from: "2026-11-25", to: "2026-11-27", zones: ["store"], seal: [{ door: "store/door" }] },
    ],
    ...over,
  });

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

test("whoever is told and not proven to be reached is named", () =>
  expect(look({ contacts: [] })).toEqual(["routes: Not proven to be reached: Zhao Min, Wang Fang"]));

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

test("what is overdue in the ledgers, and alarms that stand, are named; not its own", () => {
  const record = (of: string, zoneId: string) => alarm({ kind: "record", condition: "hazard-overdue", record: of, zoneId });
  const ofRule = (zoneId: string, isActive = true) =>
    alarm({ kind: "rule", ruleId: `${zoneId}/door/held`, ruleVersion: "1", signal: `${zoneId}/door`, zoneId }, isActive);
  expect(look({ alarms: [record("hazard/3", "store"), record("hazard/4", "cabinet"), record("key-period/1", "store")] })).toEqual([
    "overdue: Overdue in the ledgers: hazard/3",
  ]);
  const practice = [
    { ...ofRule("store"), test: "drill/1" },
    { ...ofRule("store"), simulated: true },
    { ...record("hazard/5", "store"), test: "drill/1" },
  ];
  expect(look({ alarms: practice })).toEqual([]);
  expect(look({ alarms: [ofRule("store"), ofRule("cabinet"), ofRule("store", false)] })).toEqual([
    "alarms: Alarms that stand: x: Held open [4F7K]",
  ]);
});
