import { err, ok, type Result } from "@labcanary/domain/basics";
import type { DecodeError, DecodeErrorCode, NativeMessage, SenmlRecord } from "@labcanary/domain/telemetry";
import Type from "typebox";
import { Compile } from "typebox/compile";

/**
 * The shapes a telemetry payload can have, as far as a wrong one leaves nothing to read. Whether times, names, units and values make
 * sense is the domain's question, entry by entry.
 */
const Native = Type.Object({
  at: Type.Optional(Type.Unknown()),
  seq: Type.Optional(Type.Integer({ minimum: 0 })),
  samples: Type.Record(Type.String(), Type.Unknown()),
});

/** Base fields hold for the records after them: with one wrong, none of the pack can be trusted. */
const Senml = Type.Object({
  bn: Type.Optional(Type.String()),
  bt: Type.Optional(Type.Number()),
  bu: Type.Optional(Type.String()),
  bv: Type.Optional(Type.Number()),
  n: Type.Optional(Type.String()),
  t: Type.Optional(Type.Number()),
  u: Type.Optional(Type.String()),
});

const native = Compile(Native);
const senmlPack = Compile(Type.Array(Senml));

export type PayloadShape =
  | { readonly kind: "native"; readonly messages: readonly NativeMessage[]; readonly refused: readonly DecodeError[] }
  | { readonly kind: "senml"; readonly records: readonly SenmlRecord[] };

/**
 * Which shape a parsed payload has. In a batch a message without a shape harms no other; an array whose first item has no `samples`
 * is taken for SenML.
 */
export function shapeOf(payload: unknown): Result<PayloadShape, DecodeError> {
  if (native.Check(payload)) return ok({ kind: "native", messages: [payload], refused: [] });
  if (!Array.isArray(payload)) return err(noShape(payload, native));
  if (payload.length > 0 && !isNative(payload[0])) {
    return senmlPack.Check(payload) ? ok({ kind: "senml", records: payload }) : err(noShape(payload, senmlPack));
  }
  const refused = payload.flatMap((message: unknown) => (native.Check(message) ? [] : [noShape(message, native)]));
  return ok({ kind: "native", messages: refused.length === 0 ? payload : payload.filter((message) => native.Check(message)), refused });
}

const isNative = (item: unknown): boolean => typeof item === "object" && item !== null && Object.hasOwn(item, "samples");

const DETAIL_CHARACTERS = 200;

export const refusal = (code: DecodeErrorCode, detail: string): DecodeError => ({ code, detail: detail.slice(0, DETAIL_CHARACTERS) });

/** Where a payload that has no shape first goes wrong, in one line. */
function noShape(payload: unknown, check: typeof native | typeof senmlPack): DecodeError {
  if (isTooDeep(payload)) return refusal("DECODE_TOO_DEEP", `more than ${MOST_LEVELS} levels`);
  const [first] = check.Errors(payload);
  return refusal(
    "DECODE_SHAPE",
    first === undefined ? "neither a native payload nor SenML" : `${first.instancePath || "/"} ${first.message}`,
  );
}

/** Deepest nesting a payload of ours has is 4: batch, message, samples, sample. Chosen twice that. */
export const MOST_LEVELS = 8;

function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) return true;
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return false;
}
