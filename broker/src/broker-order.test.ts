import { type IPublishPacket, parser } from "mqtt-packet";
import type { GatewayTopics } from "@labcanary/domain/ports";
import { coversFilter } from "@labcanary/domain/telemetry";
import { expect, it, test } from "vitest";
import { startBroker } from "../../test/support/mqtt-broker.ts";
import type { MqttPeer } from "../../test/support/mqtt-peer.ts";
import { subscribePacket } from "../../test/support/mqtt-packets.ts";

const HEARER = "cab-siren";
const FILTER = "v1/alarms/#";
const hears = (deviceId: string, filter: string): boolean => deviceId === HEARER && coversFilter(FILTER, filter);
const GATEWAYS: GatewayTopics = { isGateway: (deviceId) => deviceId === HEARER, allows: hears, hears, ownerOf: () => undefined };

/** A broker, and one that hears alarms. */
async function withHearer(clean = true) {
  const started = await startBroker({}, { gateways: GATEWAYS });
  const peer = await started.device(HEARER, { clean });
  peer.send(subscribePacket(1, FILTER));
  await peer.receive(4 + 5);
  return { ...started, peer };
}

/** Resolves with the texts that were published to the peer, once one of them is `last`. */
async function heardUntil(peer: MqttPeer, last: string): Promise<readonly string[]> {
  for (;;) {
    const bytes = peer.received.length;
    const texts = published(peer).map(({ payload }) => payload.toString());
    if (texts.includes(last)) return texts;
    await peer.receive(bytes + 1);
  }
}

function published(peer: MqttPeer): IPublishPacket[] {
  const packets: IPublishPacket[] = [];
  const reading = parser();
  reading.on("packet", (each) => each.cmd === "publish" && packets.push(each as IPublishPacket));
  reading.parse(peer.received);
  return packets;
}

// aedes numbers a message when it is published, stores what is retained or queued before it delivers it, and takes for a repetition what comes
// to a subscriber after a higher number: https://github.com/moscajs/aedes/issues/994
test.each([{ clean: true }, { clean: false }])(
  "what is published comes in its order and none is left out, retained or not (clean session: $clean)",
  async ({ clean }) => {
    const { broker, peer } = await withHearer(clean);
    const texts = ["raised", "a remark", "acknowledged", "another", "normal"];
    for (const [index, payload] of texts.entries()) void broker.publish({ topic: "v1/alarms/1", payload, retain: index % 2 === 0 });
    expect(await heardUntil(peer, "normal")).toEqual(texts);
  },
);

it("who subscribes while alarms change hears of each last how it stands, never last what it was", async () => {
  const { broker, device } = await withHearer();
  const alarms = Array.from({ length: 60 }, (_, index) => `v1/alarms/${index}`);
  for (const topic of alarms) await broker.publish({ topic, payload: `${topic} raised`, retain: true });

  const peer = await device(HEARER);
  peer.send(subscribePacket(2, "v1/alarms/#"));
  await heardUntil(peer, "v1/alarms/0 raised");
  for (const topic of alarms) void broker.publish({ topic, payload: `${topic} normal`, retain: true });
  await broker.publish({ topic: "v1/alarms/last", payload: "done", retain: false });
  peer.send(subscribePacket(3, "v1/alarms/59"));
  const stands = () => new Map(published(peer).map(({ topic, payload }) => [topic, payload.toString()]));
  while (published(peer).filter(({ topic, retain }) => retain && topic === "v1/alarms/59").length < 2)
    await peer.receive(peer.received.length + 1);
  expect(alarms.filter((topic) => stands().get(topic) !== `${topic} normal`)).toEqual([]);
});
