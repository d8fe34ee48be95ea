import type { AccessEventKind, SounderState } from "@labcanary/domain/telemetry";
import type { Signal } from "@labcanary/domain/site";
import type { Translate } from "../text/translate.ts";

/** What somebody did at a door, as the API tells it. */
export interface AccessLine {
  readonly id: string;
  readonly device: string;
  readonly kind: AccessEventKind;
  readonly at: number;
  readonly door?: string;
  readonly who?: string;
  readonly unknownBadge?: true;
  readonly granted?: boolean;
  readonly object?: string;
  readonly state?: SounderState;
  readonly historical: boolean;
}

/** Lines shown at once (chosen: what a person reads; the rest is had by choosing a shorter range). */
export const LINES_SHOWN = 100;

interface ReaderOfDoor {
  readonly deviceId: string;
  readonly door?: string;
}

/** Where a door's events come from: what its rules name, and its own device. None for a signal that is no door. */
export function readersOf({ deviceId, name, quantity, rules }: Signal): readonly ReaderOfDoor[] {
  const named = rules.flatMap((rule) => ("readers" in rule ? rule.readers : []));
  if (named.length === 0 && quantity !== "door") return [];
  return [{ deviceId, door: name }, ...named];
}

/** The events of a door among those of its devices, newest first. */
export function linesOf(events: readonly AccessLine[], readers: readonly ReaderOfDoor[]): readonly AccessLine[] {
  const isAtDoor = ({ device, door }: AccessLine): boolean =>
    readers.some((reader) => reader.deviceId === device && (door === undefined || reader.door === undefined || reader.door === door));
  return events.filter(isAtDoor).toSorted((one, other) => other.at - one.at);
}

/** "Wang Fang was let in", "An unknown badge was not let in", "Unlocked". */
export function wordsOfEvent({ kind, who: name, unknownBadge, granted, object, state }: AccessLine, t: Translate): string {
  const who = name ?? t(unknownBadge ? "access.unknown-badge" : "access.somebody");
  switch (kind) {
    case "badge":
      return t(granted === undefined ? "access.badge" : granted ? "access.badge.granted" : "access.badge.refused", { who });
    case "unlock":
    case "lock":
      return name === undefined && unknownBadge === undefined ? t(`access.${kind}`) : t(`access.${kind}.by`, { who });
    case "tag":
    case "button":
      return t(`access.${kind}`, { object: object ?? "" }).trim();
    case "sounder":
      return t(state === "off" ? "access.sounder.off" : "access.sounder.on");
  }
}
