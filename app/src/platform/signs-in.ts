import type { Device } from "@labcanary/domain/site";

/**
 * The id by which each device signs in: its own, but for one that a gateway speaks for in a convention of its own. A gateway that only
 * passes messages on lets each device sign in by itself.
 */
export function signInIds(devices: readonly Device[]): ReadonlyMap<string, string> {
  const speakers = new Set(devices.filter(({ speaks }) => speaks !== undefined).map(({ id }) => id));
  return new Map(devices.map(({ id, gateway }) => [id, gateway !== undefined && speakers.has(gateway) ? gateway : id]));
}
