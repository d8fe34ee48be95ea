import type { Unit } from "../quantity/index.ts";

/**
 * How devices speak that somebody already owns. Each has a codec of its name in ingest. `json`: any JSON, by a mapping; `senml`: RFC 8428
 * in JSON or CBOR on topics of its own.
 */
export const CONVENTIONS = [
  "json",
  "senml",
  "zigbee2mqtt",
  "tasmota",
  "sparkplug",
  "chirpstack",
  "the-things-stack",
  "homie",
  "home-assistant",
] as const;
export type Convention = (typeof CONVENTIONS)[number];

/** What a gateway speaks, and where: the topics below which it may publish and hear, besides its own branch. */
export interface Speech {
  readonly convention: Convention;
  /** Topic filters; no two gateways of a site have a topic in common. */
  readonly topics: readonly string[];
  /** IANA zone of times that come without one. */
  readonly timeZone: string;
  /** Of `json`, which says nothing by itself. */
  readonly mapping?: JsonMapping;
}

/** Whoever only looks on: what it hears, and the one topic it says something on. What lies below `labcanary/` is the platform's own. */
export const OBSERVED = ["homeassistant/#", "labcanary/#"] as const;
export const OBSERVER_STATUS = "homeassistant/status";

/** What a gateway may subscribe to: its own topics, and of an observer what the platform says for it. */
export const heardBy = ({ convention, topics }: Pick<Speech, "convention" | "topics">): readonly string[] =>
  convention === "home-assistant" ? [...topics, ...OBSERVED] : topics;

/** Where a JSON message says what. Paths are keys and indexes joined by dots: `uplink.readings.0.t`. */
export interface JsonMapping {
  /** Levels of the topic: `{address}` and `{name}` where the device and the name of the value stand, `+` and `#` as in a filter. */
  readonly topic?: string;
  /** Path to the device's address, where the topic does not say it. */
  readonly address?: string;
  /** Path to a list of messages in one payload. */
  readonly list?: string;
  /** Path to the values in each message; all of it, without one. */
  readonly values?: string;
  /** When the values were measured, or the gateway last heard the device. Without it what a gateway had in its cache passes for fresh. */
  readonly time?: TimeMapping;
  readonly status?: StatusMapping;
}

/** Where the gateway says that it has come up, and, by its will, that it is gone. */
export interface StatusMapping {
  readonly topic: string;
  /** Path to the word in a JSON payload; without it the payload is the word. */
  readonly from?: string;
  readonly online: string;
  readonly offline: string;
}

/** `iso` with a zone; `local`: ISO 8601 without one, by the clocks of the site. */
export const TIME_FORMATS = ["iso", "seconds", "milliseconds", "local"] as const;
export interface TimeMapping {
  readonly from: string;
  readonly format: (typeof TIME_FORMATS)[number];
}

/** How a signal of a device behind a gateway reads what was said of it. Without one it is taken by its own name, as it is. */
export interface WireReading {
  /** The name it has on the wire. */
  readonly name: string;
  /** value = said × scale + offset, in `unit`. Absent: 1 and 0. */
  readonly scale?: number;
  readonly offset?: number;
  /** Of the value, where the message does not say; absent: the signal's. */
  readonly unit?: Unit;
  /** The state that each text, number or truth value means; what is not here is none. */
  readonly words?: Readonly<Record<string, string>>;
  /** Said instead of a value by a sensor that could not measure: 85 or -127 of a DS18B20. Compared before scaling. */
  readonly errors?: readonly (number | string)[];
}
