import { milliseconds } from "@labcanary/domain/basics";
import type { Unit } from "@labcanary/domain/quantity";
import { DEVICE_ID } from "@labcanary/domain/telemetry";
import type { AnalogDescription, DeviceDescription, DiscreteDescription, SignalDescription } from "../description.ts";
import { SPOKEN_NAMES } from "../conventions/table.ts";
import type { AnalogModel, Influence } from "../models/analog.ts";
import { readModel } from "../physics/read-model.ts";
import { readPeople } from "../physics/read-environment.ts";
import { readModbus, readRegister } from "../modbus/read-modbus.ts";
import { readChoice, readDuration, readFields, readIn, readQuantity, readText, readUnit } from "./values.ts";
import type { Entry } from "./yaml-entry.ts";

/** Shortest interval, so that a mistake is no flood (chosen: ten messages a second is more than any sensor here sends). */
const SHORTEST_INTERVAL = 100;

/** What a sensor in this unit can show, where the file does not say. Ends of the scale; temperature as in the platform's own bounds. */
const RANGES: Partial<Record<Unit, readonly [least: number, most: number]>> = {
  Cel: [-273.15, 2000],
  "%LEL": [0, 100],
  "%RH": [0, 100],
  "%vol": [0, 100],
  "%": [0, 100],
  ppm: [0, 1_000_000],
};

/** Smallest step a sensor shows where the file does not say (chosen: a tenth, what most transmitters send). */
const RESOLUTION = 0.1;

/** The devices of the mapping `devices:`; what is wrong is reported at its place and left out. */
export function readDevices(entry: Entry): readonly DeviceDescription[] {
  const fields = entry.fields();
  if (fields === undefined || fields.size === 0) {
    entry.fail("SCENARIO_VALUE", "there are no devices here", "write device ids and their signals below it, or the file that has them");
    return [];
  }
  const devices = [...fields].map(([id, device]) => readDevice(id, device)).filter((device) => device !== undefined);
  const spoken = new Map<string, string>();
  for (const { id, spokenFor } of devices) {
    if (spokenFor === undefined) continue;
    const { gateway, speaks } = spokenFor;
    const other = spoken.get(gateway) ?? speaks;
    if (speaks === "homie" && spoken.has(gateway))
      fields
        .get(id)
        ?.fields()
        ?.get("gateway")
        ?.fail("SCENARIO_REFERENCE", `${gateway} has a device already`, "a Homie device signs in for itself: give it a gateway of its own");
    spoken.set(gateway, other);
    if (other !== speaks)
      fields
        .get(id)
        ?.fields()
        ?.get("speaks")
        ?.fail("SCENARIO_REFERENCE", `${gateway} speaks ${other} already`, "a gateway speaks one convention");
  }
  return devices;
}

function readDevice(id: string, entry: Entry): DeviceDescription | undefined {
  if (!DEVICE_ID.test(id)) return entry.fail("SCENARIO_VALUE", `"${id}" is no device id`, "use 1 to 64 of A-Z a-z 0-9 . _ -");
  const fields = readFields(entry, {
    about: "optional",
    every: "required",
    signals: "required",
    room: "optional",
    power: "optional",
    behind: "optional",
    speaks: "optional",
    gateway: "optional",
    address: "optional",
    modbus: "optional",
  });
  if (fields?.every === undefined || fields.signals === undefined) return undefined;
  if (fields.about !== undefined) readText(fields.about);
  const every = readDuration(fields.every, SHORTEST_INTERVAL);
  const signalEntries = fields.signals.fields();
  if (signalEntries === undefined) return fields.signals.fail("SCENARIO_VALUE", "there are no signals here", "write signal names below it");

  const signals = [...signalEntries].map(([name, signal]) => readSignal(name, signal)).filter((signal) => signal !== undefined);
  for (const signal of signals) {
    const source = signalEntries.get(signal.name);
    if (signal.kind === "analog" && source !== undefined) checkInfluences(signal, source, signals);
  }
  const spokenFor = readGateway(fields.speaks, fields.gateway);
  const address = fields.address === undefined ? undefined : readText(fields.address);
  if (fields.address !== undefined && spokenFor === undefined)
    fields.address.fail("SCENARIO_REFERENCE", "nobody speaks for this device", "write speaks: and gateway: too, or leave address out");
  const modbus = fields.modbus && readModbus(fields.modbus);
  if (modbus !== undefined && spokenFor !== undefined)
    return fields.modbus?.fail("SCENARIO_REFERENCE", "a device that is asked by Modbus has no gateway", "leave speaks: and gateway: out");
  for (const signal of signals) {
    const source = signalEntries.get(signal.name);
    if (modbus !== undefined && signal.register === undefined)
      source?.fail("SCENARIO_KEY_MISSING", "nobody knows where it is asked for", "add register: { address: 0 }, as the site has it");
    if (modbus === undefined && signal.register !== undefined && fields.modbus === undefined)
      source?.fail("SCENARIO_REFERENCE", "nobody asks this device", "add modbus: { port: 15020 }, or leave register out");
  }
  if (every === undefined) return undefined;
  const asked = modbus === undefined ? {} : { modbus };
  const called = { ...(spokenFor === undefined ? {} : { spokenFor }), ...(address === undefined ? {} : { address }) };
  return { id, place: { file: entry.file, line: entry.line }, every, signals, ...readSurroundings(fields), ...asked, ...called };
}

/** Where a device stands and what it hangs on; that rooms and gateways exist is looked at when all are known. */
function readSurroundings(
  fields: Partial<Record<"room" | "power" | "behind", Entry>>,
): Pick<DeviceDescription, "room" | "power" | "behind"> {
  const room = fields.room && readText(fields.room);
  const behind = fields.behind && readText(fields.behind);
  const power = fields.power && readPower(fields.power);
  return {
    ...(room === undefined ? {} : { room }),
    ...(behind === undefined ? {} : { behind }),
    ...(power === undefined ? {} : { power }),
  };
}

/** `mains`, or `{ ups: 30min }` between it and them. */
function readPower(entry: Entry): DeviceDescription["power"] {
  if (entry.scalar === "mains") return { ups: milliseconds(0) };
  if (entry.scalar !== undefined)
    return entry.fail("SCENARIO_VALUE", "this is no power", "write mains, or { ups: 30min } for mains with a UPS");
  const fields = readFields(entry, { ups: "required" });
  const ups = fields?.ups && readDuration(fields.ups);
  return ups === undefined ? undefined : { ups };
}

/** Both or neither: a convention is spoken by a gateway. */
function readGateway(speaks: Entry | undefined, gateway: Entry | undefined): DeviceDescription["spokenFor"] {
  if (speaks === undefined && gateway === undefined) return undefined;
  if (speaks === undefined)
    return gateway?.fail("SCENARIO_KEY_MISSING", "the gateway speaks nothing", `add speaks: ${SPOKEN_NAMES.join(", ")}`);
  if (gateway === undefined)
    return speaks.fail("SCENARIO_KEY_MISSING", "nobody speaks it", "add gateway: and the id of the device that does");
  const name = readChoice(speaks, SPOKEN_NAMES);
  const id = readText(gateway);
  if (id !== undefined && !DEVICE_ID.test(id))
    return gateway.fail("SCENARIO_VALUE", `"${id}" is no device id`, "use 1 to 64 of A-Z a-z 0-9 . _ -");
  return name === undefined || id === undefined ? undefined : { speaks: name, gateway: id };
}

function readSignal(name: string, entry: Entry): SignalDescription | undefined {
  return entry.fields()?.has("states") ? readDiscrete(name, entry) : readAnalog(name, entry);
}

function readDiscrete(name: string, entry: Entry): DiscreteDescription | undefined {
  const fields = readFields(entry, {
    states: "required",
    dwell: "optional",
    every: "optional",
    people: "optional",
    wire: "optional",
    register: "optional",
  });
  if (fields?.states === undefined) return undefined;
  const states = fields.states.items()?.map(({ scalar }) => scalar);
  if (states === undefined || states.length < 2 || !states.every((state) => typeof state === "string")) {
    return fields.states.fail("SCENARIO_VALUE", "these are no states", "write at least two words, the usual one first: [closed, open]");
  }
  const dwell = [...(fields.dwell?.fields() ?? [])].map(([state, span]) => {
    if (!states.includes(state)) span.fail("SCENARIO_REFERENCE", `"${state}" is no state of ${name}`, `use one of ${states.join(", ")}`);
    return [state, readDuration(span, 1) ?? milliseconds(1)] as const;
  });
  const every = fields.every === undefined ? undefined : readDuration(fields.every, SHORTEST_INTERVAL);
  const people = fields.people && readPeople(fields.people);
  if (people !== undefined && !(states.includes("closed") && states.includes("open"))) {
    return fields.people?.fail("SCENARIO_VALUE", "people use what can be closed and open", "write states: [closed, open]");
  }
  return {
    kind: "discrete",
    name,
    model: { states, dwell: Object.fromEntries(dwell) },
    ...wireOf(fields),
    ...(every === undefined ? {} : { every }),
    ...(people === undefined ? {} : { people }),
  };
}

/** How it is called, or where it stands, outside the platform. */
function wireOf({ wire, register }: { readonly wire?: Entry; readonly register?: Entry }): Pick<SignalDescription, "wire" | "register"> {
  const name = wire === undefined ? undefined : readText(wire);
  const place = register && readRegister(register);
  return { ...(name === undefined ? {} : { wire: name }), ...(place === undefined ? {} : { register: place }) };
}

function readAnalog(name: string, entry: Entry): AnalogDescription | undefined {
  const fields = readFields(entry, {
    around: entry.fields()?.has("model") ? "optional" : "required",
    model: "optional",
    unit: "optional",
    noise: "optional",
    lag: "optional",
    drift: "optional",
    cycle: "optional",
    least: "optional",
    most: "optional",
    resolution: "optional",
    when: "optional",
    every: "optional",
    report: "optional",
    wire: "optional",
    register: "optional",
  });
  if (fields === undefined) return undefined;
  const asked = fields.unit && readUnit(fields.unit);
  const read = fields.model && readModel(fields.model, asked);
  if (fields.model !== undefined && read === undefined) return undefined;
  const around = fields.around === undefined ? undefined : readQuantity(fields.around);
  if (read === undefined && around === undefined) return undefined;
  if (read !== undefined && fields.around !== undefined) {
    return fields.around.fail("SCENARIO_VALUE", "the model tells where it settles", "leave around out");
  }
  const { unit, value } = around ?? { unit: read?.unit ?? "1", value: 0 };
  const inUnit = (field: Entry | undefined, absent: number): number => (field === undefined ? absent : (readIn(unit, field) ?? absent));
  const [least, most] = RANGES[unit] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const cycle = fields.cycle === undefined ? undefined : readCycle(unit, fields.cycle);
  const model: AnalogModel = {
    around: value,
    lag: (fields.lag && readDuration(fields.lag)) ?? milliseconds(0),
    noise: inUnit(fields.noise, 0),
    driftPerHour: (fields.drift && readIn(unit, fields.drift, "/h")) ?? 0,
    ...(cycle === undefined ? {} : { cycle }),
    least: inUnit(fields.least, least),
    most: inUnit(fields.most, read?.most ?? most),
    resolution: inUnit(fields.resolution, RESOLUTION),
    when: (fields.when?.items() ?? []).map((item) => readInfluence(unit, item)).filter((influence) => influence !== undefined),
  };
  if (model.resolution <= 0)
    fields.resolution?.fail("SCENARIO_VALUE", "the resolution is not above zero", `write a step such as 0.1 ${unit}`);
  if (read === undefined && (value < model.least || value > model.most)) {
    const remedy = `write a value from ${model.least} to ${model.most} ${unit}, or set least and most`;
    fields.around?.fail("SCENARIO_VALUE", "it lies outside the sensor's range", remedy);
  }
  const every = fields.every === undefined ? undefined : readDuration(fields.every, SHORTEST_INTERVAL);
  const report = fields.report === undefined ? undefined : readReport(unit, fields.report);
  const physics = read === undefined ? {} : { physics: read.physics };
  return {
    kind: "analog",
    name,
    unit,
    model,
    ...physics,
    ...wireOf(fields),
    ...(every === undefined ? {} : { every }),
    ...(report === undefined ? {} : { report }),
  };
}

function readCycle(unit: Unit, entry: Entry): AnalogModel["cycle"] {
  const fields = readFields(entry, { by: "required", every: "required" });
  const by = fields?.by && readIn(unit, fields.by);
  const every = fields?.every && readDuration(fields.every, 1);
  return by === undefined || every === undefined ? undefined : { by, every };
}

function readReport(unit: Unit, entry: Entry): AnalogDescription["report"] {
  const fields = readFields(entry, { change: "required", "at-least": "required" });
  const change = fields?.change && readIn(unit, fields.change);
  const atLeast = fields?.["at-least"] && readDuration(fields["at-least"], 1);
  return change === undefined || atLeast === undefined ? undefined : { change, atLeast };
}

function readInfluence(unit: Unit, entry: Entry): Influence | undefined {
  const fields = readFields(entry, { signal: "required", is: "required", around: "required", lag: "required" });
  const signal = fields?.signal && readText(fields.signal);
  const state = fields?.is && readText(fields.is);
  const around = fields?.around && readIn(unit, fields.around);
  const lag = fields?.lag && readDuration(fields.lag);
  return signal === undefined || state === undefined || around === undefined || lag === undefined
    ? undefined
    : { signal, state, around, lag };
}

function checkInfluences(description: AnalogDescription, entry: Entry, signals: readonly SignalDescription[]): void {
  const discrete = signals.filter((signal) => signal.kind === "discrete");
  for (const item of entry.fields()?.get("when")?.items() ?? []) {
    const fields = item.fields();
    const named = fields?.get("signal");
    const is = fields?.get("is");
    if (named === undefined || is === undefined) continue;
    const name = readChoice(
      named,
      discrete.map((signal) => signal.name),
      "SCENARIO_REFERENCE",
    );
    const source = discrete.find((signal) => signal.name === name);
    if (source !== undefined && description.name !== name) readChoice(is, source.model.states, "SCENARIO_REFERENCE");
  }
}
