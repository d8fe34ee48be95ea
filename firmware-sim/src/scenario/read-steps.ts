import type { DurationMs } from "@labcanary/domain/basics";
import {
  type Action,
  DEVICE_MODES,
  type DeviceDescription,
  SIGNAL_MODES,
  type SignalDescription,
  SOUNDER_CONDITIONS,
} from "../description.ts";
import type { Step } from "./scenario.ts";
import { DEED_KINDS, isEvent, readEvent } from "./read-event.ts";
import { FAULT_STEP_KEYS, readFault } from "../faults/read-fault.ts";
import { readRoomAct, readSignalAct, ROOM_ACTS, type RoomActKey, SIGNAL_ACTS, type SignalActKey } from "../physics/read-act.ts";
import { readChoice, readDuration, readFields, readIn, readText } from "./values.ts";
import type { Entry } from "./yaml-entry.ts";

const STEP_KEYS = {
  at: "required",
  device: "required",
  say: "optional",
  signal: "optional",
  set: "optional",
  hold: "optional",
  lag: "optional",
  ramp: "optional",
  mode: "optional",
  calm: "optional",
  sounder: "optional",
  badge: "optional",
  unlock: "optional",
  lock: "optional",
  tag: "optional",
  button: "optional",
  ...FAULT_STEP_KEYS,
  ...keysOf(SIGNAL_ACTS),
  ...keysOf(ROOM_ACTS),
} as const;

function keysOf<Key extends string>(keys: readonly Key[]): Readonly<Record<Key, "optional">> {
  return Object.fromEntries(keys.map((key) => [key, "optional"])) as Readonly<Record<Key, "optional">>;
}
type StepFields = Partial<Record<keyof typeof STEP_KEYS, Entry>>;

const MOVEMENTS = ["set", "hold", "ramp", "mode", "calm"] as const;
const DEEDS = [...MOVEMENTS, "sounder", ...DEED_KINDS, "fault", ...SIGNAL_ACTS, ...ROOM_ACTS] as const;
const isSignalAct = (deed: string): deed is SignalActKey => SIGNAL_ACTS.some((key) => key === deed);
const isRoomAct = (deed: string): deed is RoomActKey => ROOM_ACTS.some((key) => key === deed);

/** The steps of the list `steps:`, in the order they happen; each refers to devices and signals that exist. */
export function readSteps(entry: Entry, devices: readonly DeviceDescription[]): readonly Step[] {
  const items = entry.items();
  if (items === undefined) {
    entry.fail("SCENARIO_VALUE", "this is no list of steps", "write each step as - at: 10s, device: …");
    return [];
  }
  const steps = items.map((item) => readStep(item, devices)).filter((step) => step !== undefined);
  return steps.toSorted((one, other) => one.at - other.at);
}

function readStep(entry: Entry, devices: readonly DeviceDescription[]): Step | undefined {
  const fields = readFields(entry, STEP_KEYS);
  if (fields?.at === undefined || fields.device === undefined) return undefined;
  const at = readDuration(fields.at);
  const say = fields.say && readText(fields.say);
  const deviceId = readChoice(
    fields.device,
    devices.map(({ id }) => id),
    "SCENARIO_REFERENCE",
  );
  const device = devices.find(({ id }) => id === deviceId);
  const action = device && readAction(entry, fields, device);
  if (at === undefined || deviceId === undefined || action === undefined) return undefined;
  return { at, deviceId, action, ...(say === undefined ? {} : { say }) };
}

function readAction(entry: Entry, fields: StepFields, device: DeviceDescription): Action | undefined {
  const [deed, ...more] = DEEDS.filter((key) => fields[key] !== undefined);
  const told = deed && fields[deed];
  if (deed === undefined || told === undefined || more.length > 0) {
    const count = more.length === 0 ? "none" : "several";
    return entry.fail("SCENARIO_KEY_MISSING", `a step does one thing, this one does ${count}`, `use one of ${DEEDS.join(", ")}`);
  }
  if (fields.lag !== undefined && deed !== "hold") {
    return fields.lag.fail("SCENARIO_KEY_UNKNOWN", `"${deed}" has no lag`, "leave it out, or use hold");
  }
  if (deed === "sounder") return readSounder(told);
  if (isEvent(deed)) return readEvent(deed, told, fields.signal, device);
  if (deed === "fault") return readFault(told, fields.signal, device);
  if (isRoomAct(deed)) {
    const act = readRoomAct(deed, told, device.room);
    return act && { kind: "surroundings", act };
  }
  if (fields.signal === undefined) {
    if (isSignalAct(deed)) return entry.fail("SCENARIO_KEY_MISSING", `"${deed}" needs to know which signal`, "add signal:");
    return readDeviceAction(entry, deed, told);
  }

  const name = readChoice(
    fields.signal,
    device.signals.map((signal) => signal.name),
    "SCENARIO_REFERENCE",
  );
  const signal = device.signals.find((candidate) => candidate.name === name);
  if (signal === undefined) return undefined;
  if (isSignalAct(deed)) {
    const act = readSignalAct(deed, told, signal.kind === "analog" ? signal.physics : undefined);
    return act && { kind: "physics", signal: signal.name, act };
  }
  switch (deed) {
    case "calm":
      return readCalm(told) && { kind: "calm", signal: signal.name };
    case "mode": {
      // What has states of its own has no range to be over.
      const modes = SIGNAL_MODES.filter((known) => known !== "over-range" || signal.kind === "analog");
      const mode = readChoice(told, modes);
      return mode && { kind: "signal-mode", signal: signal.name, mode };
    }
    case "set": {
      const to = signal.kind === "discrete" ? readChoice(told, signal.model.states) : readIn(signal.unit, told);
      return to === undefined ? undefined : { kind: "set", signal: signal.name, to };
    }
    case "hold":
    case "ramp":
      return readMovement(deed, told, fields.lag, signal);
  }
}

function readDeviceAction(entry: Entry, deed: (typeof MOVEMENTS)[number], told: Entry): Action | undefined {
  if (deed === "calm") return readCalm(told) && { kind: "reset" };
  if (deed !== "mode") return entry.fail("SCENARIO_KEY_MISSING", `"${deed}" needs to know which signal`, "add signal:");
  const mode = readChoice(told, DEVICE_MODES);
  return mode && { kind: "device-mode", mode };
}

function readSounder(told: Entry): Action | undefined {
  const condition = readChoice(told, SOUNDER_CONDITIONS);
  return condition && { kind: "sounder", condition };
}

function readMovement(deed: "hold" | "ramp", told: Entry, lagEntry: Entry | undefined, signal: SignalDescription): Action | undefined {
  if (signal.kind === "discrete") return told.fail("SCENARIO_VALUE", `${signal.name} has states and cannot ${deed}`, "use set");
  if (deed === "hold") {
    const to = readIn(signal.unit, told);
    const lag: DurationMs | undefined = lagEntry && readDuration(lagEntry);
    return to === undefined ? undefined : { kind: "hold", signal: signal.name, to, ...(lag === undefined ? {} : { lag }) };
  }
  const fields = readFields(told, { to: "required", over: "required" });
  const to = fields?.to && readIn(signal.unit, fields.to);
  const over = fields?.over && readDuration(fields.over);
  return to === undefined || over === undefined ? undefined : { kind: "ramp", signal: signal.name, to, over };
}

function readCalm(entry: Entry): true | undefined {
  return entry.scalar === true ? true : entry.fail("SCENARIO_VALUE", "calm is either there or not", "write calm: true");
}
