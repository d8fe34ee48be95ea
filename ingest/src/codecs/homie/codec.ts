import { isUtf8 } from "node:buffer";
import type { DecodeErrorCode } from "@labcanary/domain/telemetry";
import { refusal } from "../../decode/payload-shape.ts";
import type { Codec, GatewayMessage, Said, Unwrapped } from "../codec.ts";
import { entryOf, nothing, refusing } from "../entry.ts";
import { propertiesOf } from "./description.ts";
import {
  deviceOf,
  HOMIE_STATES,
  type HomieDevice,
  type HomieMemory,
  type HomieState,
  MOST_DEVICES,
  MOST_PROPERTIES,
  withDevice,
  withProperty,
} from "./memory.ts";
import { type Property, REMEMBERED_CHARACTERS, unitOf, valueOf } from "./property.ts";
import { topicOf } from "./topic.ts";

/**
 * Homie 4 and 5. The device id is the address, `node/property` the name. Everything is retained in Homie, so the flag does not tell what a
 * device says now from what a broker kept: a retained value is fresh only when the device is `ready` and the value differs from the
 * one before it. The same again may be an old one repeated, is history and does not count as being heard (decision 47).
 */
export const homie: Codec<HomieMemory> = {
  start: new Map(),
  unwrap(message, memory) {
    const topic = topicOf(message.topic);
    if (topic === undefined) return refused(memory, "DECODE_TOPIC", "neither {base}/{device}/… nor {domain}/5/{device}/… of Homie");
    if (topic.kind === "other") return nothing(memory);
    if (topic.kind === "attribute" && topic.attribute === "$description" && topic.version === 5) {
      return describe(topic.device, message.payload, memory);
    }
    if (!isUtf8(message.payload)) return refused(memory, "DECODE_NOT_UTF8", `${message.payload.length} bytes`);
    const text = Buffer.from(message.payload).toString("utf8");
    const device = deviceOf(memory, topic.device);
    switch (topic.kind) {
      case "attribute":
        return attribute(topic.device, topic.attribute, text, memory);
      case "property-attribute":
        return propertyAttribute({ id: topic.device, device, path: topic.path, attribute: topic.attribute, text }, memory);
      case "value":
        return value({ id: topic.device, device, path: topic.path, text }, message, memory);
    }
  },
};

/** What each state says of the connection. A sleeping device is neither gone nor there; silence decides. */
const PRESENCE: Readonly<Record<HomieState, "online" | "offline" | undefined>> = {
  init: undefined,
  ready: "online",
  disconnected: "offline",
  sleeping: undefined,
  lost: "offline",
  alert: "online",
};

function attribute(id: string, name: string, text: string, memory: HomieMemory): Unwrapped<HomieMemory> {
  if (name === "$homie") {
    return /^[345]\./.test(text) ? nothing(memory) : refused(memory, "DECODE_SHAPE", `${id}: Homie ${text.slice(0, 20)} is not known`);
  }
  if (name !== "$state") return nothing(memory);
  // An empty retained message takes the device away from the broker; what it said last holds until it is silent.
  if (text === "") return nothing(memory);
  const state = HOMIE_STATES.find((known) => known === text);
  if (state === undefined)
    return refused(memory, "DECODE_SHAPE", `${id}: $state ${text.slice(0, 60)} is none of ${HOMIE_STATES.join(", ")}`);
  const next = withDevice(memory, id, { ...deviceOf(memory, id), state });
  if (next === undefined) return full(memory);
  const presence = PRESENCE[state];
  return presence === undefined ? nothing(next) : said(next, { address: id, entries: [], replayed: false, presence });
}

function describe(id: string, payload: Uint8Array, memory: HomieMemory): Unwrapped<HomieMemory> {
  if (payload.length === 0) return nothing(memory);
  const properties = propertiesOf(payload);
  if (!properties.ok) return refusing(properties.error, memory);
  const before = deviceOf(memory, id);
  const merged = new Map<string, Property>();
  for (const [path, property] of properties.value) {
    const last = before.properties.get(path)?.last;
    merged.set(path, last === undefined ? property : { ...property, last });
  }
  const next = withDevice(memory, id, { ...before, properties: merged });
  return next === undefined ? full(memory) : nothing(next);
}

interface Place {
  readonly id: string;
  readonly device: HomieDevice;
  readonly path: string;
  readonly text: string;
}

const DESCRIBING: Readonly<Record<string, "datatype" | "unit" | "format">> = { $datatype: "datatype", $unit: "unit", $format: "format" };

/** Homie 4 describes each property by attributes of its own. */
function propertyAttribute(place: Place & { readonly attribute: string }, memory: HomieMemory): Unwrapped<HomieMemory> {
  const { id, device, path, attribute: name, text } = place;
  const key = Object.hasOwn(DESCRIBING, name) ? DESCRIBING[name] : undefined;
  if (key === undefined || text.length > 200) return nothing(memory);
  const next = withDevice(memory, id, withProperty(device, path, { ...device.properties.get(path), [key]: text }));
  return next === undefined ? full(memory) : nothing(next);
}

function value({ id, device, path, text }: Place, { retained }: GatewayMessage, memory: HomieMemory): Unwrapped<HomieMemory> {
  // The broker is told to forget the value; nothing was measured.
  if (text === "") return nothing(memory);
  const property = device.properties.get(path) ?? {};
  const last = text.slice(0, REMEMBERED_CHARACTERS);
  const isLive = device.state === "ready" || device.state === "alert";
  const isNew = !retained || (isLive && property.last !== undefined && property.last !== last);
  // What a device says while it starts may be a value it begins with: its first word when it is ready is held against what it said before.
  const isRemembered = device.state !== "init" && property.last !== last;
  const next = isRemembered ? withDevice(memory, id, withProperty(device, path, { ...property, last })) : memory;
  if (next === undefined) return full(memory);
  const meant = valueOf(text, property, `${id}/${path}`);
  if (!meant.ok) return refusing(meant.error, next);
  // Text that stands for no empty string: Homie 5 writes that as one NUL.
  const entry = entryOf(path, meant.value === "\0" ? "" : meant.value, unitOf(property));
  return said(next, { address: id, entries: [entry], replayed: !isNew });
}

const said = (memory: HomieMemory, one: Said): Unwrapped<HomieMemory> => ({ said: [one], refused: [], memory });

const refused = (memory: HomieMemory, code: DecodeErrorCode, detail: string): Unwrapped<HomieMemory> =>
  refusing(refusal(code, detail), memory);

const full = (memory: HomieMemory): Unwrapped<HomieMemory> =>
  refused(memory, "DECODE_TOO_MANY", `more than ${MOST_DEVICES} devices behind the gateway, or ${MOST_PROPERTIES} properties of one`);
