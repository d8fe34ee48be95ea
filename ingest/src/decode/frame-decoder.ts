import type { EpochMs } from "@labcanary/domain/basics";
import {
  type AccessEvent,
  type Decoded,
  type DecodeError,
  decodeEntries,
  DuplicateFilter,
  type Entry,
  entriesOfNative,
  entriesOfSenml,
  type Frame,
  type SeenPairs,
  type SignalDescription,
  type SignalsByName,
} from "@labcanary/domain/telemetry";
import { parsePayload } from "./cbor-payload.ts";
import { type CarriedDevice, GatewayDecoder, type GatewayMemories } from "./gateway-decoder.ts";
import { MOST_ENTRIES } from "./json-payload.ts";
import { refusal, shapeOf } from "./payload-shape.ts";
import { Replacements } from "./replacements.ts";
import { withoutRepeats } from "./repeats.ts";

/** What a frame came to. received = readings + duplicates + refused + quarantined, entry by entry. */
export interface DecodedFrame extends Decoded {
  /** Entries seen before. */
  readonly duplicates: number;
  /** Buttons pressed behind a gateway, which says so as it says values. They are none of the entries that are counted. */
  readonly events?: readonly AccessEvent[];
}

/** What decoding needs of a site. */
export interface DescribedSite {
  readonly devices: readonly CarriedDevice[];
  readonly signals: readonly SignalDescription[];
}

/** What was seen of each sender. */
export type SeenState = ReadonlyMap<string, SeenPairs>;

/** Decoding remembers what it has seen; this is all of it, as plain data. */
export interface DecoderState {
  readonly seen: SeenState;
  readonly gateways: GatewayMemories;
}

export const EMPTY_DECODER: DecoderState = { seen: new Map(), gateways: new Map() };

/** Every topic of the platform's own lies below it, and none of a gateway's. */
export const OWN_TOPICS = "v1/";

const NOTHING: DecodedFrame = { readings: [], quarantined: [], refused: [], duplicates: 0 };
const NO_SIGNALS: SignalsByName = new Map();

/**
 * Turns telemetry frames, and what gateways say in conventions of their own, into readings, in the order of the log. What devices say on `status` is accepted, acknowledged and kept in the
 * log as well; nothing reads it yet. `events` are for `EventDecoder`. The same frames in the same order give the same readings:
 * the rules and the history writer each have a decoder of their own and agree.
 */
export class FrameDecoder {
  #signals: ReadonlyMap<string, SignalsByName> = new Map();
  readonly #filter: DuplicateFilter;
  readonly #gateways: GatewayDecoder;
  readonly #replacements = new Replacements();

  constructor({ seen, gateways }: DecoderState = EMPTY_DECODER) {
    this.#filter = new DuplicateFilter(seen);
    this.#gateways = new GatewayDecoder(gateways);
  }

  /** Frames from here on are of these devices and signals. A device that was replaced counts its messages anew. */
  changeSite(site: DescribedSite): void {
    this.#signals = signalsByDevice(site);
    const replaced = this.#replacements.of(site.devices);
    for (const id of replaced) this.#filter.forget(id);
    for (const { key, deviceId } of site.signals) if (replaced.has(deviceId)) this.#filter.forget(key);
    this.#gateways.changeSite(site.devices, site.signals, replaced);
  }

  save(): DecoderState {
    return { seen: this.#filter.save(), gateways: this.#gateways.save() };
  }

  decode(frame: Frame, receivedAt: EpochMs): DecodedFrame {
    if (!frame.topic.startsWith(OWN_TOPICS)) return this.#gateways.decode(frame, receivedAt, this.#filter);
    if (!frame.topic.endsWith("/telemetry")) return NOTHING;
    const parsed = parsePayload(frame.payload);
    if (!parsed.ok) return refusedWhole(parsed.error);
    const shape = shapeOf(parsed.value);
    if (!shape.ok) return refusedWhole(shape.error);
    const refused = shape.value.kind === "native" ? shape.value.refused : [];
    const messages =
      shape.value.kind === "native" ? shape.value.messages.map(entriesOfNative) : [entriesOfSenml(shape.value.records, receivedAt)];
    let received = refused.length;
    for (const entries of messages) received += entries.length;
    if (received === 0) return refusedWhole(refusal("DECODE_EMPTY", "no samples"));
    if (received > MOST_ENTRIES) return refusedWhole(refusal("DECODE_TOO_MANY", `${received} entries, at most ${MOST_ENTRIES}`));
    const fresh = this.#fresh(messages, frame);
    const context = { deviceId: frame.deviceId, receivedAt, replayed: frame.retain };
    const decoded = decodeEntries(fresh, this.#signals.get(frame.deviceId) ?? NO_SIGNALS, context);
    const readings = withoutRepeats(decoded.readings, fresh, this.#filter);
    return {
      readings,
      quarantined: decoded.quarantined,
      refused: refused.length === 0 ? decoded.refused : [...refused, ...decoded.refused],
      duplicates: received - refused.length - fresh.length + decoded.readings.length - readings.length,
    };
  }

  /** The entries of messages not seen before, by the device's own count. */
  #fresh(messages: readonly (readonly Entry[])[], frame: Frame): readonly Entry[] {
    const fresh = messages.filter((entries) => !this.#isRepeat(entries[0], frame));
    return fresh.length === 1 ? (fresh[0] as readonly Entry[]) : fresh.flat();
  }

  /** Without a time, a count alone proves a repeat only if MQTT says so too. */
  #isRepeat(first: Entry | undefined, { deviceId, duplicate }: Frame): boolean {
    if (first?.seq === undefined) return false;
    const isSeen = this.#filter.seenBefore(deviceId, first.seq, first.time ?? 0);
    return isSeen && (first.at !== undefined || duplicate);
  }
}

/** The signals of each device of a site, by name. */
export function signalsByDevice({ devices, signals: described }: DescribedSite): ReadonlyMap<string, SignalsByName> {
  const signals = new Map<string, Map<string, SignalDescription>>();
  for (const device of devices) signals.set(device.id, new Map());
  for (const signal of described) signals.get(signal.deviceId)?.set(signal.name, signal);
  return signals;
}

const refusedWhole = (error: DecodeError): DecodedFrame => ({ ...NOTHING, refused: [error] });
