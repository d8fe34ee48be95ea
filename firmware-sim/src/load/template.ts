/** A payload encoded once whose time and number are then written over in place, so that sending it costs next to nothing. */
export interface PayloadTemplate {
  readonly bytes: Uint8Array;
  /** Where the 13 digits of the time stand (epoch milliseconds); absent when it carries none. */
  readonly atOffset?: number;
  /** Where the 10 digits of the sequence number stand; absent when it carries none. */
  readonly seqOffset?: number;
}

/** Epoch milliseconds have 13 digits from 2001 to 2286. */
export const AT_DIGITS = 13;
/** Ten digits without a leading zero, which JSON forbids: the first number is 1 000 000 000 or higher. */
export const SEQ_DIGITS = 10;
export const FIRST_SEQ = 1_000_000_000;

/** The native payload (DESIGN 3.2) with these samples, as a template. */
export function telemetryTemplate(samples: Readonly<Record<string, unknown>>): PayloadTemplate {
  const text = `{"at":${"0".repeat(AT_DIGITS)},"seq":${FIRST_SEQ},"samples":${JSON.stringify(samples)}}`;
  return { bytes: new TextEncoder().encode(text), atOffset: text.indexOf("0"), seqOffset: text.indexOf(String(FIRST_SEQ)) };
}

/** Writes a whole number over `digits` ASCII digits. */
export function writeDigits(target: Uint8Array, offset: number, digits: number, value: number): void {
  let rest = value;
  for (let place = offset + digits - 1; place >= offset; place--) {
    const tenth = Math.floor(rest / 10);
    target[place] = 48 + (rest - tenth * 10);
    rest = tenth;
  }
}
