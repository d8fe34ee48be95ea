import { milliseconds, seconds } from "@labcanary/domain/basics";
import { describe, expect, it, test } from "vitest";
import { TEST_DEVICES, signInPacket, startBroker } from "../../test/support/mqtt-broker.ts";
import { PINGREQ, PINGRESP, connack, connectPacket, puback, publishPacket } from "../../test/support/mqtt-packets.ts";

describe("a refused sign-in", () => {
  test.each([
    { packet: signInPacket("cab-17", { password: "guess" }), reason: "wrong-token", code: 4 },
    { packet: signInPacket("intruder"), reason: "unknown-device", code: 4 },
    { packet: connectPacket({ clientId: "cab-17" }), reason: "no-credentials", code: 4 },
    { packet: signInPacket("cab-17", { clientId: "cab-18" }), reason: "client-id-mismatch", code: 2 },
    { packet: signInPacket("cab-17", { keepAlive: 0 }), reason: "keep-alive", code: 5 },
    { packet: signInPacket("cab-17", { will: { topic: "v1/devices/cab-18/status", payload: "" } }), reason: "will-topic", code: 5 },
  ] as const)("for $reason is answered with CONNACK $code, slowly, and counted", async ({ packet, reason, code }) => {
    const { peer: connectPeer, refused, clock } = await startBroker();
    const peer = await connectPeer();
    peer.send(packet);
    await refused(reason);
    expect(peer.received).toHaveLength(0);
    clock.advance(milliseconds(250));
    expect(await peer.closed).toEqual(connack(code));
  });

  it("takes longer each time, and holds up nobody else at the same address", async () => {
    const { peer: connectPeer, device, refused, clock } = await startBroker();
    const guess = signInPacket("cab-17", { password: "guess" });
    for (const [attempt, wait] of [250, 500, 1000, 2000].entries()) {
      const peer = await connectPeer();
      peer.send(guess);
      await refused("wrong-token", attempt + 1);
      clock.advance(milliseconds(wait - 1));
      await device("cab-18"); // signed in meanwhile
      expect(peer.received).toHaveLength(0);
      clock.advance(milliseconds(1));
      expect(await peer.closed).toEqual(connack(4));
    }
  });

  it("leaves no timer behind when the peer does not wait for it", async () => {
    const { peer: connectPeer, refused, clock } = await startBroker();
    const before = clock.waiting;
    const peer = await connectPeer();
    peer.send(signInPacket("cab-17", { password: "guess" }));
    await refused("wrong-token");
    peer.drop();
    await expect.poll(() => clock.waiting).toBe(before);
  });

  it("says neither in an answer nor in the log which token was tried", async () => {
    const { peer: connectPeer, refused, logger } = await startBroker();
    const peer = await connectPeer();
    peer.send(signInPacket("cab-17", { password: "a-secret-of-another-place" }));
    await refused("wrong-token");
    expect(JSON.stringify(logger.lines)).not.toContain("a-secret-of-another-place");
  });

  it("for an error of the platform's own is no answer, and the broker lives on", async () => {
    let isBroken = true;
    const {
      peer: connectPeer,
      device,
      refusals,
      logger,
    } = await startBroker(
      {},
      {
        devices: {
          ...TEST_DEVICES,
          verifyToken(deviceId, token) {
            if (isBroken) throw new Error("a bug");
            return TEST_DEVICES.verifyToken(deviceId, token);
          },
        },
      },
    );
    const peer = await connectPeer();
    peer.send(signInPacket("cab-17"));
    expect(await peer.closed).toHaveLength(0);
    expect(refusals("hook-failed")).toBe(1);
    expect(logger.lines).toContainEqual(expect.objectContaining({ level: "error" }));
    isBroken = false;
    await device("cab-17");
  });
});

it("tells whether a device has a connection", async () => {
  const { broker, device } = await startBroker();
  expect(broker.isConnected("cab-17")).toBe(false);
  const peer = await device("cab-17");
  expect([broker.isConnected("cab-17"), broker.isConnected("cab-18")]).toEqual([true, false]);
  peer.end();
  await expect.poll(() => broker.isConnected("cab-17")).toBe(false);
  await device("cab-17");
  await broker.stop();
  expect(broker.isConnected("cab-17")).toBe(false);
});

it("answers a protocol level it does not speak with CONNACK 1, at once", async () => {
  const { peer: connectPeer, refusals } = await startBroker();
  const peer = await connectPeer();
  peer.send(connectPacket({ clientId: "cab-17", level: 5 }));
  expect(await peer.closed).toEqual(connack(1));
  expect(refusals("protocol-level")).toBe(1);
});

it("takes what a device sends behind its CONNECT without waiting, in order and however much", async () => {
  const { peer: connectPeer, keeper } = await startBroker();
  const peer = await connectPeer();
  const topic = "v1/devices/cab-17/telemetry";
  peer.send(
    signInPacket("cab-17"),
    ...Array.from({ length: 100 }, (_, index) => publishPacket({ topic, id: index + 1, payload: `${index}` })),
  );
  expect(await peer.receive(404)).toEqual(Buffer.concat([connack(0), ...Array.from({ length: 100 }, (_, index) => puback(index + 1))]));
  expect(keeper.frames.map((frame) => frame.text)).toEqual(Array.from({ length: 100 }, (_, index) => `${index}`));
});

it("takes nothing that is sent behind a CONNECT that is refused", async () => {
  const { peer: connectPeer, keeper, refused, clock } = await startBroker();
  const peer = await connectPeer();
  peer.send(signInPacket("cab-17", { password: "guess" }), publishPacket({ topic: "v1/devices/cab-17/telemetry", id: 1 }));
  await refused("wrong-token");
  clock.advance(seconds(1));
  expect(await peer.closed).toEqual(connack(4));
  expect(keeper.frames).toHaveLength(0);
});

describe("a device that connects again", () => {
  it("takes over its own connection, as often as it likes", async () => {
    const { device, refusals, broker } = await startBroker();
    let older = await device("cab-17");
    for (let round = 1; round <= 5; round++) {
      const newer = await device("cab-17");
      await older.closed;
      expect(refusals("taken-over")).toBe(round);
      older = newer;
    }
    await expect.poll(() => broker.health()[0]?.detail).toMatch(/^1 connections/);
    older.send(PINGREQ);
    expect((await older.receive(6)).subarray(4)).toEqual(PINGRESP);
  });

  it("does not touch another's", async () => {
    const { device, peer: connectPeer, refused, clock } = await startBroker();
    const victim = await device("cab-17");
    const thief = await connectPeer();
    thief.send(signInPacket("cab-18", { clientId: "cab-17" }));
    await refused("client-id-mismatch");
    clock.advance(seconds(1));
    await thief.closed;
    victim.send(PINGREQ);
    expect((await victim.receive(6)).subarray(4)).toEqual(PINGRESP);
  });
});

describe("a token that is renewed", () => {
  it("is told as used once the device has come in by it, not when it was merely right", async () => {
    const cameIn: string[] = [];
    const devices = { ...TEST_DEVICES, signedIn: (deviceId: string) => void cameIn.push(deviceId) };
    const { peer: connectPeer, device, clock, refused } = await startBroker({}, { devices });
    const wrong = await connectPeer();
    wrong.send(signInPacket("cab-18", { clientId: "cab-17" }));
    await refused("client-id-mismatch");
    clock.advance(seconds(1));
    await wrong.closed;
    expect(cameIn).toEqual([]);
    await device("cab-17");
    expect(cameIn).toEqual(["cab-17"]);
  });

  it("leaves the old one refused by name", async () => {
    const devices = { ...TEST_DEVICES, verifyToken: () => false, isEnrolled: () => true, isEndedToken: () => true };
    const { peer: connectPeer, refused } = await startBroker({}, { devices });
    (await connectPeer()).send(signInPacket("cab-17"));
    await refused("token-ended");
  });
});

describe("access that has ended", () => {
  it("cuts off whoever signed in with it, and nobody else", async () => {
    const { broker, device, refused } = await startBroker();
    const mine = await device("cab-17");
    const other = await device("cab-18");
    broker.endAccess("cab-17");
    await mine.closed;
    await refused("access-ended");
    other.send(PINGREQ);
    await other.receive(PINGRESP.length);
    expect(broker.isConnected("cab-17")).toBe(false);
    expect(broker.isConnected("cab-18")).toBe(true);
  });
});
