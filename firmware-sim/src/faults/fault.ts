import type { DurationMs } from "@labcanary/domain/basics";
import type { Unit } from "@labcanary/domain/quantity";

/** What is wrong with a sensor's readings. Shares are of readings, 0 to 1. */
export type ReadingFault =
  /** Now and then a reading is missing. */
  | { readonly kind: "dropouts"; readonly share: number }
  /** Now and then one is off by so much, in the signal's unit. */
  | { readonly kind: "spikes"; readonly by: number; readonly share: number }
  /** Its zero moves so much a day, in the signal's unit, from now on; 0 puts it right. */
  | { readonly kind: "drift"; readonly perDay: number }
  /** A new firmware sends another unit, and says so or does not. */
  | { readonly kind: "unit"; readonly sends: Unit; readonly saysSo: boolean };

/** What is wrong with a device's messages. Shares are of messages, 0 to 1. */
export type MessageFault =
  /** Its clock is off by `ahead` (behind when below 0) and goes `driftPerDay` further off each day. */
  | { readonly kind: "clock"; readonly ahead: DurationMs; readonly driftPerDay: DurationMs }
  /** Its clock was never set: it counts from 1970. */
  | { readonly kind: "clock-lost" }
  /** The same message twice. */
  | { readonly kind: "duplicates"; readonly share: number }
  /** A message is overtaken by the next. */
  | { readonly kind: "reordered"; readonly share: number }
  /** A payload arrives cut short or with a byte that is zero, in a packet that is whole. */
  | { readonly kind: "garbled"; readonly share: number }
  /** It only repeats the last message of before, retained and without a time. */
  | { readonly kind: "stale-retained" };

/** What is wrong with how it comes and goes. */
export type LinkFault =
  /** It connects anew so many times a second, without the pause it should keep. */
  | { readonly kind: "storm"; readonly perSecond: number }
  /** Its firmware starts anew: what it kept is lost, its count begins at 0, its sensors warm up. Once. */
  | { readonly kind: "restart"; readonly boots: DurationMs };

export const CORRUPTIONS = ["reserved-flags", "packet-id-zero", "topic-not-text", "length-too-long"] as const;
/** Ways to break a PUBLISH that MQTT 3.1.1 forbids: [MQTT-3.3.1-4] QoS 3, [MQTT-2.3.1-1], [MQTT-1.5.3-1], and 2.2.3 (a length of five bytes). */
export type Corruption = (typeof CORRUPTIONS)[number];

/** What is wrong with the wire; only where there is one (`mqtt://`). */
export type WireFault =
  /** One packet that is none. Once. */
  | { readonly kind: "corrupt-packet"; readonly form: Corruption }
  /** Half a packet, and the connection is gone. Once. */
  | { readonly kind: "truncated-packet" }
  /** Nothing gets through in either direction and nobody hangs up, as behind a firewall that forgot the connection. */
  | { readonly kind: "half-open" }
  /** So many bytes a second get through. */
  | { readonly kind: "slow-link"; readonly bytesPerSecond: number };

export type DeviceFault = MessageFault | LinkFault | WireFault;
export type Fault = ReadingFault | DeviceFault;

const WIRE_KINDS: readonly Fault["kind"][] = ["corrupt-packet", "truncated-packet", "half-open", "slow-link"] satisfies WireFault["kind"][];
export const isWireFault = (fault: DeviceFault): fault is WireFault => WIRE_KINDS.includes(fault.kind);
