import type { EpochMs } from "@labcanary/domain/basics";
import type { Unit } from "@labcanary/domain/quantity";
import type { Letter, LinkSession } from "../mqtt/link.ts";

/** One value as a device behind a gateway measured it; null when it could not. */
export interface MeasuredValue {
  /** Its name on the wire. */
  readonly name: string;
  readonly value: number | string | null;
  /** Of a measured quantity; a state has none. */
  readonly unit?: Unit;
}

export type Message = Letter;

/** A device behind a gateway, as the gateway knows it before it has said anything. */
export interface Member {
  readonly address: string;
  readonly values: readonly { readonly name: string; readonly unit?: Unit; readonly states?: readonly string[] }[];
}

/** What a gateway is made of. */
export interface GatewayAbout {
  readonly id: string;
  /** IANA zone of clocks that show it and do not say so. */
  readonly timeZone: string;
  readonly members: readonly Member[];
  readonly now: () => EpochMs;
}

/**
 * How a gateway says what the devices behind it measure, written apart from the platform's codecs, so that each is held to the convention.
 * What it says while there is no connection waits for one, unless the convention has a session of its own.
 */
export interface SpokenConvention {
  /** What every connection begins and ends with. Absent: the platform's own status of the gateway. */
  readonly session?: () => LinkSession;
  measured(address: string, at: EpochMs, values: readonly MeasuredValue[]): readonly Message[];
  /** Empty where the convention has no word for it. */
  presence(address: string, isOnline: boolean): readonly Message[];
}

/** A message that the server is not to keep. */
export const live = (topic: string, payload: string | Uint8Array): Message => ({ topic, payload, retain: false });
export const retained = (topic: string, payload: string | Uint8Array): Message => ({ topic, payload, retain: true });

/** A session framed by one retained word. */
export const wordSession = (topic: string, online: string, offline: string) => (): LinkSession => ({
  will: retained(topic, offline),
  greet: () => [retained(topic, online)],
  over: () => {},
});

/** Values by their names, in which dots are levels: `DS18B20.Temperature`. */
export function nested(values: Iterable<readonly [name: string, value: unknown]>): Record<string, unknown> {
  const whole: Record<string, unknown> = {};
  for (const [name, value] of values) {
    const levels = name.split(".");
    const last = levels.pop() ?? name;
    let place = whole;
    for (const level of levels) {
      const inner = Object.hasOwn(place, level) ? (place[level] as Record<string, unknown>) : {};
      place[level] = inner;
      place = inner;
    }
    place[last] = value;
  }
  return whole;
}
