import { expect, test } from "vitest";
import { parseScenario } from "../scenario/load.ts";
import { scenarioErrorText } from "../scenario/scenario.ts";

interface Parts {
  readonly model?: string;
  readonly people?: string;
  readonly room?: string;
  readonly device?: string;
  readonly step?: string;
}

const FREEZER = "{ freezer: { setpoint: -80 Cel } }";
const LAB = "{ volume: 60 m3, air-changes: 6 /h }";
const story = ({ model = FREEZER, people, room = LAB, device = "room: lab", step }: Parts): string => `scenario: s
about: A store.
environment:
  rooms:
    lab: ${room}
devices:
  frz:
    every: 1min
    ${device}
    signals:
      inside: { model: ${model} }
      door: { states: [closed, open]${people === undefined ? "" : `, people: ${people}`} }
${step === undefined ? "" : `steps:\n  - ${step}`}`;

const mistakes = (parts: Parts): readonly string[] => {
  const parsed = parseScenario("s.yaml", story(parts));
  return parsed.ok ? [] : parsed.error.map(scenarioErrorText);
};

test("every model is read with its presets", () => {
  for (const model of [
    FREEZER,
    "{ refrigerator: { setpoint: 5 Cel, probe: 10min, cooling: 0.2 kW } }",
    "{ incubator: { setpoint: 37 Cel } }",
    "{ incubator-gas: { setpoint: 5 %vol } }",
    "{ gas-sensor: { of: O2, range: 25 %vol, height: 40 cm } }",
    "{ balance: { holds: 500 g, creep: 0.1 g/day } }",
    "{ battery: { draw: 30 uA, chemistry: alkaline } }",
    "{ room: {} }",
  ])
    expect([model, mistakes({ model })]).toEqual([model, []]);
});

test.each([
  [
    { model: "{ freezer: { setpoint: -80 } }" },
    's.yaml:11: devices.frz.signals.inside.model.freezer.setpoint: "-80" is no figure with its unit; write a number followed by Cel, from -100 Cel to 20 Cel',
  ],
  [
    { model: "{ freezer: { setpoint: -300 Cel } }" },
    's.yaml:11: devices.frz.signals.inside.model.freezer.setpoint: "-300 Cel" is out of bounds; write from -100 Cel to 20 Cel',
  ],
  [
    { model: "{ freezer: {} }" },
    's.yaml:11: devices.frz.signals.inside.model.freezer: "setpoint" is missing; add setpoint: with a number followed by Cel, from -100 Cel to 20 Cel',
  ],
  [
    { model: "{ freezer: { setpoint: -80 Cel, cooling: 100 W } }" },
    "s.yaml:11: devices.frz.signals.inside.model.freezer: 100 W do not hold -80 Cel in a room of 22 Cel; write cooling: above 164 W, or fewer W/K of walls",
  ],
  [
    { model: "{ freezer: { setpoint: -20 Cel, defrost-every: 1h, defrost-for: 2h } }" },
    "s.yaml:11: devices.frz.signals.inside.model.freezer: the defrost is not shorter than the time between two; write defrost-every: 8h and defrost-for: 20min",
  ],
  [
    { model: "{ freezer: { setpoint: -80 Cel, probe: 5 } }" },
    's.yaml:11: devices.frz.signals.inside.model.freezer.probe: "5" is no figure with its unit; write a time with its unit, such as 500ms, 10s, 5min or 2h',
  ],
  [
    { model: "{ fridge: {} }" },
    's.yaml:11: devices.frz.signals.inside.model.fridge: the model "fridge" is not known; use one of gas-sensor, freezer, refrigerator, incubator, incubator-gas, room, balance, battery',
  ],
  [
    { model: "{ gas-sensor: { of: CH4, range: 100 Cel } }" },
    "s.yaml:11: devices.frz.signals.inside.model.gas-sensor.range: a scale of CH4 cannot end there; write ppm or %vol, or %LEL of what burns",
  ],
  [
    { model: "{ gas-sensor: { of: O2, range: 25 %LEL } }" },
    "s.yaml:11: devices.frz.signals.inside.model.gas-sensor.range: a scale of O2 cannot end there; write ppm or %vol, or %LEL of what burns",
  ],
  [{ model: "{ gas-sensor: { of: CH4 } }" }, 's.yaml:11: devices.frz.signals.inside.model.gas-sensor: "range" is missing; add range:'],
  [
    { room: "{ volume: 60 m2, air-changes: 6 /h }" },
    's.yaml:5: environment.rooms.lab.volume: "60 m2" is no figure with its unit; write a number followed by m3 or L, from 0.01 m3 to 1000000 m3',
  ],
  [
    { room: "{ volume: 60 m3, air-changes: 6 /h, sources: { NO: 1 L/min } }" },
    's.yaml:5: environment.rooms.lab.sources.NO: the gas "NO" is not known; use one of CO, CO2, H2S, NH3, Cl2, HCN, O2, CH4, C3H8, H2, CH2O, C2H6O, C3H6O, C7H8, C8H10, VOC, N2',
  ],
  [
    { room: "{ volume: 60 m3, air-changes: 6 /h, doors: [{ device: frz, signal: inside, adds: 5 /h }] }" },
    "s.yaml:5: environment.rooms.lab.doors[0].signal: there is no door inside; use one of door",
  ],
  [{ device: "room: cellar" }, "s.yaml:9: devices.frz.room: there is no room cellar; use one of lab"],
  [{ device: "behind: gw-9" }, "s.yaml:9: devices.frz.behind: there is no device gw-9; describe it under devices:"],
  [{ device: "power: solar" }, "s.yaml:9: devices.frz.power: this is no power; write mains, or { ups: 30min } for mains with a UPS"],
  [
    { people: '{ visits: 10, cards: ["A1"], together: 2 }' },
    's.yaml:12: devices.frz.signals.door.people: fewer people than must come together; write cards: [["04A2F1"], ["04B773", "04B774"]], a list for each',
  ],
  [
    { people: "{ visits: 10, cards: A1 }" },
    's.yaml:12: devices.frz.signals.door.people.cards: these are no cards; write a card for each person, or a list of their cards: ["04A2F1", ["04B773", "04B774"]]',
  ],
  [
    { people: '{ visits: 0, cards: ["A1"] }' },
    "s.yaml:12: devices.frz.signals.door.people.visits: this is no number of visits a day; write a number above 0, at most 2000",
  ],
  [
    { people: '{ visits: 9, cards: ["A1"], from: 18h, until: 8h }' },
    "s.yaml:12: devices.frz.signals.door.people: they cease to come before they begin; write until: later than from:",
  ],
  [
    { step: "{ at: 1s, device: frz, signal: inside, poison: 10 % }" },
    's.yaml:14: steps[0].poison: "poison" cannot be done to this signal; use compressor, load, defrost',
  ],
  [
    { step: "{ at: 1s, device: frz, signal: door, compressor: failed }" },
    's.yaml:14: steps[0].compressor: "compressor" cannot be done to this signal; name a signal that has a model: which knows it',
  ],
  [{ step: "{ at: 1s, device: frz, compressor: failed }" }, 's.yaml:14: steps[0]: "compressor" needs to know which signal; add signal:'],
  [
    { step: "{ at: 1s, device: frz, signal: inside, compressor: dead }" },
    's.yaml:14: steps[0].compressor: "dead" is not known; use one of works, weak, failed',
  ],
  [
    { device: "about: x", step: "{ at: 1s, device: frz, leak: { of: CH4, rate: 1 L/min } }" },
    "s.yaml:14: steps[0].leak: this device stands in no room; write room: with the device, one of those of environment:",
  ],
  [
    { step: "{ at: 1s, device: frz, leak: { of: CH4, rate: 1 L } }" },
    's.yaml:14: steps[0].leak.rate: "1 L" is no figure with its unit; write a number followed by L/min or L/h or m3/h, from 0 L/min to 100000 L/min',
  ],
] as const)("%o is told with its place and what would be right", (parts, message) => {
  expect(mistakes(parts)).toEqual([message]);
});
