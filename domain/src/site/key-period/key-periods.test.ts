import { describe, expect, test } from "vitest";
import { everyKindFile } from "../../../../test/support/every-kind.ts";
import { epochMs, hours, minutes, seconds } from "../../basics/index.ts";
import { routeFor } from "../../notification/index.ts";
import { delaysAt } from "../../rules/tightened.ts";
import { compileSite } from "../compile.ts";
import { differencesBetween, needsSecondPerson } from "../difference/index.ts";
import type { Site } from "../site.ts";
import { KEY_PERIOD_KINDS, type KeyPeriodFile } from "./file.ts";
import { keyPeriodsAt } from "./in-force.ts";

const FAIR: KeyPeriodFile = { id: "fair", kind: "event", name: { en: "The fair", zh: "展会" }, from: "2026-10-24", to: "2026-10-27" };
const ROTAS = {
  desk: {
    name: { en: "Desk", zh: "值班室" },
    shifts: [{ name: { en: "day", zh: "白班" }, days: ["mon"], people: ["wang"] }],
  },
} as const;

const compiled = (...periods: readonly Partial<KeyPeriodFile>[]) =>
  compileSite({ ...everyKindFile(), rotas: ROTAS, keyPeriods: periods.map((period) => ({ ...FAIR, ...period })) }, "1");

function siteWith(...periods: readonly Partial<KeyPeriodFile>[]): Site {
  const site = compiled(...periods);
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value;
}

const ruleOf = ({ signals }: Site, id: string) => signals.flatMap(({ rules }) => rules).find((rule) => rule.id === id);
const IN_IT = epochMs(Date.UTC(2026, 9, 25, 12));
const BEFORE = epochMs(Date.UTC(2026, 9, 23, 12));

describe("a key period", () => {
  test("lasts from the first midnight of the site to the last, also over a change of the clock", () => {
    const [period] = siteWith({}).keyPeriods ?? [];
    expect(new Date(period?.from ?? 0).toISOString()).toBe("2026-10-23T22:00:00.000Z");
    // On the 25th the clocks of Berlin are put back.
    expect(new Date(period?.to ?? 0).toISOString()).toBe("2026-10-27T23:00:00.000Z");
    expect(keyPeriodsAt(siteWith({}), IN_IT).map(({ id }) => id)).toEqual(["fair"]);
    expect(keyPeriodsAt(siteWith({}), BEFORE)).toEqual([]);
  });

  test("seals a door by a rule of its own, critical, with the readers the door's rules have already", () => {
    const rule = ruleOf(siteWith({ seal: [{ door: "vault/door" }] }), "vault/door/sealed-fair");
    expect(rule).toMatchObject({
      kind: "sealed-door",
      priority: "critical",
      latching: true,
      door: "vault/door",
      open: [1],
      readers: [{ deviceId: "vault", door: "door" }],
      within: seconds(30),
      grace: seconds(10),
      duringName: { en: "The fair", zh: "展会" },
    });
  });

  test("seals a door that has no reader", () => {
    const site = siteWith({ seal: [{ door: "fridge/door" }] });
    expect(ruleOf(site, "fridge/door/sealed-fair")).toMatchObject({ readers: [] });
    expect(site.keyPeriods?.[0]?.seals).toEqual([{ door: "fridge/door", zoneId: "ward", hasReader: false }]);
  });

  test("shortens the on-delays of rules in its zones, and leaves the version of each", () => {
    const [plain, tight] = [siteWith({ zones: ["ward"] }), siteWith({ zones: ["ward"], delays: 0.5 })];
    const rule = ruleOf(tight, "fridge/door/held");
    expect(rule?.version).toBe(ruleOf(plain, "fridge/door/held")?.version);
    if (rule === undefined) throw new Error("the fridge has no rule");
    expect(delaysAt(rule, IN_IT).onDelay).toBe(minutes(1));
    expect(delaysAt(rule, BEFORE).onDelay).toBe(minutes(2));
    expect(ruleOf(tight, "det-1/gas/high")).not.toHaveProperty("tightened");
  });

  test("takes the shortest delay where several overlap", () => {
    const rule = ruleOf(siteWith({ delays: 0.5 }, { id: "visit", delays: 0.25 }), "fridge/door/held");
    expect(rule && delaysAt(rule, IN_IT).onDelay).toBe(seconds(30));
  });

  test("shortens the waits of the route an alarm of its zones takes when it is raised in its days", () => {
    const site = siteWith({ zones: ["ward"], delays: 0.5 });
    const waits = (zoneId: string, at: typeof IN_IT): readonly number[] => {
      const { steps, last } = routeFor({ class: "process", priority: "high", zoneId, at }, site);
      return [...steps, last].map(({ after }) => after / minutes(1));
    };
    expect(waits("ward", IN_IT)).toEqual([0, 1.5, 3, 7.5]);
    expect(waits("ward", BEFORE)).toEqual([0, 3, 6, 15]);
    expect(waits("store", IN_IT)).toEqual([0, 3, 6, 15]);
  });
});

test("tells with the first step whom it names besides, in its days and zones, also where waits are as always", () => {
  const site = siteWith({ zones: ["ward"], tell: ["rota:desk"] });
  const told = (zoneId: string | undefined, at: typeof IN_IT) =>
    routeFor({ class: "process", priority: "high", at, ...(zoneId === undefined ? {} : { zoneId }) }, site).steps.map(({ whom, after }) => [
      after / minutes(1),
      whom.map(({ kind }) => kind).join(" "),
    ]);
  const others = [
    [3, "deputy"],
    [6, "security-centre"],
  ];
  expect(told("ward", IN_IT)).toEqual([[0, "responsible rota"], ...others]);
  for (const [zoneId, at] of [
    ["ward", BEFORE],
    ["store", IN_IT],
  ] as const)
    expect(told(zoneId, at)).toEqual([[0, "responsible"], ...others]);
});

test.each(KEY_PERIOD_KINDS)("a %s does all of it: seals, shorter delays, check-ins, a pre-flight", (kind) => {
  const checkIns = { at: ["08:00"], within: "1h", by: ["rota:desk"] };
  const site = siteWith({ kind, delays: 0.5, seal: [{ door: "vault/door" }], checkIns });
  expect(keyPeriodsAt(site, IN_IT)).toMatchObject([
    { kind, delays: 0.5, seals: [{ door: "vault/door" }], checkIns: { within: hours(1) }, preFlight: hours(48) },
  ]);
  expect(ruleOf(site, "vault/door/sealed-fair")).toMatchObject({ kind: "sealed-door", priority: "critical" });
});

test.each([
  { period: { tell: ["rota:night"] }, at: "tell.0", says: "not under rotas" },
  { period: { tell: [] }, at: "tell", says: "name somebody to tell" },
  { period: { delays: 1.5 }, at: "delays", says: "a key period only tightens" },
  { period: { delays: 0 }, at: "delays", says: "leaves hardly any delay" },
  { period: { delays: Number.NaN }, at: "delays", says: "give 0.1 to 1" },
  { period: { zones: [] }, at: "zones", says: "leave zones out for the whole site" },
  { period: { zones: ["attic"] }, at: "zones.0", says: '"attic" is not under zones' },
  { period: { preFlight: "40d" }, at: "preFlight", says: "at most 30d" },
  { period: { preFlight: "soon" }, at: "preFlight", says: "not a span of time" },
  { period: { seal: [{ door: "attic/door" }] }, at: "seal.0.door", says: "write device/signal" },
  { period: { seal: [{ door: "vault/scales" }] }, at: "seal.0.open", says: "has no states" },
  { period: { seal: [{ door: "vault/door", open: ["ajar"] }] }, at: "seal.0.open", says: "name the states that count as open" },
  { period: { seal: [{ door: "vault/door", readers: ["attic"] }] }, at: "seal.0.readers.0", says: 'no device "attic"' },
  { period: { seal: [{ door: "vault/door" }, { door: "vault/door" }] }, at: "seal.1.door", says: "keep one of them" },
  { period: { checkIns: { at: [], within: "1h", by: ["rota:desk"] } }, at: "checkIns.at", says: "at least one time" },
  { period: { checkIns: { at: ["25:00"], within: "1h", by: ["rota:desk"] } }, at: "checkIns.at.0", says: "no time of the day" },
  { period: { checkIns: { at: ["20:00", "08:00"], within: "1h", by: ["rota:desk"] } }, at: "checkIns.at.1", says: "in order" },
  { period: { checkIns: { at: ["08:00", "09:00"], within: "2h", by: ["rota:desk"] } }, at: "checkIns.within", says: "last into the next" },
  { period: { checkIns: { at: ["08:00"], within: "25h", by: ["rota:desk"] } }, at: "checkIns.within", says: "last into the next" },
  { period: { checkIns: { at: ["08:00"], within: "0s", by: ["rota:desk"] } }, at: "checkIns.within", says: "no time at all" },
  { period: { checkIns: { at: ["08:00"], within: "1h", by: ["rota:night"] } }, at: "checkIns.by.0", says: "not under rotas" },
  { period: { checkIns: { at: ["08:00"], within: "1h", by: ["security-centre"] } }, at: "checkIns.by.0", says: "name the rota" },
  { period: { checkIns: { at: ["08:00"], within: "1h", by: ["responsible"] } }, at: "checkIns.by.0", says: "rota:ID or contact:ID" },
])("$period is refused: $says", ({ period, at, says }) => {
  const site = compiled(period);
  const told = site.ok ? [] : site.error.map(({ path, message }) => `${path.join(".")}: ${message}`);
  expect(told).toEqual(expect.arrayContaining([expect.stringMatching(new RegExp(`^keyPeriods\\.0\\.${at.replaceAll(".", "\\.")}: .*`))]));
  expect(told.join("\n")).toContain(says);
});

test.each([
  { from: {}, to: undefined, forTwo: true, because: "it goes" },
  { from: { seal: [{ door: "vault/door" }] }, to: {}, forTwo: true, because: "a seal goes" },
  { from: {}, to: { seal: [{ door: "vault/door" }] }, forTwo: false, because: "a seal comes" },
  { from: { delays: 0.5 }, to: { delays: 0.8 }, forTwo: true, because: "delays are longer" },
  { from: { delays: 0.8 }, to: { delays: 0.5 }, forTwo: false, because: "delays are shorter" },
  { from: {}, to: { from: "2026-10-25" }, forTwo: true, because: "it begins later" },
  { from: {}, to: { to: "2026-10-26" }, forTwo: true, because: "it ends sooner" },
  { from: {}, to: { to: "2026-10-28" }, forTwo: false, because: "it ends later" },
  { from: {}, to: { tell: ["rota:desk"] }, forTwo: true, because: "nobody has judged who is told" },
  { from: {}, to: { preFlight: "12h" }, forTwo: true, because: "less time is left after the pre-flight" },
  { from: {}, to: { checkIns: { at: ["08:00"], within: "1h", by: ["rota:desk"] } }, forTwo: true, because: "nobody has judged check-ins" },
  { from: {}, to: { name: { en: "Open days", zh: "开放日" } }, forTwo: false, because: "it is called otherwise" },
])("from $from to $to needs two people: $forTwo, $because", ({ from, to, forTwo }) => {
  const [before, after] = [siteWith(from), to === undefined ? siteWith() : siteWith(to)];
  const differences = differencesBetween(before, after);
  expect(differences.some(needsSecondPerson)).toBe(forTwo);
});
