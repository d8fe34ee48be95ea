/** What a server says to a client that only publishes. */
export interface AnswerHandlers {
  onConnack(returnCode: number): void;
  onPuback(packetId: number): void;
}

/**
 * Reads a server's byte stream just far enough to see CONNACKs and PUBACKs, whatever the chunks it arrives in. Packets to such a
 * client are a handful of bytes; what it does not know it steps over.
 */
export function createAnswerReader(handlers: AnswerHandlers): (chunk: Uint8Array) => void {
  /** The start of a packet that the last chunk cut off; a copy, because the chunk's memory is used again. */
  let rest: Uint8Array | undefined;

  return (chunk) => {
    const bytes = rest === undefined ? chunk : joined(rest, chunk);
    rest = undefined;
    let at = 0;
    while (at < bytes.length) {
      if (bytes[at] === PUBACK && at + 4 <= bytes.length) {
        handlers.onPuback(((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
        at += 4;
        continue;
      }
      const end = packetEnd(bytes, at);
      if (end === undefined || end > bytes.length) {
        rest = new Uint8Array(bytes.subarray(at));
        return;
      }
      if (bytes[at] === CONNACK) handlers.onConnack(bytes[at + 3] ?? 0);
      at = end;
    }
  };
}

/** First bytes: packet type in the high half, reserved flags 0 (MQTT 3.1.1, 2.2). Both have two more bytes after the length. */
const CONNACK = 0x20;
const PUBACK = 0x40;

/**
 * Where the packet that starts at `start` ends; undefined while its length is not all there (MQTT 3.1.1, 2.2.3: seven bits a byte,
 * at most four bytes).
 */
function packetEnd(bytes: Uint8Array, start: number): number | undefined {
  let length = 0;
  for (let index = 0; index < 4; index++) {
    const byte = bytes[start + 1 + index];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** index;
    if (byte < 0x80) return start + 2 + index + length;
  }
  return start + 5 + length;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
