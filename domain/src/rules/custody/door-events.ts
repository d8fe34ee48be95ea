import { elapsed, type EpochMs, milliseconds, personMark } from "../../basics/index.ts";
import type { AccessEvent } from "../../telemetry/index.ts";
import type { WatchedInputs } from "../watch.ts";
import { EVENTS_KEPT, type Reader, type WatchedDoor } from "./custody-rule.ts";

/** Something that happened at a door, remembered. */
export interface DoorEvent {
  readonly id: string;
  readonly at: EpochMs;
}

/** Whether an event is of the door these readers stand at. */
export const isAtDoor = (readers: readonly Reader[], { deviceId, door }: AccessEvent): boolean =>
  readers.some((reader) => reader.deviceId === deviceId && (door === undefined || reader.door === undefined || reader.door === door));

/** A rule about a door is stepped by the door and by the devices at it. */
export const inputsAtDoor = ({ door, readers, within, grace }: WatchedDoor): WatchedInputs => ({
  signals: [door],
  devices: [...new Set(readers.map(({ deviceId }) => deviceId))],
  reach: milliseconds(within + grace),
});

/** The events with one more, in the order of their own time whatever order they come in; the same event again changes nothing. */
export function withEvent<E extends DoorEvent>(events: readonly E[], event: E): readonly E[] {
  if (events.some(({ id }) => id === event.id)) return events;
  return [...events, event].sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1)).slice(-EVENTS_KEPT);
}

/** Whether an event counts for something that happened at `at`: not longer before it than `within`, nor longer after it than `grace`. */
export const isWithin = (event: DoorEvent, at: EpochMs, { within, grace }: { readonly within: number; readonly grace: number }): boolean =>
  elapsed(event.at, at) <= within && elapsed(at, event.at) <= grace;

/** Who did it, by the mark their name is read from; never by the badge. Undefined when the event names nobody. */
export function whoOf({ person, credential }: AccessEvent): string | undefined {
  if (person !== undefined) return personMark(person.id);
  return credential === undefined ? undefined : "an unknown badge";
}
