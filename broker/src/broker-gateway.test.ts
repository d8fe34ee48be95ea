import type { GatewayTopics } from "@labcanary/domain/ports";
import { coversFilter } from "@labcanary/domain/telemetry";
import { describe, expect, it, test } from "vitest";
import { signInPacket, startBroker } from "../../test/support/mqtt-broker.ts";
import { connack, type PublishFields, puback, publishPacket, PINGREQ, PINGRESP, subscribePacket } from "../../test/support/mqtt-packets.ts";
import type { BrokerOptions } from "./options.ts";

const GATEWAY = "cab-gw";
const DOOR = "zigbee2mqtt/door";
const suback = (id: number, ...codes: readonly number[]): Buffer => Buffer.from([0x90, 2 + codes.length, id >> 8, id & 0xff, ...codes]);

/** A broker with one gateway, whose filters a test may change as a new site does. */
async function withGateway(options: Partial<BrokerOptions> = {}) {
  let filters: readonly string[] = ["zigbee2mqtt/#"];
  const gateways: GatewayTopics = {
    isGateway: (deviceId) => deviceId === GATEWAY,
    allows: (deviceId, filter) => deviceId === GATEWAY && filters.some((own) => coversFilter(own, filter)),
    hears: (deviceId, filter) => gateways.allows(deviceId, filter),
    ownerOf: (topic) => (filters.some((own) => coversFilter(own, topic)) ? GATEWAY : undefined),
  };
  const started = await startBroker(options, { gateways });
  return { ...started, changeSite: (next: readonly string[]) => void (filters = next) };
}

const said = (fields: Partial<PublishFields> = {}): Buffer => publishPacket({ topic: DOOR, id: 1, payload: '{"contact":true}', ...fields });

describe("a gateway publishes below its filters", () => {
  it("and is acknowledged once the frame, which is its own, is in the log", async () => {
    const { device, keeper } = await withGateway();
    keeper.holds = true;
    const peer = await device(GATEWAY);
    peer.send(said(), PINGREQ);
    expect(await peer.receive(6)).toEqual(Buffer.concat([connack(0), PINGRESP]));
    expect(keeper.frames).toMatchObject([{ deviceId: GATEWAY, topic: DOOR, text: '{"contact":true}', retain: false }]);
    keeper.settleAll();
    expect((await peer.receive(10)).subarray(6)).toEqual(puback(1));
  });

  it("also on its own branch, as any device", async () => {
    const { device, keeper, refusals } = await withGateway();
    const peer = await device(GATEWAY);
    peer.send(said({ topic: `v1/devices/${GATEWAY}/telemetry` }));
    await peer.receive(8);
    expect(keeper.frames).toMatchObject([{ deviceId: GATEWAY }]);
    expect(refusals("unknown-leaf")).toBe(0);
  });

  test.each([
    { topic: "zigbee3mqtt/door", reason: "foreign-topic" },
    { topic: "v1/devices/cab-17/telemetry", reason: "impersonation" },
    { topic: "v1/alarms/1", reason: "foreign-topic" },
  ] as const)("and is cut off on $topic: $reason", async ({ topic, reason }) => {
    const { device, keeper, refused } = await withGateway();
    const peer = await device(GATEWAY);
    peer.send(said({ topic }));
    expect(await peer.closed).toEqual(connack(0));
    await refused(reason);
    expect(keeper.frames).toEqual([]);
  });

  it("and no other device does", async () => {
    const { device, refused } = await withGateway();
    const peer = await device("cab-17");
    peer.send(said());
    await peer.closed;
    await refused("foreign-topic");
  });

  it("until the site takes them away", async () => {
    const { device, keeper, changeSite, refused } = await withGateway();
    const peer = await device(GATEWAY);
    peer.send(said());
    await peer.receive(8);
    changeSite(["zigbee3mqtt/#"]);
    peer.send(said({ id: 2 }));
    await peer.closed;
    await refused("foreign-topic");
    expect(keeper.frames).toHaveLength(1);
  });
});

describe("its will", () => {
  const will = { topic: "zigbee2mqtt/bridge/state", payload: '{"state":"offline"}', qos: 1, retain: true };

  it("may lie there, and is a frame of its own when the connection is lost", async () => {
    const { device, keeper } = await withGateway();
    const peer = await device(GATEWAY, { will });
    peer.drop();
    await expect.poll(() => keeper.frames).toMatchObject([{ deviceId: GATEWAY, topic: will.topic, text: will.payload, retain: true }]);
  });

  it("is refused anywhere else", async () => {
    const { peer: connectPeer, refused } = await withGateway();
    const peer = await connectPeer();
    peer.send(signInPacket(GATEWAY, { will: { ...will, topic: "zigbee3mqtt/bridge/state" } }));
    await refused("will-topic");
  });

  it("comes to nothing, and is counted, when the site took the topic away meanwhile", async () => {
    const { device, keeper, changeSite, refused } = await withGateway();
    const peer = await device(GATEWAY, { will });
    changeSite([]);
    peer.drop();
    await refused("foreign-topic");
    expect(keeper.frames).toEqual([]);
  });
});

describe("what it retains", () => {
  it("is kept as its convention has it, and given to itself alone", async () => {
    const { device, refusals } = await withGateway();
    const peer = await device(GATEWAY);
    peer.send(said({ retain: true }));
    await peer.receive(8);
    peer.send(subscribePacket(2, "zigbee2mqtt/#"));
    const received = await peer.receive(8 + 5 + 2 + 2 + DOOR.length + 2 + 16);
    expect(received.toString("latin1")).toContain('{"contact":true}');
    expect(refusals("retain-dropped")).toBe(0);
  });

  test.each<{ bound: string; options: Partial<BrokerOptions> }>([
    { bound: "number", options: { maxGatewayRetained: 2 } },
    { bound: "bytes", options: { maxGatewayRetainedBytes: 20 } },
  ])("is bounded in $bound: what is too much is taken and not retained, until there is room again", async ({ options }) => {
    const { device, keeper, refusals } = await withGateway(options);
    const peer = await device(GATEWAY);
    for (const [index, name] of ["a", "b", "c"].entries()) {
      peer.send(said({ topic: `zigbee2mqtt/${name}`, id: index + 1, retain: true, payload: "0123456789" }));
    }
    await peer.receive(4 + 3 * 4);
    expect(refusals("retain-dropped")).toBe(1);
    expect(keeper.frames).toHaveLength(3);
    peer.send(said({ topic: "zigbee2mqtt/a", id: 4, retain: true, payload: "" }));
    peer.send(said({ topic: "zigbee2mqtt/c", id: 5, retain: true, payload: "9876543210" }));
    await peer.receive(4 + 5 * 4);
    expect(refusals("retain-dropped")).toBe(1);
  });
});

describe("it hears", () => {
  test.each([
    { filter: "zigbee2mqtt/#", granted: true },
    { filter: "zigbee2mqtt/+/set", granted: true },
    { filter: `v1/devices/${GATEWAY}/commands`, granted: true },
    { filter: "#", granted: false },
    { filter: "homeassistant/status", granted: false },
    { filter: "v1/devices/+/commands", granted: false },
  ])("$filter: $granted", async ({ filter, granted }) => {
    const { device, refusals } = await withGateway();
    const peer = await device(GATEWAY);
    peer.send(subscribePacket(1, filter));
    expect((await peer.receive(9)).subarray(4)).toEqual(suback(1, granted ? 1 : 0x80));
    expect(refusals("filter-not-allowed")).toBe(granted ? 0 : 1);
  });

  it("nothing any more below a filter that the site took away", async () => {
    const { device, broker, changeSite } = await withGateway();
    const peer = await device(GATEWAY);
    peer.send(subscribePacket(1, "zigbee2mqtt/#", `v1/devices/${GATEWAY}/commands`));
    await peer.receive(10);
    changeSite([]);
    await broker.publish({ topic: "zigbee2mqtt/door/set", payload: "secret", retain: false });
    await broker.publish({ topic: `v1/devices/${GATEWAY}/commands`, payload: "identify", retain: false });
    const received = await peer.receive(10 + 2 + 2 + `v1/devices/${GATEWAY}/commands`.length + 2 + 8);
    expect(received.toString("latin1")).toContain("identify");
    expect(received.toString("latin1")).not.toContain("secret");
  });
});

describe("a packet of 200 kB", () => {
  const payload = "x".repeat(200_000);

  it("of a gateway is taken: it tells of all its devices at once", async () => {
    const { device, keeper } = await withGateway();
    const peer = await device(GATEWAY);
    peer.send(said({ topic: "zigbee2mqtt/bridge/devices", payload, retain: true }));
    expect((await peer.receive(8)).subarray(4)).toEqual(puback(1));
    expect(keeper.frames[0]?.payload.byteLength).toBe(200_000);
  });

  it("of any other device ends its connection", async () => {
    const { device, refused } = await withGateway();
    const peer = await device("cab-17");
    peer.send(said({ topic: "v1/devices/cab-17/telemetry", payload }));
    await peer.closed;
    await refused("packet-too-large");
  });
});
