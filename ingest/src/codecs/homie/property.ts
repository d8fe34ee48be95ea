import { err, ok, type Result } from "@labcanary/domain/basics";
import type { DecodeError } from "@labcanary/domain/telemetry";
import { refusal } from "../../decode/payload-shape.ts";

/** What a device has said of one of its properties. Absent: not said. */
export interface Property {
  /** Homie 4 and 5; what has none is a string. */
  readonly datatype?: string;
  readonly unit?: string;
  /** Of an enum: what a payload can be. */
  readonly format?: string;
  /** The newest payload, so that one kept by a broker is told from one that says something new; at most {@link REMEMBERED_CHARACTERS}. */
  readonly last?: string;
}

/** Chosen: longer than any number, state or time; payloads that only differ further on count as the same. */
export const REMEMBERED_CHARACTERS = 64;

const INTEGER = /^-?\d+$/;
const FLOAT = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** Data types whose payload is a text that can be a state of a signal. */
const TEXTS: ReadonlySet<string> = new Set(["string", "enum"]);

/**
 * What a payload means by the property's data type (Homie 4.0.0 and 5.0, Payload). The range in a number's `$format` is not asked: a value
 * beyond it is out of range, which is for the signal to say, and not unsaid. Refused with DECODE_VALUE or DECODE_TYPE.
 */
export function valueOf(payload: string, property: Property, path: string): Result<number | boolean | string, DecodeError> {
  const { datatype = "string", format } = property;
  if (datatype === "integer" || datatype === "float") {
    const value = (datatype === "integer" ? INTEGER : FLOAT).test(payload) ? Number(payload) : Number.NaN;
    if (!Number.isFinite(value)) return err(refusal("DECODE_VALUE", `${path}: "${payload.slice(0, 60)}" is no ${datatype}`));
    return ok(value);
  }
  if (datatype === "boolean") {
    if (payload === "true" || payload === "false") return ok(payload === "true");
    return err(refusal("DECODE_VALUE", `${path}: "${payload.slice(0, 60)}" is neither true nor false`));
  }
  if (!TEXTS.has(datatype)) return err(refusal("DECODE_TYPE", `${path}: ${datatype.slice(0, 60)} is no reading`));
  const isDeclared = datatype !== "enum" || format === undefined || format.split(",").includes(payload);
  return isDeclared ? ok(payload) : err(refusal("DECODE_VALUE", `${path}: "${payload.slice(0, 60)}" is none of ${format?.slice(0, 80)}`));
}

/** `#` is a count in Homie. Other units are spelled as the platform reads them, or are unknown to it and refused by it. */
export function unitOf({ unit }: Property): { readonly unit?: string } {
  if (unit === undefined || unit === "") return {};
  return { unit: unit === "#" ? "1" : unit };
}
