import type { Alarm, OutOfService, RoomAvailability } from "@labcanary/domain/alarm";
import type { EpochMs, Text } from "@labcanary/domain/basics";
import type { Finding as CustodyFinding, Drill, HazardClass, MaySign, NewHazard, ReportItem } from "@labcanary/domain/governance";
import type { ContactStanding } from "@labcanary/domain/notification";
import type { ImpairedSignal } from "@labcanary/domain/ports";
import type { Signal, Site } from "@labcanary/domain/site";
import type { DeviceId, SignalKey } from "@labcanary/domain/telemetry";

/** What the platform itself finds to be a hazard. */
export interface Finding extends Omit<NewHazard, "words" | "found" | "source"> {
  /** Says what stands there; while a hazard with it is on the books no other is filed. */
  readonly source: string;
  readonly found: Text;
}

/** What is looked at, as of one moment. */
export interface FilingWorld {
  readonly at: EpochMs;
  readonly site: Site;
  /** That have not ended. */
  readonly alarms: readonly Alarm[];
  /** Signals with an alarm raised since it was last looked. */
  readonly raised: ReadonlySet<SignalKey>;
  readonly alarmsOfSignal: (signal: SignalKey, from: EpochMs, to: EpochMs) => readonly Alarm[];
  readonly impaired: readonly ImpairedSignal[];
  readonly outOfService: readonly OutOfService[];
  /** Devices that have a token: they were taken into use. */
  readonly enrolled: ReadonlySet<DeviceId>;
  /** Whether there ever was a reading of it. */
  readonly heard: (signal: SignalKey) => boolean;
  readonly contacts: readonly ContactStanding[];
  /** What door, scale and books of controlled substances did not agree on, every one there ever was. */
  readonly custody: readonly CustodyFinding[];
  /** Every one there ever was. */
  readonly drills: readonly Drill[];
  /** Weekly reports that nobody has signed. */
  readonly reports: readonly ReportItem[];
  /** Whether an account may sign reports of a place. */
  readonly maySignReports: MaySign;
  /** How much of the days before each room was protected; absent: it is not known. */
  readonly rooms?: readonly RoomAvailability[];
  /** 0-1, where the zone says nothing else. */
  readonly minimumAvailability: number;
  /** When a hazard of this source was last written off: what was before is dealt with. */
  readonly writtenOffAt: (source: string) => EpochMs | undefined;
}

/** One thing the platform files by itself. */
export type Filer = (world: FilingWorld) => readonly Finding[];

/** What a signal that does not do what it is there for leaves unseen. */
export function classOfSignal({ quantity }: Pick<Signal, "quantity">): HazardClass {
  switch (quantity) {
    case "gas-concentration":
    case "oxygen-concentration":
      return "gas";
    case "mass":
    case "level":
    case "door":
      return "hazardous-chemicals";
    default:
      return "building";
  }
}

/** Named in a sentence, and how many more there are (chosen: what fits a line of the list). */
const NAMED = 5;
export function namesOf(names: readonly string[]): Text {
  const more = names.length - NAMED;
  const shown = names.slice(0, NAMED);
  return more <= 0
    ? { en: shown.join(", "), zh: shown.join("、") }
    : { en: `${shown.join(", ")} and ${more} more`, zh: `${shown.join("、")}等${names.length}个` };
}
