import { type EpochMs, elapsed, err, ok, type Result } from "../basics/index.ts";
import { boundsIn, conversion, parseUnit } from "../quantity/index.ts";
import { placeInTime, type PlacedTime } from "./event-time.ts";
import { DEVICE_STATES, type DeviceState, type FaultReason } from "./device-state.ts";
import type { Entry } from "./native.ts";
import { type DecodeError, type DecodeErrorCode, QUALITIES, type Quality, type Quarantined, type Reading, type Sample } from "./sample.ts";
import type { SignalDescription } from "./signal.ts";
import { tieBreakOf } from "./tie-break.ts";

/** What the entries of one frame came to. Every entry is in exactly one of the three. */
export interface Decoded {
  readonly readings: readonly Reading[];
  readonly quarantined: readonly Quarantined[];
  readonly refused: readonly DecodeError[];
}

/** What is known of the frame the entries came in. */
export interface FrameContext {
  readonly deviceId: string;
  /** What the gateway that is `deviceId` calls the device the entries are of. */
  readonly address?: string;
  readonly receivedAt: EpochMs;
  /** A retained or otherwise replayed message is never a fresh reading. */
  readonly replayed: boolean;
}

/** Signals of one device by the name they have on the wire. */
export type SignalsByName = ReadonlyMap<string, SignalDescription>;

/** The readings in the entries of one frame, oldest first. One bad entry harms no other. */
export function decodeEntries(entries: readonly Entry[], signals: SignalsByName, context: FrameContext): Decoded {
  const readings: Reading[] = [];
  const quarantined: Quarantined[] = [];
  const refused: DecodeError[] = [];
  for (const entry of entries) {
    const signal = signals.get(entry.name);
    if (signal === undefined) {
      quarantined.push(quarantine(entry, context));
      continue;
    }
    const reading = decodeEntry(entry, signal, context);
    if (reading.ok) readings.push(reading.value);
    else refused.push(reading.error);
  }
  if (readings.length > 1) readings.sort((a, b) => a.at - b.at);
  return { readings, quarantined, refused };
}

function decodeEntry(entry: Entry, signal: SignalDescription, { receivedAt, replayed }: FrameContext): Result<Reading, DecodeError> {
  const placed = placeInTime(entry, receivedAt, signal.clockTolerance);
  if (!placed.ok) return refuse(placed.error, signal, entry.at);
  const quality = qualityOf(entry.quality);
  if (quality === undefined) return refuse("DECODE_QUALITY", signal, entry.quality);
  const state = stateOf(entry.state, signal);
  if (!state.ok) return state;
  const meant = meaningOf(entry, state.value, quality, signal);
  if (!meant.ok) return meant;
  const { at } = placed.value;
  const historical = replayed || elapsed(at, receivedAt) > signal.lateness;
  const common = { signal: signal.key, receivedAt, historical, ...timeOf(placed.value) };
  if (typeof meant.value === "string")
    return ok({ kind: "fault", reason: meant.value, tieBreak: tieBreakOf(entry.seq, NO_VALUE), ...common });
  const { value, isOverRange } = meant.value;
  const sample: Sample = { kind: "sample", value, quality: gradeOf(quality), tieBreak: tieBreakOf(entry.seq, value), ...common };
  if (!isOverRange && !isOverdue(sample, signal)) return ok(sample);
  return ok({ ...sample, ...(isOverRange ? OVER_RANGE : {}), ...(isOverdue(sample, signal) ? UNCALIBRATED : {}) });
}

const OVER_RANGE = { overRange: true } as const;
const UNCALIBRATED = { quality: "uncertain", uncalibrated: true } as const;

/** A duty of the sensor was overdue when it took a sample that it would call good. */
const isOverdue = ({ quality, at }: Sample, { dueAt }: SignalDescription): boolean =>
  quality === "good" && dueAt !== undefined && at >= dueAt;

/** A bad value gets here only where the device says that it is over its range: that is the gravest thing it can say, and no value to trust. */
const gradeOf = (quality: Quality): Quality => (quality === "bad" ? "uncertain" : quality);

interface Measured {
  readonly value: number;
  readonly isOverRange: boolean;
}

/** Whether an entry is a value or no value. What the device says of itself goes before what its value looks like. */
function meaningOf(
  { value: said, unit }: Entry,
  state: DeviceState | undefined,
  quality: Quality,
  signal: SignalDescription,
): Result<Measured | FaultReason, DecodeError> {
  if (state === "over-range") return ok({ value: valueOverRange(said, unit, signal), isOverRange: true });
  if (state !== undefined) return ok(state);
  if (said === null) return ok("not-measured");
  const value = valueOf(said, unit, signal);
  if (!value.ok) return value;
  if (quality === "bad") return ok("bad-quality");
  const { range } = signal;
  if (range?.min !== undefined && value.value < range.min) return ok("under-range");
  return ok({ value: value.value, isOverRange: range !== undefined && value.value >= range.max });
}

/** What was said, where that is a value at or above the top of the range; else the top, or where none is declared, of what can be at all. */
function valueOverRange(said: unknown, unit: unknown, signal: SignalDescription): number {
  const top = signal.range?.max ?? boundsIn(signal.unit, signal).max;
  const value = valueOf(said, unit, signal);
  return value.ok && value.value >= top ? value.value : top;
}

function stateOf(said: unknown, signal: SignalDescription): Result<DeviceState | undefined, DecodeError> {
  if (said === undefined) return ok(undefined);
  const state = DEVICE_STATES.find((known) => known === said);
  const isPossible = state !== undefined && !(state === "over-range" && signal.states !== undefined);
  return isPossible ? ok(state) : refuse("DECODE_STATE", signal, said);
}

/** What a fault is told apart by, so that it falls on no sample of the same millisecond. */
export const NO_VALUE = Number.NEGATIVE_INFINITY;

const timeOf = ({ at, deviceAt }: PlacedTime): { at: EpochMs; deviceAt?: EpochMs } => (deviceAt === undefined ? { at } : { at, deviceAt });

const qualityOf = (said: unknown): Quality | undefined => (said === undefined ? "good" : QUALITIES.find((quality) => quality === said));

/** The value in the signal's unit, or as the number of its state. Zero, false and the empty string are values. */
function valueOf(said: unknown, unit: unknown, signal: SignalDescription): Result<number, DecodeError> {
  if (signal.states !== undefined) {
    const state = typeof said === "string" || typeof said === "boolean" ? signal.states.indexOf(String(said)) : -1;
    return state === -1 ? refuse("DECODE_VALUE", signal, said) : ok(state);
  }
  if (typeof said !== "number" || !Number.isFinite(said)) return refuse("DECODE_VALUE", signal, said);
  const converted = unit === undefined ? ok(said) : convert(said, unit, signal);
  if (!converted.ok) return converted;
  const { min, max } = boundsIn(signal.unit, signal);
  return converted.value >= min && converted.value <= max ? converted : refuse("DECODE_RANGE", signal, converted.value);
}

function convert(value: number, spelling: unknown, signal: SignalDescription): Result<number, DecodeError> {
  if (spelling === signal.unit) return ok(value);
  const unit = typeof spelling === "string" ? parseUnit(spelling) : undefined;
  if (unit === undefined) return refuse("DECODE_UNIT", signal, spelling);
  const convertValue = conversion(unit, signal.unit, signal);
  return convertValue.ok ? ok(convertValue.value(value)) : refuse("DECODE_UNIT_CONVERSION", signal, `${spelling} to ${signal.unit}`);
}

const DETAIL_CHARACTERS = 200;

/** What was said, short enough to keep. Arrays and objects can be deeper than JSON can be written, so they are only named. */
function bounded(said: unknown): string {
  if (typeof said === "object" && said !== null) return Array.isArray(said) ? "an array" : "an object";
  return String(JSON.stringify(typeof said === "string" ? said.slice(0, DETAIL_CHARACTERS) : said)).slice(0, DETAIL_CHARACTERS);
}

const refuse = (code: DecodeErrorCode, signal: SignalDescription, said: unknown): Result<never, DecodeError> =>
  err({ code, detail: `${signal.key}: ${bounded(said)}`.slice(0, DETAIL_CHARACTERS) });

const quarantine = ({ name, value, unit, at }: Entry, { deviceId, address, receivedAt }: FrameContext): Quarantined => ({
  deviceId,
  ...(address === undefined ? {} : { address: address.slice(0, DETAIL_CHARACTERS) }),
  signal: name.slice(0, DETAIL_CHARACTERS),
  receivedAt,
  said: `value ${bounded(value)}, unit ${bounded(unit)}, at ${bounded(at)}`.slice(0, DETAIL_CHARACTERS),
  ...plainValue(value),
  ...(typeof unit === "string" ? { unit: unit.slice(0, DETAIL_CHARACTERS) } : {}),
});

function plainValue(value: unknown): Pick<Quarantined, "value"> {
  if (typeof value === "string") return { value: value.slice(0, DETAIL_CHARACTERS) };
  return typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value)) ? { value } : {};
}
