import type { Alarm } from "@labcanary/domain/alarm";
import { LANGUAGES, minutes } from "@labcanary/domain/basics";
import { composeMessage, describeCondition, smsSize } from "@labcanary/domain/notification";
import { conversion, substanceOf } from "@labcanary/domain/quantity";
import type { AlarmRule } from "@labcanary/domain/rules";
import type { Signal } from "@labcanary/domain/site";
import { describe, expect, test } from "vitest";
import { shippedNames } from "../../app/src/site/library.ts";
import { profilesOf } from "../../tools/shipped-profiles.ts";
import { changeOf } from "../support/kannel-conditions.ts";
import { shippedSignals } from "../support/shipped-signals.ts";

const libraries = shippedNames();
const all = libraries.flatMap((library) => Object.keys(profilesOf(library)));
const signals = shippedSignals(libraries, all);

test("no two libraries have a profile of the same name", () => {
  expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
});

test.each(libraries)("%s can be included alone, and each of its profiles used", (library) => {
  const profiles = Object.keys(profilesOf(library));
  expect(shippedSignals([library], profiles).map(({ name }) => name)).toEqual(profiles);
});

test("labcanary:gases has every gas and vapour, save those that belong to a room", () => {
  const ofRooms = Object.keys(profilesOf("labcanary:rooms"));
  const all = signals.filter(({ quantity }) => quantity === "gas-concentration" || quantity === "oxygen-concentration");
  const gases = all.filter(({ name }) => !ofRooms.includes(name));
  expect(
    shippedSignals(
      ["labcanary:gases"],
      gases.map(({ name }) => name),
    ),
  ).toHaveLength(gases.length);
});

/** The library as it was asked for, line by line, and the profiles that are it. */
const ASKED_FOR: Readonly<Record<string, readonly string[]>> = {
  CO: ["carbon-monoxide-niosh", "carbon-monoxide-osha", "carbon-monoxide-eh40", "carbon-monoxide-gbz"],
  H2S: ["hydrogen-sulphide-niosh", "hydrogen-sulphide-osha", "hydrogen-sulphide-acgih", "hydrogen-sulphide-eh40", "hydrogen-sulphide-gbz"],
  NH3: ["ammonia-osha", "ammonia-niosh", "ammonia-eh40", "ammonia-gbz"],
  Cl2: ["chlorine-osha", "chlorine-niosh", "chlorine-eh40", "chlorine-vendor-cn", "chlorine-gbz"],
  HCN: ["hydrogen-cyanide-osha", "hydrogen-cyanide-niosh", "hydrogen-cyanide-eh40", "hydrogen-cyanide-vendor", "hydrogen-cyanide-gbz"],
  CO2: ["carbon-dioxide-osha", "carbon-dioxide-niosh", "carbon-dioxide-eh40", "carbon-dioxide-gbz"],
  O2: ["oxygen"],
  CH4: ["methane", "methane-gb50493"],
  LPG: ["lpg", "lpg-gb50493"],
  H2: ["hydrogen", "hydrogen-gb50493"],
  formaldehyde: ["formaldehyde-osha", "formaldehyde-niosh", "formaldehyde-gbz"],
  ethanol: ["ethanol-osha", "ethanol-lel"],
  xylene: ["xylene-osha", "xylene-gbz"],
  VOC: ["voc-pid"],
  "vaccine refrigerator": ["vaccine-refrigerator"],
  "blood 1–6 °C": ["blood-refrigerator"],
  plasma: ["plasma-freezer"],
  "−80 °C freezer": ["ultra-low-freezer"],
  "LN2 store": ["ln2-store-temperature", "ln2-store-level", "ln2-store-oxygen"],
  "medicine storage (GSP)": ["medicine-cold", "medicine-cool", "medicine-normal", "medicine-humidity"],
  "animal barrier room": ["barrier-temperature", "barrier-humidity", "barrier-pressure", "barrier-ammonia"],
  "medical gas line": ["medical-oxygen-line-400-kpa"],
  "liquid oxygen": ["liquid-oxygen-store"],
  "boiler gas room": ["boiler-room-methane"],
  "sewage H2S": ["sewage-hydrogen-sulphide"],
  "chemical cabinet door": ["chemical-cabinet-door"],
  "highly-toxic store": ["highly-toxic-store-door"],
};

test.each(Object.entries(ASKED_FOR))("there is what was asked for: %s", (_, by) => {
  expect(all).toEqual(expect.arrayContaining([...by]));
});

test("every gas has a range with its source, and is watched for being over it", () => {
  const gases = signals.filter(({ quantity }) => quantity === "gas-concentration" || quantity === "oxygen-concentration");
  for (const { name, range, rules } of gases) {
    expect(range?.min, name).toBeLessThan(0);
    const overRange = rules.filter(({ kind }) => kind === "over-range");
    expect(overRange, name).toHaveLength(1);
    expect(overRange[0]?.source, name).not.toContain("as the site states it");
  }
});

test("a figure that was not read in its document says so", () => {
  const told = signals
    .flatMap(({ rules }) => rules.map(({ source }) => source))
    .filter((source) => /GBZ 2|bjime|35331|777doc/.test(source));
  expect(told.length).toBeGreaterThan(20);
  expect(told.filter((source) => !source.includes("second-hand"))).toEqual([]);
});

test.each([
  { what: "carbon monoxide", by: ["niosh", "osha", "eh40", "gbz"].map((source) => `carbon-monoxide-${source}`) },
  { what: "hydrogen sulphide", by: ["niosh", "osha", "acgih", "eh40", "gbz"].map((source) => `hydrogen-sulphide-${source}`) },
  { what: "other poisons", by: ["ammonia-eh40", "ammonia-gbz", "chlorine-niosh", "hydrogen-cyanide-osha", "carbon-dioxide-eh40"] },
  { what: "oxygen", by: ["oxygen", "ln2-store-oxygen", "liquid-oxygen-store"] },
  { what: "explosive gases", by: ["methane", "lpg", "hydrogen", "ethanol-lel", "methane-gb50493", "boiler-room-methane"] },
  { what: "vapours", by: ["formaldehyde-osha", "formaldehyde-niosh", "ethanol-osha", "xylene-osha", "voc-pid"] },
  { what: "vaccines", by: ["vaccine-refrigerator", "vaccine-freezer", "vaccine-transport-who"] },
  { what: "blood", by: ["blood-refrigerator", "blood-reagent-refrigerator", "plasma-freezer", "platelet-incubator"] },
  { what: "medicine", by: ["medicine-cold", "medicine-cool", "medicine-normal", "medicine-humidity", "medicine-room-usp"] },
  { what: "places", by: ["ultra-low-freezer", "barrier-temperature", "barrier-humidity", "barrier-pressure", "sewage-hydrogen-sulphide"] },
  {
    what: "lines and doors",
    by: ["medical-oxygen-line-400-kpa", "chemical-cabinet-door", "highly-toxic-store-door", "highly-toxic-store-door-two-person"],
  },
])("there is a profile for $what", ({ by }) => {
  expect(all).toEqual(expect.arrayContaining(by));
});

describe.each(signals)("$name", ({ rules: own, ...signal }) => {
  test("says of each figure where it comes from and what stands behind it", () => {
    for (const { id, basis, source } of own) {
      expect(basis, id).toBeDefined();
      expect(source.length, id).toBeGreaterThan(20);
      expect(source.startsWith("chosen: "), id).toBe(basis === "chosen");
    }
  });

  test("says in both languages what happens and what to do first, and by when", () => {
    for (const { id, consequence, firstAction, responseTime } of own) {
      for (const { en, zh } of [consequence, firstAction, signal.label]) {
        expect(en, id).toMatch(/^[\x20-\x7e]+$/);
        expect(zh, id).toMatch(/\p{Script=Han}/u);
      }
      expect(responseTime, id).toBeGreaterThanOrEqual(minutes(1));
    }
  });

  test.each(LANGUAGES)("is told in one text message in %s, with the first thing to do", (language) => {
    for (const rule of own) {
      const [first] = rule.firstAction[language].split(/[,，]/);
      const subject = { kind: "one", alarm: alarmOf({ ...signal, rules: own }, rule) } as const;
      for (const told of [{ as: "responsible", telling: "first" } as const, { as: "security-centre", telling: "escalated" } as const]) {
        const { text } = composeMessage({ kind: "alarm", mark: "none", language, subject, replyCode: "4F7", ...told });
        expect(smsSize(text).parts, text).toBe(1);
        expect(text).toContain(first);
      }
    }
  });
});

test("nothing waits for more than is immediately dangerous to life or health", () => {
  const asked = signals.flatMap((signal) => {
    const danger = signal.substance === undefined ? undefined : substanceOf(signal.substance).immediatelyDangerous;
    const toPpm = conversion(signal.unit, "ppm", signal);
    if (danger === undefined || !toPpm.ok) return [];
    return signal.rules.flatMap((rule) =>
      rule.kind === "limit" ? [{ id: rule.id, ppm: toPpm.value(rule.setpoint), danger: danger.ppm }] : [],
    );
  });
  expect(asked.length).toBeGreaterThan(50);
  expect(asked.filter(({ ppm, danger }) => ppm > danger)).toEqual([]);
});

/** The alarm of a rule, in a cabinet of a room of a building, a tenth beyond its limit. */
function alarmOf(signal: Signal, rule: AlarmRule): Pick<Alarm, "code" | "simulated" | "description"> {
  const value = rule.kind === "limit" ? rule.setpoint * 1.1 : rule.kind === "state" ? rule.states[0] : undefined;
  const { value: _value, ...change } = changeOf("a", { ruleId: rule.id, signal: signal.key });
  const described = describeCondition(value === undefined ? change : { ...change, value }, { signal, rule });
  const where = { en: "Chemistry Building › Room 114 › Cabinet 17", zh: "化学楼 › 114室 › 17号柜" };
  return { code: "K7QF", simulated: false, description: { ...described, where } };
}
