import type { DurationMs } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";

export interface DevicePowerDeps {
  readonly clock: Clock;
  readonly onLost: () => void;
  readonly onBack: () => void;
}

/** What a device lives on. */
export interface DevicePower {
  /** The mains went or came back; a device on them dies when its UPS is empty, and comes back with them. */
  mainsChanged(isOn: boolean): void;
  /** Nothing is pending any more. */
  settle(): void;
}

/** `power` absent: the device has its own, such as a battery that is no part of the scenario. */
export function createDevicePower(
  power: { readonly ups: DurationMs } | undefined,
  { clock, onLost, onBack }: DevicePowerDeps,
): DevicePower {
  let cancel = (): void => {};
  let isLost = false;
  const lose = (): void => {
    isLost = true;
    onLost();
  };
  return {
    mainsChanged(isOn) {
      if (power === undefined) return;
      cancel();
      if (!isOn && power.ups > 0) cancel = clock.after(power.ups, lose);
      else if (!isOn) lose();
      else if (isLost) {
        isLost = false;
        onBack();
      }
    },
    settle() {
      cancel();
      isLost = false;
    },
  };
}
