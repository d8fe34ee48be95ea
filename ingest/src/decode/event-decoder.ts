import type { EpochMs } from "@labcanary/domain/basics";
import { badgeHolders, type Person } from "@labcanary/domain/site";
import {
  type AccessEvent,
  type BadgeHolder,
  type DecodeError,
  decodeEvent,
  DuplicateFilter,
  type EventContext,
  type EventIdentity,
  type Frame,
  type SaidEvent,
} from "@labcanary/domain/telemetry";
import { type DescribedSite, OWN_TOPICS, type SeenState, signalsByDevice } from "./frame-decoder.ts";
import { MOST_ENTRIES, parseJson } from "./json-payload.ts";
import { refusal } from "./payload-shape.ts";
import { Replacements } from "./replacements.ts";

/** What a frame of events came to; of a frame of anything else, {@link NO_EVENTS}. Every event of the frame is in exactly one of the three. */
export interface DecodedEvents {
  /** Oldest first. */
  readonly events: readonly AccessEvent[];
  readonly refused: readonly DecodeError[];
  /** Events seen before. */
  readonly duplicates: number;
}

export interface SiteWithPeople extends DescribedSite {
  readonly people: readonly Pick<Person, "id" | "name" | "badges" | "roles">[];
}

/** What a frame of anything else comes to, which nearly every frame is. */
export const NO_EVENTS: DecodedEvents = { events: [], refused: [], duplicates: 0 };
const NO_SIGNALS: EventContext["signals"] = new Map();

/**
 * Turns frames of events into events, in the order of the log: the same frames in the same order give the same events. Only the rules
 * have one; the history keeps readings, and its books count readings alone.
 */
export class EventDecoder {
  #signals: ReadonlyMap<string, EventContext["signals"]> = new Map();
  #holders: ReadonlyMap<string, BadgeHolder> = new Map();
  readonly #filter: DuplicateFilter;
  readonly #replacements = new Replacements();

  constructor(saved?: SeenState) {
    this.#filter = new DuplicateFilter(saved);
  }

  /** Frames from here on are of these devices, doors and people. */
  changeSite(site: SiteWithPeople): void {
    this.#signals = signalsByDevice(site);
    for (const id of this.#replacements.of(site.devices)) this.#filter.forget(id);
    this.#holders = badgeHolders(site.people);
  }

  save(): SeenState {
    return this.#filter.save();
  }

  decode(frame: Frame, receivedAt: EpochMs): DecodedEvents {
    if (!frame.topic.endsWith("/events") || !frame.topic.startsWith(OWN_TOPICS)) return NO_EVENTS;
    const parsed = parseJson(frame.payload);
    // What JSON.parse says quotes the payload, and that may be a badge number.
    if (!parsed.ok) return refusedWhole({ ...parsed.error, detail: `${frame.payload.byteLength} bytes` });
    const said: readonly unknown[] = Array.isArray(parsed.value) ? parsed.value : [parsed.value];
    if (said.length === 0) return refusedWhole(refusal("DECODE_EMPTY", "no events"));
    if (said.length > MOST_ENTRIES) return refusedWhole(refusal("DECODE_TOO_MANY", `${said.length} events, at most ${MOST_ENTRIES}`));
    const context: EventContext = {
      deviceId: frame.deviceId,
      receivedAt,
      replayed: frame.retain,
      signals: this.#signals.get(frame.deviceId) ?? NO_SIGNALS,
      holders: this.#holders,
    };
    return this.#decodeAll(said, context, frame);
  }

  #decodeAll(said: readonly unknown[], context: EventContext, frame: Frame): DecodedEvents {
    const events: AccessEvent[] = [];
    const refused: DecodeError[] = [];
    for (const entry of said) {
      const decoded = isSaidEvent(entry) ? decodeEvent(entry, context) : NO_EVENT;
      if (!decoded.ok) refused.push(decoded.error);
      else if (!this.#isRepeat(decoded.value.identity, frame)) events.push(decoded.value.event);
    }
    events.sort((one, other) => one.at - other.at);
    return { events, refused, duplicates: said.length - refused.length - events.length };
  }

  /** Without a time, a count alone proves a repeat only if MQTT says so too. Counted apart from the device's readings. */
  #isRepeat(identity: EventIdentity | undefined, { deviceId, duplicate }: Frame): boolean {
    if (identity === undefined) return false;
    return this.#filter.seenBefore(deviceId, identity.number, identity.time) && (identity.isProof || duplicate);
  }
}

const NO_EVENT = { ok: false, error: refusal("DECODE_SHAPE", "an event is an object with a kind") } as const;

const isSaidEvent = (entry: unknown): entry is SaidEvent => typeof entry === "object" && entry !== null && !Array.isArray(entry);

const refusedWhole = (error: DecodeError): DecodedEvents => ({ ...NO_EVENTS, refused: [error] });
