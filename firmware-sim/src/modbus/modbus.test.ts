import { connect } from "node:net";
import { minutes } from "@labcanary/domain/basics";
import { client } from "jsmodbus";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../test/support/ports.ts";
import type { DeviceDescription } from "../description.ts";
import { createModbusLink } from "./link.ts";
import { type SimulatedRegister, wordsFor } from "./register.ts";

const register = (over: Partial<SimulatedRegister> = {}): SimulatedRegister => ({
  table: "input",
  address: 0,
  type: "uint16",
  order: "high-first",
  scale: 1,
  offset: 0,
  ...over,
});
const LOOP = { scale: 0.01, current: { at4: 0, at20: 100 } };

// Words worked out by hand: 0x41 44 CC CD is 12.3 as IEEE 754 has it, NE 43 has what is no value below 3.6 mA and above 21 mA.
test.each([
  { value: 213, words: [213] },
  { over: { scale: 0.1 }, value: 21.3, words: [213] },
  { over: { scale: 0.1, offset: -40 }, value: 0, words: [400] },
  { over: { type: "int16" }, value: -80, words: [0xffb0] },
  { value: -1, words: [0], because: "there is nothing below it" },
  { over: { type: "uint32" }, value: 65_536, words: [1, 0] },
  { over: { type: "uint32", order: "low-first" }, value: 65_536, words: [0, 1] },
  { over: { type: "int32" }, value: -2, words: [0xffff, 0xfffe] },
  { over: { type: "float32" }, value: 12.3, words: [0x4144, 0xcccd] },
  { over: { type: "float32" }, value: null, words: [0x7fc0, 0], because: "NaN is no value" },
  { value: null, words: undefined, because: "a whole number has no way to say so" },
  { over: { words: { "2": "open", "7": "closed" } }, value: "closed", words: [7] },
  { over: { words: { "2": "open" } }, value: "ajar", words: undefined, because: "no number stands for it" },
  { over: { table: "coil", words: { "0": "off", "1": "on" } }, value: "on", words: [1] },
  { over: LOOP, value: 0, words: [400] },
  { over: LOOP, value: 50, words: [1200] },
  { over: LOOP, value: -50, words: [380], because: "a measured value is at least 3.8 mA" },
  { over: LOOP, value: 500, words: [2050], because: "and at most 20.5 mA" },
  { over: LOOP, value: 100, isOverRange: true, words: [2080], because: "over range is between 20.5 and 21 mA" },
  { over: LOOP, value: null, words: [320], because: "below 3.6 mA it has failed" },
] as const)(
  "$value stands as $words $because",
  ({
    over,
    value,
    isOverRange = false,
    words,
  }: {
    over?: Partial<SimulatedRegister>;
    value: number | string | null;
    isOverRange?: boolean;
    words: readonly number[] | undefined;
  }) => {
    expect(wordsFor(register(over), { value, isOverRange })).toEqual(words);
  },
);

/** A controller of two detectors and a lamp. */
function controllerAt(port: number): DeviceDescription {
  const analog = { kind: "analog", unit: "%LEL", model: { around: 0, noise: 0, lag: minutes(1), driftPerHour: 0 } } as const;
  const signals = [
    { ...analog, name: "ch4", register: register(LOOP) },
    { ...analog, name: "co", register: register({ address: 1 }) },
    {
      kind: "discrete",
      name: "lamp",
      model: { states: ["off", "on"], dwell: {} },
      register: register({ table: "discrete", address: 5, words: { "0": "off", "1": "on" } }),
    },
  ];
  return { id: "gas-1", every: minutes(1), modbus: { port }, signals } as unknown as DeviceDescription;
}

/** The client of another library, on the wire. */
async function clientAt(port: number) {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  const asking = new client.TCP(socket, 1, 2000);
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return { asking, socket };
}

test("whoever asks is told what stands in the registers, and refused what is not there", async () => {
  const port = await freePort();
  const link = createModbusLink(controllerAt(port));
  link.open();
  onTestFinished(() => link.close());
  await link.whenConnected();
  expect(link.connected).toBe(true);
  link.hand("v1/devices/gas-1/telemetry", JSON.stringify({ samples: { ch4: 25, co: 7, lamp: "on" } }));
  const { asking } = await clientAt(port);
  expect((await asking.readInputRegisters(0, 2)).response.body.valuesAsArray).toEqual([800, 7]);
  expect([...(await asking.readDiscreteInputs(5, 1)).response.body.valuesAsArray][0]).toBe(1);
  // One address that is not there makes a controller refuse all of a request.
  await expect(asking.readInputRegisters(1, 2)).rejects.toMatchObject({ err: "ModbusException" });
  await expect(asking.readHoldingRegisters(0, 1)).rejects.toMatchObject({ err: "ModbusException" });
  await expect(asking.writeSingleRegister(0, 1)).rejects.toMatchObject({ err: "ModbusException" });

  link.hand("v1/devices/gas-1/telemetry", JSON.stringify({ samples: { ch4: { value: null, state: "fault" }, co: null } }));
  expect((await asking.readInputRegisters(0, 2)).response.body.valuesAsArray).toEqual([320, 7]);
  link.hand("v1/devices/gas-1/telemetry", JSON.stringify({ samples: { ch4: { value: 100, state: "over-range" } } }));
  expect((await asking.readInputRegisters(0, 1)).response.body.valuesAsArray).toEqual([2080]);
});

test("cut, it answers nobody, and whoever was connected is cut off; opened, it answers again", async () => {
  const port = await freePort();
  const link = createModbusLink(controllerAt(port));
  link.open();
  await link.whenConnected();
  const { socket } = await clientAt(port);
  const isCut = new Promise((resolve) => socket.once("close", resolve));
  link.cut();
  await isCut;
  await link.whenOffline();
  await expect(clientAt(port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  link.open();
  await link.whenConnected();
  link.hand("v1/devices/gas-1/telemetry", JSON.stringify({ samples: { co: 9 } }));
  const { asking } = await clientAt(port);
  expect((await asking.readInputRegisters(1, 1)).response.body.valuesAsArray).toEqual([9]);
  await link.close();
  expect(link.stats()).toMatchObject({ connections: 2, acknowledged: 1, waiting: 0 });
});
