import type { DurationMs, Language, Text } from "../basics/index.ts";
import type { Signal } from "../rules/index.ts";
import type { DeviceId, SignalKey } from "../telemetry/index.ts";

export type { Signal } from "../rules/index.ts";

/** A site after it was read and checked: everything refers to something that exists. Plain data, so that it can cross to a worker. */
export interface Site {
  readonly id: string;
  readonly name: Text;
  /** IANA zone the site lives by. */
  readonly timeZone: string;
  /** Hash of the content; two sites with the same version behave the same. */
  readonly version: string;
  /** Account name of who made the last change, as the file says; a change that one person may not make alone needs it. */
  readonly changedBy?: string;
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
  /** Numbers of the cards this person carries, as readers say them. */
  readonly badges?: readonly string[];
  /** What the person is allowed to be in a rule of custody: `keeper`, `user`. Words of the site's own. */
  readonly roles?: readonly string[];
}

export interface Device {
  readonly id: DeviceId;
  readonly name: Text;
  readonly zoneId: ZoneId;
  readonly signals: readonly SignalKey[];
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
