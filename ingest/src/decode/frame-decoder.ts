import { isUtf8 } from "node:buffer";
import type { EpochMs } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import {
  type Decoded,
  type DecodeError,
  type DecodeErrorCode,
  decodeEntries,
  DuplicateFilter,
  type Entry,
  entriesOfNative,
  entriesOfSenml,
  type Frame,
  type NativeMessage,
  parseTime,
  type Reading,
  type SeenPairs,
  type SignalsByName,
} from "@labcanary/domain/telemetry";
import { shapeOf, whyNoShape } from "./payload-shape.ts";

/** Most entries of one frame. Chosen: a day of one-minute readings kept while the server was away. */
const MOST_ENTRIES = 2000;

/** Deepest nesting a payload of ours has is 4: batch, message, samples, sample. Chosen twice that. */
const MOST_LEVELS = 8;

/** What a frame came to. received = readings + duplicates + refused + quarantined, entry by entry. */
export interface DecodedFrame extends Decoded {
  /** Entries seen before. */
  readonly duplicates: number;
}

/** Decoding remembers what it has seen; this is all of it, as plain data. */
export type DecoderState = ReadonlyMap<string, SeenPairs>;

const NOTHING: DecodedFrame = { readings: [], quarantined: [], refused: [], duplicates: 0 };
const NO_SIGNALS: SignalsByName = new Map();

/**
 * Turns frames into readings, in the order of the log. The same frames in the same order give the same readings: the rules and the
 * history writer each have a decoder of their own and agree.
 */
export class FrameDecoder {
  #signals: ReadonlyMap<string, SignalsByName> = new Map();
  readonly #filter: DuplicateFilter;

  constructor(saved?: DecoderState) {
    this.#filter = new DuplicateFilter(saved);
  }

  changeSite(site: Site): void {
    const signals = new Map<string, Map<string, Site["signals"][number]>>();
    for (const device of site.devices) signals.set(device.id, new Map());
    for (const signal of site.signals) signals.get(signal.deviceId)?.set(signal.name, signal);
    this.#signals = signals;
  }

  save(): DecoderState {
    return this.#filter.save();
  }

  decode(frame: Frame, receivedAt: EpochMs): DecodedFrame {
    if (!frame.topic.endsWith("/telemetry")) return NOTHING;
    const parsed = parse(frame.payload);
    if ("code" in parsed) return refusedWhole(parsed);
    const shape = shapeOf(parsed.value);
    if (shape === undefined) return refusedWhole(refusal(isTooDeep(parsed.value) ? "DECODE_TOO_DEEP" : "DECODE_SHAPE", whyNoShape(parsed.value)));
    const isNative = shape.kind === "native";
    const entries = isNative ? entriesOfNative(this.#fresh(shape.messages, frame)) : entriesOfSenml(shape.records, receivedAt);
    const duplicates = isNative ? entryCount(shape.messages) - entries.length : 0;
    if (entries.length > MOST_ENTRIES) return refusedWhole(refusal("DECODE_TOO_MANY", `${entries.length} entries, at most ${MOST_ENTRIES}`));
    const context = { deviceId: frame.deviceId, receivedAt, replayed: frame.retain };
    const decoded = decodeEntries(entries, this.#signals.get(frame.deviceId) ?? NO_SIGNALS, context);
    return this.#withoutRepeats(decoded, duplicates, entries);
  }

  /** The messages not seen before, by the device's own count. Without a time, a number alone proves a repeat only if MQTT says so too. */
  #fresh(messages: readonly NativeMessage[], frame: Frame): readonly NativeMessage[] {
    return messages.filter(({ seq, at }) => {
      if (seq === undefined) return true;
      const seen = this.#filter.seenBefore(frame.deviceId, seq, (at === undefined ? undefined : parseTime(at)) ?? 0);
      return !(seen && (at !== undefined || frame.duplicate));
    });
  }

  /** Takes out what devices without a count sent twice: same signal, time and value. */
  #withoutRepeats(decoded: Decoded, duplicates: number, entries: readonly Entry[]): DecodedFrame {
    if (entries.every(({ seq, at }) => seq !== undefined || at === undefined)) return { ...decoded, duplicates };
    const readings = decoded.readings.filter((reading) => !this.#filter.seenBefore(reading.signal, reading.at, identityOf(reading)));
    return { ...decoded, readings, duplicates: duplicates + decoded.readings.length - readings.length };
  }
}

/** A fault has no value to be told apart by; two in one millisecond are one. */
const identityOf = (reading: Reading): number => (reading.kind === "sample" ? reading.value : Number.NEGATIVE_INFINITY);

const entryCount = (messages: readonly NativeMessage[]): number => {
  let count = 0;
  for (const { samples } of messages) count += Object.keys(samples).length;
  return count;
};

function parse(payload: Uint8Array): { readonly value: unknown } | DecodeError {
  if (!isUtf8(payload)) return refusal("DECODE_NOT_UTF8", `${payload.length} bytes`);
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8");
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return refusal("DECODE_NOT_JSON", error instanceof Error ? error.message : String(error));
  }
}

function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) return true;
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return false;
}

const DETAIL_CHARACTERS = 200;
const refusal = (code: DecodeErrorCode, detail: string): DecodeError => ({ code, detail: detail.slice(0, DETAIL_CHARACTERS) });
const refusedWhole = (error: DecodeError): DecodedFrame => ({ ...NOTHING, refused: [error] });
