import { fingerprint, ok, type Result } from "@labcanary/domain/basics";
import type { DecodeError, Entry, Speech } from "@labcanary/domain/telemetry";
import { parseJson } from "../decode/json-payload.ts";
import { refusal } from "../decode/payload-shape.ts";
import type { Codec, GatewayMessage, Said, Unwrapped } from "./codec.ts";
import { entryOf, nothing, refusing } from "./entry.ts";
import { HEARD_NOTHING, type Heard, isHeardAnew, isRepeatedAtStart, rememberSaid, rememberSeen } from "./heard.ts";
import { isObject, type JsonObject, leavesOf } from "./json-leaves.ts";

/** What the properties are measured in; the payload does not say (zigbee2mqtt.io, "Exposes"). Others are taken in the signal's unit. */
const UNITS: Readonly<Record<string, string>> = {
  temperature: "Cel",
  device_temperature: "Cel",
  local_temperature: "Cel",
  humidity: "%RH",
  pressure: "hPa",
  battery: "%",
  co2: "ppm",
};

/** Say how well the bridge hears the device, and change without it. */
const OF_THE_BRIDGE = ["linkquality", "last_seen", "update", "device"];

/**
 * Zigbee2MQTT 1.17 and later with `output: json`: `BASE/FRIENDLY_NAME`, `…/availability` and `BASE/bridge/state`. A friendly name may have
 * slashes. `contact: true` is a magnet that is near: the door is closed.
 */
export function createZigbee2mqttCodec({ topics }: Speech): Codec<Heard> {
  const base = (topics[0] ?? "").replace(/#$/, "");
  return {
    start: HEARD_NOTHING,
    unwrap(message, memory) {
      const { topic, payload } = message;
      // An empty one takes a retained message away: a device that was renamed.
      if (!topic.startsWith(base) || payload.byteLength === 0) return nothing(memory);
      const place = topic.slice(base.length);
      if (place === "bridge/state") return unwrapBridge(message, memory);
      if (place === "" || place.startsWith("bridge/") || isCommand(place)) return nothing(memory);
      if (place.endsWith(AVAILABILITY)) return unwrapAvailability(place.slice(0, -AVAILABILITY.length), message, memory);
      return unwrapState(place, message, memory);
    },
  };
}

const AVAILABILITY = "/availability";

/** What others say to a device: `NAME/set`, `NAME/get`, `NAME/set/ATTRIBUTE`. */
const isCommand = (place: string): boolean => /\/(?:set|get)(?:\/|$)/.test(place);

function unwrapBridge(message: GatewayMessage, memory: Heard): Unwrapped<Heard> {
  const presence = presenceOf(message.payload);
  if (presence === undefined) return refusing(refusal("DECODE_SHAPE", "bridge/state is neither online nor offline"), memory);
  const said = [{ entries: [], replayed: false, presence }];
  return { said, refused: [], memory: presence === "online" ? { ...memory, startedAt: message.receivedAt } : memory };
}

function unwrapAvailability(address: string, { payload }: GatewayMessage, memory: Heard): Unwrapped<Heard> {
  const presence = presenceOf(payload);
  if (presence === undefined) return refusing(refusal("DECODE_SHAPE", `availability of ${address} is neither online nor offline`), memory);
  return { said: [{ address, entries: [], replayed: false, presence }], refused: [], memory };
}

/** `online`, or `{"state":"online"}` since 1.28. Always retained; it is said anew at each start, so what was retained is what is so. */
function presenceOf(payload: Uint8Array): Said["presence"] {
  const plain = Buffer.from(payload).toString("latin1");
  if (plain === "online" || plain === "offline") return plain;
  const parsed = parseJson(payload);
  const state = parsed.ok && isObject(parsed.value) ? parsed.value["state"] : undefined;
  return state === "online" || state === "offline" ? state : undefined;
}

function unwrapState(address: string, message: GatewayMessage, memory: Heard): Unwrapped<Heard> {
  const parsed = parseJson(message.payload);
  if (!parsed.ok) return refusing(parsed.error, memory);
  if (!isObject(parsed.value))
    return refusing(refusal("DECODE_SHAPE", `${address}: no object; Zigbee2MQTT must have output: json`), memory);
  const entries = entriesOf(parsed.value);
  if (!entries.ok) return refusing(entries.error, memory);
  if (entries.value.length === 0) return nothing(memory);
  const heard = fingerprint(JSON.stringify(entries.value.filter(isOfDevice).map(({ name, value }) => [name, value])));
  const { at, time } = entries.value[0] as Entry;
  const { retained, receivedAt } = message;
  const replayed =
    at === undefined ? retained || isRepeatedAtStart(address, heard, receivedAt, memory) : !isHeardAnew(address, time, receivedAt, memory);
  return {
    said: [{ address, entries: entries.value, replayed }],
    refused: [],
    memory: rememberSeen(rememberSaid(memory, new Map([[address, heard]])), new Map([[address, time]]), receivedAt),
  };
}

const isOfDevice = ({ name }: Entry): boolean => !OF_THE_BRIDGE.some((own) => name === own || name.startsWith(`${own}.`));

function entriesOf(payload: JsonObject): Result<readonly Entry[], DecodeError> {
  const { last_seen: lastSeen, device: _device, ...properties } = payload;
  const leaves = leavesOf(properties);
  if (!leaves.ok) return leaves;
  // `last_seen`: ISO 8601 with a zone, or epoch ms. Null where the device was never heard.
  const at = lastSeen ?? undefined;
  const entries = leaves.value.map(({ path, value }) => {
    const unit = Object.hasOwn(UNITS, path) ? UNITS[path] : undefined;
    return entryOf(path, path === "contact" ? doorOf(value) : value, { at, ...(unit === undefined ? {} : { unit }) });
  });
  return ok(entries);
}

const doorOf = (contact: unknown): unknown => (contact === true ? "closed" : contact === false ? "open" : contact);
