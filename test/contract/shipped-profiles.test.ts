import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Alarm } from "@labcanary/domain/alarm";
import { LANGUAGES, minutes } from "@labcanary/domain/basics";
import { composeSms, smsSize } from "@labcanary/domain/notification";
import { conversion, substanceOf } from "@labcanary/domain/quantity";
import type { AlarmRule } from "@labcanary/domain/rules";
import type { Signal } from "@labcanary/domain/site";
import { afterAll, describe, expect, test } from "vitest";
import { describeCondition } from "../../alerting/src/alarms/describe.ts";
import { shippedNames } from "../../app/src/site/library.ts";
import { loadSite } from "../../app/src/site/load.ts";
import { formatProblem } from "../../app/src/yaml-source.ts";
import { profilesOf } from "../../tools/shipped-profiles.ts";
import { changeOf } from "../support/kannel-conditions.ts";

const folder = mkdtempSync(join(tmpdir(), "labcanary-profiles-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A site that includes these libraries and has one signal of each profile, named as it. */
function signalsOf(libraries: readonly string[], profiles: readonly string[]): readonly Signal[] {
  const file = join(folder, "site.yaml");
  const signals = Object.fromEntries(profiles.map((profile) => [profile, { profile }]));
  const text = { en: "x", zh: "某" };
  writeFileSync(
    file,
    // JSON is YAML.
    JSON.stringify({
      site: "test",
      name: text,
      timeZone: "UTC",
      include: libraries,
      people: {
        wang: { name: "Wang", language: "zh", phone: "+8613800000001", badges: ["1"] },
        smith: { name: "Smith", language: "en", badges: ["2"] },
      },
      securityCentre: ["wang"],
      zones: [{ id: "room", kind: "room", name: text }],
      devices: [{ id: "device", zone: "room", signals }],
    }),
  );
  const site = loadSite(file);
  if (!site.ok) throw new Error(site.error.map(formatProblem).join("\n"));
  // What watches the signals of one device together is no profile's.
  return site.value.signals.map((signal) => ({ ...signal, rules: signal.rules.filter(({ kind }) => kind !== "silence-group") }));
}

const libraries = shippedNames();
const all = libraries.flatMap((library) => Object.keys(profilesOf(library)));
const signals = signalsOf(libraries, all);

test("no two libraries have a profile of the same name", () => {
  expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
});

test.each(libraries)("%s can be included alone, and each of its profiles used", (library) => {
  const profiles = Object.keys(profilesOf(library));
  expect(signalsOf([library], profiles).map(({ name }) => name)).toEqual(profiles);
});

test("labcanary:gases has every gas and vapour", () => {
  const gases = signals.filter(({ quantity }) => quantity === "gas-concentration" || quantity === "oxygen-concentration");
  expect(
    signalsOf(
      ["labcanary:gases"],
      gases.map(({ name }) => name),
    ),
  ).toHaveLength(gases.length);
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
      for (const told of [{ step: "responsible", escalated: false } as const, { step: "security-centre", escalated: true } as const]) {
        const text = composeSms({ alarm: alarmOf({ ...signal, rules: own }, rule), language, ...told });
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
