import type { Broker } from "@labcanary/broker";
import { seconds } from "@labcanary/domain/basics";
import type { AlarmDesk, Clock, Service } from "@labcanary/domain/ports";
import type { EnrolledDevices } from "./device-directory.ts";
import { DeviceFileBusyError } from "./device-file-lock.ts";

/** How late an old token's connection may be cut, and the journal may say so. Chosen: no load, and well within a day of overlap. */
const EVERY = seconds(30);

interface Deps {
  readonly clock: Clock;
  readonly devices: Pick<EnrolledDevices, "rotations" | "endOld" | "markTold" | "takeOutdated">;
  readonly broker: () => Pick<Broker, "endAccess">;
  readonly desk: Pick<AlarmDesk, "record">;
}

/**
 * Sees rotations of tokens through, also those begun on the command line: journals them, and ends the old token once the new one was used or
 * its time is over, cutting the connection that was made by it, before the rotation or after. An old token past its time lets nobody in from that moment.
 * Cuts likewise whoever came in by a token that a command has taken away. `look` does all of it at once.
 */
export function createTokenRotation({ clock, devices, broker, desk }: Deps): Service & { look(): void } {
  let stop: (() => void) | undefined;

  function look(): void {
    try {
      seeThrough();
    } catch (error) {
      // Somebody stopped a command in the middle of a change: the next look does it. Meanwhile what is over lets nobody in all the same.
      if (!(error instanceof DeviceFileBusyError)) throw error;
    }
  }

  function seeThrough(): void {
    const untold = devices.rotations().filter(({ told }) => !told);
    for (const { deviceId: device, by, until } of untold)
      desk.record({ kind: "device-token-rotated", actor: by, detail: { device, until } });
    if (untold.length > 0) devices.markTold(untold);
    for (const { deviceId: device, isUsed } of devices.endOld())
      desk.record({ kind: "device-token-ended", actor: "system", detail: { device, because: isUsed ? "used" : "over" } });
    // Whoever came in by the new one has taken the connection over.
    for (const device of devices.takeOutdated()) broker().endAccess(device);
  }

  return {
    name: "token-rotation",
    look,
    async start() {
      look();
      stop = clock.every(EVERY, look);
    },
    async stop() {
      if (stop === undefined) return;
      stop();
      stop = undefined;
      // What was used must not count again after a restart.
      look();
    },
  };
}
