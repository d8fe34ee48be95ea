import { get } from "node:http";
import { connect as connectTls } from "node:tls";
import { milliseconds } from "@labcanary/domain/basics";
import mqtt, { type MqttClient } from "mqtt";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { NO_GATEWAYS, TEST_DEVICES, createFrameKeeper, startBroker } from "../../test/support/mqtt-broker.ts";
import { createTestAuthority } from "../../test/support/mqtt-certificates.ts";
import { createSettableClock } from "../../test/support/clock.ts";
import { PINGREQ, PINGRESP, connack, connectPacket, publishPacket, subscribePacket } from "../../test/support/mqtt-packets.ts";
import { connectPeer, peerOn } from "../../test/support/mqtt-peer.ts";
import { createTestLogger, createTestMetrics } from "../../test/support/observing.ts";
import { createBroker } from "./broker.ts";
import type { BrokerListeners, BrokerOptions } from "./options.ts";

const LOOPBACK = { host: "127.0.0.1", port: 0 };
const WS = { ...LOOPBACK, path: "/mqtt" };

async function connectClient(url: string, options: mqtt.IClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url, {
    clientId: "cab-17",
    username: "cab-17",
    password: "token-of-cab-17",
    reconnectPeriod: 0,
    rejectUnauthorized: false,
    ...options,
  });
  onTestFinished(() => client.endAsync(true));
  return client;
}

/** Every way in, with a certificate of the test's own where one is needed. */
async function startEveryListener() {
  const authority = createTestAuthority();
  const server = { ...authority.sign("localhost"), ca: authority.ca, requestClientCertificate: true };
  const started = await startBroker({ listeners: { tcp: LOOPBACK, tls: { ...LOOPBACK, ...server }, ws: WS, wss: { ...WS, ...server } } });
  const portOf = (name: string): number => started.broker.listeners.find((listener) => listener.name === name)?.port ?? 0;
  return { ...started, authority, portOf };
}

describe("each listener", () => {
  test.each([
    { name: "tcp", url: (port: number) => `mqtt://127.0.0.1:${port}` },
    { name: "tls", url: (port: number) => `mqtts://localhost:${port}` },
    { name: "ws", url: (port: number) => `ws://127.0.0.1:${port}/mqtt` },
    { name: "wss", url: (port: number) => `wss://localhost:${port}/mqtt` },
  ])("$name carries a device's readings and the platform's commands", async ({ name, url }) => {
    const { broker, keeper, portOf } = await startEveryListener();
    const client = await connectClient(url(portOf(name)));
    for (const qos of [0, 1, 2] as const) await client.publishAsync("v1/devices/cab-17/telemetry", `qos ${qos}`, { qos });
    await client.subscribeAsync("v1/devices/cab-17/commands", { qos: 1 });
    const command = new Promise((resolve) => client.once("message", (_topic, payload) => resolve(payload.toString())));
    await broker.publish({ topic: "v1/devices/cab-17/commands", payload: "identify", retain: false });
    expect(await command).toBe("identify");
    expect(keeper.frames.map((frame) => frame.text)).toEqual(["qos 0", "qos 1", "qos 2"]);
  });

  it("takes 60 000 bytes in one packet", async () => {
    const { keeper, portOf } = await startEveryListener();
    for (const url of [`mqtt://127.0.0.1:${portOf("tcp")}`, `ws://127.0.0.1:${portOf("ws")}/mqtt`]) {
      const client = await connectClient(url);
      await client.publishAsync("v1/devices/cab-17/telemetry", "x".repeat(60_000), { qos: 1 });
    }
    expect(keeper.frames.map((frame) => frame.payload.length)).toEqual([60_000, 60_000]);
  });
});

describe("a client certificate", () => {
  it("stands for the token of the device it names", async () => {
    const { authority, keeper, portOf } = await startEveryListener();
    for (const url of [`mqtts://localhost:${portOf("tls")}`, `wss://localhost:${portOf("wss")}/mqtt`]) {
      const client = await mqtt.connectAsync(url, {
        clientId: "cab-17",
        reconnectPeriod: 0,
        rejectUnauthorized: false,
        ...authority.sign("cab-17"),
      });
      await client.publishAsync("v1/devices/cab-17/telemetry", "{}", { qos: 1 });
      await client.endAsync();
    }
    expect(keeper.frames).toMatchObject([{ deviceId: "cab-17" }, { deviceId: "cab-17" }]);
  });

  test.each([
    { commonName: "cab-18", signedBy: "the authority", reason: "client-id-mismatch", code: 2 },
    { commonName: "intruder", signedBy: "the authority", reason: "unknown-device", code: 4 },
    { commonName: "cab-17", signedBy: "somebody", reason: "certificate-untrusted", code: 5 },
  ] as const)("of $commonName signed by $signedBy is refused for $reason", async ({ commonName, signedBy, reason, code }) => {
    const { authority, portOf, refused, clock } = await startEveryListener();
    const signer = signedBy === "the authority" ? authority : createTestAuthority();
    const socket = connectTls({ port: portOf("tls"), host: "127.0.0.1", rejectUnauthorized: false, ...signer.sign(commonName) });
    const peer = peerOn(socket);
    peer.send(connectPacket({ clientId: "cab-17" }));
    await refused(reason);
    clock.advance(milliseconds(250));
    expect(await peer.closed).toEqual(connack(code));
  });
});

describe("what is not MQTT", () => {
  it("is refused by the TLS listener, which lives on", async () => {
    const { portOf, refused } = await startEveryListener();
    const plain = await connectPeer(portOf("tls"));
    plain.send(connectPacket({ clientId: "cab-17" }));
    await plain.closed;
    await refused("tls-handshake");
    await connectClient(`mqtts://localhost:${portOf("tls")}`);
  });

  test.each([
    { path: "/mqtt", headers: {}, status: 426, because: "it asks for a page" },
    { path: "/elsewhere", headers: upgradeTo("mqtt"), status: 400, because: "the path is another" },
    { path: "/mqtt", headers: upgradeTo("chat"), status: 400, because: "the subprotocol is another" },
    { path: "//", headers: upgradeTo("mqtt"), status: 400, because: "the path is none" },
  ])("is answered by the WebSocket listener with $status when $because", async ({ path, headers, status }) => {
    const { portOf, refusals } = await startEveryListener();
    const answer = await new Promise((resolve) => {
      get({ port: portOf("ws"), host: "127.0.0.1", path, headers }, (response) => resolve(response.statusCode)).on("error", resolve);
    });
    expect(answer).toBe(status);
    expect(refusals("websocket-request")).toBe(1);
  });

  it("is refused by the WebSocket listener when a message is larger than a packet may be", async () => {
    const { portOf, broker, refused } = await startEveryListener();
    const socket = new WebSocket(`ws://127.0.0.1:${portOf("ws")}/mqtt`, "mqtt");
    await new Promise((resolve) => socket.once("open", resolve));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.send(Buffer.alloc(70_000));
    expect(await closed).toBe(1009);
    await refused("websocket-frame");
    expect(broker.health()).toMatchObject([{ state: "ok" }]);
  });
});

function upgradeTo(protocol: string): Record<string, string> {
  return {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-protocol": protocol,
  };
}

describe("starting", () => {
  const create = (options: BrokerOptions) =>
    createBroker(options, {
      clock: createSettableClock(),
      logger: createTestLogger(),
      metrics: createTestMetrics(),
      frames: createFrameKeeper(),
      devices: TEST_DEVICES,
      gateways: NO_GATEWAYS,
    });
  const certificate = { cert: "", key: "" };

  test.each<{ listeners: BrokerListeners; open?: boolean; code: string }>([
    { listeners: {}, code: "BROKER_NO_LISTENER" },
    { listeners: { tcp: { host: "0.0.0.0", port: 0 } }, code: "BROKER_PLAIN_NOT_LOOPBACK" },
    { listeners: { tcp: { host: "::", port: 0 } }, code: "BROKER_PLAIN_NOT_LOOPBACK" },
    { listeners: { tcp: LOOPBACK, ws: { host: "10.0.0.1", port: 0, path: "/" } }, code: "BROKER_PLAIN_NOT_LOOPBACK" },
    { listeners: { tcp: LOOPBACK, tls: { host: "0.0.0.0", port: 0, ...certificate } }, open: true, code: "BROKER_OPEN_NOT_LOOPBACK" },
  ])("with $listeners fails with $code", async ({ listeners, open, code }) => {
    await expect(create({ listeners, open: open === true }).start()).rejects.toMatchObject({ code });
  });

  it("fails when the port is taken, leaves nothing behind, and can be tried again", async () => {
    const { port } = await startBroker();
    const broker = create({ listeners: { ws: WS, tcp: { host: "127.0.0.1", port } } });
    await expect(broker.start()).rejects.toMatchObject({ code: "EADDRINUSE" });
    expect(broker.listeners).toEqual([]);
    expect(broker.health()).toMatchObject([{ state: "down" }]);
    await broker.stop();
  });

  it("works again after a stop, which ends every connection", async () => {
    const { broker, device } = await startBroker();
    const peer = await device("cab-17");
    await broker.stop();
    await peer.closed;
    await broker.start();
    await connectClient(`mqtt://127.0.0.1:${broker.listeners[0]?.port}`);
  });
});

describe("the open broker", () => {
  it("asks nobody for a token, serves any topic, and says so", async () => {
    const { broker, peer: connectPeer } = await startBroker({ open: true });
    const listener = await connectPeer();
    listener.send(connectPacket({ clientId: "listener", keepAlive: 0 }), subscribePacket(1, "any/+"));
    await listener.receive(9);
    const speaker = await connectPeer();
    speaker.send(connectPacket({ clientId: "" }), publishPacket({ topic: "any/topic", qos: 0, payload: "hello" }), PINGREQ);
    expect((await speaker.receive(6)).subarray(4)).toEqual(PINGRESP);
    expect((await listener.receive(9 + 18)).subarray(9).toString()).toContain("any/topichello");
    expect(broker.health()).toMatchObject([{ state: "degraded", detail: expect.stringContaining("OPEN") }]);
  });

  it("still takes what is a device's into the log, and refuses shared subscriptions and $SYS", async () => {
    const { keeper, peer: connectPeer } = await startBroker({ open: true });
    const peer = await connectPeer();
    peer.send(
      connectPacket({ clientId: "anybody" }),
      publishPacket({ topic: "v1/devices/cab-17/telemetry", id: 1 }),
      subscribePacket(2, "$share/g/a", "$SYS/#"),
    );
    await peer.receive(4 + 4 + 6);
    expect(keeper.frames).toMatchObject([{ deviceId: "cab-17" }]);
    expect(peer.received.includes(Buffer.from([0x90, 4, 0, 2, 0x80, 0x80]))).toBe(true);
    peer.send(publishPacket({ topic: "$SYS/x", id: 3 }));
    await peer.closed;
  });
});
