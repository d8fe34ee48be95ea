import { parseLocalTime } from "@labcanary/domain/schedule";
import type { Entry, Speech } from "@labcanary/domain/telemetry";
import { parseJson } from "../decode/json-payload.ts";
import { refusal } from "../decode/payload-shape.ts";
import type { Codec, GatewayMessage, Unwrapped } from "./codec.ts";
import { entryOf, nothing, refusing } from "./entry.ts";
import { isObject, type JsonObject, leavesOf } from "./json-leaves.ts";

/**
 * Tasmota: `tele/TOPIC/SENSOR`, `tele/TOPIC/LWT`, and what a switch says at once on `stat/TOPIC/RESULT`. The prefix may stand behind
 * (`FullTopic %topic%/%prefix%/`); whatever else the topic has is the device. `Time` is what the device's clock shows, without a zone:
 * it is read as the site's. A sensor that has an `Id` goes by it, as its number changes with the sensors beside it:
 * `DS18B20-00000566CC39.Temperature`.
 */
export function createTasmotaCodec({ timeZone }: Speech): Codec {
  return {
    start: undefined,
    unwrap(message) {
      const place = placeOf(message.topic);
      if (place === undefined || message.payload.byteLength === 0) return nothing(undefined);
      const { address, prefix, kind } = place;
      if (prefix === "tele" && kind === "LWT") return unwrapPresence(address, message);
      if (prefix === "tele" && kind === "SENSOR") return unwrapSensors(address, message, timeZone);
      return prefix === "stat" && SWITCHED.test(kind) ? unwrapSwitches(address, message) : nothing(undefined);
    },
  };
}

/** `RESULT`; with `SetOption4 1` the name of the switch. */
const SWITCHED = /^(?:RESULT|SWITCH\d+)$/;

interface Place {
  readonly address: string;
  readonly prefix: "tele" | "stat";
  readonly kind: string;
}

/** Undefined for what is none of Tasmota's own: commands, and topics without a device. */
function placeOf(topic: string): Place | undefined {
  const levels = topic.split("/");
  const kind = levels.pop() ?? "";
  const [first, last] = [levels[0], levels.at(-1)];
  const isPrefix = (level: string | undefined): level is Place["prefix"] => level === "tele" || level === "stat";
  const prefix = isPrefix(first) ? first : isPrefix(last) ? last : undefined;
  if (prefix === undefined || levels.length < 2) return undefined;
  const address = (isPrefix(first) ? levels.slice(1) : levels.slice(0, -1)).join("/");
  return { address, prefix, kind };
}

function unwrapPresence(address: string, { payload }: GatewayMessage): Unwrapped<undefined> {
  const said = Buffer.from(payload).toString("latin1");
  if (said !== "Online" && said !== "Offline")
    return refusing(refusal("DECODE_SHAPE", `LWT of ${address} is neither Online nor Offline`), undefined);
  const presence = said === "Online" ? "online" : "offline";
  return { said: [{ address, entries: [], replayed: false, presence }], refused: [], memory: undefined };
}

function unwrapSensors(address: string, { payload, receivedAt, retained }: GatewayMessage, timeZone: string): Unwrapped<undefined> {
  const parsed = parseJson(payload);
  if (!parsed.ok) return refusing(parsed.error, undefined);
  if (!isObject(parsed.value)) return refusing(refusal("DECODE_SHAPE", `SENSOR of ${address} is no object`), undefined);
  const { Time: at, TempUnit: tempUnit, PressureUnit: pressureUnit, ...sensors } = parsed.value;
  const leaves = leavesOf(byIdentity(sensors));
  if (!leaves.ok) return refusing(leaves.error, undefined);
  const time = typeof at === "string" ? parseLocalTime(at, timeZone, receivedAt) : undefined;
  const entries = leaves.value.map(({ path, value }): Entry => {
    const unit = unitOf(path, { tempUnit, pressureUnit });
    return entryOf(path, isNoReading(path, value, tempUnit) ? null : value, { at, time, ...(unit === undefined ? {} : { unit }) });
  });
  return entries.length === 0 ? nothing(undefined) : { said: [{ address, entries, replayed: retained }], refused: [], memory: undefined };
}

/** `DS18B20-1` with an `Id` under that: with one probe more, or one less, another has the number. */
function byIdentity(sensors: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(sensors).map(([name, sensor]) => {
      if (!isObject(sensor) || typeof sensor["Id"] !== "string" || sensor["Id"] === "") return [name, sensor];
      const { Id: id, ...values } = sensor;
      return [`${name.replace(/-\d+$/, "")}-${id}`, values];
    }),
  );
}

interface SaidUnits {
  readonly tempUnit: unknown;
  readonly pressureUnit: unknown;
}

/** What the message says itself; a unit it calls by a name of its own is refused with the value. */
function unitOf(path: string, { tempUnit, pressureUnit }: SaidUnits): string | undefined {
  const quantity = path.slice(path.lastIndexOf(".") + 1);
  if (quantity === "Temperature" || quantity === "DewPoint") return typeof tempUnit === "string" ? tempUnit : undefined;
  if (quantity === "Pressure" || quantity === "SeaPressure") return typeof pressureUnit === "string" ? pressureUnit : undefined;
  return quantity === "Humidity" ? "%RH" : undefined;
}

/** DS18B20 data sheet: 85 °C is its register after power-on; -127 is what the library has where nothing answers. In °F alike. */
const NO_READINGS = { celsius: [85, -127], fahrenheit: [185, -196.6] } as const;

const isNoReading = (path: string, value: unknown, tempUnit: unknown): boolean =>
  path.startsWith("DS18") && NO_READINGS[tempUnit === "F" ? "fahrenheit" : "celsius"].some((none) => none === value);

/** `{"Switch1":{"Action":"ON"}}` with SetOption114, or `{"Switch1":"ON"}`; answers to commands are of no interest. */
function unwrapSwitches(address: string, { payload, retained }: GatewayMessage): Unwrapped<undefined> {
  const parsed = parseJson(payload);
  if (!parsed.ok) return refusing(parsed.error, undefined);
  const said = isObject(parsed.value) ? Object.entries(parsed.value) : [];
  const entries = said.flatMap(([name, state]) => {
    const value = isObject(state) ? state["Action"] : state;
    return /^Switch\d+$/.test(name) && typeof value === "string" ? [entryOf(name, value)] : [];
  });
  return entries.length === 0 ? nothing(undefined) : { said: [{ address, entries, replayed: retained }], refused: [], memory: undefined };
}
