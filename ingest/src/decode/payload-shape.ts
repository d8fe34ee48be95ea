import type { NativeMessage, SenmlRecord } from "@labcanary/domain/telemetry";
import Type from "typebox";
import { Compile } from "typebox/compile";

/** The shapes a telemetry payload can have. Whether names, units and values make sense is the domain's question. */
const Value = Type.Union([Type.Number(), Type.Boolean(), Type.String(), Type.Null()]);

const Native = Type.Object({
  at: Type.Optional(Type.Union([Type.String(), Type.Number()])),
  seq: Type.Optional(Type.Integer({ minimum: 0 })),
  samples: Type.Record(
    Type.String(),
    Type.Union([Value, Type.Object({ value: Value, unit: Type.Optional(Type.String()), quality: Type.Optional(Type.String()) })]),
  ),
});

const Senml = Type.Object({
  bn: Type.Optional(Type.String()),
  bt: Type.Optional(Type.Number()),
  bu: Type.Optional(Type.String()),
  bv: Type.Optional(Type.Number()),
  n: Type.Optional(Type.String()),
  t: Type.Optional(Type.Number()),
  u: Type.Optional(Type.String()),
  v: Type.Optional(Type.Number()),
  vb: Type.Optional(Type.Boolean()),
  vs: Type.Optional(Type.String()),
});

const native = Compile(Native);
const nativeBatch = Compile(Type.Array(Native));
const senmlPack = Compile(Type.Array(Senml, { minItems: 1 }));

export type PayloadShape =
  | { readonly kind: "native"; readonly messages: readonly NativeMessage[] }
  | { readonly kind: "senml"; readonly records: readonly SenmlRecord[] };

/** Which shape a parsed payload has; undefined when it has none. An array without a `samples` key in front is taken for SenML. */
export function shapeOf(payload: unknown): PayloadShape | undefined {
  if (!Array.isArray(payload)) return native.Check(payload) ? { kind: "native", messages: [payload] } : undefined;
  if (nativeBatch.Check(payload)) return { kind: "native", messages: payload };
  return senmlPack.Check(payload) ? { kind: "senml", records: payload } : undefined;
}

/** Where a payload that has no shape first goes wrong, in one line. */
export function whyNoShape(payload: unknown): string {
  const check = !Array.isArray(payload) ? native : isSenml(payload) ? senmlPack : nativeBatch;
  const [first] = check.Errors(payload);
  return first === undefined ? "neither a native payload nor SenML" : `${first.instancePath || "/"} ${first.message}`;
}

const isSenml = (payload: readonly unknown[]): boolean => {
  const [first] = payload;
  return typeof first === "object" && first !== null && !Object.hasOwn(first, "samples");
};
