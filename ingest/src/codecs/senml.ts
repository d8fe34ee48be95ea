import type { EpochMs } from "@labcanary/domain/basics";
import { addressedEntriesOfSenml, type Entry } from "@labcanary/domain/telemetry";
import { parsePayload } from "../decode/cbor-payload.ts";
import { refusal, shapeOf } from "../decode/payload-shape.ts";
import type { Codec } from "./codec.ts";
import { nothing, refusing } from "./entry.ts";
import { HEARD_NOTHING, type Heard, isHeardByOwnClock, rememberSeen } from "./heard.ts";

/**
 * SenML (RFC 8428) in JSON or CBOR, on topics of a gateway's own: what stands before the last `:` or `/` of a name is the device. A retained
 * pack is what the gateway had from before, and so is a time past believing that is none later than before.
 */
export function createSenmlCodec(): Codec<Heard> {
  return {
    start: HEARD_NOTHING,
    unwrap({ payload, receivedAt, retained }, memory) {
      if (payload.byteLength === 0) return nothing(memory);
      const parsed = parsePayload(payload);
      if (!parsed.ok) return refusing(parsed.error, memory);
      const shape = shapeOf(parsed.value);
      if (!shape.ok) return refusing(shape.error, memory);
      const pack =
        shape.value.kind === "senml" ? shape.value.records : Array.isArray(parsed.value) && parsed.value.length === 0 ? [] : undefined;
      if (pack === undefined) return refusing(refusal("DECODE_SHAPE", "a SenML pack is a list of records"), memory);
      const addressed = addressedEntriesOfSenml(pack, receivedAt);
      if (addressed.length === 0) return refusing(refusal("DECODE_EMPTY", "no record has a value"), memory);
      const said = new Map<string, { readonly address?: string; readonly entries: Entry[]; readonly replayed: boolean }>();
      const times = new Map<string, EpochMs | undefined>();
      for (const { address, entry } of addressed) {
        const device = address ?? "";
        // Judged by what was known before the pack: a whole cache may come in one.
        const replayed = retained || !isHeardByOwnClock(device, entry.time, receivedAt, memory);
        times.set(device, entry.time);
        const own = said.get(`${replayed} ${device}`);
        if (own === undefined)
          said.set(`${replayed} ${device}`, { ...(address === undefined ? {} : { address }), entries: [entry], replayed });
        else own.entries.push(entry);
      }
      return { said: [...said.values()], refused: [], memory: rememberSeen(memory, times, receivedAt) };
    },
  };
}
