import { days, type DurationMs, elapsed, type EpochMs, epochMs, milliseconds, plus } from "@labcanary/domain/basics";
import type { Random } from "../random.ts";
import type { MessageFault } from "./fault.ts";

export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retain?: true;
}

/** What becomes of a device's messages. One fault of each kind at a time; a new one takes its place. */
export interface MessageFaults {
  add(fault: MessageFault, now: EpochMs): void;
  /** Ends all, and gives out what was held back. */
  clear(): readonly Message[];
  /** What the device's clock shows. */
  clockAt(now: EpochMs, ahead: DurationMs): EpochMs;
  /** What goes out for a message: none, one or several. */
  pass(message: Message): readonly Message[];
}

export function createMessageFaults(random: Random): MessageFaults {
  const faults = new Map<MessageFault["kind"], { readonly fault: MessageFault; readonly since: EpochMs }>();
  let held: Message | undefined;
  let stale: Message | undefined;

  const hits = (kind: "duplicates" | "reordered" | "garbled"): boolean => {
    const fault = faults.get(kind)?.fault;
    return fault !== undefined && "share" in fault && random.next() < fault.share;
  };

  return {
    add(fault, now) {
      faults.set(fault.kind, { fault, since: now });
    },
    clear() {
      faults.clear();
      stale = undefined;
      const former = held;
      held = undefined;
      return former === undefined ? [] : [former];
    },
    clockAt(now, ahead) {
      const lost = faults.get("clock-lost");
      if (lost !== undefined) return epochMs(elapsed(lost.since, now));
      const wrong = faults.get("clock");
      if (wrong?.fault.kind !== "clock") return plus(now, ahead);
      const drifted = (wrong.fault.driftPerDay * elapsed(wrong.since, now)) / days(1);
      return plus(now, milliseconds(Math.round(ahead + wrong.fault.ahead + drifted)));
    },
    pass(message) {
      if (faults.has("stale-retained") && message.topic.endsWith("/telemetry")) {
        stale ??= { ...message, payload: withoutTime(message.payload), retain: true };
        return [stale];
      }
      const sent = hits("garbled") ? { ...message, payload: garbled(message.payload, random) } : message;
      if (held === undefined && hits("reordered")) {
        held = sent;
        return [];
      }
      const late = held === undefined ? [] : [held];
      held = undefined;
      return [sent, ...(hits("duplicates") ? [sent] : []), ...late];
    },
  };
}

/** As a message that was retained long ago and says nothing of when it was true. */
function withoutTime(payload: string): string {
  const { at: _at, seq: _seq, ...rest } = JSON.parse(payload) as { at?: unknown; seq?: unknown };
  return JSON.stringify(rest);
}

/** Half of the time cut short, else with one character zero. */
function garbled(payload: string, random: Random): string {
  const place = 1 + Math.floor(random.next() * (payload.length - 1));
  return random.next() < 0.5 ? payload.slice(0, place) : `${payload.slice(0, place)}\u0000${payload.slice(place + 1)}`;
}
