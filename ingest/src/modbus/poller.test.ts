import { milliseconds, seconds } from "@labcanary/domain/basics";
import type { AcceptRefusal } from "@labcanary/domain/ports";
import type { ModbusPoll, ModbusRegister } from "@labcanary/domain/telemetry";
import { afterEach, expect, test } from "vitest";
import { createSettableClock, type SettableClock } from "../../../test/support/clock.ts";
import {
  type ModbusController,
  startController,
  startDeafController,
  startStrictController,
} from "../../../test/support/modbus-controller.ts";
import { isPrivateAddress } from "./connection.ts";
import { createModbusPoller, type ModbusPoller } from "./poller.ts";

const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

const register = (over: Partial<ModbusRegister>): ModbusRegister => ({
  signal: "ch4",
  table: "input",
  address: 0,
  type: "uint16",
  order: "high-first",
  scale: 1,
  offset: 0,
  ...over,
});

interface World {
  readonly poller: ModbusPoller;
  readonly clock: SettableClock;
  readonly samples: readonly Readonly<Record<string, unknown>>[];
  readonly counts: ReadonlyMap<string, number>;
  readonly topics: ReadonlySet<string>;
  describe(poll: ModbusPoll | undefined): void;
}

function startPoller(poll: ModbusPoll, over: { readonly refusal?: AcceptRefusal; readonly anyAddress?: boolean } = {}): World {
  const clock = createSettableClock();
  const samples: Readonly<Record<string, unknown>>[] = [];
  const topics = new Set<string>();
  const counts = new Map<string, number>();
  let described: ModbusPoll | undefined = poll;
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const poller = createModbusPoller(
    { anyAddress: over.anyAddress ?? false, timeout: milliseconds(100) },
    {
      clock,
      logger: { ...quiet, debug: () => undefined } as never,
      metrics: {
        counter: (_name: string, outcome: string) => ({
          inc: () => void counts.set(outcome, (counts.get(outcome) ?? 0) + 1),
          value: 0,
        }),
      } as never,
      frames: {
        accept({ topic, payload }, settled) {
          topics.add(topic);
          samples.push((JSON.parse(Buffer.from(payload).toString()) as { samples: Readonly<Record<string, unknown>> }).samples);
          settled(over.refusal);
        },
      },
      site: () => ({ devices: [{ id: "gas-1", ...(described === undefined ? {} : { modbus: described }) }, { id: "other" }] }),
    },
  );
  undo.push(() => poller.stop());
  void poller.start();
  return { poller, clock, samples, counts, topics, describe: (next) => void (described = next) };
}

const pollOf = ({ port }: Pick<ModbusController, "port">, ...registers: readonly ModbusRegister[]): ModbusPoll => ({
  host: "127.0.0.1",
  port,
  unit: 1,
  every: seconds(5),
  registers: registers.length === 0 ? [register({})] : registers,
});

async function controller(): Promise<ModbusController> {
  const started = await startController();
  undo.push(() => started.stop());
  return started;
}

test("what a controller answers is said on the device's own topic, every time it is due", async () => {
  const gas = await controller();
  gas.input.writeUInt16BE(123, 0);
  gas.input.writeFloatBE(-4.5, 2);
  const { samples, clock, topics, counts, poller } = startPoller(
    pollOf(
      gas,
      register({ scale: 0.1 }),
      register({ signal: "temperature", address: 1, type: "float32" }),
      register({ signal: "door", table: "discrete", address: 1, words: { "0": "closed", "1": "open" } }),
    ),
  );
  await expect.poll(() => samples.length).toBe(1);
  gas.input.writeUInt16BE(0, 0);
  await expect.poll(() => (clock.advance(seconds(5)), samples.length)).toBe(2);
  expect(samples).toEqual([
    { ch4: { value: 12.3 }, temperature: { value: -4.5 }, door: "open" },
    { ch4: { value: 0 }, temperature: { value: -4.5 }, door: "open" },
  ]);
  expect([...topics]).toEqual(["v1/devices/gas-1/telemetry"]);
  expect(counts.get("answered")).toBe(4);
  expect(gas.connections.size).toBe(1);
  expect(poller.health()).toMatchObject({
    name: "modbus",
    state: "ok",
    detail: "1 controllers answer",
    says: { values: { count: 1, failing: 0 } },
  });
});

test("a register that is not there is an exception, and harms no other", async () => {
  const strict = await startStrictController();
  undo.push(() => strict.stop());
  const { samples, counts, poller } = startPoller(pollOf(strict, register({ signal: "missing", address: 900 }), register({})));
  await expect.poll(() => samples.length).toBe(1);
  expect(samples).toEqual([{ ch4: { value: 7 } }]);
  expect(Object.fromEntries(counts)).toEqual({ exception: 1, answered: 1 });
  expect(poller.health()).toMatchObject({ state: "degraded", detail: "1 of 1 do not: gas-1: exception", says: { values: { failing: 1 } } });
});

test("an answer that is not what was asked for is no reading", async () => {
  const { samples, counts } = startPoller(pollOf(await controller(), register({ signal: "missing", address: 900 })));
  await expect.poll(() => counts.get("nonsense")).toBe(1);
  expect(samples).toEqual([]);
});

test("a connection that is lost says nothing, and is made again when the controller is back", async () => {
  const first = await startController();
  const { samples, clock, counts, poller } = startPoller(pollOf(first));
  await expect.poll(() => samples.length).toBe(1);
  await first.stop();
  await expect.poll(() => (clock.advance(seconds(5)), (counts.get("unreachable") ?? 0) >= 2)).toBe(true);
  expect(samples).toHaveLength(1);
  expect(poller.health().state).toBe("degraded");
  const again = await startController({ port: first.port });
  undo.push(() => again.stop());
  await expect.poll(() => (clock.advance(seconds(5)), samples.length >= 2)).toBe(true);
  expect(poller.health().state).toBe("ok");
});

test("one that does not answer is given up in time and not asked twice at once", async () => {
  const deaf = await startDeafController();
  undo.push(() => deaf.stop());
  const { samples, clock, counts } = startPoller(pollOf(deaf, register({}), register({ signal: "far", address: 50 })));
  clock.advance(seconds(5));
  expect(counts.get("skipped")).toBe(1);
  await expect.poll(() => counts.get("timeout")).toBe(1);
  expect(samples).toEqual([]);
});

test("an address that is not private is not called, unless the installation says so", async () => {
  const { counts, poller } = startPoller({ ...pollOf({ port: 502 }), host: "203.0.113.7" });
  await expect.poll(() => counts.get("address-not-private")).toBe(1);
  expect(poller.health().detail).toContain("gas-1: address-not-private");
});

test.each([
  { address: "127.0.0.1", isPrivate: true },
  { address: "10.20.30.40", isPrivate: true },
  { address: "172.31.0.1", isPrivate: true },
  { address: "172.32.0.1", isPrivate: false },
  { address: "192.168.10.20", isPrivate: true },
  { address: "8.8.8.8", isPrivate: false },
  { address: "::1", isPrivate: true },
  { address: "fd00::17", isPrivate: true },
  { address: "2001:db8::1", isPrivate: false },
])("$address is private: $isPrivate", ({ address, isPrivate }) => {
  expect(isPrivateAddress(address)).toBe(isPrivate);
});

test("a reading the log does not take is counted", async () => {
  const { counts } = startPoller(pollOf(await controller()), { refusal: "log-full" });
  await expect.poll(() => counts.get("not-kept")).toBe(1);
});

test("a change of the site asks as it says then, and leaves alone what it does not change", async () => {
  const gas = await controller();
  const world = startPoller(pollOf(gas));
  await expect.poll(() => world.samples.length).toBe(1);
  world.poller.siteChanged();
  world.describe(pollOf(gas, register({ signal: "h2s", address: 3 })));
  world.poller.siteChanged();
  await expect.poll(() => world.samples.length).toBe(2);
  expect(world.samples[1]).toEqual({ h2s: { value: 0 } });
  world.describe(undefined);
  world.poller.siteChanged();
  expect(world.poller.health().detail).toBe("0 controllers answer");
  expect(world.clock.waiting).toBe(0);
});
