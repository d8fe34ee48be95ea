import { TOPICS } from "@labcanary/domain/messages";
import { connectAsync, type MqttClient } from "mqtt";
import { expect, onTestFinished, test } from "vitest";
import { startBroker } from "../support/mqtt-broker.ts";

const DEVICE = "cab-17";
/** What SUBACK says of a filter the server refuses (MQTT 3.1.1, 3.9.3). */
const REFUSED = 0x80;

const topics = Object.values(TOPICS).map((entry) => ({ ...entry, own: entry.topic.replace(/\{.*\}/, DEVICE) }));

async function signedIn(port: number): Promise<MqttClient> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId: DEVICE,
    username: DEVICE,
    password: `token-of-${DEVICE}`,
    reconnectPeriod: 0,
  });
  onTestFinished(() => client.endAsync(true));
  return client;
}

test.each(topics.filter(({ from }) => from === "device"))(
  "a device publishes on $topic, retained: $retained",
  async ({ own, retained }) => {
    const { port, keeper, refusals } = await startBroker();
    const device = await signedIn(port);
    await device.publishAsync(own, "{}", { qos: 1, retain: true });
    expect(keeper.frames.map(({ topic }) => topic)).toContain(own);
    expect(refusals("unknown-leaf")).toBe(0);
    expect(refusals("retain-dropped")).toBe(retained ? 0 : 1);
  },
);

test("what a device publishes on its own commands is put aside and counted", async () => {
  const { port, refused } = await startBroker();
  const device = await signedIn(port);
  device.publish(TOPICS.commands.topic.replace("{deviceId}", DEVICE), "{}");
  await refused("unknown-leaf");
});

test("a device that publishes an alarm is cut off", async () => {
  const { port, refused } = await startBroker();
  const device = await signedIn(port);
  device.publish(TOPICS.alarms.topic.replace("{alarmId}", "a"), "{}");
  await refused("foreign-topic");
});

test.each(topics)("a device may subscribe to $topic if it is its commands", async ({ own }) => {
  const { port } = await startBroker();
  const device = await signedIn(port);
  const granted = await new Promise<number | undefined>((resolve) => {
    device.subscribe(own, { qos: 1 }, (_error, _granted, packet) => resolve(Number(packet?.granted[0])));
  });
  expect(granted === REFUSED).toBe(own !== TOPICS.commands.topic.replace("{deviceId}", DEVICE));
});
