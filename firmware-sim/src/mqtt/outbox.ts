/** Text, or bytes where the convention is binary. */
export type Payload = string | Uint8Array;

/** A message on its way: kept until the server has acknowledged it. */
export interface Outgoing {
  readonly topic: string;
  readonly payload: Payload;
  readonly retain: boolean;
  /** It was on the wire before, so it goes out with the DUP flag (MQTT 3.1.1, 3.3.1.1). */
  readonly sentBefore: boolean;
}

/**
 * Store-and-forward: what a device has to say, in order, while the server is away. When it is full the newest message is
 * dropped and counted: what is already kept stays, without a gap in the middle.
 */
export interface Outbox {
  /** False when the outbox is full and the message was dropped. */
  push(topic: string, payload: Payload, retain?: boolean): boolean;
  /** The oldest message that is not on the wire, now on the wire; undefined when there is none. */
  take(): Outgoing | undefined;
  acknowledge(message: Outgoing): void;
  /** Everything on the wire has to go out again, in the order it was first sent. */
  connectionLost(): void;
  /** Forgets everything, as a device does whose memory is gone. */
  clear(): void;
  readonly size: number;
  readonly onTheWire: number;
  readonly dropped: number;
}

export function createOutbox(limit: number): Outbox {
  let waiting: Outgoing[] = [];
  let sent: Outgoing[] = [];
  let dropped = 0;
  return {
    push(topic, payload, retain = false) {
      if (waiting.length + sent.length >= limit) {
        dropped++;
        return false;
      }
      waiting.push({ topic, payload, retain, sentBefore: false });
      return true;
    },
    take() {
      const message = waiting.shift();
      if (message !== undefined) sent.push(message);
      return message;
    },
    acknowledge(message) {
      sent = sent.filter((other) => other !== message);
    },
    connectionLost() {
      waiting = [...sent.map((message) => ({ ...message, sentBefore: true })), ...waiting];
      sent = [];
    },
    clear() {
      waiting = [];
      sent = [];
    },
    get size() {
      return waiting.length + sent.length;
    },
    get onTheWire() {
      return sent.length;
    },
    get dropped() {
      return dropped;
    },
  };
}
