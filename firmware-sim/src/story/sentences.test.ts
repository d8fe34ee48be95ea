import { expect, test } from "vitest";
import { type Action, DEVICE_MODES } from "../description.ts";
import { FAULT_KINDS } from "../faults/read-fault.ts";
import { ACTS_OF } from "../physics/description.ts";
import { scenarioErrorText } from "../scenario/scenario.ts";
import { match, matchersOf, shownForm } from "./form.ts";
import { parseStory } from "./load-story.ts";
import { DEED_SENTENCES, SENTENCE_KINDS } from "./sentences.ts";

/** A site with all that the examples speak of. */
const HEAD = `scenario: examples
about: { en: All., zh: 全部。 }
site: site.yaml
starts: 2026-11-22T02:00+08:00
environment: { rooms: { lab: { volume: 120 m3, air-changes: 6 /h } } }
devices:
  lab-1:
    every: 10s
    room: lab
    power: mains
    signals:
      ch4: { model: { gas-sensor: { of: CH4, range: 100 %LEL } } }
      battery: { model: { battery: { draw: 2 mA } } }
  ln2-store: { every: 10s, signals: { o2: { around: 20.9 %vol } } }
  freezer-2: { every: 1min, signals: { temperature: { model: { freezer: { setpoint: -20 Cel } } }, power: { states: ["on", "off"] } } }
  incubator-1:
    every: 1min
    signals:
      temperature: { model: { incubator: { setpoint: 37 Cel } } }
      co2: { model: { incubator-gas: { setpoint: 5 %vol } } }
  toxic-store:
    every: 1min
    signals:
      door: { states: [closed, open] }
      weight: { model: { balance: { holds: 42 kg } }, unit: g }
  cabinet-17: { every: 30s, signals: { door: { states: [closed, open] } } }
  gateway-1: { every: 1min, signals: { probe-2: { around: 5 Cel } } }
story:
`;

function read(sentence: string) {
  const parsed = parseStory("s.yaml", `${HEAD}  - ${sentence}\n`);
  if (!parsed.ok) throw new Error(parsed.error.map(scenarioErrorText).join("\n"));
  return parsed.value.lines;
}

const EXAMPLES = SENTENCE_KINDS.flatMap(({ sentences, before }) =>
  sentences.map(({ form, example }) => ({ form: shownForm(form), sentence: `${before}${example}` })),
);

test.each(EXAMPLES)("$form has an example that is read", ({ sentence }) => {
  expect(read(sentence)).toHaveLength(1);
});

test("each example is read as the sentence it is an example of, and as no other", () => {
  for (const { form, example } of DEED_SENTENCES) {
    const found = DEED_SENTENCES.filter((one) => match(example, matchersOf([one])) !== undefined);
    expect(
      found.map((one) => one.form),
      example,
    ).toEqual([form]);
  }
});

test("every sentence about devices does something when it happens", () => {
  for (const { form, example } of DEED_SENTENCES) {
    const [line] = read(`at 02:10 ${example}`);
    if (line?.kind === "device") expect(line.steps.length, form).toBeGreaterThan(0);
  }
});

test.each([
  [
    "the compressor of lab-1 fails",
    "lab-1 has no compressor; give a signal of it model: { freezer: … } or model: { refrigerator: … }, below devices:",
  ],
  [
    "CH4 leaks into the room of freezer-2 at 5 L/min",
    "this device stands in no room; write room: with the device, one of those of environment:",
  ],
  ["CH5 leaks into the room of lab-1 at 5 L/min", '"CH5" is not known; use one of '],
  [
    "CH4 leaks into the room of lab-1 at 5 bar",
    '"5 bar" is no figure with its unit; write a number followed by L/min or L/h or m3/h, from 0 L/min to 100000 L/min',
  ],
  [
    "the o2 of ln2-store loses 60 % of its sensitivity",
    '"poison" cannot be done to this signal; name a signal that has a model: which knows it',
  ],
  ["the door of toxic-store drifts by 1 %LEL a day", "door has states and no zero; name a signal that is measured"],
  ["the ch4 of lab-1 drifts by 1 ppm a day", '"1 ppm" is no value in %LEL; write a number followed by %LEL, the unit of this signal'],
  ["the ch4 of lab-1 is propped open for 20min", "ch4 is no door; name a signal with states: [closed, open]"],
  ["lab-1 sends the ch4 in Cel and says so", "what is measured in %LEL cannot be sent in Cel; write another unit of the same quantity"],
  [
    "lab-1 sends a corrupt packet with flowers",
    '"flowers" is not known; use one of reserved-flags, packet-id-zero, topic-not-text, length-too-long',
  ],
  ["lab-1 connects anew 5000 times a second", "this is no rate; write connections a second, above 0, at most 50"],
  ["lab-1 sends 0 % of its messages twice", '"0 %" is out of bounds; write from 0.01 % to 100 %'],
  ["freezer-2 defrosts on day 2", "is no sentence a story can have; write it like"],
  ["after 400d freezer-2 defrosts", "this is more than a year after the story begins; write a time within 366 days"],
])("%s is told with a way out", (sentence, problem) => {
  const parsed = parseStory("s.yaml", `${HEAD}  - ${sentence.startsWith("after") ? "" : "at 02:10 "}${sentence}\n`);
  const errors = parsed.ok ? [] : parsed.error.map(scenarioErrorText);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain(problem);
});

test("what a device behind a gateway has none of cannot go wrong with it", () => {
  const behind = `${HEAD.replace("  ln2-store: { every: 10s,", "  ln2-store: { every: 10s, speaks: zigbee2mqtt, gateway: zigbee,")}`;
  for (const sentence of ["the connection of ln2-store is half open", "ln2-store garbles 5 % of its messages"]) {
    const parsed = parseStory("s.yaml", `${behind}  - at 02:10 ${sentence}\n`);
    expect(parsed.ok ? [] : parsed.error.map(({ problem, remedy }) => `${problem}; ${remedy}`)).toEqual([
      "ln2-store is heard through zigbee and has no connection of its own; name a device that signs in for itself",
    ]);
  }
});

test("all that can be done to what sensors look at, and every fault, can be said", () => {
  const actions = DEED_SENTENCES.flatMap(({ example }) => {
    const [line] = read(`at 02:10 ${example}`);
    return line?.kind === "device" ? line.steps.map(({ action }) => action) : [];
  });
  const said = (kind: Action["kind"], of: (action: Action) => string | undefined): ReadonlySet<string | undefined> =>
    new Set(actions.filter((action) => action.kind === kind).map(of));
  expect(said("physics", (action) => (action.kind === "physics" ? action.act.kind : undefined))).toEqual(
    new Set(Object.values(ACTS_OF).flat()),
  );
  expect(said("surroundings", (action) => (action.kind === "surroundings" ? action.act.kind : undefined))).toEqual(
    new Set(["leak", "spill", "ventilation", "mains"]),
  );
  expect(new Set([...said("reading-fault", faultOf), ...said("device-fault", faultOf)])).toEqual(new Set(FAULT_KINDS));
  expect(said("signal-mode", (action) => (action.kind === "signal-mode" ? action.mode : undefined)).size).toBeGreaterThan(3);
  expect(said("device-mode", (action) => (action.kind === "device-mode" ? action.mode : undefined))).toEqual(new Set(DEVICE_MODES));
});

const faultOf = (action: Action): string | undefined =>
  action.kind === "reading-fault" || action.kind === "device-fault" ? action.fault.kind : undefined;
