import type { Clock } from "@labcanary/domain/ports";
import type { DeviceCommand } from "./commands.ts";
import type { SounderCondition } from "./description.ts";

/** A device's siren: it sounds as long as it was told last. */
export interface Sounder {
  readonly isOn: boolean;
  /** What it was told with an id it answers, once it does so; broken, it does neither. */
  obey(command: Extract<DeviceCommand, { kind: "sounder" }>): void;
  become(condition: SounderCondition): void;
  fallQuiet(): void;
}

export interface SounderDeps {
  readonly clock: Clock;
  readonly answer: (state: "on" | "off", command: string) => void;
}

export function createSounder({ clock, answer }: SounderDeps): Sounder {
  let isOn = false;
  let condition: SounderCondition = "works";
  let cancel = (): void => {};
  const fallQuiet = (): void => {
    cancel();
    isOn = false;
  };
  return {
    get isOn() {
      return isOn;
    },
    obey({ on, span, id }) {
      if (condition === "broken") return;
      fallQuiet();
      isOn = on;
      if (on && span !== undefined) cancel = clock.after(span, fallQuiet);
      if (id !== undefined) answer(on ? "on" : "off", id);
    },
    become(next) {
      condition = next;
      if (next === "broken") fallQuiet();
    },
    fallQuiet,
  };
}
