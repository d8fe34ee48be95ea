import { parseJson } from "../decode/json-payload.ts";
import { refusal } from "../decode/payload-shape.ts";
import type { Codec, Unwrapped } from "./codec.ts";
import { entryOf, nothing, refusing } from "./entry.ts";
import { atPath, isObject, type JsonObject } from "./json-leaves.ts";
import { unwrapUplink } from "./uplink.ts";

/** `application/{applicationId}/device/{devEui}/event/{event}`, or `…/command/{command}`. The DevEUI is the address, in lower case. */
const TOPIC = /^application\/[^/]+\/device\/([0-9a-f]{16})\/(event|command)\/([a-z]+)$/;

/** Events that hold no reading: of the radio, of downlinks, and what other services made of an uplink. */
const NO_READING: ReadonlySet<string> = new Set(["join", "ack", "txack", "location", "integration"]);

/** Logs that mean that something a device sent was lost; the others are of downlinks, or of a repeat that was heard before. */
const LOST_UPLINK: ReadonlySet<unknown> = new Set(["UPLINK_CODEC", "UPLINK_MIC", "UPLINK_F_CNT_RESET"]);

/**
 * ChirpStack v4, events as JSON (ChirpStack documentation, Integrations, Event types; `integration.proto`). The JSON is that of Protocol
 * Buffers: a field that is 0, false or empty is left out, so `margin` and `batteryLevel` that are missing are 0. `object` is there only
 * where the device's profile has a codec; bytes without it are refused, not guessed at.
 */
export const chirpstack: Codec = {
  start: undefined,
  unwrap({ topic, payload, retained }) {
    const [whole, devEui = "", kind, event = ""] = TOPIC.exec(topic) ?? [];
    if (whole === undefined) return refuse("DECODE_TOPIC", "not application/ID/device/EUI/event/NAME of ChirpStack v4");
    if (kind === "command" || NO_READING.has(event)) return nothing(undefined);
    const parsed = parseJson(payload);
    if (!parsed.ok) return refusing(parsed.error, undefined);
    const body = parsed.value;
    const said = atPath(body, "deviceInfo.devEui");
    if (!isObject(body) || said === undefined) return refuse("DECODE_SHAPE", "no deviceInfo: not an event of ChirpStack v4 as JSON");
    if (said !== devEui) return refuse("DECODE_SHAPE", `${devEui}: devEui is not that of the topic`);
    if (event === "up") {
      return unwrapUplink({
        address: devEui,
        at: atPath(body, "time"),
        decoded: atPath(body, "object"),
        data: atPath(body, "data"),
        replayed: retained,
        advice: "no object; give the device's profile a codec in ChirpStack",
      });
    }
    if (event === "status") return status(devEui, body, retained);
    return event === "log" ? log(devEui, body) : refuse("DECODE_TOPIC", `${event} is no event of ChirpStack v4`);
  },
};

/** What DevStatusAns says (LoRaWAN 1.0.4, 5.5): margin in dB, battery in percent. On mains there is no battery to be at 0 %. */
function status(devEui: string, body: JsonObject, replayed: boolean): Unwrapped<undefined> {
  const at = atPath(body, "time");
  const isExternal = atPath(body, "externalPowerSource") === true;
  const margin = atPath(body, "margin") ?? 0;
  const battery = atPath(body, "batteryLevel") ?? 0;
  if (typeof margin !== "number" || typeof battery !== "number") {
    return refuse("DECODE_SHAPE", `${devEui}: margin or batteryLevel is no number`);
  }
  const entries = [entryOf("margin", margin, { at, unit: "dB" }), entryOf("externalPowerSource", isExternal, { at })];
  if (!isExternal) {
    const level = atPath(body, "batteryLevelUnavailable") === true ? null : battery;
    entries.push(entryOf("batteryLevel", level, { at, unit: "%" }));
  }
  return { said: [{ address: devEui, entries, replayed }], refused: [], memory: undefined };
}

function log(devEui: string, body: JsonObject): Unwrapped<undefined> {
  const code = atPath(body, "code");
  if (!LOST_UPLINK.has(code)) return nothing(undefined);
  const description = atPath(body, "description");
  return refuse("DECODE_NOT_DECODED", `${devEui}: ${String(code)}: ${typeof description === "string" ? description : ""}`);
}

const refuse = (...error: Parameters<typeof refusal>): Unwrapped<undefined> => refusing(refusal(...error), undefined);
