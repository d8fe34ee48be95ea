import type { EpochMs } from "@labcanary/domain/basics";
import type { Unit } from "@labcanary/domain/quantity";

/** One value as a device behind a gateway measured it; null when it could not. */
export interface MeasuredValue {
  /** Its name on the wire. */
  readonly name: string;
  readonly value: number | string | null;
  /** Of a measured quantity; a state has none. */
  readonly unit?: Unit;
}

export interface Message {
  readonly topic: string;
  readonly payload: string;
}

/** How a gateway says what the devices behind it measure. Written apart from the platform's codecs, so that each is held to the convention. */
export interface SpokenConvention {
  /** What is retained while the gateway is connected, and what its will leaves there. */
  readonly status: { readonly topic: string; readonly online: string; readonly offline: string };
  measured(address: string, at: EpochMs, values: readonly MeasuredValue[]): readonly Message[];
  /** Empty where the convention has no word for it. */
  presence(address: string, isOnline: boolean): readonly Message[];
}

/** The status of a gateway whose convention says nothing of itself: the platform's own. */
export const ownStatus = (gateway: string): SpokenConvention["status"] => ({
  topic: `v1/devices/${gateway}/status`,
  online: JSON.stringify({ state: "online" }),
  offline: JSON.stringify({ state: "offline" }),
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
