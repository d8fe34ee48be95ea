import { describe, expect, test } from "vitest";
import { type EpochMs, epochMs } from "../basics/index.ts";
import { type Schedule, standingAt } from "../schedule/index.ts";
import { compileSite } from "./compile.ts";
import type { RuleFile, ScheduleFile, SiteFile } from "./file.ts";

const text = (en: string) => ({ en, zh: en });

const rule = (during: string): RuleFile => ({
  kind: "limit",
  priority: "high",
  direction: "high",
  setpoint: 8,
  consequence: text("spoilt"),
  firstAction: text("move it"),
  responseTime: "15min",
  source: "test",
  during,
});

const file = (over: Partial<SiteFile>, during?: string): SiteFile => ({
  site: "test",
  name: text("Test"),
  timeZone: "Europe/Berlin",
  people: { wang: { name: "Wang", language: "zh" } },
  securityCentre: ["wang"],
  zones: [{ id: "room", kind: "room", name: text("Room") }],
  devices: [
    {
      id: "frz-1",
      zone: "room",
      signals: { s: { quantity: "temperature", ...(during === undefined ? {} : { rules: { r: rule(during) } }) } },
    },
  ],
  ...over,
});

function ruleDuring(during: string, over: Partial<SiteFile>) {
  const site = compileSite(file(over, during), "1");
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  const compiled = site.value.signals[0]?.rules[0];
  if (compiled?.during === undefined) throw new Error("no schedule");
  return { ...compiled, during: compiled.during };
}

const at = (local: string): EpochMs => epochMs(Date.parse(local));
const isInForce = (schedule: Schedule, local: string): boolean => standingAt(schedule, at(local)).inForce;

/** A site with hours, holidays and periods of every kind there is. */
const SITE: Partial<SiteFile> = {
  schedules: {
    working: {
      days: ["mon", "tue", "wed", "thu", "fri"],
      from: "07:00",
      to: "19:00",
      except: "holidays",
      name: { en: "working hours", zh: "工作时间" },
    },
    quiet: { not: "working" },
    weekend: { days: ["sat", "sun"] },
    opening: { any: ["working", "weekend"] },
    guarded: { all: ["quiet", "key-period:fair"] },
    ordinary: { from: "22:00", to: "06:00", except: ["holidays", "key-period"] },
  },
  holidays: ["2026-12-25", { from: "2026-12-31", to: "2027-01-01", name: "New Year" }],
  keyPeriods: [
    { id: "fair", kind: "event", name: { en: "the fair", zh: "展会" }, from: "2026-12-07", to: "2026-12-08" },
    { id: "leave", kind: "vacation", name: { en: "summer", zh: "暑假" }, from: "2026-07-01", to: "2026-08-31" },
  ],
};

test.each([
  { during: "working", name: "working hours", local: "2026-12-24T08:00+01:00", inForce: true },
  { during: "working", name: "working hours", local: "2026-12-25T08:00+01:00", inForce: false },
  { during: "working", name: "working hours", local: "2027-01-01T08:00+01:00", inForce: false },
  { during: "quiet", name: "quiet", local: "2026-12-25T08:00+01:00", inForce: true },
  { during: "weekend", name: "weekend", local: "2026-12-26T00:00+01:00", inForce: true },
  { during: "opening", name: "opening", local: "2026-12-26T23:59+01:00", inForce: true },
  { during: "opening", name: "opening", local: "2026-12-25T12:00+01:00", inForce: false },
  { during: "guarded", name: "guarded", local: "2026-12-07T03:00+01:00", inForce: true },
  { during: "guarded", name: "guarded", local: "2026-12-07T12:00+01:00", inForce: false },
  { during: "ordinary", name: "ordinary", local: "2026-12-25T02:00+01:00", inForce: true },
  { during: "ordinary", name: "ordinary", local: "2026-12-25T23:00+01:00", inForce: false },
  { during: "holidays", name: "holidays", local: "2026-12-31T23:00+01:00", inForce: true },
  { during: "key-period", name: "key periods", local: "2026-08-31T23:59+02:00", inForce: true },
  { during: "key-period:fair", name: "the fair", local: "2026-08-31T23:59+02:00", inForce: false },
])("$during, called $name, is in force at $local: $inForce", ({ during, name, local, inForce }) => {
  const compiled = ruleDuring(during, SITE);
  expect(compiled.duringName?.en).toBe(name);
  expect(isInForce(compiled.during, local)).toBe(inForce);
});

test("another holiday is another version of every rule it concerns", () => {
  const version = (holidays: readonly string[]) => ruleDuring("working", { ...SITE, holidays }).version;
  expect(version(["2026-12-25"])).not.toBe(version(["2026-12-26"]));
});

describe("what is no schedule is told where it stands, with a way out", () => {
  const schedules = (over: Readonly<Record<string, ScheduleFile>>): Partial<SiteFile> => ({ schedules: over });
  const period = { id: "fair", kind: "event", name: text("fair"), from: "2026-12-07", to: "2026-12-08" } as const;

  test.each([
    {
      site: schedules({ a: { from: "7:00", to: "19:00" } }),
      told: ['schedules.a.from: "7:00" is no time hours begin at; write 00:00 to 23:59'],
    },
    {
      site: schedules({ a: { from: "24:00", to: "19:00" } }),
      told: ['schedules.a.from: "24:00" is no time hours begin at; write 00:00 to 23:59'],
    },
    { site: schedules({ a: { from: "07:00" } }), told: ['schedules.a.from: to is missing; write for example to: "19:00"'] },
    { site: schedules({ a: { to: "07:00" } }), told: ['schedules.a.to: from is missing; write for example from: "07:00"'] },
    { site: schedules({ a: { days: [] } }), told: [expect.stringContaining("schedules.a.days: give at least one of mon, tue")] },
    { site: schedules({ a: { any: [] } }), told: ["schedules.a.any: name at least one schedule"] },
    { site: schedules({ a: { not: "b" } }), told: ['schedules.a.not: "b" is not under schedules; add it there or correct the name'] },
    { site: schedules({ a: { not: "constructor" } }), told: [expect.stringContaining('"constructor" is not under schedules')] },
    {
      site: schedules({ a: { all: ["holidays", "b"] } }),
      told: [expect.stringContaining('schedules.a.all.1: "b" is not under schedules')],
    },
    {
      site: schedules({ a: { not: "key-period:fair" } }),
      told: ['schedules.a.not: "fair" is not under keyPeriods; add it there or correct the id'],
    },
    {
      site: schedules({ a: { not: "b", from: "07:00", to: "19:00" }, b: {} }),
      told: [expect.stringContaining("schedules.a: there are not, from, to; give hours, or one of not, any and all")],
    },
    { site: schedules({ a: { any: ["b"], all: ["b"] }, b: {} }), told: [expect.stringContaining("schedules.a: there are any, all;")] },
    {
      site: schedules({ a: { not: "a" } }),
      told: [expect.stringContaining("schedules.a.not: a → a: a schedule cannot be made of itself")],
    },
    {
      site: schedules({ x: { not: "a" }, a: { any: ["b", "c"] }, b: {}, c: { all: ["a"] } }),
      told: ["schedules.c.all.0: a → c → a: a schedule cannot be made of itself; take one of these out"],
    },
    { site: schedules({ holidays: {} }), told: ['schedules.holidays: "holidays" is there by itself; give this one another name'] },
    {
      site: schedules({ a: { except: "b" }, b: {} }),
      told: ['schedules.a.except: "b" is made of hours, and only whole days are left out; there are holidays, key-period'],
    },
    {
      site: { ...schedules({ a: { except: ["holidays", "key-period:x"] } }), keyPeriods: [period] },
      told: ['schedules.a.except.1: "key-period:x" is none of holidays, key-period, key-period:fair'],
    },
    {
      site: { holidays: ["2026-02-29"] },
      told: ['holidays.0: "2026-02-29" is no day of the calendar; write for example 2026-12-25'],
    },
    {
      site: { holidays: [{ from: "2026-12-24", to: "Christmas" }] },
      told: ['holidays.0.to: "Christmas" is no day of the calendar; write for example 2026-12-25'],
    },
    {
      site: { holidays: ["2026-12-24", { from: "2026-12-24", to: "2026-12-23" }] },
      told: ["holidays.1.to: 2026-12-23 is before 2026-12-24; give the first day as from and the last one as to"],
    },
    { site: { keyPeriods: [period, period] }, told: ['keyPeriods.1.id: there is another key period "fair"'] },
    { site: { keyPeriods: [{ ...period, from: "soon" }] }, told: [expect.stringContaining('keyPeriods.0.from: "soon" is no day')] },
  ])("$told", ({ site, told }) => {
    const compiled = compileSite(file(site), "1");
    expect(compiled.ok ? [] : compiled.error.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual(told);
  });

  test("a wrong schedule is told once, however many name it", () => {
    const site = file(schedules({ a: { from: "7", to: "8" }, b: { not: "a" }, c: { any: ["a", "b"] } }), "a");
    const compiled = compileSite(site, "1");
    expect(compiled.ok ? [] : compiled.error.map(({ path }) => path.join("."))).toEqual(["schedules.a.from", "schedules.a.to"]);
  });
});
