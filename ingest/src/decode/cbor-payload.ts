import { err, ok, type Result } from "@labcanary/domain/basics";
import type { DecodeError } from "@labcanary/domain/telemetry";
import { decode } from "cborg";
import { parseJson } from "./json-payload.ts";
import { refusal } from "./payload-shape.ts";

/** First bytes of a CBOR array (RFC 8949, 3.1, major type 4). No JSON begins with one: as UTF-8 they only ever continue a character. */
const ARRAY = { first: 0x80, last: 0x9f } as const;

/** The labels of SenML in CBOR (RFC 8428, table 4). */
const LABELS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [-1, "bver"],
  [-2, "bn"],
  [-3, "bt"],
  [-4, "bu"],
  [-5, "bv"],
  [-6, "bs"],
  [0, "n"],
  [1, "u"],
  [2, "v"],
  [3, "vs"],
  [4, "vb"],
  [5, "s"],
  [6, "t"],
  [7, "ut"],
  [8, "vd"],
]);

/** Strict: what SenML has no use for is refused by the decoder itself. Integers beyond 2^53 would come as no number. */
const OPTIONS = { useMaps: true, allowUndefined: false, allowBigInt: false, rejectDuplicateMapKeys: true } as const;

/** What a payload holds: SenML in CBOR where it begins as a CBOR array, else JSON. */
export function parsePayload(payload: Uint8Array): Result<unknown, DecodeError> {
  const first = payload[0] ?? 0;
  return first >= ARRAY.first && first <= ARRAY.last ? parseSenmlCbor(payload) : parseJson(payload);
}

/** A pack with the names its labels have in JSON, as far as it is one; its shape is checked as that of JSON is. */
function parseSenmlCbor(payload: Uint8Array): Result<unknown, DecodeError> {
  let pack: unknown;
  try {
    pack = decode(payload, OPTIONS);
  } catch (error) {
    return err(refusal("DECODE_NOT_CBOR", error instanceof Error ? error.message : String(error)));
  }
  if (!Array.isArray(pack)) return err(refusal("DECODE_SHAPE", "a SenML pack is a list of records"));
  return ok(pack.map((record: unknown) => (record instanceof Map ? named(record) : record)));
}

/** Labels that are not of RFC 8428 are nothing to us, as they are in JSON. */
function named(record: ReadonlyMap<unknown, unknown>): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...record].map(([label, value]) => [LABELS.get(label) ?? String(label), value]));
}
