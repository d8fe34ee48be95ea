import { days, hours, minutes } from "../../basics/index.ts";
import { expect, test } from "vitest";
import { records, siteRecord } from "../../../../test/support/folding.ts";
import { NOTHING_IMPAIRED, RuleFold } from "../../rules/index.ts";
import { compileSite } from "../compile.ts";
import type { SiteFile } from "../file.ts";
import { withOwnDevices } from "../own-devices.ts";
import type { DrillPlanFile } from "./file.ts";
import { drilledOf, isTwin, twinKeyOf, withDrillTwins } from "./twins.ts";

const text = (en: string) => ({ en, zh: en });
const PLAN: DrillPlanFile = {
  id: "leak",
  name: text("Leak"),
  zone: "house",
  scenario: "drills/leak.yaml",
  signals: ["gas-1/ch4"],
  expect: { detected: "1min", safe: "20min" },
  every: "90d",
  first: "2026-12-31",
};
const LIMIT = {
  kind: "limit",
  priority: "high",
  direction: "high",
  setpoint: 10,
  deadband: 1,
  offDelay: "10min",
  consequence: text("gas"),
  firstAction: text("leave"),
  responseTime: "5min",
  source: "chosen: test",
  suppressed: { when: "gas-2/ch4 > 5 %LEL", atMost: "1h" },
} as const;
const site = (plan: Partial<DrillPlanFile> = {}): SiteFile =>
  ({
    site: "test",
    name: text("Test"),
    timeZone: "Asia/Shanghai",
    people: { wang: { name: "Wang", language: "zh", phone: "+8613800000001" } },
    securityCentre: ["wang"],
    zones: [
      { id: "house", kind: "building", name: text("House"), zones: [{ id: "room", kind: "room", name: text("Room") }] },
      { id: "shed", kind: "building", name: text("Shed") },
    ],
    profiles: { gas: { quantity: "gas-concentration", unit: "%LEL", substance: "CH4", rules: { high: LIMIT } } },
    devices: [
      { id: "gas-1", zone: "room", signals: { ch4: { profile: "gas" }, plain: { quantity: "temperature" } } },
      { id: "gas-2", zone: "shed", signals: { ch4: { quantity: "gas-concentration", unit: "%LEL", substance: "CH4" } } },
    ],
    drills: [{ ...PLAN, ...plan }],
  }) as unknown as SiteFile;
const problemsOf = (file: SiteFile) => {
  const compiled = compileSite(file, "1");
  return compiled.ok ? [] : compiled.error.map(({ code, path, message }) => [code, path.join("."), message]);
};
function compiled() {
  const outcome = compileSite(site(), "1");
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

test("a plan becomes plain data: an hour at most where it does not say, and its first day to its end at the site", () => {
  expect(compiled().drills).toEqual([
    {
      id: "leak",
      name: text("Leak"),
      zoneId: "house",
      scenario: "drills/leak.yaml",
      signals: ["gas-1/ch4"],
      expect: { detected: minutes(1), safe: minutes(20) },
      limit: hours(1),
      every: days(90),
      firstBy: Date.parse("2027-01-01T00:00+08:00"),
    },
  ]);
});

test.each<{ code: string; at: string; plan: Partial<DrillPlanFile>; says: string }>([
  { code: "SITE_UNKNOWN_ZONE", at: "drills.0.zone", plan: { zone: "attic" }, says: "under zones" },
  { code: "SITE_DRILL", at: "drills.0.scenario", plan: { scenario: "../leak.yaml" }, says: "beside the site file" },
  { code: "SITE_DRILL", at: "drills.0.scenario", plan: { scenario: "/etc/passwd" }, says: "beside the site file" },
  { code: "SITE_DRILL", at: "drills.0.signals", plan: { signals: [] }, says: "at least one signal" },
  { code: "SITE_UNKNOWN_SIGNAL", at: "drills.0.signals.0", plan: { signals: ["gas-9/ch4"] }, says: "device/signal" },
  { code: "SITE_DUPLICATE", at: "drills.0.signals.1", plan: { signals: ["gas-1/ch4", "gas-1/ch4"] }, says: "twice" },
  { code: "SITE_DRILL", at: "drills.0.signals.0", plan: { zone: "shed" }, says: "outside shed" },
  { code: "SITE_DRILL", at: "drills.0.limit", plan: { limit: "3h" }, says: "within 2h" },
  { code: "SITE_DRILL", at: "drills.0.every", plan: { every: "900d" }, says: "two years" },
  { code: "SITE_DATE", at: "drills.0.first", plan: { first: "soon" }, says: "2026-12-31" },
  { code: "SITE_DRILL", at: "drills.0.expect.told", plan: { expect: { detected: "5min", told: "1min" } }, says: "step above" },
  { code: "SITE_DRILL", at: "drills.0.expect.safe", plan: { expect: { safe: "61min" } }, says: "longer limit" },
])("$code at $at: $says", ({ code, at, plan, says }) => {
  expect(problemsOf(site(plan))).toEqual([[code, at, expect.stringContaining(says)]]);
});

test("two plans do not share an id, and no device is the one drills speak by", () => {
  const two = { ...site(), drills: [PLAN, PLAN] };
  expect(problemsOf(two)).toEqual([["SITE_DUPLICATE", "drills.1.id", 'there is another drill "leak"']]);
  const taken = { ...site(), devices: [...site().devices, { id: "labcanary-drill", zone: "room", signals: {} }] };
  expect(problemsOf(taken)).toEqual([["SITE_RESERVED", "devices.2.id", expect.stringContaining("drills speak")]]);
});

test("a signal that is moved has a twin with its limits, of the drill's device, kept back by nothing and over with the value", () => {
  const { signals, devices } = withDrillTwins(compiled());
  const twin = signals.find(({ key }) => isTwin(key));
  const real = signals.find(({ key }) => key === "gas-1/ch4");
  expect(twin).toMatchObject({ key: "labcanary-drill/gas-1:ch4", deviceId: "labcanary-drill", name: "gas-1:ch4", unit: "%LEL" });
  expect(real?.rules.some(({ kind }) => kind === "silence")).toBe(true);
  expect(twin?.rules).toMatchObject([
    { id: "labcanary-drill/gas-1/ch4/high", signal: twin?.key, setpoint: 10, offDelay: 0 },
    { id: "labcanary-drill/gas-1/ch4/silent", signal: twin?.key, kind: "silence", offDelay: 0 },
  ]);
  expect(real?.rules.some(({ suppression }) => suppression !== undefined)).toBe(true);
  expect(twin?.rules[0]?.suppression).toBeUndefined();
  expect(devices.at(-1)).toMatchObject({ id: "labcanary-drill", signals: [twin?.key] });
  expect(drilledOf({ signal: twin?.key ?? "", ruleId: twin?.rules[0]?.id ?? "" })).toEqual({
    signal: "gas-1/ch4",
    ruleId: "gas-1/ch4/high",
  });
  expect(drilledOf({ signal: "gas-1/ch4", ruleId: "gas-1/ch4/high" })).toEqual({ signal: "gas-1/ch4", ruleId: "gas-1/ch4/high" });
  expect(twinKeyOf("gas-1/ch4")).toBe(twin?.key);
});

test("a twin that falls silent in a drill is an alarm anew, whatever it was between drills, and impairs nothing", () => {
  const { signals } = withDrillTwins(compiled());
  const twin = signals.filter(({ key }) => isTwin(key));
  const rules = new RuleFold([]);
  const key = twinKeyOf("gas-1/ch4");
  const hold = (twin[0]?.hold ?? 0) / 1000;
  const log = records([{ at: hold }, { at: hold + 60, value: 1, key }, { at: 2 * hold + 60 }]);
  const changes = [siteRecord(twin), ...log].flatMap((input) => rules.apply(input));
  expect(changes.map(({ change, ruleId }) => `${ruleId} ${change}`)).toEqual([
    "labcanary-drill/gas-1/ch4/silent raised",
    "labcanary-drill/gas-1/ch4/silent cleared",
    "labcanary-drill/gas-1/ch4/silent raised",
  ]);
  expect(rules.impaired()).toEqual(NOTHING_IMPAIRED);
});

test("a site without drills has no twin, and the test device of the platform as ever", () => {
  const { drills: _, ...bare } = compiled();
  expect(withDrillTwins(bare)).toBe(bare);
  expect(withOwnDevices(bare).devices.at(-1)?.id).toBe("labcanary-canary");
});
