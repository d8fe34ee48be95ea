import { seconds } from "../basics/index.ts";
import { conversion, parseUnit } from "../quantity/index.ts";
import type { Signal } from "../rules/index.ts";
import { type ModbusPoll, type ModbusRegister, wordsOf } from "../telemetry/index.ts";
import type { DeviceFile, RegisterFile } from "./file.ts";
import type { Problems } from "./problem.ts";

type Path = readonly (string | number)[];

/** Registered with IANA for Modbus. */
const MODBUS_PORT = 502;
/** Chosen: a gas alarm is a matter of seconds, and a controller on a shared serial line answers some twenty requests in that time. */
const POLL_EVERY = seconds(5);
/** Chosen: below it a slow controller is asked again before it has answered. */
const MOST_OFTEN = seconds(1);

/** What of a device is asked by Modbus TCP; undefined of one that is not. */
export function compileModbus(device: DeviceFile, signals: readonly Signal[], path: Path, problems: Problems): ModbusPoll | undefined {
  const { modbus, signals: described } = device;
  const asked = Object.entries(described).filter(([, { register }]) => register !== undefined);
  if (modbus === undefined) {
    for (const [name] of asked)
      problems.add("SITE_REGISTER", [...path, "signals", name, "register"], "nobody asks this device; give it modbus: { host: … }");
    return undefined;
  }
  if (device.speaks !== undefined || device.gateway !== undefined)
    problems.add("SITE_REGISTER", [...path, "modbus"], "a device that is asked by Modbus neither speaks for others nor has a gateway");
  const every = problems.positiveDuration(modbus.every, [...path, "modbus", "every"], POLL_EVERY);
  if (every < MOST_OFTEN) problems.add("SITE_REGISTER", [...path, "modbus", "every"], "at most once a second; write 1s or more");
  const registers = signals.flatMap((signal): readonly ModbusRegister[] => {
    const register = described[signal.name]?.register;
    const own = [...path, "signals", signal.name, "register"];
    if (register !== undefined) return [compileRegister(register, signal, own, problems)];
    problems.add("SITE_REGISTER", own, "say where its value stands: register: { address: 0, type: uint16 }");
    return [];
  });
  const { host, port = MODBUS_PORT, unit = 1 } = modbus;
  return { host, port, unit, every, registers };
}

/** Addresses have 16 bits; the last word of a value is one of them. */
const LAST_ADDRESS = 65_535;

function compileRegister(register: RegisterFile, signal: Signal, path: Path, problems: Problems): ModbusRegister {
  const { table = "input", address, type = "uint16", order = "high-first", scale = 1, offset = 0, words, current } = register;
  const say = (key: string, message: string): void => problems.add("SITE_REGISTER", [...path, key], message);
  const isBit = table === "coil" || table === "discrete";
  if (address + wordsOf({ type }) - 1 > LAST_ADDRESS) say("address", `the last register is ${LAST_ADDRESS}`);
  if (isBit && (type !== "uint16" || register.scale !== undefined || current !== undefined))
    say("table", "a coil or a discrete input is one bit; leave type, scale and current out, and say by words what 0 and 1 mean");
  if (scale === 0) say("scale", "everything times 0 is 0; leave it out where nothing is scaled");
  if (signal.states !== undefined && words === undefined)
    say("words", `say which number is which state: words: { "0": ${signal.states[0]} }`);
  if (signal.states === undefined && words !== undefined) say("words", "words are for states; this signal is a number");
  if (signal.states === undefined && isBit) say("table", "a bit is no number; give the signal states");
  if (signal.states !== undefined && current !== undefined) say("current", "a current is a number; this signal has states");
  if (current !== undefined && current.at4 === current.at20) say("current", "the value at 4 mA and at 20 mA is the same");
  // A current above the range is read as a value above the range: of a falling loop it is one below, as little oxygen as can be told.
  if (current !== undefined && current.at4 > current.at20)
    say(
      "current",
      "more at 4 mA than at 20 mA: a current beyond 20 mA would be read as above the range; set the transmitter to a rising output",
    );
  for (const state of Object.values(words ?? {}))
    if (signal.states?.includes(state) === false) say("words", `"${state}" is no state of it; there are ${signal.states.join(", ")}`);
  const unit = register.unit === undefined ? undefined : parseUnit(register.unit);
  if (register.unit !== undefined && (unit === undefined || signal.states !== undefined || !conversion(unit, signal.unit, signal).ok))
    problems.add("SITE_UNIT", [...path, "unit"], `"${register.unit}" cannot be converted to ${signal.unit}, the unit of the signal`);
  return {
    signal: signal.name,
    table,
    address,
    type,
    order,
    scale,
    offset,
    ...(unit === undefined ? {} : { unit }),
    ...(words === undefined ? {} : { words }),
    ...(current === undefined ? {} : { current }),
  };
}
