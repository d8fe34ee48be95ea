import { expect, test } from "vitest";
import { NO_GATEWAYS } from "../../test/support/mqtt-broker.ts";
import { checkPublish, checkSubscribe, deviceOfTopic, isPublishedLeaf, topicsOf } from "./access.ts";

const TOPICS = topicsOf("cab-17");

test.each([
  { topic: "v1/devices/cab-17/telemetry", verdict: undefined },
  { topic: "v1/devices/cab-17/anything/below", verdict: undefined },
  { topic: "v1/devices/cab-18/telemetry", verdict: "impersonation" },
  { topic: "v1/devices/cab-1/telemetry", verdict: "impersonation" },
  { topic: "v1/devices/cab-170/telemetry", verdict: "impersonation" },
  { topic: "v1/devices/CAB-17/telemetry", verdict: "impersonation" },
  { topic: "v1/devices/cab-17", verdict: "foreign-topic" },
  { topic: "v1/alarms/1", verdict: "foreign-topic" },
  { topic: "$SYS/broker", verdict: "foreign-topic" },
  { topic: "/v1/devices/cab-17/telemetry", verdict: "foreign-topic" },
])("cab-17 publishing on $topic: $verdict", ({ topic, verdict }) => {
  expect(checkPublish(TOPICS, topic)).toBe(verdict);
});

test.each([
  { filter: "v1/devices/cab-17/commands", verdict: undefined },
  { filter: "v1/devices/cab-18/commands", verdict: "filter-not-allowed" },
  { filter: "v1/devices/+/commands", verdict: "filter-not-allowed" },
  { filter: "v1/devices/cab-17/#", verdict: "filter-not-allowed" },
  { filter: "#", verdict: "filter-not-allowed" },
  { filter: "$share/group/v1/devices/cab-17/commands", verdict: "shared-subscription" },
  { filter: "$SYS/#", verdict: "system-topic" },
])("cab-17 subscribing to $filter: $verdict", ({ filter, verdict }) => {
  expect(checkSubscribe(TOPICS, filter, NO_GATEWAYS)).toBe(verdict);
});

test.each([
  { topic: "v1/devices/cab-17/telemetry", device: "cab-17" },
  { topic: "v1/devices/cab 17/telemetry", device: undefined },
  { topic: "v1/devices//telemetry", device: undefined },
  { topic: "v1/alarms/cab-17/x", device: undefined },
])("the device of $topic is $device", ({ topic, device }) => {
  expect(deviceOfTopic(topic)).toBe(device);
});

test("a device has something to say on three topics", () => {
  expect(
    ["telemetry", "status", "events", "commands", "telemetry/x"].filter((leaf) => isPublishedLeaf(TOPICS, `v1/devices/cab-17/${leaf}`)),
  ).toEqual(["telemetry", "status", "events"]);
});
