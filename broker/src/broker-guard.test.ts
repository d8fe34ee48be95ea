import { milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import { describe, expect, it } from "vitest";
import { signInPacket, startBroker } from "../../test/support/mqtt-broker.ts";
import { PINGREQ, PINGRESP, connack, publishPacket, subscribePacket } from "../../test/support/mqtt-packets.ts";

const TOPIC = "v1/devices/cab-17/telemetry";

describe("a peer that is up to no good", () => {
  it("is cut off for its reason, and the others are unharmed", async () => {
    const { device, peer: connectPeer, refusals } = await startBroker();
    const bystander = await device("cab-18");
    const stranger = await connectPeer();
    stranger.send(publishPacket({ topic: TOPIC, id: 1 }));
    await stranger.closed;
    expect(refusals("first-packet")).toBe(1);

    const peer = await device("cab-17");
    peer.send([0x30, 0xff, 0xff, 0xff, 0x7f]); // 256 MB are announced
    await peer.closed;
    expect(refusals("packet-too-large")).toBe(1);

    const again = await device("cab-17");
    again.send(signInPacket("cab-17"));
    await again.closed;
    expect(refusals("second-connect")).toBe(1);

    bystander.send(PINGREQ);
    expect((await bystander.receive(6)).subarray(4)).toEqual(PINGRESP);
  });

  it("is cut off when its CONNECT drips", async () => {
    const { peer: connectPeer, broker, clock, refusals } = await startBroker();
    const peer = await connectPeer();
    await expect.poll(() => broker.health()[0]?.detail).toMatch(/^1 connections/);
    for (const byte of signInPacket("cab-17").subarray(0, 6)) {
      peer.send([byte]);
      clock.advance(seconds(2));
    }
    expect(await peer.closed).toHaveLength(0);
    expect(refusals("connect-timeout")).toBe(1);
  });

  it("is cut off when a packet is begun and not ended, while one that rests between packets is not", async () => {
    const { device, clock, refusals } = await startBroker();
    const resting = await device("cab-18");
    const dripping = await device("cab-17");
    dripping.send(PINGREQ, publishPacket({ topic: TOPIC, id: 1 }).subarray(0, 9));
    await dripping.receive(6);
    clock.advance(seconds(9));
    expect(refusals("packet-timeout")).toBe(0);
    clock.advance(seconds(3));
    await dripping.closed;
    expect(refusals("packet-timeout")).toBe(1);
    resting.send(PINGREQ);
    await resting.receive(6);
  });

  it("is cut off when it does not read, and holds up neither the others nor the platform meanwhile", async () => {
    const { device, broker, clock, refusals } = await startBroker();
    const commands = (id: string) => `v1/devices/${id}/commands`;
    const frozen = await device("cab-17");
    const lively = await device("cab-18");
    frozen.send(subscribePacket(1, commands("cab-17")));
    lively.send(subscribePacket(1, commands("cab-18")));
    await Promise.all([frozen.receive(9), lively.receive(9)]);
    frozen.freeze();
    const payload = "x".repeat(60_000);
    for (let index = 0; index < 300; index++) await broker.publish({ topic: commands("cab-17"), payload, retain: false }); // 18 MB
    await broker.publish({ topic: commands("cab-18"), payload: "identify", retain: false });
    await lively.receive(10);
    lively.send(publishPacket({ topic: "v1/devices/cab-18/telemetry", id: 1 }), PINGREQ);
    await lively.receive(12);
    expect(refusals("frozen")).toBe(0); // all this while the frozen one was still there

    clock.advance(seconds(4));
    expect(refusals("frozen")).toBe(1);
    await expect.poll(() => broker.health()[0]?.detail).toMatch(/^1 connections/);
  });

  it("is cut off when nothing is heard for one and a half keep-alive periods", async () => {
    const { device, refusals } = await startBroker();
    const peer = await device("cab-17", { keepAlive: 1 });
    await peer.closed; // the library counts this time itself, by the clock on the wall
    expect(refusals("keep-alive-timeout")).toBe(1);
    expect(refusals("protocol-error")).toBe(0);
  });

  it("is not let in when there are as many as there may be", async () => {
    const { device, peer: connectPeer, refused } = await startBroker({ maxConnections: 2 });
    await device("cab-17");
    await device("cab-18");
    const third = await connectPeer();
    expect(await third.closed).toHaveLength(0);
    await refused("too-many-connections");
  });
});

describe("a device above its rate", () => {
  const burst = (count: number) => Array.from({ length: count }, (_, index) => publishPacket({ topic: TOPIC, id: index + 1 }));

  it("is held back, and nothing of what it sends is lost", async () => {
    const { device, keeper, clock, refusals } = await startBroker({ messagesPerSecond: 10, messageBurst: 10 });
    const peer = await device("cab-17");
    peer.send(...burst(30));
    await peer.receive(4 + 30 * 4);
    expect(refusals("rate-limited")).toBe(1);

    peer.send(...burst(5));
    const other = await device("cab-18");
    other.send(PINGREQ);
    await other.receive(6);
    expect(keeper.frames).toHaveLength(30);
    clock.advance(seconds(3));
    await peer.receive(4 + 35 * 4);
    expect(keeper.frames).toHaveLength(35);
  });

  it("is charged for each 64 KiB of a large packet it has begun", async () => {
    const { device, keeper, clock } = await startBroker({ messagesPerSecond: 1, messageBurst: 5, maxPacketBytes: 1_048_576 });
    const peer = await device("cab-17");
    peer.send(publishPacket({ topic: TOPIC, id: 1, payload: "x".repeat(5 * 65_536) }));
    await peer.receive(4 + 4);
    peer.send(...burst(1));
    const other = await device("cab-18");
    other.send(PINGREQ);
    await other.receive(6);
    expect(keeper.frames).toHaveLength(1);
    clock.advance(seconds(1));
    await peer.receive(4 + 2 * 4);
  });

  it("has its time for a packet counted from when it is read again", async () => {
    const { device, clock, refusals } = await startBroker({ messagesPerSecond: 1, messageBurst: 1 });
    const peer = await device("cab-17");
    const last = publishPacket({ topic: TOPIC, id: 17 });
    peer.send(...burst(16), last.subarray(0, 9));
    await peer.receive(4 + 16 * 4);
    clock.advance(seconds(17));
    expect(refusals("packet-timeout")).toBe(0);
    peer.send(last.subarray(9));
    await peer.receive(4 + 17 * 4);
  });

  it("is cut off when it stays there, and does not escape by connecting again", async () => {
    const {
      device,
      peer: connectPeer,
      clock,
      refusals,
    } = await startBroker({ messagesPerSecond: 10, messageBurst: 10, overRateLimit: minutes(1) });
    const peer = await device("cab-17");
    peer.send(...burst(5_000)); // more than two reads of 64 KiB: 500 s worth
    while (refusals("rate-exceeded") === 0) {
      clock.advance(milliseconds(50));
      await new Promise(setImmediate);
    }
    await peer.closed;
    expect(refusals("rate-exceeded")).toBe(1);
    expect(clock.now()).toBeGreaterThan(Date.UTC(2026, 10, 22, 8, 1));

    const again = await connectPeer();
    again.send(signInPacket("cab-17"), ...burst(11));
    await expect.poll(() => again.received.subarray(0, 4)).toEqual(connack(0));
    await expect.poll(() => refusals("rate-limited")).toBeGreaterThan(1);
  });
});

it("says how many connections each listener has", async () => {
  const { device, connections } = await startBroker();
  await device("cab-17");
  await device("cab-18");
  expect(connections()).toEqual([{ labels: ["tcp"], value: 2 }]);
});
