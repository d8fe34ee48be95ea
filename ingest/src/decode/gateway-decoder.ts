import type { EpochMs } from "@labcanary/domain/basics";
import type { Device } from "@labcanary/domain/site";
import {
  decodeEntries,
  type DecodeError,
  type DeviceId,
  type DuplicateFilter,
  type Entry,
  type Fault,
  type Frame,
  NO_VALUE,
  type Quarantined,
  type Reading,
  readFromWire,
  type SignalDescription,
  type SignalsByName,
  type Speech,
  tieBreakOf,
} from "@labcanary/domain/telemetry";
import type { Said, Unwrapped } from "../codecs/codec.ts";
import { type AnyCodec, CODECS } from "../codecs/table.ts";
import { takeButtons } from "./carried-buttons.ts";
import type { DecodedFrame } from "./frame-decoder.ts";
import { MOST_ENTRIES } from "./json-payload.ts";
import { refusal } from "./payload-shape.ts";
import { withoutRepeats } from "./repeats.ts";

/** What decoding needs of a device that has to do with gateways. */
export type CarriedDevice = Pick<Device, "id" | "speaks" | "gateway" | "address" | "replacedAt" | "callPoints">;

/** What the codec of each gateway remembers, with what it spoke then. Plain data. */
export type GatewayMemories = ReadonlyMap<DeviceId, { readonly speech: Speech; readonly memory: unknown }>;

interface Gateway {
  readonly speech: Speech;
  readonly codec: AnyCodec;
  memory: unknown;
  /** Signals of the devices it speaks for by their names on the wire, by address. Its own are among them. */
  readonly devices: ReadonlyMap<string, SignalsByName>;
  /** Those with buttons, by address. */
  readonly buttons: ReadonlyMap<string, Pick<CarriedDevice, "id" | "callPoints">>;
  /** Under no address. */
  readonly own: SignalsByName;
}

const NOTHING: DecodedFrame = { readings: [], quarantined: [], refused: [], duplicates: 0 };

/** Turns what gateways say in conventions of their own into readings of the devices they speak for, in the order of the log. */
export class GatewayDecoder {
  #gateways: ReadonlyMap<DeviceId, Gateway> = new Map();
  /** Of the snapshot: taken up with the first site. */
  #saved: GatewayMemories;

  readonly #codecs: typeof CODECS;

  constructor(saved: GatewayMemories, codecs = CODECS) {
    this.#saved = saved;
    this.#codecs = codecs;
  }

  /** A gateway that speaks as it did keeps what it remembers, unless it was `replaced`. */
  changeSite(devices: readonly CarriedDevice[], signals: readonly SignalDescription[], replaced: ReadonlySet<DeviceId> = new Set()): void {
    const known = this.#gateways.size === 0 ? this.#saved : this.save();
    const before = new Map([...known].filter(([id]) => !replaced.has(id)));
    this.#saved = new Map();
    this.#gateways = gatewaysOf(devices, signals, { before, codecs: this.#codecs });
  }

  save(): GatewayMemories {
    if (this.#gateways.size === 0) return this.#saved;
    return new Map([...this.#gateways].map(([id, { speech, memory }]) => [id, { speech, memory }]));
  }

  decode(frame: Frame, receivedAt: EpochMs, filter: DuplicateFilter): DecodedFrame {
    const gateway = this.#gateways.get(frame.deviceId);
    if (gateway === undefined) return { ...NOTHING, refused: [refusal("DECODE_TOPIC", frame.topic)] };
    const { said, refused, memory } = unwrap(gateway, frame, receivedAt);
    gateway.memory = memory;
    const entries = said.reduce((count, { entries: own }) => count + own.length, refused.length);
    if (entries > MOST_ENTRIES) {
      return { ...NOTHING, refused: [refusal("DECODE_TOO_MANY", `${entries} entries, at most ${MOST_ENTRIES}`)] };
    }
    return put(
      said.map((one) => readSaid(one, gateway, { frame, receivedAt, filter })),
      refused,
    );
  }
}

/** A codec must not throw. Should one all the same, its message is lost and counted, and every other device still heard. */
function unwrap({ codec, memory }: Gateway, { topic, payload, retain }: Frame, receivedAt: EpochMs): Unwrapped<unknown> {
  try {
    return codec.unwrap({ topic, payload, retained: retain, receivedAt }, memory);
  } catch (error) {
    return { said: [], refused: [refusal("DECODE_FAILED", `${topic}: ${String(error)}`)], memory };
  }
}

interface Receipt {
  readonly frame: Frame;
  readonly receivedAt: EpochMs;
  readonly filter: DuplicateFilter;
}

function readSaid({ address, entries, replayed, presence }: Said, gateway: Gateway, { frame, receivedAt, filter }: Receipt): DecodedFrame {
  const signals = address === undefined ? gateway.own : gateway.devices.get(address);
  const device = address === undefined ? undefined : gateway.buttons.get(address);
  const said = takeButtons(entries, device?.callPoints, { deviceId: device?.id ?? frame.deviceId, receivedAt, retained: frame.retain });
  const read = said.entries.map((entry) => fromWire(entry, signals));
  const context = { deviceId: frame.deviceId, ...(address === undefined ? {} : { address }), receivedAt, replayed };
  const decoded = decodeEntries(read, signals ?? NO_SIGNALS, context);
  const readings = withoutRepeats(decoded.readings, read, filter);
  const lost = presence === "offline" ? offline(address === undefined ? everySignalOf(gateway) : signals, receivedAt) : [];
  return {
    ...decoded,
    readings: [...readings, ...lost],
    refused: [...decoded.refused, ...said.refused],
    duplicates: decoded.readings.length - readings.length,
    events: said.events,
  };
}

const NO_SIGNALS: SignalsByName = new Map();

function fromWire(entry: Entry, signals: SignalsByName | undefined): Entry {
  const signal = signals?.get(entry.name);
  return signal === undefined ? entry : readFromWire(entry, signal);
}

/** Of a device that its gateway does not hear no value counts any more. When the gateway itself is gone, so are all behind it. */
const offline = (signals: SignalsByName = NO_SIGNALS, receivedAt: EpochMs): readonly Fault[] =>
  [...signals.values()].map(({ key }) => ({
    kind: "fault",
    reason: "offline",
    signal: key,
    at: receivedAt,
    receivedAt,
    historical: false,
    tieBreak: tieBreakOf(undefined, NO_VALUE),
  }));

/** By key, as several devices may have signals of one name. */
const everySignalOf = ({ devices }: Gateway): SignalsByName =>
  new Map([...devices.values()].flatMap((signals) => [...signals.values()]).map((signal) => [signal.key, signal]));

/** Oldest first. */
function put(parts: readonly DecodedFrame[], refused: readonly DecodeError[]): DecodedFrame {
  const readings: Reading[] = parts.flatMap((part) => part.readings);
  const quarantined: readonly Quarantined[] = parts.flatMap((part) => part.quarantined);
  const events = parts.flatMap((part) => part.events ?? []);
  return {
    ...(events.length === 0 ? {} : { events }),
    readings: readings.toSorted((one, other) => one.at - other.at),
    quarantined,
    refused: [...refused, ...parts.flatMap((part) => part.refused)],
    duplicates: parts.reduce((count, { duplicates }) => count + duplicates, 0),
  };
}

function gatewaysOf(
  devices: readonly CarriedDevice[],
  signals: readonly SignalDescription[],
  { before, codecs }: { readonly before: GatewayMemories; readonly codecs: typeof CODECS },
): ReadonlyMap<DeviceId, Gateway> {
  const named = new Map<DeviceId, Map<string, SignalDescription>>();
  for (const signal of signals) {
    if (signal.wire === undefined) continue;
    const own = named.get(signal.deviceId);
    if (own === undefined) named.set(signal.deviceId, new Map([[signal.wire.name, signal]]));
    else own.set(signal.wire.name, signal);
  }
  const carried = Map.groupBy(devices, ({ id, gateway = id }) => gateway);
  return new Map(
    devices.flatMap(({ id, speaks: speech }) => {
      if (speech === undefined) return [];
      const codec = codecs[speech.convention](speech);
      const known = before.get(id);
      // Undefined of a codec that had nothing to remember when the snapshot was written.
      const memory = (known !== undefined && isSame(known.speech, speech) ? known.memory : undefined) ?? codec.start;
      const behind = carried.get(id) ?? [];
      const byAddress = new Map(behind.map((device) => [device.address ?? device.id, named.get(device.id) ?? NO_SIGNALS]));
      const buttons = new Map(
        behind.flatMap((device) => (device.callPoints === undefined ? [] : [[device.address ?? device.id, device] as const])),
      );
      return [[id, { speech, codec, memory, devices: byAddress, buttons, own: named.get(id) ?? NO_SIGNALS }] as const];
    }),
  );
}

/** Plain data, written by the same code in the same order. */
const isSame = (one: Speech, other: Speech): boolean => JSON.stringify(one) === JSON.stringify(other);
