import { parseJson } from "../decode/json-payload.ts";
import { refusal } from "../decode/payload-shape.ts";
import type { Codec, Unwrapped } from "./codec.ts";
import { nothing, refusing } from "./entry.ts";
import { atPath } from "./json-leaves.ts";
import { unwrapUplink } from "./uplink.ts";

/** `v3/{application}@{tenant}/devices/{device}/{event}`; an open-source installation has no tenant. The device id is the address. */
const TOPIC = /^v3\/[a-z0-9-]+(?:@[a-z0-9-]+)?\/devices\/([a-z0-9](?:-?[a-z0-9]+)*)\/(.+)$/;

/** Everything else a device's branch has: joins, what became of downlinks, locations, data of services. */
const NO_READING = /^(?:join|down\/[a-z]+|service\/data|location\/solved|up\/normalized)$/;

/**
 * The Things Stack v3, uplinks as JSON (The Things Stack documentation, Data formats). Fields that are 0, false or empty are left out:
 * a missing `simulated` is false, and a missing `decoded_payload` beside a payload is no reading of nothing, but a device without a
 * payload formatter, which is refused. Values inside `decoded_payload` are not left out when they are 0.
 */
export const theThingsStack: Codec = {
  start: undefined,
  unwrap({ topic, payload, retained }) {
    const [, device, event = ""] = TOPIC.exec(topic) ?? [];
    if (device === undefined) return refuse("DECODE_TOPIC", "not v3/APPLICATION@TENANT/devices/DEVICE/EVENT of The Things Stack");
    if (NO_READING.test(event)) return nothing(undefined);
    if (event !== "up") return refuse("DECODE_TOPIC", `${event} is no event of The Things Stack v3`);
    const parsed = parseJson(payload);
    if (!parsed.ok) return refusing(parsed.error, undefined);
    const body = parsed.value;
    const uplink = atPath(body, "uplink_message");
    if (typeof uplink !== "object" || uplink === null) {
      return refuse("DECODE_SHAPE", `${device}: no uplink_message: not an uplink of The Things Stack v3`);
    }
    if (atPath(body, "end_device_ids.device_id") !== device) return refuse("DECODE_SHAPE", `${device}: device_id is not that of the topic`);
    return unwrapUplink({
      address: device,
      // When the network server had it; the outer one is later by the way to the application server.
      at: atPath(uplink, "received_at") ?? atPath(body, "received_at"),
      decoded: atPath(uplink, "decoded_payload"),
      data: atPath(uplink, "frm_payload"),
      replayed: retained,
      advice: "no decoded_payload; give the device a payload formatter in The Things Stack",
      ...qualityOf(body),
    });
  },
};

/** A simulated uplink was sent by a person from the console, not measured; with warnings, its formatter is not sure of what it says. */
function qualityOf(body: unknown): { readonly quality?: "simulated" | "uncertain" } {
  if ((atPath(body, "simulated") ?? false) !== false) return { quality: "simulated" };
  const warnings = atPath(body, "uplink_message.decoded_payload_warnings");
  return Array.isArray(warnings) && warnings.length > 0 ? { quality: "uncertain" } : {};
}

const refuse = (...error: Parameters<typeof refusal>): Unwrapped<undefined> => refusing(refusal(...error), undefined);
