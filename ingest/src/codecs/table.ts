import type { Convention, Speech } from "@labcanary/domain/telemetry";
import type { Codec } from "./codec.ts";
import { createJsonCodec } from "./json.ts";
import { createSenmlCodec } from "./senml.ts";
import { createTasmotaCodec } from "./tasmota.ts";
import { createZigbee2mqttCodec } from "./zigbee2mqtt.ts";

/** A codec whose memory is its own business. */
export type AnyCodec = Codec<unknown>;

/** The codec of each convention, for what the site says of the gateway. */
export const CODECS: Readonly<Record<Convention, (speech: Speech) => AnyCodec>> = {
  json: createJsonCodec,
  senml: createSenmlCodec,
  zigbee2mqtt: createZigbee2mqttCodec,
  tasmota: createTasmotaCodec,
};
