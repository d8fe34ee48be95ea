import type { Language, Text } from "../basics/index.ts";
import type { Basis, CustodyKind, Figure, Priority } from "../rules/index.ts";
import type { Weekday } from "../schedule/index.ts";
import type { CustodyKeys } from "./custody-keys.ts";
import type { ZONE_KINDS } from "./site.ts";

/**
 * A site as engineers write it: the content of `site.yaml` and what it includes, put together, its shape already checked.
 * Spans of time are texts such as `90s`, `15min`, `2h`.
 */
export interface SiteFile {
  readonly site: string;
  readonly name: Text;
  readonly timeZone: string;
  /** Account name of who made the last change. */
  readonly changedBy?: string;
  readonly people?: Readonly<Record<string, PersonFile>>;
  readonly securityCentre: readonly string[];
  readonly escalation?: EscalationFile;
  readonly zones: readonly ZoneFile[];
  readonly profiles?: Readonly<Record<string, ProfileFile>>;
  readonly schedules?: Readonly<Record<string, ScheduleFile>>;
  readonly holidays?: readonly HolidayFile[];
  readonly keyPeriods?: readonly KeyPeriodFile[];
  readonly devices: readonly DeviceFile[];
  /** Conditions by name, for others to refer to as `@name`. */
  readonly conditions?: Readonly<Record<string, string>>;
}

export interface PersonFile {
  readonly name: string;
  readonly language: Language;
  readonly phone?: string;
  readonly badges?: readonly string[];
  readonly roles?: readonly string[];
}

export interface EscalationFile {
  readonly deputyAfter?: string;
  readonly securityCentreAfter?: string;
  readonly minimumPriority?: Priority;
}

export interface ZoneFile {
  readonly id: string;
  readonly kind: (typeof ZONE_KINDS)[number];
  readonly name: Text;
  readonly responsible?: string;
  readonly deputy?: string;
  readonly department?: Text;
  readonly zones?: readonly ZoneFile[];
  /** Rules over several signals that belong to the place, by name. */
  readonly rules?: Readonly<Record<string, RuleFile>>;
}

export interface DeviceFile extends DutiesFile {
  readonly id: string;
  readonly name?: Text;
  readonly zone: string;
  /** The device its messages come through. */
  readonly gateway?: string;
  readonly signals: Readonly<Record<string, SignalFile>>;
}

/** Hours of certain days, or other schedules combined: one of `not`, `any`, `all` without anything else but a name. */
export interface ScheduleFile {
  readonly name?: Text;
  /** Every day without it. */
  readonly days?: readonly Weekday[];
  /** `07:00`; both or neither, which is the whole day. */
  readonly from?: string;
  readonly to?: string;
  /** Names of schedules that are whole days: `holidays`, `key-period`, `key-period:ID`. */
  readonly except?: string | readonly string[];
  readonly not?: string;
  readonly any?: readonly string[];
  readonly all?: readonly string[];
}

/** A date, or several with both ends among them. The name is for whoever reads the file. */
export type HolidayFile = string | { readonly from: string; readonly to: string; readonly name?: string };

/** Days on which other rules count, both ends among them. */
export interface KeyPeriodFile {
  readonly id: string;
  readonly kind: (typeof KEY_PERIOD_KINDS)[number];
  readonly name: Text;
  readonly from: string;
  readonly to: string;
}

export const KEY_PERIOD_KINDS = ["festival", "vacation", "inspection", "event"] as const;

/** What must be done to a sensor again and again; of a device, to all of its sensors that have none of their own. */
export interface DutiesFile {
  readonly calibration?: DutyFile;
  readonly bumpTest?: DutyFile;
}

/** `due`, or `last` and `every`: dates such as 2026-05-01, and whole days. */
export interface DutyFile {
  readonly last?: string;
  readonly every?: string;
  readonly due?: string;
  readonly priority?: Priority;
}

/** A signal is its profile with what it says differently. */
export interface SignalFile extends ProfileFile, DutiesFile {
  readonly profile?: string;
}

export interface ProfileFile {
  readonly label?: Text;
  readonly quantity?: string;
  readonly unit?: string;
  readonly substance?: string;
  readonly reference?: { readonly celsius: number; readonly kilopascal: number };
  readonly states?: readonly string[];
  /** What the sensor measures, in the signal's unit. */
  readonly range?: { readonly min?: number; readonly max: number; readonly source?: string; readonly basis?: Basis };
  /** How often the device means to report; what silence and gaps are reckoned from. */
  readonly interval?: string;
  readonly hold?: string;
  readonly lateness?: string;
  readonly clockTolerance?: string;
  /** By name; `null` takes a rule of the profile away. */
  readonly rules?: Readonly<Record<string, RuleFile | null>>;
}

/** A figure of the recent samples; what each needs besides `over` is in docs/guides/site-files.md. */
export interface FigureFile {
  readonly figure: Figure["kind"];
  readonly over: string;
  readonly limit?: number;
  readonly direction?: "high" | "low";
  readonly inclusive?: boolean;
  readonly coverage?: number;
  readonly confidence?: number;
}

export interface RuleFile extends CustodyKeys {
  readonly kind: "limit" | "state" | "silence" | "expression" | "over-range" | "not-assessable" | CustodyKind;
  /** What is wrong, as people read it; without it the signal and the kind say so. */
  readonly label?: Text;
  /** While `when` is so the alarm is recorded and not annunciated, for `atMost` at a time. */
  readonly suppressed?: { readonly when: string; readonly atMost: string; readonly name?: string };
  /** Of a limit: what explains an excursion, and how soon after it the value must be back. */
  readonly recovery?: { readonly after: string; readonly within: string };
  /** The condition of an expression. */
  readonly when?: string;
  readonly of?: FigureFile;
  readonly priority: Priority;
  readonly direction?: "high" | "low";
  readonly setpoint?: number;
  readonly inclusive?: boolean;
  readonly deadband?: number;
  readonly states?: readonly string[];
  readonly after?: string;
  /** Of being over range: what is read in clean air, and for how long it must be. */
  readonly cleanAir?: { readonly min?: number; readonly max: number };
  readonly cleanFor?: string;
  readonly onDelay?: string;
  readonly offDelay?: string;
  readonly latching?: boolean;
  readonly lifeSafety?: boolean;
  readonly consequence: Text;
  readonly firstAction: Text;
  readonly responseTime: string;
  readonly source: string;
  readonly basis?: Basis;
  /** Name of the schedule it counts in. */
  readonly during?: string;
}
