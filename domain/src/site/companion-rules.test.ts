import { describe, expect, test } from "vitest";
import { hours, minutes, seconds } from "../basics/index.ts";
import type { AlarmRule, Signal } from "../rules/index.ts";
import { compileSite } from "./compile.ts";
import type { DeviceFile, RuleFile, SignalFile } from "./file.ts";

const text = (en: string) => ({ en, zh: en });

const limit = (over: Partial<RuleFile> = {}): RuleFile => ({
  kind: "limit",
  priority: "high",
  direction: "high",
  setpoint: 35,
  deadband: 3,
  consequence: text("poisoned"),
  firstAction: text("leave"),
  responseTime: "3min",
  source: "test",
  ...over,
});
const average = (over: string, setpoint = 35): RuleFile => limit({ setpoint, of: { figure: "average", over } });

const CO: SignalFile = { quantity: "gas-concentration", unit: "ppm", substance: "CO", range: { min: -50, max: 500 } };
const DOOR: SignalFile = { quantity: "door", states: ["closed", "open"] };

function signalsOf(signals: Readonly<Record<string, SignalFile>>, over: Partial<DeviceFile> = {}): readonly Signal[] {
  const site = compileSite(
    {
      site: "test",
      name: text("Test"),
      timeZone: "Asia/Shanghai",
      people: { wang: { name: "Wang", language: "zh", phone: "+8613800000001" } },
      securityCentre: ["wang"],
      zones: [{ id: "room", kind: "room", name: text("Room") }],
      devices: [{ id: "det-1", name: { en: "Detector 1", zh: "探测器1" }, zone: "room", signals, ...over }],
    },
    "1",
  );
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value.signals;
}

const rulesOf = (signal: SignalFile): readonly AlarmRule[] => signalsOf({ co: signal })[0]?.rules ?? [];
const ofKind = (rules: readonly AlarmRule[], kind: AlarmRule["kind"]): readonly AlarmRule[] => rules.filter((rule) => rule.kind === kind);

describe("every gas sensor whose range is known has a rule for being over it", () => {
  test("critical, latching, and over when clean air was read for two minutes", () => {
    const range = { max: 500, source: "data sheet of the sensor, rev. B", basis: "vendor" } as const;
    expect(ofKind(rulesOf({ ...CO, range, rules: { high: limit() } }), "over-range")).toMatchObject([
      {
        id: "det-1/co/over-range",
        priority: "critical",
        latching: true,
        lifeSafety: true,
        onDelay: 0,
        offDelay: 0,
        top: 500,
        unit: "ppm",
        cleanAir: { max: 32 },
        cleanFor: minutes(2),
        source: "data sheet of the sensor, rev. B",
        basis: "vendor",
      },
    ]);
  });

  const OXYGEN: SignalFile = { quantity: "oxygen-concentration", unit: "%vol", range: { max: 25 } };
  const low = limit({ direction: "low", setpoint: 19.5, deadband: 0.3 });
  test.each<{ signal: SignalFile; cleanAir: object; because: string }>([
    {
      signal: { ...CO, rules: { a: limit({ setpoint: 70 }), b: limit() } },
      cleanAir: { max: 32 },
      because: "the mildest level ends at 32",
    },
    {
      signal: { ...CO, rules: { twa: average("8h", 20) } },
      cleanAir: { max: 50 },
      because: "an average is no level: a tenth of the range",
    },
    { signal: CO, cleanAir: { max: 50 }, because: "without a level it is a tenth of the range" },
    { signal: { ...CO, range: { min: 100, max: 500 } }, cleanAir: { max: 140 }, because: "of the range, wherever it begins" },
    { signal: { ...OXYGEN, rules: { low } }, cleanAir: { min: 19.8, max: 23.5 }, because: "oxygen is clean air between its levels" },
    { signal: OXYGEN, cleanAir: { min: 19.5, max: 23.5 }, because: "or where nobody is harmed" },
    { signal: { ...OXYGEN, unit: "ppm", range: { max: 1000 } }, cleanAir: { max: 100 }, because: "in a glove box there is hardly any" },
  ])("clean air is $cleanAir: $because", ({ signal, cleanAir }) => {
    const [rule] = ofKind(rulesOf(signal), "over-range");
    expect(rule?.kind === "over-range" ? rule.cleanAir : undefined).toEqual(cleanAir);
  });

  test("unless it says its own", () => {
    const { direction: _direction, setpoint: _setpoint, deadband: _deadband, ...own } = limit({ kind: "over-range", cleanFor: "5min" });
    const rules = ofKind(rulesOf({ ...CO, rules: { beyond: { ...own, cleanAir: { max: 10 } } } }), "over-range");
    expect(rules).toMatchObject([{ id: "det-1/co/beyond", latching: true, cleanAir: { max: 10 }, cleanFor: minutes(5), top: 500 }]);
  });

  test("and one that is taken away comes back", () => {
    expect(ofKind(rulesOf({ ...CO, rules: { "over-range": null } }), "over-range")).toHaveLength(1);
  });

  test("another signal has one only where it says so", () => {
    const { range: _range, ...unranged } = CO;
    expect(ofKind(rulesOf({ quantity: "temperature", range: { max: 60 } }), "over-range")).toEqual([]);
    expect(ofKind(rulesOf(unranged), "over-range")).toEqual([]);
    const { direction: _direction, setpoint: _setpoint, deadband: _deadband, ...own } = limit({ kind: "over-range" });
    const [rule] = ofKind(rulesOf({ ...unranged, rules: { high: limit(), "over-range": own } }), "over-range");
    expect(rule).toMatchObject({ cleanAir: { max: 32 } });
    expect(rule).not.toHaveProperty("top");
  });
});

describe("every limit on an average or a mean kinetic temperature has a rule for when that cannot be told", () => {
  test("of medium priority, named after it", () => {
    expect(
      ofKind(rulesOf({ ...CO, rules: { twa: average("8h"), stel: average("15min"), high: limit() } }), "not-assessable"),
    ).toMatchObject([
      {
        id: "det-1/co/twa-not-assessable",
        priority: "medium",
        figureOf: "det-1/co/twa",
        over: hours(8),
        figureName: { en: "8 h average" },
      },
      { id: "det-1/co/stel-not-assessable", figureOf: "det-1/co/stel", over: minutes(15) },
    ]);
    const mkt = limit({ setpoint: 25, of: { figure: "mean-kinetic-temperature", over: "30d" } });
    expect(ofKind(rulesOf({ quantity: "temperature", rules: { mkt } }), "not-assessable")).toMatchObject([{ figureOf: "det-1/co/mkt" }]);
  });

  test("which a site may word and rank as it likes, and not take away", () => {
    const { direction: _direction, setpoint: _setpoint, deadband: _deadband, ...own } = limit({ kind: "not-assessable", priority: "low" });
    const rules = { twa: average("8h"), "twa-not-assessable": { ...own, onDelay: "30s" } };
    expect(ofKind(rulesOf({ ...CO, rules }), "not-assessable")).toMatchObject([
      { id: "det-1/co/twa-not-assessable", priority: "low", onDelay: seconds(30), figureOf: "det-1/co/twa", over: hours(8) },
    ]);
    expect(ofKind(rulesOf({ ...CO, rules: { twa: average("8h"), "twa-not-assessable": null } }), "not-assessable")).toHaveLength(1);
  });

  test("a mistake in the limit is told once, where it is", () => {
    const { direction: _direction, setpoint: _setpoint, deadband: _deadband, ...own } = limit({ kind: "not-assessable" });
    expect(() => rulesOf({ ...CO, rules: { twa: average("8h", 900), "twa-not-assessable": own } })).toThrow(/SITE_SETPOINT/);
  });
});

describe("a sensor that must be calibrated", () => {
  const due = (signals: readonly Signal[]) =>
    signals.map(({ name, dueAt, rules }) => ({
      name,
      dueAt: dueAt === undefined ? undefined : new Date(dueAt).toISOString(),
      rules: ofKind(rules, "due").map(({ id }) => id),
    }));

  test("is due at the beginning of the day in the site's zone", () => {
    expect(due(signalsOf({ co: { ...CO, calibration: { last: "2026-05-01", every: "180d" } } }))).toEqual([
      { name: "co", dueAt: "2026-10-27T16:00:00.000Z", rules: ["det-1/co/calibration-due"] },
    ]);
  });

  test("and bump-tested is uncertain from whichever comes first, and each is told", () => {
    const [signal] = signalsOf({ co: { ...CO, calibration: { due: "2026-12-01" }, bumpTest: { due: "2026-11-01", priority: "medium" } } });
    expect(due([signal as Signal])).toEqual([
      { name: "co", dueAt: "2026-10-31T16:00:00.000Z", rules: ["det-1/co/calibration-due", "det-1/co/bump-test-due"] },
    ]);
    expect(ofKind(signal?.rules ?? [], "due")).toMatchObject([
      { duty: "calibration", priority: "low", day: "2026-12-01" },
      { duty: "bump-test", priority: "medium" },
    ]);
  });

  test("with the whole device is told once, by its first sensor without a date of its own, and its door is not calibrated", () => {
    const signals = {
      door: DOOR,
      h2s: { ...CO, substance: "H2S", range: { max: 90 }, calibration: { due: "2027-01-01" } },
      co: CO,
      nh3: CO,
    };
    const compiled = signalsOf(signals, { calibration: { due: "2026-12-01" } });
    expect(due(compiled)).toEqual([
      { name: "door", dueAt: undefined, rules: [] },
      { name: "h2s", dueAt: "2026-12-31T16:00:00.000Z", rules: ["det-1/h2s/calibration-due"] },
      { name: "co", dueAt: "2026-11-30T16:00:00.000Z", rules: ["det-1/co/calibration-due"] },
      { name: "nh3", dueAt: "2026-11-30T16:00:00.000Z", rules: [] },
    ]);
    expect(ofKind(compiled[2]?.rules ?? [], "due")[0]?.label).toEqual({ en: "Detector 1: calibration overdue", zh: "探测器1:校准逾期" });
  });

  test("is due from the moment its device was replaced, where what was done before is of another", () => {
    const replaced = { replaced: "2026-11-22T23:30:00+08:00", bumpTest: { last: "none", every: "30d" } };
    const [signal] = signalsOf({ co: { ...CO, calibration: { last: "2026-11-20", every: "180d" } } }, replaced);
    expect(signal).toMatchObject({ replacedAt: Date.UTC(2026, 10, 22, 15, 30), dueAt: Date.UTC(2026, 10, 22, 15, 30) });
    expect(ofKind(signal?.rules ?? [], "due")).toMatchObject([
      { duty: "calibration", day: "2027-05-19" },
      { duty: "bump-test", day: "2026-11-22" },
    ]);
  });

  test("is there, where its device is to be calibrated", () => {
    const own = { ...CO, calibration: { due: "2026-12-01" } };
    expect(() => signalsOf({ door: DOOR, co: own }, { calibration: { due: "2026-12-01" } })).toThrow(/SITE_DATE.*no sensor of this device/);
  });

  test("is never a door", () => {
    expect(() => signalsOf({ door: { ...DOOR, calibration: { due: "2026-12-01" } } })).toThrow(/SITE_DATE.*not calibrated/);
  });

  test("a device is called by its id where it has no name, and a zone that is none is told without more", () => {
    const nameless = { id: "det-1", zone: "room", signals: { co: CO }, bumpTest: { due: "2026-12-01" } };
    const site = (timeZone: string) =>
      compileSite(
        {
          site: "test",
          name: text("Test"),
          timeZone,
          people: { wang: { name: "Wang", language: "zh" } },
          securityCentre: ["wang"],
          zones: [{ id: "room", kind: "room", name: text("Room") }],
          devices: [nameless],
        },
        "1",
      );
    const compiled = site("UTC");
    expect(compiled.ok ? ofKind(compiled.value.signals[0]?.rules ?? [], "due")[0]?.label?.en : "").toBe("det-1: bump test overdue");
    const wrong = site("nowhere");
    expect(wrong.ok ? [] : wrong.error.map(({ code }) => code)).toEqual(["SITE_TIME_ZONE"]);
  });
});
