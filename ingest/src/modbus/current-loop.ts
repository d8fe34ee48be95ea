/**
 * A current of 4–20 mA as NAMUR NE 43 reads it: 3.8–20.5 mA are measurements; below 3.6 mA and above 21 mA the transmitter says that it has
 * failed, or its line is cut or shorted. What lies between is the end of its range. (Cited after its edition of 2003-02-03, 3.)
 */
const FAILED_BELOW = 3.6;
const SATURATED_BELOW = 3.8;
const SATURATED_ABOVE = 20.5;
const FAILED_ABOVE = 21;

export type CurrentReading =
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "failed" }
  /** At the upper end of the current, which is at least `value`. */
  | { readonly kind: "over-range"; readonly value: number }
  /** Below what the transmitter can measure: no value to act on, and no failure it reports. */
  | { readonly kind: "below" };

/** `at4` and `at20` are the values at 4 and at 20 mA; the greater is at 20, or the site would have been refused. */
export function readCurrent(milliamps: number, { at4, at20 }: { readonly at4: number; readonly at20: number }): CurrentReading {
  if (!Number.isFinite(milliamps) || milliamps < FAILED_BELOW || milliamps > FAILED_ABOVE) return { kind: "failed" };
  if (milliamps < SATURATED_BELOW) return { kind: "below" };
  const value = at4 + ((milliamps - 4) / 16) * (at20 - at4);
  return milliamps > SATURATED_ABOVE ? { kind: "over-range", value } : { kind: "value", value };
}
