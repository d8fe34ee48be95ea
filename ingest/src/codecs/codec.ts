import type { EpochMs } from "@labcanary/domain/basics";
import type { DecodeError, Entry } from "@labcanary/domain/telemetry";

/** A message of a gateway, as it is in the accepted log. */
export interface GatewayMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** MQTT's flag: the broker, or the gateway, had it from before. What that means is the convention's to say. */
  readonly retained: boolean;
  readonly receivedAt: EpochMs;
}

/** What one message says of one device behind the gateway. */
export interface Said {
  /** The device as its convention names it: a friendly name, a DevEUI, group/node/device. Absent: the gateway itself. */
  readonly address?: string;
  /** Values by the name they have on the wire. */
  readonly entries: readonly Entry[];
  /** Known from before, and no fresh reading, whatever its time says. */
  readonly replayed: boolean;
  /** What the convention says of the connection between device and gateway; absent: nothing. */
  readonly presence?: "online" | "offline";
}

/** What a message came to. `received` is counted by entries; a message that says nothing of interest has neither. */
export interface Unwrapped<Memory> {
  readonly said: readonly Said[];
  readonly refused: readonly DecodeError[];
  /** What the codec has to know when the next message comes: the same object where nothing changed. */
  readonly memory: Memory;
}

/**
 * One convention by which devices that somebody already owns speak, as a fold over the messages of one gateway: the same messages in the
 * same order come to the same, so it has no clock, no randomness and keeps nothing but its memory, which is plain data and goes into the
 * snapshot. It never throws, whatever the payload: what cannot be read is refused with a code. Values are judged later, against the
 * signals of the site; a codec only says what was said, and never what was not.
 */
export interface Codec<Memory = undefined> {
  /** Of a gateway that has just been described. */
  readonly start: Memory;
  unwrap(message: GatewayMessage, memory: Memory): Unwrapped<Memory>;
}
