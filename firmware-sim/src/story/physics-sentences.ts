import type { DeviceDescription } from "../description.ts";
import { ACTS_OF, type PhysicsAct } from "../physics/description.ts";
import { GASES } from "../physics/gas.ts";
import { readRoomAct, readSignalAct, type RoomActKey, type SignalActKey } from "../physics/read-act.ts";
import { readChoice, readIn } from "../scenario/values.ts";
import type { Entry } from "../scenario/yaml-entry.ts";
import type { Written } from "./form.ts";
import type { DeviceDeed } from "./story.ts";
import { deed, deviceOf, type DeviceSentence, signalOf, type Telling, within } from "./telling.ts";

/** What stands in several places of a sentence, as the readers of steps take a mapping. */
function mapping(entry: Entry, places: Readonly<Record<string, string>>): Entry {
  const fields = new Map(Object.entries(places).map(([name, text]) => [name, within(entry, text)]));
  return { ...entry, scalar: undefined, fields: () => fields };
}

/** Something is done to the room a device stands in. */
const inRoom =
  (key: RoomActKey, told: (written: Written, entry: Entry) => Entry): DeviceSentence["read"] =>
  (written, telling) => {
    const device = deviceOf(written, telling);
    const act = device && readRoomAct(key, told(written, telling.entry), device.room);
    return device === undefined || act === undefined ? undefined : deed(telling, device.id, { kind: "surroundings", act });
  };

const leak = (rate: (written: Written) => string): DeviceSentence["read"] =>
  inRoom("leak", (written, entry) => mapping(entry, { of: written.gas ?? "", rate: rate(written) }));

/** The mains of the building: any device stands for it. */
const mains =
  (isOn: boolean): DeviceSentence["read"] =>
  (_written, telling) => {
    const [device] = telling.devices;
    if (device !== undefined) return deed(telling, device.id, { kind: "surroundings", act: { kind: "mains", isOn } });
    return telling.entry.fail("SCENARIO_REFERENCE", "there is no device the mains could fail for", "describe it under devices:");
  };

/** What is done to a device is done to every model behind its signals that knows of it: two probes of a store see the same load. */
const toDevice =
  (key: SignalActKey, what: string, told: (written: Written, entry: Entry) => Entry | true): DeviceSentence["read"] =>
  (written, telling) => {
    const { entry } = telling;
    const device = deviceOf(written, telling);
    if (device === undefined) return undefined;
    const knowing = signalsThatKnow(key, device);
    if (knowing.length === 0) return entry.fail("SCENARIO_REFERENCE", `${device.id} has no ${what}`, REMEDIES[key] ?? NEEDS_MODEL);
    const text = told(written, entry);
    const acts: { readonly signal: string; readonly act: PhysicsAct }[] = [];
    for (const signal of knowing) {
      const act = readSignalAct(key, text === true ? { ...entry, scalar: true } : text, signal.physics);
      if (act === undefined) return undefined;
      acts.push({ signal: signal.name, act });
    }
    return stepsOf(telling, device, acts);
  };

const NEEDS_MODEL = "give a signal of it the model that knows it, below devices:";
const REMEDIES: Readonly<Partial<Record<SignalActKey, string>>> = {
  compressor: "give a signal of it model: { freezer: … } or model: { refrigerator: … }, below devices:",
  load: "give a signal of it model: { freezer: … } or model: { refrigerator: … }, below devices:",
  defrost: "give a signal of it model: { freezer: … } with defrost-every, defrost-for and defrost-heat, below devices:",
  heater: "give a signal of it model: { incubator: … }, below devices:",
  valve: "give a signal of it model: { incubator-gas: … }, below devices:",
  charge: "give a signal of it model: { battery: … }, below devices:",
};

const signalsThatKnow = (key: SignalActKey, { signals }: DeviceDescription) =>
  signals.flatMap((signal) =>
    signal.kind === "analog" && signal.physics !== undefined && ACTS_OF[signal.physics.kind].includes(key)
      ? [{ name: signal.name, physics: signal.physics }]
      : [],
  );

const stepsOf = (
  { at }: Telling,
  { id }: DeviceDescription,
  acts: readonly { readonly signal: string; readonly act: PhysicsAct }[],
): DeviceDeed => ({
  kind: "device",
  steps: acts.map(({ signal, act }) => ({ at, deviceId: id, action: { kind: "physics", signal, act } as const })),
});

/** Something is done to the model behind one signal. */
const toSignal =
  (key: SignalActKey, told: (written: Written) => string): DeviceSentence["read"] =>
  (written, telling) => {
    const device = deviceOf(written, telling);
    const signal = device && signalOf(written, telling, device);
    if (device === undefined || signal === undefined) return undefined;
    const act = readSignalAct(key, within(telling.entry, told(written)), signal.kind === "analog" ? signal.physics : undefined);
    return act && stepsOf(telling, device, [{ signal: signal.name, act }]);
  };

/** With test gas the model is put right, and whatever else its zero has drifted by. */
function calibrate(written: Written, telling: Telling): DeviceDeed | undefined {
  const device = deviceOf(written, telling);
  const signal = device && signalOf(written, telling, device);
  if (device === undefined || signal === undefined) return undefined;
  if (signal.kind === "discrete")
    return telling.entry.fail("SCENARIO_REFERENCE", `${signal.name} has states and is not calibrated`, "name a signal that is measured");
  const { at } = telling;
  const knows = signal.physics !== undefined && ACTS_OF[signal.physics.kind].includes("calibrate");
  return {
    kind: "device",
    steps: [
      ...(knows
        ? [{ at, deviceId: device.id, action: { kind: "physics", signal: signal.name, act: { kind: "calibrate" } } as const }]
        : []),
      { at, deviceId: device.id, action: { kind: "reading-fault", signal: signal.name, fault: { kind: "drift", perDay: 0 } } },
    ],
  };
}

function drift(written: Written, telling: Telling): DeviceDeed | undefined {
  const { entry } = telling;
  const device = deviceOf(written, telling);
  const signal = device && signalOf(written, telling, device);
  if (device === undefined || signal === undefined) return undefined;
  if (signal.kind === "discrete")
    return entry.fail("SCENARIO_VALUE", `${signal.name} has states and no zero`, "name a signal that is measured");
  const perDay = readIn(signal.unit, within(entry, written.level ?? ""));
  if (perDay === undefined) return undefined;
  return deed(telling, device.id, { kind: "reading-fault", signal: signal.name, fault: { kind: "drift", perDay } });
}

const always = (text: string) => (_written: Written, entry: Entry) => within(entry, text);

/** A gas that is not known is told before anything else: the name stands first. */
const ofGas =
  (read: DeviceSentence["read"]): DeviceSentence["read"] =>
  (written, telling) =>
    readChoice(within(telling.entry, written.gas ?? ""), GASES) === undefined ? undefined : read(written, telling);

/** Sentences about what sensors look at: rooms, stores, sensors themselves, in the order of the reference. */
export const PHYSICS_SENTENCES: readonly DeviceSentence[] = [
  {
    form: "{gas} leaks into the room of {device} at {rate}",
    means: "until it is stopped; all sensors of the room look at the same air",
    example: "CH4 leaks into the room of lab-1 at 60 L/min",
    read: ofGas(leak(({ rate = "" }) => rate)),
  },
  {
    form: "the leak of {gas} in the room of {device} is stopped",
    means: "what is there is aired out",
    example: "the leak of CH4 in the room of lab-1 is stopped",
    read: ofGas(leak(() => "0 L/min")),
  },
  {
    form: "{amount} of liquid nitrogen is spilt in the room of {device}",
    means: "it boils away in some minutes and takes the place of the air",
    example: "10 L of liquid nitrogen is spilt in the room of lab-1",
    read: inRoom("spill", ({ amount = "" }, entry) => mapping(entry, { "liquid-nitrogen": amount })),
  },
  {
    form: "{amount} of liquid nitrogen is spilt in the room of {device} and boils off in {span}",
    means: "the same, sooner or later: two thirds of it are gone by then",
    example: "10 L of liquid nitrogen is spilt in the room of lab-1 and boils off in 20min",
    read: inRoom("spill", ({ amount = "", span = "" }, entry) => mapping(entry, { "liquid-nitrogen": amount, "boils-off": span })),
  },
  {
    form: "the ventilation in the room of {device} runs at {share}",
    means: "of what it usually is",
    example: "the ventilation in the room of lab-1 runs at 20 %",
    read: inRoom("ventilation", ({ share = "" }, entry) => within(entry, share)),
  },
  {
    form: "the mains fail",
    means: "of the whole building: what has `power` and no UPS dies, stores warm, fans stand still",
    example: "the mains fail",
    read: mains(false),
  },
  { form: "the mains are back", means: "and all that hangs on them", example: "the mains are back", read: mains(true) },
  {
    form: "the compressor of {device} fails",
    means: "of a freezer or refrigerator",
    example: "the compressor of freezer-2 fails",
    read: toDevice("compressor", "compressor", always("failed")),
  },
  {
    form: "the compressor of {device} grows weak",
    means: "it takes out 60 % of its heat",
    example: "the compressor of freezer-2 grows weak",
    read: toDevice("compressor", "compressor", always("weak")),
  },
  {
    form: "the compressor of {device} works again",
    means: "as before",
    example: "the compressor of freezer-2 works again",
    read: toDevice("compressor", "compressor", always("works")),
  },
  {
    form: "{amount} at {level} is put into {device}",
    means: "warm goods in a freezer or refrigerator",
    example: "8 kg at 20 Cel is put into freezer-2",
    read: toDevice("load", "store", ({ amount = "", level = "" }, entry) => mapping(entry, { mass: amount, at: level })),
  },
  {
    form: "{device} defrosts",
    means: "now, out of its turn",
    example: "freezer-2 defrosts",
    read: toDevice("defrost", "store", () => true),
  },
  {
    form: "the heater of {device} fails",
    means: "of an incubator",
    example: "the heater of incubator-1 fails",
    read: toDevice("heater", "heater", always("failed")),
  },
  {
    form: "the heater of {device} heats on",
    means: "its thermostat sticks",
    example: "the heater of incubator-1 heats on",
    read: toDevice("heater", "heater", always("stuck-on")),
  },
  {
    form: "the heater of {device} works again",
    means: "as before",
    example: "the heater of incubator-1 works again",
    read: toDevice("heater", "heater", always("works")),
  },
  {
    form: "the gas valve of {device} fails",
    means: "of an incubator: no carbon dioxide comes",
    example: "the gas valve of incubator-1 fails",
    read: toDevice("valve", "gas valve", always("failed")),
  },
  {
    form: "the gas valve of {device} stays open",
    means: "more and more carbon dioxide",
    example: "the gas valve of incubator-1 stays open",
    read: toDevice("valve", "gas valve", always("stuck-open")),
  },
  {
    form: "the gas valve of {device} works again",
    means: "as before",
    example: "the gas valve of incubator-1 works again",
    read: toDevice("valve", "gas valve", always("works")),
  },
  {
    form: "the {signal} of {device} loses {share} of its sensitivity",
    means: "a gas sensor is poisoned, or its cell dries out",
    example: "the ch4 of lab-1 loses 60 % of its sensitivity",
    read: toSignal("poison", ({ share = "" }) => share),
  },
  {
    form: "the {signal} of {device} ages by {span}",
    means: "a gas sensor at once: sensitivity, T90 and zero as its figures say",
    example: "the ch4 of lab-1 ages by 730d",
    read: toSignal("age", ({ span = "" }) => span),
  },
  {
    form: "the {signal} of {device} drifts by {level} a day",
    means: "its zero, from now on; what it looks at stays what it is",
    example: "the ch4 of lab-1 drifts by 2 %LEL a day",
    read: drift,
  },
  {
    form: "the {signal} of {device} is calibrated",
    means: "with test gas: sensitivity, age and zero are right again",
    example: "the ch4 of lab-1 is calibrated",
    read: calibrate,
  },
  {
    form: "{amount} is taken out of the {signal} of {device}",
    means: "of a cabinet that weighs what it holds",
    example: "0.5 kg is taken out of the weight of toxic-store",
    read: toSignal("withdraw", ({ amount = "" }) => amount),
  },
  {
    form: "{amount} is put into the {signal} of {device}",
    means: "and put back",
    example: "0.5 kg is put into the weight of toxic-store",
    read: toSignal("withdraw", ({ amount = "" }) => (amount.startsWith("-") ? amount.slice(1) : `-${amount}`)),
  },
  {
    form: "the battery of {device} has {share} left",
    means: "low, the device says so; empty, it is dead",
    example: "the battery of lab-1 has 15 % left",
    read: toDevice("charge", "battery", ({ share = "" }, entry) => within(entry, share)),
  },
];
