import type { Device } from "@labcanary/domain/site";

/**
 * The id by which each device signs in: its own, but for one that a gateway speaks for in a convention of its own. A gateway that only
 * passes messages on lets each device sign in by itself. One that is asked by Modbus signs in nowhere, and is not among them.
 */
export function signInIds(devices: readonly Device[]): ReadonlyMap<string, string> {
  const speakers = new Set(devices.filter(({ speaks }) => speaks !== undefined).map(({ id }) => id));
  const coming = devices.filter(({ modbus }) => modbus === undefined);
  return new Map(coming.map(({ id, gateway }) => [id, gateway !== undefined && speakers.has(gateway) ? gateway : id]));
}
