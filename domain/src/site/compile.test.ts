import { describe, expect, test } from "vitest";
import { device, DOOR, file, limit, signalOf, siteOf, text } from "../../../test/support/site-file.ts";
import { hours, minutes, seconds } from "../basics/index.ts";
import { compileSite } from "./compile.ts";
import type { RuleFile, SiteFile } from "./file.ts";

describe("a signal that says little", () => {
  test("has the first unit of its quantity, a label, and spans that follow from its interval", () => {
    expect(signalOf({ quantity: "temperature" })).toMatchObject({
      key: "frz-1/s",
      unit: "Cel",
      label: { en: "Temperature", zh: "温度" },
      hold: minutes(3),
      lateness: minutes(5),
      clockTolerance: minutes(2),
    });
  });

  test.each([
    { signal: { interval: "2s" }, hold: seconds(30), because: "one reconnect is not a gap" },
    { signal: { interval: "20s" }, hold: seconds(60), because: "two readings may be lost" },
    { signal: { interval: "20s", hold: "5s" }, hold: seconds(5), because: "it says so itself" },
  ])("$signal is held for $hold ms: $because", ({ signal, hold }) => {
    expect(signalOf({ quantity: "temperature", ...signal }).hold).toBe(hold);
  });

  test("is named after its substance", () => {
    expect(signalOf({ quantity: "gas-concentration", substance: "CO" }).label.en).toBe("Carbon monoxide");
  });

  test("is watched for silence all the same, for as long as a reading counts as watching", () => {
    expect(signalOf({ quantity: "temperature", interval: "20s" }).rules).toMatchObject([
      { kind: "silence", id: "frz-1/s/silent", priority: "medium", after: seconds(60), responseTime: hours(1) },
    ]);
  });

  test.each([
    { rules: { silent: null }, because: "the profile's rule is taken away, the watch is not" },
    { rules: { quiet: limit({ kind: "silence", after: "10min" }) }, because: "its own rule takes the place of the default" },
  ])("has exactly one rule for silence: $because", ({ rules }) => {
    const profiles = {
      base: { quantity: "temperature", rules: "silent" in rules ? { silent: limit({ kind: "silence", after: "5min" }) } : {} },
    };
    expect(signalOf({ profile: "base", rules }, { profiles }).rules.filter(({ kind }) => kind === "silence")).toHaveLength(1);
  });
});

describe("a profile", () => {
  const profiles = {
    cold: { quantity: "temperature", interval: "10s", rules: { high: limit(), low: limit({ direction: "low", setpoint: 2 }) } },
  };

  test("gives what the signal does not say itself", () => {
    const { rules, hold, unit } = signalOf(
      { profile: "cold", unit: "K", rules: { high: limit({ setpoint: 281 }), low: null } },
      { profiles },
    );
    expect({ hold, unit }).toEqual({ hold: seconds(30), unit: "K" });
    expect(rules).toMatchObject([
      { id: "frz-1/s/high", setpoint: 281, inclusive: true, deadband: 0, latching: false, onDelay: 0 },
      { kind: "silence" },
    ]);
  });

  test("a rule that says everything keeps it", () => {
    const rule = limit({ inclusive: false, deadband: 0.5, latching: true, onDelay: "2min", offDelay: "30s" });
    expect(signalOf({ quantity: "temperature", rules: { high: rule } }).rules[0]).toMatchObject({
      inclusive: false,
      deadband: 0.5,
      latching: true,
      onDelay: minutes(2),
      offDelay: seconds(30),
      responseTime: minutes(15),
    });
  });

  test("states are numbered by their place", () => {
    expect(signalOf({ ...DOOR, rules: { held: limit({ kind: "state", states: ["open"] }) } }).rules[0]).toMatchObject({
      kind: "state",
      states: [1],
    });
  });

  test("a signal keeps its substance and the conditions its volume is reckoned at", () => {
    const reference = { celsius: 0, kilopascal: 101.325 };
    expect(signalOf({ quantity: "gas-concentration", unit: "mg/m3", substance: "CO", reference })).toMatchObject({
      substance: "CO",
      reference,
    });
  });

  test.each([{ onDelay: "1s" }, { setpoint: 9 }, { priority: "low" as const }, { source: "another edition" }])(
    "$0: any attribute changes a rule's version",
    (change) => {
      const version = (rule: RuleFile) => signalOf({ quantity: "temperature", rules: { high: rule } }).rules[0]?.version;
      expect(version(limit(change))).not.toBe(version(limit()));
      expect(version(limit())).toBe(version(limit()));
    },
  );
});

describe("the whole", () => {
  const zones: SiteFile["zones"] = [
    {
      id: "house",
      kind: "building",
      name: text("House"),
      responsible: "wang",
      deputy: "wang",
      department: text("Chemistry"),
      zones: [{ id: "room", kind: "room", name: text("Room"), department: text("Synthesis") }],
    },
  ];

  test("a zone inherits what it does not name, and knows its place", () => {
    expect(siteOf(file({ zones })).zones[1]).toEqual({
      id: "room",
      kind: "room",
      name: text("Room"),
      path: text("House › Room"),
      parent: "house",
      responsible: "wang",
      deputy: "wang",
      department: text("Synthesis"),
    });
  });

  test("how much a place must be protected is inherited; that gas is in it is not", () => {
    const [house] = zones;
    const compiled = siteOf(file({ zones: [{ ...house!, gasRoom: true, minimumAvailability: 99.5 }] })).zones;
    expect(compiled.map(({ gasRoom, minimumAvailability }) => [gasRoom, minimumAvailability])).toEqual([
      [true, 0.995],
      [undefined, 0.995],
    ]);
  });

  test("a site with nothing but what it must say", () => {
    const { people: _people, ...bare } = file({ devices: [], zones: [] });
    const compiled = compileSite({ ...bare, securityCentre: ["x"] }, "1");
    expect(compiled.ok ? [] : compiled.error.map(({ code }) => code)).toEqual(["SITE_UNKNOWN_PERSON"]);
  });

  test.each([
    { escalation: undefined, is: { deputyAfter: minutes(3), securityCentreAfter: minutes(6), minimumPriority: "medium" } },
    {
      escalation: { deputyAfter: "1min", securityCentreAfter: "2min", minimumPriority: "high" as const },
      is: { deputyAfter: minutes(1), securityCentreAfter: minutes(2), minimumPriority: "high" },
    },
  ])("escalation $escalation", ({ escalation, is }) => {
    expect(siteOf(file(escalation === undefined ? {} : { escalation })).escalation).toEqual(is);
  });

  test.each([
    { name: undefined, is: text("frz-1") },
    { name: text("Freezer"), is: text("Freezer") },
  ])("a device named $name is shown as $is.en", ({ name, is }) => {
    const [compiled] = siteOf(file({ devices: [device({}, name === undefined ? {} : { name })] })).devices;
    expect(compiled).toEqual({ id: "frz-1", name: is, zoneId: "room", signals: [] });
  });
});
