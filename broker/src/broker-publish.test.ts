import { seconds } from "@labcanary/domain/basics";
import { describe, expect, it, test } from "vitest";
import { signInPacket, startBroker } from "../../test/support/mqtt-broker.ts";
import { DISCONNECT, PINGREQ, PINGRESP, connack, puback, pubcomp, publishPacket, pubrec, pubrel } from "../../test/support/mqtt-packets.ts";

const telemetry = (device: string) => `v1/devices/${device}/telemetry`;
const reading = (id: number, payload = "{}") => publishPacket({ topic: telemetry("cab-17"), id, payload });

describe("an acknowledgement", () => {
  it("leaves after the frame is kept, and not before", async () => {
    const { device, keeper } = await startBroker();
    keeper.holds = true;
    const peer = await device("cab-17");
    peer.send(reading(7, '{"samples":{"ch4":0}}'), PINGREQ); // one write: the answer to the second shows that the first was seen
    expect(await peer.receive(6)).toEqual(Buffer.concat([connack(0), PINGRESP]));
    expect(keeper.frames).toMatchObject([
      { deviceId: "cab-17", topic: telemetry("cab-17"), text: '{"samples":{"ch4":0}}', qos: 1, retain: false, duplicate: false },
    ]);

    keeper.settleAll();
    expect(await peer.receive(10)).toEqual(Buffer.concat([connack(0), PINGRESP, puback(7)]));
  });

  test.each(["log-full", "log-failed", "record-too-large", "stopping"] as const)(
    "is not sent when the log says %s; the connection ends",
    async (refusal) => {
      const { device, keeper, refusals } = await startBroker();
      keeper.holds = true;
      const peer = await device("cab-17");
      peer.send(reading(1), reading(2));
      await expect.poll(() => keeper.frames).toHaveLength(2);
      keeper.settleAll(refusal);
      expect(await peer.closed).toEqual(connack(0));
      expect(refusals(refusal)).toBe(2);
      expect(refusals("protocol-error")).toBe(0);
    },
  );

  it("is not sent when taking the frame throws, and the broker lives on", async () => {
    const { device, refusals, logger } = await startBroker(
      {},
      {
        frames: {
          accept() {
            throw new Error("a bug");
          },
        },
      },
    );
    const peer = await device("cab-17");
    peer.send(reading(1));
    expect(await peer.closed).toEqual(connack(0));
    expect(refusals("accept-failed")).toBe(1);
    expect(logger.lines.some((line) => line.level === "error")).toBe(true);
    await device("cab-18");
  });

  it("is sent once when the log answers twice", async () => {
    const { device } = await startBroker(
      {},
      {
        frames: {
          accept(_frame, settled) {
            settled();
            settled("log-full");
            settled();
          },
        },
      },
    );
    const peer = await device("cab-17");
    peer.send(reading(1), PINGREQ);
    expect(await peer.receive(10)).toHaveLength(10);
    peer.send(PINGREQ);
    expect(await peer.receive(12)).toHaveLength(12);
  });

  it.each([{ maxInflight: 1 }, { maxInflightBytes: 1 }])("is waited for before more is read than may be in flight, %o", async (limit) => {
    const { device, keeper } = await startBroker(limit);
    keeper.holds = true;
    const peer = await device("cab-17");
    peer.send(reading(1));
    await expect.poll(() => keeper.frames).toHaveLength(1);
    peer.send(PINGREQ);
    const other = await device("cab-18");
    other.send(PINGREQ);
    await other.receive(6);
    expect(peer.received).toEqual(connack(0));
    keeper.settleAll();
    expect((await peer.receive(10)).subarray(4)).toEqual(Buffer.concat([puback(1), PINGRESP]));
  });

  it("comes for each of many packets in flight", async () => {
    const { device, keeper } = await startBroker({ maxInflight: 50 });
    const peer = await device("cab-17");
    peer.send(...Array.from({ length: 500 }, (_, index) => reading(index + 1, `{"seq":${index}}`)));
    const answers = (await peer.receive(4 + 4 * 500)).subarray(4);
    expect(answers).toEqual(Buffer.concat(Array.from({ length: 500 }, (_, index) => puback(index + 1))));
    expect(keeper.frames.map((frame) => frame.text)).toEqual(Array.from({ length: 500 }, (_, index) => `{"seq":${index}}`));
  });
});

describe("QoS 0 and 2", () => {
  it("takes QoS 0 and marks it", async () => {
    const { device, keeper } = await startBroker();
    const peer = await device("cab-17");
    peer.send(publishPacket({ topic: telemetry("cab-17"), qos: 0 }), PINGREQ);
    expect(await peer.receive(6)).toEqual(Buffer.concat([connack(0), PINGRESP]));
    expect(keeper.frames).toMatchObject([{ qos: 0 }]);
  });

  const exactlyOnce = (dup: boolean, payload = "{}") => publishPacket({ topic: telemetry("cab-17"), qos: 2, id: 5, dup, payload });

  it("takes a QoS 2 message once, however often it is sent before its release", async () => {
    const { device, keeper } = await startBroker();
    const peer = await device("cab-17");
    peer.send(exactlyOnce(false));
    await peer.receive(8);
    peer.send(exactlyOnce(true));
    await peer.receive(12);
    peer.send(pubrel(5));
    expect(await peer.receive(16)).toEqual(Buffer.concat([connack(0), pubrec(5), pubrec(5), pubcomp(5)]));
    expect(keeper.frames).toMatchObject([{ qos: 2, duplicate: false }]);

    peer.send(exactlyOnce(false)); // the identifier is free again
    await peer.receive(20);
    expect(keeper.frames).toHaveLength(2);
  });

  it("takes it once when it is sent again while the first is on its way into the log", async () => {
    const { device, keeper } = await startBroker();
    keeper.holds = true;
    const peer = await device("cab-17");
    peer.send(exactlyOnce(false), exactlyOnce(true), PINGREQ);
    await peer.receive(6);
    expect(keeper.frames).toHaveLength(1);
    keeper.settleAll();
    expect(await peer.receive(14)).toEqual(Buffer.concat([connack(0), PINGRESP, pubrec(5), pubrec(5)]));
  });

  it("takes it once over a lost connection when the session is kept", async () => {
    const { device, keeper, broker } = await startBroker();
    const first = await device("cab-17", { clean: false });
    first.send(exactlyOnce(false));
    await first.receive(8);
    first.drop();
    await expect.poll(() => broker.health()[0]?.detail).toMatch(/^0 connections/);

    const second = await device("cab-17", { clean: false });
    second.send(exactlyOnce(true), pubrel(5));
    expect((await second.receive(12)).subarray(4)).toEqual(Buffer.concat([pubrec(5), pubcomp(5)]));
    expect(keeper.frames).toHaveLength(1);
  });

  it("takes a new message under an old identifier from a device that lost its state", async () => {
    const { device, keeper } = await startBroker();
    const first = await device("cab-17", { clean: false });
    first.send(exactlyOnce(false, "old"));
    await first.receive(8);
    first.drop();
    const second = await device("cab-17", { clean: false });
    second.send(exactlyOnce(false, "new"));
    await second.receive(8);
    expect(keeper.frames.map((frame) => frame.text)).toEqual(["old", "new"]);
  });

  it("does not take a new session's message for an old one's that is still on its way into the log", async () => {
    const { device, keeper, refused } = await startBroker();
    keeper.holds = true;
    const first = await device("cab-17");
    first.send(exactlyOnce(false, "old"));
    await expect.poll(() => keeper.frames).toHaveLength(1);
    const second = await device("cab-17");
    await refused("taken-over");
    keeper.settleAll();
    keeper.holds = false;
    second.send(exactlyOnce(true, "new"));
    expect((await second.receive(8)).subarray(4)).toEqual(pubrec(5));
    expect(keeper.frames.map((frame) => frame.text)).toEqual(["old", "new"]);
  });

  it("answers nothing for QoS 2 either when the log refuses, and takes it when it comes again", async () => {
    const { device, peer: connectPeer, keeper, clock } = await startBroker();
    keeper.refusesWith = "log-full";
    const first = await device("cab-17", { clean: false });
    first.send(exactlyOnce(false));
    expect(await first.closed).toEqual(connack(0));
    keeper.refusesWith = undefined;
    const second = await connectPeer();
    const timers = clock.waiting;
    second.send(signInPacket("cab-17", { clean: false }), exactlyOnce(true));
    await expect.poll(() => clock.waiting).toBe(timers + 1); // slowed, or all devices would be back at once
    clock.advance(seconds(1));
    expect((await second.receive(8)).subarray(4)).toEqual(pubrec(5));
    expect(keeper.frames).toHaveLength(2);
  });
});

it("ends a connection whose QoS 2 messages are never released, and says why", async () => {
  const { device, refusals, logger } = await startBroker({ maxInflight: 3 });
  const peer = await device("cab-17");
  for (let id = 1; id <= 4; id++) peer.send(publishPacket({ topic: telemetry("cab-17"), qos: 2, id }));
  await peer.closed;
  expect(refusals("protocol-error")).toBe(1);
  expect(logger.lines).toContainEqual(expect.objectContaining({ level: "warn" }));
});

describe("a topic", () => {
  test.each([
    { topic: "v1/devices/cab-18/telemetry", reason: "impersonation" },
    { topic: "v1/alarms/1", reason: "foreign-topic" },
    { topic: "$SYS/x", reason: "foreign-topic" },
  ] as const)("$topic cuts cab-17 off for $reason, and slows its next sign-in only", async ({ topic, reason }) => {
    const { device, peer: connectPeer, keeper, refusals, clock } = await startBroker();
    const peer = await device("cab-17");
    peer.send(publishPacket({ topic, id: 1 }));
    expect(await peer.closed).toEqual(connack(0));
    expect(keeper.frames).toHaveLength(0);
    expect(refusals(reason)).toBe(1);

    await device("cab-18"); // the same address, not slowed
    const again = await connectPeer();
    const timers = clock.waiting;
    again.send(signInPacket("cab-17"));
    await expect.poll(() => clock.waiting).toBe(timers + 1);
    expect(again.received).toHaveLength(0);
    clock.advance(seconds(1));
    expect(await again.receive(4)).toEqual(connack(0));
  });

  it("below the own branch that means nothing is taken for the decoder to put aside", async () => {
    const { device, keeper, refusals } = await startBroker();
    const peer = await device("cab-17");
    peer.send(publishPacket({ topic: "v1/devices/cab-17/nonsense", id: 1 }));
    expect(await peer.receive(8)).toEqual(Buffer.concat([connack(0), puback(1)]));
    expect(keeper.frames).toMatchObject([{ topic: "v1/devices/cab-17/nonsense" }]);
    expect(refusals("unknown-leaf")).toBe(1);
  });
});

describe("a will", () => {
  const will = { topic: "v1/devices/cab-17/status", payload: '{"state":"offline"}', qos: 1, retain: true };

  it("is taken as a frame when the device is lost", async () => {
    const { device, keeper } = await startBroker();
    const peer = await device("cab-17", { will });
    peer.drop();
    await expect.poll(() => keeper.frames).toMatchObject([{ deviceId: "cab-17", topic: will.topic, text: will.payload, retain: true }]);
  });

  it("is not when it says goodbye", async () => {
    const { device, keeper, broker } = await startBroker();
    const peer = await device("cab-17", { will });
    peer.send(DISCONNECT);
    await peer.closed;
    await expect.poll(() => broker.health()[0]?.detail).toMatch(/^0 connections/);
    expect(keeper.frames).toHaveLength(0);
  });

  it("is not when the goodbye and the end come right behind readings", async () => {
    const { peer: connectPeer, device, keeper, broker } = await startBroker();
    const topic = "v1/devices/cab-17/telemetry";
    const readings = Array.from({ length: 3_000 }, (_, index) => publishPacket({ topic, qos: 0, payload: `${index}` })); // several reads
    keeper.holds = true; // the end arrives while the first of them are on their way into the log
    const peer = await connectPeer();
    peer.send(signInPacket("cab-17", { will }), ...readings, DISCONNECT);
    peer.end();
    await peer.closed;
    await device("cab-18"); // by now the broker has seen the end, too
    keeper.holds = false;
    keeper.settleAll();
    await expect.poll(() => broker.health()[0]?.detail).toMatch(/^1 connections/);
    expect(keeper.frames.map((frame) => frame.text)).toEqual(Array.from({ length: 3_000 }, (_, index) => `${index}`));
  });

  it("is not when the platform goes down", async () => {
    const { device, keeper, broker } = await startBroker();
    const peer = await device("cab-17", { will });
    await broker.stop();
    await peer.closed;
    expect(keeper.frames).toHaveLength(0);
    expect(broker.health()).toMatchObject([{ state: "down" }]);
  });
});
