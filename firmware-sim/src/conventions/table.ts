import { speakChirpstack } from "./chirpstack.ts";
import type { GatewayAbout, SpokenConvention } from "./convention.ts";
import { speakHomie } from "./homie.ts";
import { speakJson } from "./json.ts";
import { speakSenml } from "./senml.ts";
import { speakSparkplug } from "./sparkplug.ts";
import { speakTasmota } from "./tasmota.ts";
import { speakThings } from "./the-things-stack.ts";
import { speakZigbee2mqtt } from "./zigbee2mqtt.ts";

/** What a simulated gateway can speak, by the convention's name in a scenario and in the site. */
export const SPOKEN = {
  json: speakJson,
  senml: speakSenml,
  zigbee2mqtt: speakZigbee2mqtt,
  tasmota: speakTasmota,
  chirpstack: speakChirpstack,
  "the-things-stack": speakThings,
  sparkplug: speakSparkplug,
  homie: speakHomie,
} as const satisfies Readonly<Record<string, (gateway: GatewayAbout) => SpokenConvention>>;

export type SpokenName = keyof typeof SPOKEN;
export const SPOKEN_NAMES = Object.keys(SPOKEN) as readonly SpokenName[];
