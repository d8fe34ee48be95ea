import { err, ok, type Result } from "@labcanary/domain/basics";
import type { DecodeError } from "@labcanary/domain/telemetry";
import protobuf from "protobufjs/light.js";
import { refusal } from "../../decode/payload-shape.ts";

/** An unsigned integer of 64 bits, as protobufjs gives it. */
export interface Unsigned64 {
  toString(): string;
  /** Nearest number; exact up to 2^53. */
  toNumber(): number;
}

/** A value of a metric or a property: the one of them that is there. */
export interface WireValue {
  readonly intValue?: number;
  readonly longValue?: Unsigned64;
  readonly floatValue?: number;
  readonly doubleValue?: number;
  readonly booleanValue?: boolean;
  readonly stringValue?: string;
}

export interface WireMetric extends WireValue {
  readonly name?: string;
  readonly alias?: Unsigned64;
  readonly timestamp?: Unsigned64;
  readonly datatype?: number;
  readonly isHistorical?: boolean;
  readonly isNull?: boolean;
  readonly properties?: { readonly keys: readonly string[]; readonly values: readonly WireProperty[] };
}

export interface WireProperty extends WireValue {
  readonly isNull?: boolean;
}

export interface WirePayload {
  readonly timestamp?: Unsigned64;
  readonly metrics: readonly WireMetric[];
  readonly seq?: Unsigned64;
  readonly uuid?: string;
}

/** The numbers of a value's fields follow one another in a metric (from 10) and in a property (from 3). */
const valueFields = (first: number): Record<string, { type: string; id: number }> => ({
  intValue: { type: "uint32", id: first },
  longValue: { type: "uint64", id: first + 1 },
  floatValue: { type: "float", id: first + 2 },
  doubleValue: { type: "double", id: first + 3 },
  booleanValue: { type: "bool", id: first + 4 },
  stringValue: { type: "string", id: first + 5 },
});

/**
 * Fields by number and type (Sparkplug 3.0.0, 6.4.1), as far as a reading needs them. Bytes, data sets, templates and nested properties are
 * not among them, so nothing in them is read, however deep it is. proto2 is named for each message: without it protobufjs drops every field
 * that is there and is 0 or false, and a reading of 0 with it.
 */
const ROOT = protobuf.Root.fromJSON({
  nested: {
    Payload: {
      edition: "proto2",
      fields: {
        timestamp: { type: "uint64", id: 1 },
        metrics: { rule: "repeated", type: "Metric", id: 2 },
        seq: { type: "uint64", id: 3 },
        uuid: { type: "string", id: 4 },
      },
    },
    Metric: {
      edition: "proto2",
      fields: {
        name: { type: "string", id: 1 },
        alias: { type: "uint64", id: 2 },
        timestamp: { type: "uint64", id: 3 },
        datatype: { type: "uint32", id: 4 },
        isHistorical: { type: "bool", id: 5 },
        isNull: { type: "bool", id: 7 },
        properties: { type: "PropertySet", id: 9 },
        ...valueFields(10),
      },
    },
    PropertySet: {
      edition: "proto2",
      fields: { keys: { rule: "repeated", type: "string", id: 1 }, values: { rule: "repeated", type: "PropertyValue", id: 2 } },
    },
    PropertyValue: { edition: "proto2", fields: { type: { type: "uint32", id: 1 }, isNull: { type: "bool", id: 2 }, ...valueFields(3) } },
  },
});
const Payload = ROOT.lookupType("Payload");

/** What the bytes hold; fields that are absent are so here. Refused with DECODE_PROTOBUF. */
export function readPayload(bytes: Uint8Array): Result<WirePayload, DecodeError> {
  try {
    // A decoded message inherits defaults; as an object it has the fields that were there, and lists.
    return ok(Payload.toObject(Payload.decode(bytes), { arrays: true }) as WirePayload);
  } catch (error) {
    return err(refusal("DECODE_PROTOBUF", `${bytes.length} bytes: ${error instanceof Error ? error.message : String(error)}`));
  }
}
