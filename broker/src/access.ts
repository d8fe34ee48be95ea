import { DEVICE_ID, type DeviceId } from "@labcanary/domain/telemetry";
import type { GatewayTopics } from "@labcanary/domain/ports";
import type { BrokerRefusal } from "./refusals.ts";

/** The leaves of a device's branch that it publishes on (DESIGN 3.1). */
const PUBLISHED_LEAVES = ["telemetry", "status", "events"] as const;
const BRANCH = "v1/devices/";

/** The topics of one device, put together once at its sign-in. */
export interface DeviceTopics {
  readonly deviceId: DeviceId;
  /** `v1/devices/{deviceId}/` */
  readonly branch: string;
  readonly telemetry: string;
  readonly status: string;
  readonly events: string;
  readonly commands: string;
}

export function topicsOf(deviceId: DeviceId): DeviceTopics {
  const branch = `${BRANCH}${deviceId}/`;
  return {
    deviceId,
    branch,
    telemetry: `${branch}telemetry`,
    status: `${branch}status`,
    events: `${branch}events`,
    commands: `${branch}commands`,
  };
}

/** Whose branch a topic lies in, or undefined when it is no device's. */
export function deviceOfTopic(topic: string): DeviceId | undefined {
  if (!topic.startsWith(BRANCH)) return undefined;
  const end = topic.indexOf("/", BRANCH.length);
  if (end === -1) return undefined;
  const deviceId = topic.slice(BRANCH.length, end);
  return DEVICE_ID.test(deviceId) ? deviceId : undefined;
}

/** Why a device may not publish on a topic at all, or undefined when it lies in its own branch. */
export function checkPublish(topics: DeviceTopics, topic: string): "impersonation" | "foreign-topic" | undefined {
  if (topic === topics.telemetry || topic.startsWith(topics.branch)) return undefined;
  return deviceOfTopic(topic) === undefined ? "foreign-topic" : "impersonation";
}

/** Whether a topic of the device's own branch is one it has something to say on. */
export function isPublishedLeaf(topics: DeviceTopics, topic: string): boolean {
  return PUBLISHED_LEAVES.some((leaf) => topic === topics[leaf]);
}

/** Why a filter is refused whoever asks: aedes grants `$share/…` and then delivers nothing, and `$SYS` names every client. */
export function checkFilterKind(filter: string): BrokerRefusal | undefined {
  if (filter.startsWith("$share/")) return "shared-subscription";
  return filter.startsWith("$") ? "system-topic" : undefined;
}

/** Why a device may not subscribe to a filter: it hears its own commands, a gateway also what is its own to say, and nothing else. */
export function checkSubscribe(topics: DeviceTopics, filter: string, gateways: GatewayTopics): BrokerRefusal | undefined {
  const isOwn = filter === topics.commands || gateways.hears(topics.deviceId, filter);
  return checkFilterKind(filter) ?? (isOwn ? undefined : "filter-not-allowed");
}
