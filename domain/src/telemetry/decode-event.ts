import { type DurationMs, elapsed, err, fingerprint, minutes, ok, type Result } from "../basics/index.ts";
import { ACCESS_EVENT_KINDS, type AccessEvent, type AccessEventKind, SOUNDER_STATES, type SounderState } from "./access-event.ts";
import type { FrameContext, SignalsByName } from "./decode.ts";
import { parseTime, placeInTime } from "./event-time.ts";
import type { DecodeError, DecodeErrorCode } from "./sample.ts";

/**
 * What a device says on `events` (DESIGN 3.1), once it is known to be an object:
 * `{"at"?, "kind", "door"?, "who"?, "granted"?, "object"?, "state"?, "command"?, "seq"?}`. Keys it does not name are passed over.
 */
export type SaidEvent = Readonly<Record<string, unknown>>;

/** Whose a badge is. */
export interface BadgeHolder {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** What decoding events needs of the site. */
export interface EventContext extends FrameContext {
  /** Of the device: a door is one of those with states. */
  readonly signals: SignalsByName;
  /** By badge as {@link normalizedBadge} writes it. */
  readonly holders: ReadonlyMap<string, BadgeHolder>;
}

/** An event, and what a repeat of it is told by. */
export interface DecodedEvent {
  readonly event: AccessEvent;
  /** Absent where nothing tells a repeat from a second event: no count, and no time that can be believed. */
  readonly identity?: EventIdentity;
}

export interface EventIdentity {
  /** The device's count, or where there is none a number made of what the event says. */
  readonly number: number;
  /** The time the event said; 0 when it said none. */
  readonly time: number;
  /** The same number and time again are a repeat even when MQTT does not say so: there is a time beside the count. */
  readonly isProof: boolean;
}

/** What holds for an event that names no door, whose signal would say it. As for signals that say nothing else. */
const EVENT_LATENESS: DurationMs = minutes(5);
const EVENT_CLOCK_TOLERANCE: DurationMs = minutes(2);

/** Longest `who`, `object` and `command`. Chosen: a card's number has at most 20 digits, a tag's (EPC-96) 24. */
const LONGEST_NAME = 64;

/** Readers write one card as `04:A2:F1`, `04-a2-f1` or `04A2F1`. */
export const normalizedBadge = (badge: string): string => badge.replace(/[\s:-]/g, "").toUpperCase();

/**
 * One event of a frame. Its details never hold what `who` was: a badge number is as good as the badge.
 * Refused with DECODE_TIME, DECODE_TIME_RANGE, DECODE_EVENT_KIND, DECODE_EVENT_DOOR or DECODE_EVENT_FIELD.
 */
export function decodeEvent(said: SaidEvent, context: EventContext): Result<DecodedEvent, DecodeError> {
  const kind = ACCESS_EVENT_KINDS.find((known) => known === own(said, "kind"));
  if (kind === undefined) return refuse("DECODE_EVENT_KIND", context, `kind is none of ${ACCESS_EVENT_KINDS.join(", ")}`);
  const fields = readFields(said, context);
  if (!fields.ok) return fields;
  const door = fields.value.door === undefined ? undefined : context.signals.get(fields.value.door);
  if (fields.value.door !== undefined && door?.states === undefined) {
    return refuse("DECODE_EVENT_DOOR", context, `"${fields.value.door}" is no signal with states of the device`);
  }
  const at = own(said, "at");
  const time = parseTime(at);
  const placed = placeInTime({ at, time }, context.receivedAt, door?.clockTolerance ?? EVENT_CLOCK_TOLERANCE);
  if (!placed.ok) return refuse(placed.error, context, `at is ${shown(at)}`);
  const isLate = elapsed(placed.value.at, context.receivedAt) > (door?.lateness ?? EVENT_LATENESS);
  const content = contentOf(kind, fields.value);
  if (kind === "sounder" && fields.value.state === undefined) {
    return refuse("DECODE_EVENT_FIELD", context, `a sounder says no state of ${SOUNDER_STATES.join(", ")}`);
  }
  const { door: doorName, granted, object, state, command, seq } = fields.value;
  // A clock that is not believed may stand still: then the same time again proves nothing of an event without a count.
  const isTellable = seq !== undefined || (at !== undefined && placed.value.deviceAt === undefined);
  const event = {
    id: `${context.deviceId}:${seq === undefined ? placed.value.at : (time ?? context.receivedAt)}:${kind}:${content.toString(36)}`,
    deviceId: context.deviceId,
    kind,
    receivedAt: context.receivedAt,
    ...placed.value,
    ...personOf(fields.value, context),
    ...onlyGiven({ door: doorName, granted, object, state, command }),
    historical: context.replayed || isLate,
  };
  return ok(isTellable ? { event, identity: { number: seq ?? content, time: time ?? 0, isProof: at !== undefined } } : { event });
}

interface EventFields {
  readonly door?: string;
  readonly who?: string;
  readonly object?: string;
  readonly granted?: boolean;
  readonly state?: SounderState;
  readonly command?: string;
  readonly seq?: number;
}

function readFields(said: SaidEvent, context: EventContext): Result<EventFields, DecodeError> {
  const door = given(said, "door");
  const who = nameOf(given(said, "who"));
  const object = nameOf(given(said, "object"));
  const command = nameOf(given(said, "command"));
  const granted = given(said, "granted");
  const saidState = given(said, "state");
  const state = SOUNDER_STATES.find((known) => known === saidState);
  const seq = given(said, "seq");
  if (door !== undefined && !isName(door)) return refuse("DECODE_EVENT_DOOR", context, "door is no name of a signal");
  if (who === null || object === null || command === null) {
    const wrong = who === null ? "who" : object === null ? "object" : "command";
    return refuse("DECODE_EVENT_FIELD", context, `${wrong} is no text of 1 to ${LONGEST_NAME} characters`);
  }
  if (granted !== undefined && typeof granted !== "boolean") {
    return refuse("DECODE_EVENT_FIELD", context, `granted is ${shown(granted)}, not true or false`);
  }
  if (seq !== undefined && !isCount(seq)) return refuse("DECODE_EVENT_FIELD", context, `seq is ${shown(seq)}, not a count from 0`);
  return ok(onlyGiven({ door, who, object, granted, state, command, seq }));
}

/** What the object says itself: nothing is inherited. */
const own = (said: SaidEvent, key: string): unknown => (Object.hasOwn(said, key) ? said[key] : undefined);
/** As `own`, of keys where null says nothing: a button has nobody's badge. */
const given = (said: SaidEvent, key: string): unknown => own(said, key) ?? undefined;

const isName = (said: unknown): said is string => typeof said === "string" && said.length > 0 && said.length <= LONGEST_NAME;
const isCount = (said: unknown): said is number => typeof said === "number" && Number.isSafeInteger(said) && said >= 0;

/** Some readers send a card as a number. Null when it is no name at all. */
function nameOf(said: unknown): string | undefined | null {
  if (said === undefined || isName(said)) return said;
  return isCount(said) ? String(said) : null;
}

function personOf({ who }: EventFields, { holders }: EventContext): Pick<AccessEvent, "credential" | "person"> {
  if (who === undefined) return {};
  const person = holders.get(normalizedBadge(who));
  return person === undefined ? { credential: who } : { credential: who, person };
}

/** A number that is the same for the same event and hardly ever for another; it gives no badge away by itself. */
function contentOf(kind: AccessEventKind, { door, who, granted, object, state, command, seq }: EventFields): number {
  const sounder = kind === "sounder" ? [state, command] : []; // what other kinds say keeps the number it always had
  return Number.parseInt(fingerprint(JSON.stringify([kind, door, who, granted, object, seq, ...sounder])), 36);
}

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };
const onlyGiven = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;

/** A time or a flag as it was said, short enough to keep; what is longer than any of them is only named. */
const shown = (said: unknown): string =>
  typeof said === "number" || typeof said === "boolean" ? String(said) : typeof said === "string" ? `"${said.slice(0, 40)}"` : "an object";

const refuse = (code: DecodeErrorCode, { deviceId }: EventContext, detail: string): Result<never, DecodeError> =>
  err({ code, detail: `${deviceId} event: ${detail}`.slice(0, 200) });
