import { type GatewayAbout, live, type MeasuredValue, retained, type SpokenConvention, wordSession } from "./convention.ts";

/** Zigbee2MQTT with the gateway's id as its base topic, `last_seen: ISO_8601` and availability on (zigbee2mqtt.io, "MQTT Topics and Messages"). */
export function speakZigbee2mqtt({ id }: GatewayAbout): SpokenConvention {
  const state = (isOnline: boolean): string => JSON.stringify({ state: isOnline ? "online" : "offline" });
  return {
    session: wordSession(`${id}/bridge/state`, state(true), state(false)),
    measured(address, at, values) {
      const properties = Object.fromEntries(values.map((value) => [value.name, propertyOf(value)]));
      const payload = { ...properties, last_seen: new Date(at).toISOString(), linkquality: LINK_QUALITY };
      return [live(`${id}/${address}`, JSON.stringify(payload))];
    },
    presence: (address, isOnline) => [retained(`${id}/${address}/availability`, state(isOnline))],
  };
}

/** Of 255: a device in the next room. */
const LINK_QUALITY = 120;

/** A contact is true while the magnet is near, which is a closed door. */
function propertyOf({ name, value }: MeasuredValue): unknown {
  if (name === "contact" && typeof value === "string") return value === "closed";
  return value === "true" || value === "false" ? value === "true" : value;
}
