import { type DurationMs, type EpochMs, elapsed, fingerprint, minutes, ok, type Result, seconds } from "@labcanary/domain/basics";
import { type DecodeError, type Entry, isBelievable, type Speech } from "@labcanary/domain/telemetry";
import { parseJson } from "../decode/json-payload.ts";
import { refusal } from "../decode/payload-shape.ts";
import type { Codec, GatewayMessage, Said, Unwrapped } from "./codec.ts";
import { entryOf, nothing, refusing } from "./entry.ts";
import { isObject, type JsonObject, leavesOf } from "./json-leaves.ts";

/** What was said before the bridge last came up, to know again what it only repeats. */
interface Memory {
  /** When the bridge last said that it is there. */
  readonly startedAt?: EpochMs;
  /** By friendly name, what the device's last message said of its signals. */
  readonly said: ReadonlyMap<string, string>;
  /** By friendly name, when the device was last heard, where that could not be believed. Absent: nowhere. */
  readonly seen?: ReadonlyMap<string, EpochMs>;
}

/**
 * How long after its start the bridge may still be sending what it had in its cache (`cache_state_send_on_startup`, on by default).
 * Chosen: a Raspberry Pi with 200 devices is done within half of it.
 */
const REPEATS_FOR = minutes(1);

/** Devices that are remembered. Chosen: five times the largest networks that are reported. */
const MOST_REMEMBERED = 1000;

/** Further ahead than this, a `last_seen` says nothing of how old it is. Chosen: less than the clock tolerance of any signal seen. */
const AHEAD: DurationMs = seconds(1);

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
export function createZigbee2mqttCodec({ topics }: Speech): Codec<Memory> {
  const base = (topics[0] ?? "").replace(/#$/, "");
  return {
    start: { said: new Map() },
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

function unwrapBridge(message: GatewayMessage, memory: Memory): Unwrapped<Memory> {
  const presence = presenceOf(message.payload);
  if (presence === undefined) return refusing(refusal("DECODE_SHAPE", "bridge/state is neither online nor offline"), memory);
  const said = [{ entries: [], replayed: false, presence }];
  return { said, refused: [], memory: presence === "online" ? { ...memory, startedAt: message.receivedAt } : memory };
}

function unwrapAvailability(address: string, { payload }: GatewayMessage, memory: Memory): Unwrapped<Memory> {
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

function unwrapState(address: string, message: GatewayMessage, memory: Memory): Unwrapped<Memory> {
  const parsed = parseJson(message.payload);
  if (!parsed.ok) return refusing(parsed.error, memory);
  if (!isObject(parsed.value))
    return refusing(refusal("DECODE_SHAPE", `${address}: no object; Zigbee2MQTT must have output: json`), memory);
  const entries = entriesOf(parsed.value);
  if (!entries.ok) return refusing(entries.error, memory);
  if (entries.value.length === 0) return nothing(memory);
  const heard = fingerprint(JSON.stringify(entries.value.filter(isOfDevice).map(({ name, value }) => [name, value])));
  const { at, time } = entries.value[0] as Entry;
  const replayed =
    at === undefined ? message.retained || isRepeated(address, heard, message, memory) : !isHeardAnew(address, time, message, memory);
  const next = remember(memory, address, heard);
  return {
    said: [{ address, entries: entries.value, replayed }],
    refused: [],
    memory: isUnsure(time, message) ? rememberSeen(next, address, time) : next,
  };
}

/** A `last_seen` that is no measure of how old the values are. They are placed at receipt later, and would be as of now. */
const isUnsure = (time: EpochMs | undefined, { receivedAt }: GatewayMessage): time is EpochMs =>
  time !== undefined && !isBelievable(time, receivedAt, AHEAD);

/**
 * Whether a message with a time says what its time says it does. Where the time cannot be believed, it may be a state that was cached months ago
 * or a bridge whose clock was never set: then only a device heard later than before is known to be heard.
 */
function isHeardAnew(address: string, time: EpochMs | undefined, message: GatewayMessage, { seen }: Memory): boolean {
  if (!isUnsure(time, message)) return true;
  const before = seen?.get(address);
  return before !== undefined && time > before;
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

/**
 * Whether a message without a time says again what the bridge knew before it was started: within a while of the start, the same as the last
 * one, or the first ever. What is different is news.
 */
function isRepeated(address: string, heard: string, { receivedAt }: GatewayMessage, { startedAt, said }: Memory): boolean {
  if (startedAt === undefined || elapsed(startedAt, receivedAt) > REPEATS_FOR) return false;
  return (said.get(address) ?? heard) === heard;
}

function rememberSeen(memory: Memory, address: string, time: EpochMs): Memory {
  return memory.seen?.get(address) === time ? memory : { ...memory, seen: withNewest(memory.seen, address, time) };
}

function remember(memory: Memory, address: string, heard: string): Memory {
  if (memory.said.get(address) === heard) return memory;
  return { ...memory, said: withNewest(memory.said, address, heard) };
}

/** The newest last; the one that was silent for longest is forgotten first. */
function withNewest<Known>(before: ReadonlyMap<string, Known> | undefined, address: string, known: Known): ReadonlyMap<string, Known> {
  const after = new Map(before ?? []);
  after.delete(address);
  after.set(address, known);
  if (after.size > MOST_REMEMBERED) after.delete(after.keys().next().value as string);
  return after;
}
