import { expect, test } from "vitest";
import { parseScenario } from "../scenario/load.ts";
import { scenarioErrorText } from "../scenario/scenario.ts";
import type { Action } from "../description.ts";

const read = (step: string) =>
  parseScenario(
    "s.yaml",
    `scenario: s
about: A fault.
devices:
  cab:
    every: 1s
    signals:
      t: { around: 5 Cel }
      door: { states: [closed, open] }
steps:
  - { at: 1s, device: cab, ${step} }`,
  );
const T = "signal: t, ";

test.each<[string, Action]>([
  [`${T}fault: { dropouts: 10 % }`, { kind: "reading-fault", signal: "t", fault: { kind: "dropouts", share: 0.1 } }],
  [
    `${T}fault: { spikes: { by: -20 Cel, share: 1 % } }`,
    { kind: "reading-fault", signal: "t", fault: { kind: "spikes", by: -20, share: 0.01 } },
  ],
  [`${T}fault: { unit: { sends: K } }`, { kind: "reading-fault", signal: "t", fault: { kind: "unit", sends: "K", saysSo: false } }],
  [
    "fault: { clock: { behind: 2min, drifts-a-day: 30s } }",
    { kind: "device-fault", fault: { kind: "clock", ahead: -120_000, driftPerDay: 30_000 } as never },
  ],
  ["fault: clock-lost", { kind: "device-fault", fault: { kind: "clock-lost" } }],
  ["fault: { duplicates: 50 % }", { kind: "device-fault", fault: { kind: "duplicates", share: 0.5 } }],
  ["fault: { reordered: 50 % }", { kind: "device-fault", fault: { kind: "reordered", share: 0.5 } }],
  ["fault: { garbled: 50 % }", { kind: "device-fault", fault: { kind: "garbled", share: 0.5 } }],
  ["fault: stale-retained", { kind: "device-fault", fault: { kind: "stale-retained" } }],
  ["fault: { storm: 5 }", { kind: "device-fault", fault: { kind: "storm", perSecond: 5 } }],
  ["fault: restart", { kind: "device-fault", fault: { kind: "restart", boots: 30_000 as never } }],
  ["fault: { restart: 2min }", { kind: "device-fault", fault: { kind: "restart", boots: 120_000 as never } }],
  ["fault: corrupt-packet", { kind: "device-fault", fault: { kind: "corrupt-packet", form: "reserved-flags" } }],
  ["fault: { corrupt-packet: packet-id-zero }", { kind: "device-fault", fault: { kind: "corrupt-packet", form: "packet-id-zero" } }],
  ["fault: truncated-packet", { kind: "device-fault", fault: { kind: "truncated-packet" } }],
  ["fault: half-open", { kind: "device-fault", fault: { kind: "half-open" } }],
  ["fault: { slow-link: 20 B/s }", { kind: "device-fault", fault: { kind: "slow-link", bytesPerSecond: 20 } }],
  ["fault: none", { kind: "faults-over" }],
  [`${T}fault: none`, { kind: "faults-over", signal: "t" }],
])("%s is read", (step, action) => {
  const parsed = read(step);
  expect(parsed.ok && parsed.value.steps.map((one) => one.action)).toEqual([action]);
});

test.each([
  [
    "fault: fire",
    "fault: this fault is not known; write one of none, dropouts, spikes, drift, unit, clock, clock-lost, duplicates, reordered, garbled, stale-retained, storm, restart, corrupt-packet, truncated-packet, half-open, slow-link",
  ],
  ["fault: { half-open: true, storm: 5 }", "fault: a step has one fault; write one of none, dropouts"],
  ["fault: { dropouts: 10 % }", 'fault: "dropouts" needs to know which signal; add signal:'],
  [`${T}fault: half-open`, 'signal: "half-open" is a fault of the whole device; leave signal out'],
  [`${T}fault: { dropouts: 10 }`, 'fault.dropouts: "10" is no figure with its unit; write a number followed by %, from 0.01 % to 100 %'],
  [
    `${T}fault: { spikes: { by: 20 ppm, share: 1 % } }`,
    'fault.spikes.by: "20 ppm" is no value in Cel; write a number followed by Cel, the unit of this signal',
  ],
  [
    "signal: door, fault: { spikes: { by: 20 Cel, share: 1 % } }",
    "fault.spikes: door has states and no spikes; name a signal that is measured",
  ],
  [
    `${T}fault: { unit: { sends: ppm } }`,
    "fault.unit.sends: what is measured in Cel cannot be sent in ppm; write another unit of the same quantity",
  ],
  ["fault: { clock: { ahead: 1h, behind: 1h } }", "fault.clock: a clock is ahead or behind; leave one out"],
  ["fault: { storm: 900 }", "fault.storm: this is no rate; write connections a second, above 0, at most 50"],
  ["fault: { slow-link: 20 }", "fault.slow-link: this is no speed; write a whole number followed by B/s, such as 20 B/s"],
  [
    "fault: { corrupt-packet: rust }",
    'fault.corrupt-packet: "rust" is not known; use one of reserved-flags, packet-id-zero, topic-not-text, length-too-long',
  ],
  ["fault: { half-open: 3 }", "fault.half-open: it is there or not; write fault: half-open"],
])("%s is refused with its place and what would be right", (step, sentence) => {
  const parsed = read(step);
  expect(parsed.ok ? [] : parsed.error.map(scenarioErrorText)).toEqual([expect.stringContaining(`s.yaml:10: steps[0].${sentence}`)]);
});
