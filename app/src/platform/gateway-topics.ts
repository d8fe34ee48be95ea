import type { GatewayTopics } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { coversFilter, type DeviceId, heardBy, matchesTopic, type Speech } from "@labcanary/domain/telemetry";

/** What gateways may publish and hear, as the site in force says: a site that is taken up counts with the next message. */
export function createGatewayTopics(site: () => Site): GatewayTopics {
  let read: Site | undefined;
  let filters: ReadonlyMap<DeviceId, Speech> = new Map();
  const current = (): ReadonlyMap<DeviceId, Speech> => {
    const inForce = site();
    if (read !== inForce) {
      read = inForce;
      filters = new Map(inForce.devices.flatMap(({ id, speaks }) => (speaks === undefined ? [] : [[id, speaks]])));
    }
    return filters;
  };
  return {
    isGateway: (deviceId) => current().has(deviceId),
    allows: (deviceId, filter) =>
      current()
        .get(deviceId)
        ?.topics.some((own) => coversFilter(own, filter)) === true,
    hears: (deviceId, filter) => {
      const speech = current().get(deviceId);
      return speech !== undefined && heardBy(speech).some((own) => coversFilter(own, filter));
    },
    ownerOf: (topic) => [...current()].find(([, { topics }]) => topics.some((filter) => matchesTopic(filter, topic)))?.[0],
  };
}
