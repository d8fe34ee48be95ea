import type { Convention, Speech } from "@labcanary/domain/telemetry";
import { chirpstack } from "./chirpstack.ts";
import type { Codec } from "./codec.ts";
import { homeAssistant } from "./home-assistant.ts";
import { homie } from "./homie/codec.ts";
import { createJsonCodec } from "./json.ts";
import { createSenmlCodec } from "./senml.ts";
import { sparkplug } from "./sparkplug/codec.ts";
import { createTasmotaCodec } from "./tasmota.ts";
import { theThingsStack } from "./the-things-stack.ts";
import { createZigbee2mqttCodec } from "./zigbee2mqtt.ts";

/** A codec whose memory is its own business. */
export type AnyCodec = Codec<unknown>;

/** The codec of each convention, for what the site says of the gateway. */
export const CODECS: Readonly<Record<Convention, (speech: Speech) => AnyCodec>> = {
  json: createJsonCodec,
  senml: createSenmlCodec,
  zigbee2mqtt: createZigbee2mqttCodec,
  tasmota: createTasmotaCodec,
  sparkplug: () => sparkplug as AnyCodec,
  chirpstack: () => chirpstack as AnyCodec,
  "the-things-stack": () => theThingsStack as AnyCodec,
  homie: () => homie as AnyCodec,
  "home-assistant": () => homeAssistant as AnyCodec,
};
