import { type DurationMs, type EpochMs, milliseconds } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import type { Link } from "../mqtt/link.ts";
import type { Random } from "../random.ts";
import { type DeviceFault, isWireFault } from "./fault.ts";
import { createMessageFaults, type Message } from "./message-faults.ts";

/** All that is wrong with one device besides its sensors. */
export interface DeviceFaults {
  apply(fault: DeviceFault): void;
  /** Everything is right again; what was held back goes out. */
  clear(): void;
  /** What the device's clock shows. */
  clockNow(): EpochMs;
  /** Hands a message over as the faults would have it: not at all, once or several times, whole or not. */
  send(message: Message): void;
}

export interface DeviceFaultsOptions {
  /** How far the clock is ahead without any fault. */
  readonly clockAhead: DurationMs;
}

export interface DeviceFaultsDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly link: Link;
  /** The firmware starts anew and is back after so long. */
  readonly restart: (boots: DurationMs) => void;
}

export function createDeviceFaults({ clockAhead }: DeviceFaultsOptions, { clock, random, link, restart }: DeviceFaultsDeps): DeviceFaults {
  const messages = createMessageFaults(random);
  let calmStorm = (): void => {};

  const hand = ({ topic, payload, retain }: Message): void => link.hand(topic, payload, retain);
  const storm = (perSecond: number): void => {
    calmStorm();
    calmStorm = clock.every(milliseconds(Math.round(1000 / perSecond)), () => {
      link.cut();
      link.open();
    });
  };

  return {
    apply(fault) {
      if (isWireFault(fault)) {
        if (link.injure === undefined) throw new RangeError(`${fault.kind} needs a wire; this device is not on one`);
        link.injure(fault);
      } else if (fault.kind === "storm") storm(fault.perSecond);
      else if (fault.kind === "restart") restart(fault.boots);
      else messages.add(fault, clock.now());
    },
    clear() {
      calmStorm();
      link.heal?.();
      for (const message of messages.clear()) hand(message);
    },
    clockNow: () => messages.clockAt(clock.now(), clockAhead),
    send(message) {
      for (const passed of messages.pass(message)) hand(passed);
    },
  };
}
