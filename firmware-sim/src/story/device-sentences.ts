import { milliseconds, plus } from "@labcanary/domain/basics";
import { SIGNAL_MODES } from "../description.ts";
import { readChoice, readDuration, readIn } from "../scenario/values.ts";
import type { Written } from "./form.ts";
import type { DeviceDeed } from "./story.ts";
import {
  aboutConnection,
  aboutSignal,
  allConnections,
  deviceOf,
  type DeviceSentence,
  levelOf,
  signalOf,
  type Telling,
  within,
} from "./telling.ts";

const setTo = (level: (written: Written) => string): DeviceSentence["read"] =>
  aboutSignal((signal, written, { entry }) => {
    const to = levelOf(signal, level(written), entry);
    return to === undefined ? undefined : { kind: "set", signal: signal.name, to };
  });

const inMode = (mode: (written: Written) => string): DeviceSentence["read"] =>
  aboutSignal((signal, written, { entry }) => {
    // What has states of its own has no range to be over.
    const modes = SIGNAL_MODES.filter((known) => known !== "over-range" || signal.kind === "analog");
    const chosen = readChoice(within(entry, mode(written)), modes);
    return chosen && { kind: "signal-mode", signal: signal.name, mode: chosen };
  });

const ramp: DeviceSentence["read"] = aboutSignal((signal, { level = "", span = "" }, { entry }) => {
  if (signal.kind === "discrete")
    return entry.fail("SCENARIO_VALUE", `${signal.name} has states and cannot move`, "write that it turns STATE");
  const to = readIn(signal.unit, within(entry, level));
  const over = readDuration(within(entry, span), 1);
  return to === undefined || over === undefined ? undefined : { kind: "ramp", signal: signal.name, to, over };
});

const settle: DeviceSentence["read"] = aboutSignal((signal, { level = "", span }, { entry }) => {
  if (signal.kind === "discrete")
    return entry.fail("SCENARIO_VALUE", `${signal.name} has states and cannot move`, "write that it turns STATE");
  const to = readIn(signal.unit, within(entry, level));
  const lag = span === undefined ? undefined : readDuration(within(entry, span));
  if (to === undefined || (span !== undefined && lag === undefined)) return undefined;
  return { kind: "hold", signal: signal.name, to, ...(lag === undefined ? {} : { lag }) };
});

/** Times a signal may flip in one sentence. Chosen: a day at one a second is a mistake, ten hours at one a minute are not. */
const MOST_FLIPS = 1000;

function flip(written: Written, telling: Telling): DeviceDeed | undefined {
  const { entry, at } = telling;
  const device = deviceOf(written, telling);
  const signal = device && signalOf(written, telling, device);
  if (device === undefined || signal === undefined) return undefined;
  const [one, other] = [levelOf(signal, written.level ?? "", entry), levelOf(signal, written.other ?? "", entry)];
  const every = readDuration(within(entry, written.span ?? ""), 100);
  const over = readDuration(within(entry, written.length ?? ""), 1);
  if (one === undefined || other === undefined || every === undefined || over === undefined) return undefined;
  const count = Math.floor(over / every);
  if (count < 1) return entry.fail("SCENARIO_VALUE", "it would not flip once", "let it flip for longer than every so often");
  if (count > MOST_FLIPS) {
    return entry.fail(
      "SCENARIO_VALUE",
      `it would flip ${count} times`,
      `let it flip ${MOST_FLIPS} times at most: slower, or for less long`,
    );
  }
  const steps = Array.from({ length: count }, (_, turn) => ({
    at: plus(at, milliseconds(turn * every)),
    deviceId: device.id,
    action: { kind: "set", signal: signal.name, to: turn % 2 === 0 ? one : other } as const,
  }));
  return { kind: "device", steps };
}

/** The same, whatever is written in the sentence. */
const always = (text: string) => (): string => text;

/** Sentences that move a signal or a device, in the order of the reference. */
export const MOVING_SENTENCES: readonly DeviceSentence[] = [
  {
    form: "the {signal} of {device} opens",
    means: "a door, lid or valve is open from now on",
    example: "the door of cabinet-17 opens",
    read: setTo(always("open")),
  },
  {
    form: "the {signal} of {device} closes",
    means: "and closed again",
    example: "the door of cabinet-17 closes",
    read: setTo(always("closed")),
  },
  {
    form: "the {signal} of {device} is left {state}",
    means: "it stays in this state; `ajar` is `open` where the contact knows no more",
    example: "the door of cabinet-17 is left ajar",
    read: setTo(({ state = "" }) => state),
  },
  {
    form: "the {signal} of {device} turns {state}",
    means: "any state of the signal",
    example: "the power of freezer-2 turns off",
    read: setTo(({ state = "" }) => state),
  },
  {
    form: "the {signal} of {device} jumps to {level}",
    means: "this value at once, and staying there",
    example: "the ch4 of lab-1 jumps to 26 %LEL",
    read: setTo(({ level = "" }) => level),
  },
  {
    form: "the {signal} of {device} rises to {level} over {span}",
    means: "in a straight line, and staying there",
    example: "the ch4 of lab-1 rises to 12 %LEL over 20min",
    read: ramp,
  },
  {
    form: "the {signal} of {device} falls to {level} over {span}",
    means: "the same, downwards",
    example: "the o2 of ln2-store falls to 17 %vol over 8min",
    read: ramp,
  },
  {
    form: "the {signal} of {device} settles at {level}",
    means: "towards this value with the signal's own lag",
    example: "the weight of toxic-store settles at 1210 g",
    read: settle,
  },
  {
    form: "the {signal} of {device} settles at {level} with a lag of {span}",
    means: "the same, with another lag",
    example: "the temperature of freezer-2 settles at 20 Cel with a lag of 13h",
    read: settle,
  },
  {
    form: "the {signal} of {device} flips between {level} and {other} every {span} for {length}",
    means: "to and fro, beginning with the first",
    example: "the door of cabinet-17 flips between open and closed every 20s for 10min",
    read: flip,
  },
  {
    form: "the {signal} of {device} goes silent",
    means: "it is no longer sent; its device stays connected",
    example: "the probe-2 of gateway-1 goes silent",
    read: inMode(always("silent")),
  },
  {
    form: "the {signal} of {device} sticks",
    means: "the last reading again and again",
    example: "the ch4 of lab-1 sticks",
    read: inMode(always("stuck")),
  },
  {
    form: "the {signal} of {device} cannot measure",
    means: "the device says so instead of a value",
    example: "the ch4 of lab-1 cannot measure",
    read: inMode(always("faulty")),
  },
  {
    form: "the {signal} of {device} reports {mode}",
    means: "a state of the sensor: fault, inhibited, warm-up, calibration, over-range",
    example: "the ch4 of lab-1 reports over-range",
    read: inMode(({ mode = "" }) => mode),
  },
  {
    form: "the {signal} of {device} measures again",
    means: "the end of the four before, where the value then is",
    example: "the probe-2 of gateway-1 measures again",
    read: inMode(always("live")),
  },
  {
    form: "the {signal} of {device} is as usual again",
    means: "it measures, and goes back by itself to how it usually is",
    example: "the ch4 of lab-1 is as usual again",
    read: aboutSignal(({ name }) => ({ kind: "calm", signal: name })),
  },
  {
    form: "{device} loses its connection",
    means: "a device measures on and keeps its readings; a gateway is not heard, nor what is behind it",
    example: "lab-1 loses its connection",
    read: aboutConnection("disconnected"),
  },
  {
    form: "{device} loses its power",
    means: "nothing is measured any more; of a gateway, nothing behind it is heard",
    example: "lab-1 loses its power",
    read: aboutConnection("dead"),
  },
  {
    form: "{device} is connected again",
    means: "with power; what it kept is sent first",
    example: "lab-1 is connected again",
    read: aboutConnection("connected"),
  },
  {
    form: "the network is gone",
    means: "no device reaches the server; all keep their readings",
    example: "the network is gone",
    read: allConnections("disconnected"),
  },
  {
    form: "the network is back",
    means: "all devices send what they kept",
    example: "the network is back",
    read: allConnections("connected"),
  },
];
