import type { DurationMs, Language, Text } from "../basics/index.ts";
import type { Quantity, ReferenceConditions, SubstanceId, Unit } from "../quantity/index.ts";
import type { AlarmRule } from "../rules/index.ts";
import type { DeviceId, SignalKey } from "../telemetry/index.ts";

/** A site after it was read and checked: everything refers to something that exists. Plain data, so that it can cross to a worker. */
export interface Site {
  readonly id: string;
  readonly name: Text;
  /** IANA zone the site lives by. */
  readonly timeZone: string;
  /** Hash of the content; two sites with the same version behave the same. */
  readonly version: string;
  readonly zones: readonly Zone[];
  readonly people: readonly Person[];
  readonly devices: readonly Device[];
  /** Every signal of every device, in the order of the files; a rule belongs to one of them. */
  readonly signals: readonly Signal[];
  /** Reached when nobody of the zone was. A person id, or several. */
  readonly securityCentre: readonly string[];
  readonly escalation: EscalationPolicy;
}

export type ZoneId = string;
export const ZONE_KINDS = ["site", "building", "floor", "room", "cabinet"] as const;

export interface Zone {
  readonly id: ZoneId;
  readonly kind: (typeof ZONE_KINDS)[number];
  readonly name: Text;
  readonly parent?: ZoneId;
  /** Names from the outermost zone inwards, joined by " › ". */
  readonly path: Text;
  /** Person ids, inherited from the parent where the zone names none. */
  readonly responsible?: string;
  readonly deputy?: string;
  readonly department?: Text;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly language: Language;
  /** E.164, digits with a leading plus. Absent: this person cannot be texted. */
  readonly phone?: string;
}

export interface Device {
  readonly id: DeviceId;
  readonly name: Text;
  readonly zoneId: ZoneId;
  readonly signals: readonly SignalKey[];
}

export interface Signal {
  /** `deviceId/name`. */
  readonly key: SignalKey;
  readonly deviceId: DeviceId;
  /** The key of `samples` in the native payload. */
  readonly name: string;
  readonly label: Text;
  readonly zoneId: ZoneId;
  readonly quantity: Quantity;
  readonly unit: Unit;
  readonly substance?: SubstanceId;
  /** For mg/m³ conversions. */
  readonly reference?: ReferenceConditions;
  /** The declared states, in order: their number is their place. For booleans `["false","true"]`. */
  readonly states?: readonly string[];
  /** Longest time between two readings that still counts as having been watched. A longer gap satisfies no duration. */
  readonly hold: DurationMs;
  /** A sample older than this on receipt is history only. */
  readonly lateness: DurationMs;
  /** A device time further than this ahead of receipt is a wrong clock. */
  readonly clockTolerance: DurationMs;
  readonly rules: readonly AlarmRule[];
}

/** Plain route: the zone's responsible person at once, then the deputy, then the security centre. */
export interface EscalationPolicy {
  /** Wait without acknowledgement before the deputy is told too. */
  readonly deputyAfter: DurationMs;
  /** Wait without acknowledgement, from raising, before the security centre is texted too. */
  readonly securityCentreAfter: DurationMs;
  /** Lowest priority that texts anybody: alarms below it are on the screen only. */
  readonly minimumPriority: "critical" | "high" | "medium" | "low";
}
