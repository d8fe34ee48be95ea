import { milliseconds } from "@labcanary/domain/basics";
import { CORRUPTIONS, type DeviceFault, type ReadingFault } from "../faults/fault.ts";
import { checkFault, readDeviceFault, readReadingFault } from "../faults/read-fault.ts";
import { readDuration } from "../scenario/values.ts";
import type { Entry } from "../scenario/yaml-entry.ts";
import type { Written } from "./form.ts";
import { aboutSignal, deed, deviceOf, type DeviceSentence, within } from "./telling.ts";

const mapping = (entry: Entry, places: Readonly<Record<string, string | boolean>>): Entry => {
  const fields = new Map(Object.entries(places).map(([name, scalar]): [string, Entry] => [name, { ...entry, scalar }]));
  return { ...entry, scalar: undefined, fields: () => fields };
};

const ofSignal = (kind: ReadingFault["kind"], told: (written: Written, entry: Entry) => Entry): DeviceSentence["read"] =>
  aboutSignal((signal, written, { entry }) => {
    const fault = readReadingFault(kind, told(written, entry), signal);
    return fault && { kind: "reading-fault", signal: signal.name, fault };
  });

const ofDevice =
  (faultOf: (written: Written, entry: Entry) => DeviceFault | undefined): DeviceSentence["read"] =>
  (written, telling) => {
    const device = deviceOf(written, telling);
    const fault = device && faultOf(written, telling.entry);
    if (device === undefined || fault === undefined || !checkFault(telling.entry, fault, device)) return undefined;
    return deed(telling, device.id, { kind: "device-fault", fault });
  };

/** A fault that is told by one place of the sentence. */
const told = (kind: DeviceFault["kind"], text: (written: Written) => string): DeviceSentence["read"] =>
  ofDevice((written, entry) => readDeviceFault(kind, within(entry, text(written))));

/** A fault that is there or not. */
const there = (fault: DeviceFault): DeviceSentence["read"] => ofDevice(() => fault);

const NONE = milliseconds(0);

const clock = (sign: 1 | -1): DeviceSentence["read"] =>
  ofDevice(({ span = "" }, entry) => {
    const off = readDuration(within(entry, span), 1);
    return off === undefined ? undefined : { kind: "clock", ahead: milliseconds(sign * off), driftPerDay: NONE };
  });

const drifting = (sign: 1 | -1): DeviceSentence["read"] =>
  ofDevice(({ span = "" }, entry) => {
    const drift = readDuration(within(entry, span), 1);
    return drift === undefined ? undefined : { kind: "clock", ahead: NONE, driftPerDay: milliseconds(sign * drift) };
  });

const unit = (saysSo: boolean): DeviceSentence["read"] =>
  ofSignal("unit", ({ unit: sends = "" }, entry) => mapping(entry, { sends, "says-so": saysSo }));

/** Sentences about what goes wrong with readings, messages, connections and wires, in the order of the reference. */
export const FAULT_SENTENCES: readonly DeviceSentence[] = [
  {
    form: "the {signal} of {device} drops {share} of its readings",
    means: "at random",
    example: "the ch4 of lab-1 drops 30 % of its readings",
    read: ofSignal("dropouts", ({ share = "" }, entry) => within(entry, share)),
  },
  {
    form: "the {signal} of {device} is off by {level} in {share} of its readings",
    means: "spikes, at random",
    example: "the ch4 of lab-1 is off by 20 %LEL in 5 % of its readings",
    read: ofSignal("spikes", ({ level = "", share = "" }, entry) => mapping(entry, { by: level, share })),
  },
  {
    form: "{device} sends the {signal} in {unit} and says so",
    means: "after an update of its firmware: the reading has its unit beside it",
    example: "freezer-2 sends the temperature in degF and says so",
    read: unit(true),
  },
  {
    form: "{device} sends the {signal} in {unit} and does not say so",
    means: "the worse case: it is taken for the old unit",
    example: "freezer-2 sends the temperature in degF and does not say so",
    read: unit(false),
  },
  {
    form: "the clock of {device} is {span} ahead",
    means: "from now on",
    example: "the clock of lab-1 is 2h ahead",
    read: clock(1),
  },
  { form: "the clock of {device} is {span} behind", means: "from now on", example: "the clock of lab-1 is 2h behind", read: clock(-1) },
  {
    form: "the clock of {device} gains {span} a day",
    means: "right now, and ever further ahead",
    example: "the clock of lab-1 gains 30s a day",
    read: drifting(1),
  },
  {
    form: "the clock of {device} loses {span} a day",
    means: "right now, and ever further behind",
    example: "the clock of lab-1 loses 30s a day",
    read: drifting(-1),
  },
  {
    form: "the clock of {device} was never set",
    means: "it counts from 1970",
    example: "the clock of lab-1 was never set",
    read: there({ kind: "clock-lost" }),
  },
  {
    form: "{device} sends {share} of its messages twice",
    means: "the same message again",
    example: "lab-1 sends 20 % of its messages twice",
    read: told("duplicates", ({ share = "" }) => share),
  },
  {
    form: "{device} sends {share} of its messages too late",
    means: "each is overtaken by the next",
    example: "lab-1 sends 20 % of its messages too late",
    read: told("reordered", ({ share = "" }) => share),
  },
  {
    form: "{device} garbles {share} of its messages",
    means: "the payload is cut short or has a byte that is zero; the packet is whole",
    example: "lab-1 garbles 20 % of its messages",
    read: told("garbled", ({ share = "" }) => share),
  },
  {
    form: "{device} only repeats what was retained",
    means: "its last message of before, again and again, without a time",
    example: "lab-1 only repeats what was retained",
    read: there({ kind: "stale-retained" }),
  },
  {
    form: "{device} starts anew within {span}",
    means: "its firmware: what it kept is lost, it counts from 0, its sensors warm up",
    example: "lab-1 starts anew within 30s",
    read: told("restart", ({ span = "" }) => span),
  },
  {
    form: "{device} connects anew {count} times a second",
    means: "a reconnect storm, without the pause it should keep",
    example: "lab-1 connects anew 5 times a second",
    read: ofDevice(({ count = "" }, entry) => readDeviceFault("storm", { ...entry, scalar: Number(count) })),
  },
  {
    form: "{device} sends a corrupt packet with {corruption}",
    means: `a packet MQTT forbids, once: ${CORRUPTIONS.join(", ")}`,
    example: "lab-1 sends a corrupt packet with packet-id-zero",
    read: told("corrupt-packet", ({ corruption = "" }) => corruption),
  },
  {
    form: "{device} sends half a packet",
    means: "and its connection is gone",
    example: "lab-1 sends half a packet",
    read: there({ kind: "truncated-packet" }),
  },
  {
    form: "the connection of {device} is half open",
    means: "nothing gets through and nobody hangs up, until the device finds out by its keep-alive",
    example: "the connection of lab-1 is half open",
    read: there({ kind: "half-open" }),
  },
  {
    form: "the link of {device} carries {speed}",
    means: "so slow a line",
    example: "the link of lab-1 carries 20 B/s",
    read: told("slow-link", ({ speed = "" }) => speed),
  },
  {
    form: "nothing is wrong with the {signal} of {device} any more",
    means: "the end of its faults",
    example: "nothing is wrong with the ch4 of lab-1 any more",
    read: aboutSignal(({ name }) => ({ kind: "faults-over", signal: name })),
  },
  {
    form: "nothing is wrong with {device} any more",
    means: "the end of all faults of the device and its signals",
    example: "nothing is wrong with lab-1 any more",
    read: (written, telling) => {
      const device = deviceOf(written, telling);
      return device && deed(telling, device.id, { kind: "faults-over" });
    },
  },
];
