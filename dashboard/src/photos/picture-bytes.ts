/** The parts of a picture that make it, without anything said about it; its size in pixels as its header has it. */
export interface Stripped {
  readonly content: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The parts one behind the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

/** Whether the text stands there, in ASCII. */
export const saysAt = (bytes: Uint8Array, at: number, text: string): boolean =>
  bytes.byteLength >= at + text.length && [...text].every((character, index) => bytes[at + index] === character.charCodeAt(0));

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
