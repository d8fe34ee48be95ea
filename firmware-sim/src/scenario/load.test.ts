import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hours, minutes, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { loadScenario, loadScenarioSet, parseScenario } from "./load.ts";
import { scenarioErrorText } from "./scenario.ts";

const story = (over: { signal?: string; step?: string; head?: string } = {}): string =>
  [
    over.head ?? "scenario: leak\nabout: A leak.",
    "devices:",
    "  cab-17:",
    "    every: 2s",
    "    signals:",
    `      vapour: ${over.signal ?? "{ around: 1.2 %LEL, noise: 0.1 %LEL, lag: 5s }"}`,
    "      door: { states: [closed, open], dwell: { closed: 10min, open: 15s } }",
    "steps:",
    `  - ${over.step ?? "{ at: 10s, device: cab-17, signal: vapour, ramp: { to: 26 %LEL, over: 30s } }"}`,
  ].join("\n");

const errorsOf = (text: string): readonly string[] => {
  const parsed = parseScenario("s.yaml", text);
  return parsed.ok ? [] : parsed.error.map(scenarioErrorText);
};

test("a story is read with all its values in the signal's unit", () => {
  const parsed = parseScenario(
    "s.yaml",
    story({ signal: "{ around: 1.2 %LEL, lag: 5s, drift: 0.5 %LEL/h, when: [{ signal: door, is: open, around: 0 %LEL, lag: 2h }] }" }),
  );
  expect(parsed).toEqual({
    ok: true,
    value: {
      name: "leak",
      about: "A leak.",
      base: "leak",
      timeFactor: 1,
      devices: [
        {
          id: "cab-17",
          place: { file: "s.yaml", line: 5 },
          every: seconds(2),
          signals: [
            {
              kind: "analog",
              name: "vapour",
              unit: "%LEL",
              model: {
                around: 1.2,
                lag: seconds(5),
                noise: 0,
                driftPerHour: 0.5,
                least: 0,
                most: 100,
                resolution: 0.1,
                when: [{ signal: "door", state: "open", around: 0, lag: hours(2) }],
              },
            },
            { kind: "discrete", name: "door", model: { states: ["closed", "open"], dwell: { closed: minutes(10), open: seconds(15) } } },
          ],
        },
      ],
      steps: [{ at: seconds(10), deviceId: "cab-17", action: { kind: "ramp", signal: "vapour", to: 26, over: seconds(30) } }],
    },
  });
});

test.each([
  ["{ at: 0s, device: cab-17, signal: door, set: open }", { kind: "set", signal: "door", to: "open" }],
  ["{ at: 0s, device: cab-17, signal: vapour, set: 5 %LEL }", { kind: "set", signal: "vapour", to: 5 }],
  ["{ at: 0s, device: cab-17, signal: vapour, hold: 5 %LEL, lag: 1h }", { kind: "hold", signal: "vapour", to: 5, lag: hours(1) }],
  ["{ at: 0s, device: cab-17, signal: vapour, mode: silent }", { kind: "signal-mode", signal: "vapour", mode: "silent" }],
  ["{ at: 0s, device: cab-17, signal: vapour, calm: true }", { kind: "calm", signal: "vapour" }],
  ["{ at: 0s, device: cab-17, mode: dead }", { kind: "device-mode", mode: "dead" }],
  ["{ at: 0s, device: cab-17, calm: true }", { kind: "reset" }],
  ['{ at: 0s, device: cab-17, badge: { who: "0815" } }', { kind: "event", event: "badge", who: "0815" }],
  [
    '{ at: 0s, device: cab-17, signal: door, badge: { who: "0815", granted: false } }',
    { kind: "event", event: "badge", door: "door", who: "0815", granted: false },
  ],
  ["{ at: 0s, device: cab-17, unlock: true }", { kind: "event", event: "unlock" }],
  ["{ at: 0s, device: cab-17, signal: door, lock: true }", { kind: "event", event: "lock", door: "door" }],
  ["{ at: 0s, device: cab-17, button: exit }", { kind: "event", event: "button", object: "exit" }],
  ["{ at: 0s, device: cab-17, tag: E2801160 }", { kind: "event", event: "tag", object: "E2801160" }],
])("the step %s is understood", (step, action) => {
  const parsed = parseScenario("s.yaml", story({ step }));
  expect(parsed.ok && parsed.value.steps[0]?.action).toEqual(action);
});

test("steps happen in order of time, however they are written", () => {
  const parsed = parseScenario(
    "s.yaml",
    story({ step: "{ at: 1min, device: cab-17, mode: dead }\n  - { at: 5s, device: cab-17, mode: disconnected }" }),
  );
  expect(parsed.ok && parsed.value.steps.map(({ at }) => at)).toEqual([seconds(5), minutes(1)]);
});

test.each([
  [
    { signal: "{ around: 1.2 }" },
    's.yaml:7: devices.cab-17.signals.vapour.around: "1.2" is no value with a unit; write a number and its unit, such as 21 Cel or 10 %LEL',
  ],
  [
    { signal: "{ around: 1.2 %LLE }" },
    's.yaml:7: devices.cab-17.signals.vapour.around: the unit "%LLE" is not known; write a unit such as Cel, %RH, %LEL, %vol or ppm',
  ],
  [
    { signal: "{ around: 1 %LEL, noise: 1 Cel }" },
    's.yaml:7: devices.cab-17.signals.vapour.noise: "1 Cel" is no value in %LEL; write a number followed by %LEL, the unit of this signal',
  ],
  [
    { signal: "{ around: 1 %LEL, lag: 5 }" },
    's.yaml:7: devices.cab-17.signals.vapour.lag: "5" is no time that can stand here; write a time with its unit, such as 500ms, 10s, 5min or 2h',
  ],
  [
    { signal: "{ around: 1 %LEL, every: 1ms }" },
    's.yaml:7: devices.cab-17.signals.vapour.every: "1ms" is no time that can stand here; write a time with its unit, such as 500ms, 10s, 5min or 2h, at least 100ms',
  ],
  [
    { signal: "{ around: 101 %LEL }" },
    "s.yaml:7: devices.cab-17.signals.vapour.around: it lies outside the sensor's range; write a value from 0 to 100 %LEL, or set least and most",
  ],
  [
    { signal: "{ around: 1 %LEL, nose: 1 %LEL }" },
    's.yaml:7: devices.cab-17.signals.vapour.nose: the key "nose" is not known here; use one of around, model, unit, noise, lag, drift, cycle, least, most, resolution, when, every, report, wire, register',
  ],
  [{ signal: "{ noise: 1 %LEL }" }, 's.yaml:7: devices.cab-17.signals.vapour: "around" is missing; add around:'],
  [
    { signal: "{ around: 1 %LEL, when: [{ signal: window, is: open, around: 1 %LEL, lag: 1s }] }" },
    's.yaml:7: devices.cab-17.signals.vapour.when[0].signal: "window" is not known; use one of door',
  ],
  [
    { signal: "{ around: 1 %LEL, when: [{ signal: door, is: ajar, around: 1 %LEL, lag: 1s }] }" },
    's.yaml:7: devices.cab-17.signals.vapour.when[0].is: "ajar" is not known; use one of closed, open',
  ],
  [{ step: "{ at: 10s, device: cab-71, mode: dead }" }, 's.yaml:10: steps[0].device: "cab-71" is not known; use one of cab-17'],
  [
    { step: "{ at: 10s, device: cab-17, signal: vapor, calm: true }" },
    's.yaml:10: steps[0].signal: "vapor" is not known; use one of vapour, door',
  ],
  [
    { step: "{ at: 10s, device: cab-17, signal: door, set: ajar }" },
    's.yaml:10: steps[0].set: "ajar" is not known; use one of closed, open',
  ],
  [{ step: "{ at: 10s, device: cab-17, signal: door, hold: open }" }, "s.yaml:10: steps[0].hold: door has states and cannot hold; use set"],
  [
    { step: "{ at: 10s, device: cab-17, mode: asleep }" },
    's.yaml:10: steps[0].mode: "asleep" is not known; use one of connected, disconnected, dead',
  ],
  [
    { step: "{ at: 10s, device: cab-17 }" },
    "s.yaml:10: steps[0]: a step does one thing, this one does none; use one of set, hold, ramp, mode, calm, sounder, badge, unlock, lock, tag, button, fault, compressor, load, heater, valve, withdraw, poison, calibrate, age, defrost, charge, leak, spill, ventilation, mains",
  ],
  [
    { step: "{ at: 10s, device: cab-17, mode: dead, calm: true }" },
    "s.yaml:10: steps[0]: a step does one thing, this one does several; use one of set, hold, ramp, mode, calm, sounder, badge, unlock, lock, tag, button, fault, compressor, load, heater, valve, withdraw, poison, calibrate, age, defrost, charge, leak, spill, ventilation, mains",
  ],
  [
    { step: "{ at: 10s, device: cab-17, badge: 0815 }" },
    's.yaml:10: steps[0].badge: "815" is no mapping; write keys below it: who, granted',
  ],
  [
    { step: "{ at: 10s, device: cab-17, badge: { who: a, granted: maybe } }" },
    "s.yaml:10: steps[0].badge.granted: it is let in or not; write true or false",
  ],
  [{ step: "{ at: 10s, device: cab-17, unlock: now }" }, "s.yaml:10: steps[0].unlock: unlock is either there or not; write unlock: true"],
  [{ step: "{ at: 10s, device: cab-17, button: 5 }" }, 's.yaml:10: steps[0].button: "5" is no text; write words'],
  [
    { step: "{ at: 10s, device: cab-17, signal: vapour, lock: true }" },
    's.yaml:10: steps[0].signal: "vapour" is not known; use one of door',
  ],
  [{ step: "{ at: 10s, device: cab-17, set: 5 %LEL }" }, 's.yaml:10: steps[0]: "set" needs to know which signal; add signal:'],
  [{ head: "scenario: leak" }, 's.yaml:1: "about" is missing; add about:'],
  [
    { head: "scenario: leak\nabout: A leak.\ntime-factor: fast" },
    "s.yaml:3: time-factor: this is no factor; write a number above 0, at most 43200: 60 shows an hour in a minute",
  ],
])("a mistake is reported with its place and what would be right: %o", (over, message) => {
  expect(errorsOf(story(over))).toEqual([message]);
});

const behind = (...devices: readonly string[]): string =>
  `scenario: owned\nabout: Devices behind a gateway.\ndevices:\n${devices.join("\n")}\n`;
const door = (id: string, keys: string): string =>
  `  ${id}: { every: 1min, ${keys}, signals: { door: { states: [closed, open], wire: contact } } }`;

test("a device may be behind a gateway that speaks for it, by another address and other names", () => {
  const loaded = parseScenario("s.yaml", behind(door("cab-17", 'speaks: zigbee2mqtt, gateway: zigbee, address: "0x17"')));
  expect(loaded).toMatchObject({
    ok: true,
    value: {
      devices: [{ id: "cab-17", address: "0x17", spokenFor: { gateway: "zigbee", speaks: "zigbee2mqtt" }, signals: [{ wire: "contact" }] }],
    },
  });
});

test.each([
  [[door("a", "speaks: zigbee")], "s.yaml:4: devices.a.speaks: nobody speaks it; add gateway: and the id of the device that does"],
  [
    [door("a", "gateway: gw")],
    "s.yaml:4: devices.a.gateway: the gateway speaks nothing; add speaks: json, senml, zigbee2mqtt, tasmota, chirpstack, the-things-stack, sparkplug, homie",
  ],
  [
    [door("a", "speaks: zigbee, gateway: gw")],
    's.yaml:4: devices.a.speaks: "zigbee" is not known; use one of json, senml, zigbee2mqtt, tasmota, chirpstack, the-things-stack, sparkplug, homie',
  ],
  [[door("a", 'speaks: json, gateway: "g w"')], 's.yaml:4: devices.a.gateway: "g w" is no device id; use 1 to 64 of A-Z a-z 0-9 . _ -'],
  [
    [door("a", "address: x")],
    "s.yaml:4: devices.a.address: nobody speaks for this device; write speaks: and gateway: too, or leave address out",
  ],
  [
    [door("a", "speaks: json, gateway: gw"), door("b", "speaks: senml, gateway: gw")],
    "s.yaml:5: devices.b.speaks: gw speaks json already; a gateway speaks one convention",
  ],
])("behind a gateway a mistake is reported too: %o", (devices, message) => {
  expect(errorsOf(behind(...devices))).toEqual([message]);
});

test("all mistakes of the devices are reported together, and then all of the steps", () => {
  const steps = "{ at: soon, device: cab-17, mode: dead }\n  - { at: 1s, device: cab-17, mode: alive }";
  expect(errorsOf(story({ signal: "{ around: 1 %LEL, lag: 5, noise: 1 }", step: steps }))).toHaveLength(2);
  expect(errorsOf(story({ step: steps }))).toHaveLength(2);
});

test.each(["a: [", "a: 1\na: 2", "", "just text", "[]", "devices: &a [*a]"])(
  "what is no scenario is an error, not an exception: %o",
  (text) => {
    expect(errorsOf(text).length).toBeGreaterThan(0);
  },
);

test("a story may name the file that has its devices, but no file that leads on", () => {
  const folder = temporaryFolder();
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  write("normal.yaml", story({ head: "scenario: normal\nabout: Calm." }));
  const leak = write(
    "leak.yaml",
    "scenario: leak\nabout: A leak.\ndevices: normal.yaml\nsteps:\n  - { at: 1s, device: cab-17, mode: dead }",
  );
  expect(loadScenario(leak)).toMatchObject({ ok: true, value: { name: "leak", base: "normal", devices: [{ id: "cab-17" }] } });
  const set = loadScenarioSet(leak);
  expect(set.ok && [...set.value.byName.keys()]).toEqual(["leak", "normal"]);

  const circle = write("circle.yaml", "scenario: circle\nabout: Round and round.\ndevices: leak.yaml");
  expect(loadScenario(circle)).toMatchObject({ ok: false, error: [{ code: "SCENARIO_REFERENCE", line: 3, key: "devices" }] });
  expect(loadScenarioSet(leak)).toMatchObject({ ok: false, error: [{ file: circle }] });
});

test("a file that cannot be read is an error", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "folder.yaml"));
  for (const name of ["absent.yaml", "folder.yaml"]) {
    expect(loadScenario(join(folder, name))).toMatchObject({ ok: false, error: [{ code: "SCENARIO_FILE" }] });
  }
});
