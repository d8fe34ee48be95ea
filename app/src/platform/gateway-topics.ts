import type { GatewayTopics } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { coversFilter, type DeviceId, matchesTopic } from "@labcanary/domain/telemetry";

/** What gateways may publish and hear, as the site in force says: a site that is taken up counts with the next message. */
export function createGatewayTopics(site: () => Site): GatewayTopics {
  let read: Site | undefined;
  let filters: ReadonlyMap<DeviceId, readonly string[]> = new Map();
  const current = (): ReadonlyMap<DeviceId, readonly string[]> => {
    const inForce = site();
    if (read !== inForce) {
      read = inForce;
      filters = new Map(inForce.devices.flatMap(({ id, speaks }) => (speaks === undefined ? [] : [[id, speaks.topics]])));
    }
    return filters;
  };
  return {
    isGateway: (deviceId) => current().has(deviceId),
    allows: (deviceId, filter) =>
      current()
        .get(deviceId)
        ?.some((own) => coversFilter(own, filter)) === true,
    ownerOf: (topic) => [...current()].find(([, own]) => own.some((filter) => matchesTopic(filter, topic)))?.[0],
  };
}
