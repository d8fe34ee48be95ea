import { err, ok, type Result } from "@labcanary/domain/basics";
import type { DecodeError, Quality } from "@labcanary/domain/telemetry";
import { refusal } from "../../decode/payload-shape.ts";
import type { Unsigned64, WireMetric, WireValue } from "./payload.ts";

/** Bits and sign of the integers (Sparkplug 3.0.0, 6.4.16). */
const INTEGERS: Readonly<Record<number, { readonly bits: number; readonly signed: boolean }>> = {
  1: { bits: 8, signed: true },
  2: { bits: 16, signed: true },
  3: { bits: 32, signed: true },
  4: { bits: 64, signed: true },
  5: { bits: 8, signed: false },
  6: { bits: 16, signed: false },
  7: { bits: 32, signed: false },
  8: { bits: 64, signed: false },
};
const FLOAT = 9;
const DOUBLE = 10;
const BOOLEAN = 11;
/** String and Text; a date or a UUID is no state of a signal. */
const TEXTS: ReadonlySet<number> = new Set([12, 14]);

/**
 * The value of a metric whose data type is known, null where it says it is. An integer travels as an unsigned one: a negative one is the
 * two's complement, of its own width or of the width of the field. Refused with DECODE_TYPE for what is no reading (dates, UUIDs, bytes,
 * data sets, templates, arrays), with DECODE_VALUE for what is not of the type it says it is.
 */
export function valueOf(metric: WireMetric, datatype: number, name: string): Result<unknown, DecodeError> {
  if (metric.isNull === true) return ok(null);
  const integer = INTEGERS[datatype];
  const value = integer === undefined ? plainOf(metric, datatype) : integerOf(metric, integer);
  if (value === "unsupported") return err(refusal("DECODE_TYPE", `${name}: data type ${datatype} is no reading`));
  return value === undefined ? err(refusal("DECODE_VALUE", `${name}: no value of data type ${datatype}`)) : ok(value.value);
}

interface Found {
  readonly value: number | boolean | string;
}
const found = (value: Found["value"] | undefined): Found | undefined => (value === undefined ? undefined : { value });

function plainOf(metric: WireValue, datatype: number): Found | "unsupported" | undefined {
  if (datatype === FLOAT) return found(metric.floatValue === undefined ? undefined : shortest(metric.floatValue));
  if (datatype === DOUBLE) return found(metric.doubleValue);
  if (datatype === BOOLEAN) return found(metric.booleanValue);
  return TEXTS.has(datatype) ? found(metric.stringValue) : "unsupported";
}

/** 21.3 travels as a float of 32 bits and is 21.299999237… as a number: seven digits are what such a float has. */
const shortest = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(7)) : value);

/** Numbers beyond 2^53 have no exact value here and are no reading of a sensor. */
function integerOf(
  { intValue, longValue }: WireValue,
  { bits, signed }: { readonly bits: number; readonly signed: boolean },
): Found | undefined {
  const raw = longValue === undefined ? (intValue === undefined ? undefined : BigInt(intValue)) : BigInt(longValue.toString());
  if (raw === undefined) return undefined;
  const field = longValue === undefined ? 32 : 64;
  const asField = BigInt.asIntN(field, raw);
  const value = signed ? (raw < 2n ** BigInt(bits) ? BigInt.asIntN(bits, raw) : asField) : raw;
  const isInType = signed ? BigInt.asIntN(bits, value) === value : value < 2n ** BigInt(bits);
  return isInType && Number.isSafeInteger(Number(value)) ? { value: Number(value) } : undefined;
}

/** Milliseconds since 1970; undefined where there is none, or no whole number that can be a time. */
export function timeOf(timestamp: Unsigned64 | undefined): number | undefined {
  const time = timestamp?.toNumber();
  return time !== undefined && Number.isSafeInteger(time) ? time : undefined;
}

/** Spellings of industry for units the platform knows by others; the rest is read as it is. */
const UNITS: Readonly<Record<string, string>> = {
  Celsius: "Cel",
  Fahrenheit: "degF",
  Kelvin: "K",
  PPM: "ppm",
  "% LEL": "%LEL",
  "%VOL": "%vol",
};

/** The unit the birth gave a metric, where it gave one; `engUnit` is Ignition's and the custom elsewhere. */
export function unitOf(metric: WireMetric): string | undefined {
  const said = propertyOf(metric, "engUnit")?.stringValue;
  return said === undefined || said === "" ? undefined : Object.hasOwn(UNITS, said) ? UNITS[said] : said.slice(0, 40);
}

/**
 * The metric's `Quality` (Sparkplug 3.0.0, 6.4.9): 192 good, 0 bad, 500 stale, which is an old value and not to be trusted as a new one.
 * Other numbers are of OPC and mean that somebody doubts it.
 */
export function qualityOf(metric: WireMetric): Quality | undefined {
  const said = propertyOf(metric, "Quality")?.intValue;
  if (said === undefined || said === 192) return undefined;
  return said === 0 || said === 500 ? "bad" : "uncertain";
}

function propertyOf({ properties }: WireMetric, key: string): WireValue | undefined {
  const place = properties?.keys.indexOf(key) ?? -1;
  const value = properties?.values[place];
  return value?.isNull === true ? undefined : value;
}
