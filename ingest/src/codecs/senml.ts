import { addressedEntriesOfSenml, type Entry } from "@labcanary/domain/telemetry";
import { parsePayload } from "../decode/cbor-payload.ts";
import { refusal, shapeOf } from "../decode/payload-shape.ts";
import type { Codec } from "./codec.ts";
import { nothing, refusing } from "./entry.ts";

/**
 * SenML (RFC 8428) in JSON or CBOR, on topics of a gateway's own: what stands before the last `:` or `/` of a name is the device. A retained
 * pack is what the gateway had from before.
 */
export function createSenmlCodec(): Codec {
  return {
    start: undefined,
    unwrap({ payload, receivedAt, retained }) {
      if (payload.byteLength === 0) return nothing(undefined);
      const parsed = parsePayload(payload);
      if (!parsed.ok) return refusing(parsed.error, undefined);
      const shape = shapeOf(parsed.value);
      if (!shape.ok) return refusing(shape.error, undefined);
      const pack =
        shape.value.kind === "senml" ? shape.value.records : Array.isArray(parsed.value) && parsed.value.length === 0 ? [] : undefined;
      if (pack === undefined) return refusing(refusal("DECODE_SHAPE", "a SenML pack is a list of records"), undefined);
      const entries = addressedEntriesOfSenml(pack, receivedAt);
      if (entries.length === 0) return refusing(refusal("DECODE_EMPTY", "no record has a value"), undefined);
      const byAddress = new Map<string | undefined, Entry[]>();
      for (const { address, entry } of entries) {
        const own = byAddress.get(address);
        if (own === undefined) byAddress.set(address, [entry]);
        else own.push(entry);
      }
      const said = [...byAddress].map(([address, own]) => ({
        ...(address === undefined ? {} : { address }),
        entries: own,
        replayed: retained,
      }));
      return { said, refused: [], memory: undefined };
    },
  };
}
