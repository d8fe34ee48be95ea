import { describe, expect, it, test } from "vitest";
import { signInPacket, startBroker } from "../../test/support/mqtt-broker.ts";
import { PINGREQ, PINGRESP, connack, puback, publishPacket, subscribePacket } from "../../test/support/mqtt-packets.ts";

const COMMANDS = "v1/devices/cab-17/commands";
const suback = (id: number, ...codes: readonly number[]): Buffer => Buffer.from([0x90, 2 + codes.length, id >> 8, id & 0xff, ...codes]);

describe("a subscription", () => {
  it("to the own commands is granted, and brings what the platform publishes there", async () => {
    const { device, broker } = await startBroker();
    const peer = await device("cab-17");
    peer.send(subscribePacket(1, COMMANDS));
    expect((await peer.receive(9)).subarray(4)).toEqual(suback(1, 1));
    await broker.publish({ topic: "v1/devices/cab-18/commands", payload: "not for it", retain: false });
    await broker.publish({ topic: COMMANDS, payload: "sounder-on", retain: false });
    const message = (await peer.receive(9 + 2 + 2 + COMMANDS.length + 2 + 10)).subarray(9);
    expect(message[0]).toBe(0x32);
    expect(message.toString("latin1", 4)).toMatch(/^v1\/devices\/cab-17\/commands..sounder-on$/s);
  });

  test.each([
    { filter: "$share/group/v1/devices/cab-17/commands", reason: "shared-subscription" },
    { filter: "$SYS/#", reason: "system-topic" },
    { filter: "#", reason: "filter-not-allowed" },
    { filter: "v1/devices/+/telemetry", reason: "filter-not-allowed" },
    { filter: "v1/devices/cab-18/commands", reason: "filter-not-allowed" },
    { filter: "v1/devices/cab-17/status", reason: "filter-not-allowed" },
    { filter: "v1/alarms/#", reason: "filter-not-allowed" },
  ] as const)("to $filter is answered with 0x80, counted, and brings nothing", async ({ filter, reason }) => {
    const { device, broker, refusals } = await startBroker();
    const other = await device("cab-18");
    other.send(publishPacket({ topic: "v1/devices/cab-18/status", id: 1, retain: true, payload: '{"state":"online"}' }));
    await other.receive(8);

    const peer = await device("cab-17");
    peer.send(subscribePacket(1, filter));
    expect((await peer.receive(9)).subarray(4)).toEqual(suback(1, 0x80));
    expect(refusals(reason)).toBe(1);
    await broker.publish({ topic: "v1/devices/cab-18/commands", payload: "{}", retain: false });
    await broker.publish({ topic: "v1/alarms/1", payload: "{}", retain: true });
    other.send(publishPacket({ topic: "v1/devices/cab-18/telemetry", id: 2 }));
    await other.receive(12);
    peer.send(PINGREQ);
    expect(await peer.receive(11)).toEqual(Buffer.concat([connack(0), suback(1, 0x80), PINGRESP]));
  });
});

describe("a kept session", () => {
  it("brings the commands of the time away, and no filter that was refused beside a granted one", async () => {
    const { device, broker, peer: connectPeer } = await startBroker();
    const first = await device("cab-17", { clean: false });
    first.send(subscribePacket(1, COMMANDS, "v1/devices/cab-18/commands", "#"));
    expect((await first.receive(11)).subarray(4)).toEqual(suback(1, 1, 0x80, 0x80));
    first.drop();
    await expect.poll(() => broker.health()[0]?.detail).toMatch(/^0 connections/);
    await broker.publish({ topic: "v1/devices/cab-18/commands", payload: "not for it", retain: false });
    await broker.publish({ topic: COMMANDS, payload: "identify", retain: false });

    const second = await connectPeer();
    second.send(signInPacket("cab-17", { clean: false }));
    const received = await second.receive(4 + 2 + 2 + COMMANDS.length + 2 + 8);
    expect(received.subarray(0, 4)).toEqual(connack(0, 1));
    expect(received.toString("latin1", 8)).toMatch(/^v1\/devices\/cab-17\/commands..identify$/s);
    second.send(puback(received.readUInt16BE(received.length - 10)), PINGREQ);
    expect((await second.receive(received.length + 2)).subarray(received.length)).toEqual(PINGRESP);
  });

  it("holds the newest messages when there are more than it may hold", async () => {
    const { device, broker, refusals, peer: connectPeer } = await startBroker({ maxQueuedMessages: 3 });
    const first = await device("cab-17", { clean: false });
    first.send(subscribePacket(1, COMMANDS));
    await first.receive(9);
    first.drop();
    await expect.poll(() => broker.health()[0]?.detail).toMatch(/^0 connections/);
    for (const payload of ["a", "b", "c", "d", "e"]) await broker.publish({ topic: COMMANDS, payload, retain: false });
    expect(refusals("queue-full")).toBe(2);

    const second = await connectPeer();
    second.send(signInPacket("cab-17", { clean: false }));
    const length = 2 + 2 + COMMANDS.length + 2 + 1;
    const received = (await second.receive(4 + 3 * length)).subarray(4);
    expect([0, 1, 2].map((index) => received.toString("latin1", (index + 1) * length - 1, (index + 1) * length))).toEqual(["c", "d", "e"]);
  });

  it("is refused to a device when there are as many as there may be, and a clean one is not", async () => {
    const { device, peer: connectPeer, refusals } = await startBroker({ maxSessions: 1 });
    await device("cab-17", { clean: false });
    const second = await connectPeer();
    second.send(signInPacket("cab-18", { clean: false }));
    expect(await second.closed).toEqual(connack(3));
    expect(refusals("session-limit")).toBe(1);
    await device("cab-18");
    await device("cab-17"); // gives its session up
    await device("cab-18", { clean: false });
  });
});

describe("a retained message", () => {
  const status = (device: string, payload: string) => publishPacket({ topic: `v1/devices/${device}/status`, id: 1, retain: true, payload });

  it("is kept for status alone, and the frame still says what the device asked for", async () => {
    const { device, keeper, refusals } = await startBroker();
    const peer = await device("cab-17");
    peer.send(status("cab-17", '{"state":"online"}'));
    await peer.receive(8);
    expect(refusals("retain-dropped")).toBe(0);
    peer.send(publishPacket({ topic: "v1/devices/cab-17/telemetry", id: 2, retain: true }));
    await peer.receive(12);
    peer.send(status("cab-17", "x".repeat(2_049)));
    await peer.receive(16);
    expect(refusals("retain-dropped")).toBe(2);
    expect(keeper.frames.map((frame) => frame.retain)).toEqual([true, true, true]);
  });

  it("reaches who subscribes later, where that is allowed", async () => {
    const { broker, device } = await startBroker();
    await broker.publish({ topic: COMMANDS, payload: "interval", retain: true });
    const peer = await device("cab-17");
    peer.send(subscribePacket(1, COMMANDS));
    const received = await peer.receive(9 + 2 + 2 + COMMANDS.length + 2 + 8);
    expect(received[9]).toBe(0x33);
  });
});
