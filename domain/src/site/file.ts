import type { Language, Text } from "../basics/index.ts";
import type { Basis, CustodyKind, Figure, Priority } from "../rules/index.ts";
import type { Weekday } from "../schedule/index.ts";
import type { Convention, JsonMapping, ModbusRegister } from "../telemetry/index.ts";
import type { ChecklistFile, PatrolFile } from "./checks/file.ts";
import type { ChannelKind, EndpointKind } from "./contact.ts";
import type { CustodyKeys } from "./custody-keys.ts";
import type { KeyPeriodFile } from "./key-period/file.ts";
import type { DrillPlanFile } from "./drills/file.ts";
import type { PlanFile } from "./plan/file.ts";
import type { Afterwards, LateGrade, AlarmClass, ProofLevel } from "./routing.ts";
import type { ZONE_KINDS } from "./site.ts";
import type { StockFile } from "./stock/file.ts";

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
  /** Groups and sirens; their ids are of one kind with those of people. */
  readonly contacts?: Readonly<Record<string, ContactFile>>;
  readonly securityCentre: readonly string[];
  readonly securityCentrePhone?: string;
  readonly escalation?: EscalationFile;
  /** Looked at in this order. */
  readonly routes?: readonly RouteFile[];
  readonly rotas?: Readonly<Record<string, RotaFile>>;
  readonly presence?: { readonly answerWithin: string };
  readonly contactTests?: { readonly every: string; readonly during?: string };
  readonly zones: readonly ZoneFile[];
  readonly plans?: readonly PlanFile[];
  readonly profiles?: Readonly<Record<string, ProfileFile>>;
  readonly schedules?: Readonly<Record<string, ScheduleFile>>;
  readonly holidays?: readonly HolidayFile[];
  readonly keyPeriods?: readonly KeyPeriodFile[];
  readonly devices: readonly DeviceFile[];
  readonly checklists?: Readonly<Record<string, ChecklistFile>>;
  readonly patrols?: readonly PatrolFile[];
  readonly drills?: readonly DrillPlanFile[];
  /** Controlled substances; see docs/guides/controlled-substances.md. */
  readonly stock?: StockFile;
  /** Conditions by name, for others to refer to as `@name`. */
  readonly conditions?: Readonly<Record<string, string>>;
}

/** What somebody is reached by; those of the endpoints are names the installation knows. */
export interface AddressesFile extends Readonly<Partial<Record<EndpointKind, string>>> {
  readonly phone?: string;
  readonly email?: string;
  /** In order of preference. */
  readonly channels?: readonly ChannelKind[];
}

export interface PersonFile extends AddressesFile {
  readonly name: string;
  readonly language: Language;
  readonly account?: string;
  readonly leave?: readonly LeaveFile[];
  readonly badges?: readonly string[];
  readonly roles?: readonly string[];
  readonly department?: Text;
}

/** Days such as 2026-12-24, both ends among them. */
export interface LeaveFile {
  readonly from: string;
  readonly to: string;
  readonly substitute?: string;
}

/** Of a group everything but `device`; of a siren its device. */
export interface ContactFile extends AddressesFile {
  readonly kind: "group" | "siren";
  readonly name: string;
  readonly language?: Language;
  readonly device?: string;
}

export interface RotaFile {
  readonly name: Text;
  /** Name of the schedule in which somebody must be on duty; always, without it. */
  readonly covers?: string;
  readonly shifts: readonly ShiftFile[];
}

/** Hours of its own, or the name of a schedule. */
export interface ShiftFile extends Pick<ScheduleFile, "days" | "from" | "to" | "except"> {
  readonly name: Text;
  readonly schedule?: string;
  readonly people: readonly string[];
  /** By the week, without it. */
  readonly turn?: "day" | "week";
  /** A day of the first person's turn. Of one person it does not matter. */
  readonly starting?: string;
}

export interface RouteFile {
  readonly id: string;
  readonly name: Text;
  /** Every alarm, without it. */
  readonly for?: {
    readonly classes?: readonly AlarmClass[];
    readonly priorities?: readonly Priority[];
    readonly grades?: readonly LateGrade[];
    readonly zones?: readonly string[];
    readonly during?: string;
  };
  readonly steps: readonly RouteStepFile[];
  readonly last?: Partial<Pick<RouteStepFile, "after" | "whom" | "channels">>;
  readonly afterwards?: readonly Afterwards[];
}

export interface RouteStepFile {
  readonly id?: string;
  /** From raising. */
  readonly after?: string;
  /** `responsible`, `deputy`, `security-centre`, `rota:ID`, `contact:ID`. */
  readonly whom: readonly string[];
  readonly channels?: readonly ChannelKind[];
  readonly proof?: ProofLevel;
  readonly proofWithin?: string;
  readonly repeat?: { readonly every: string; readonly times: number };
}

export interface EscalationFile {
  readonly deputyAfter?: string;
  readonly securityCentreAfter?: string;
  readonly nobodyReachedAfter?: string;
  readonly minimumPriority?: Priority;
}

export interface ZoneFile {
  readonly id: string;
  readonly kind: (typeof ZONE_KINDS)[number];
  readonly name: Text;
  readonly responsible?: string;
  readonly deputy?: string;
  readonly department?: Text;
  /** E.164, of a telephone that stands there. */
  readonly phone?: string;
  /** Gas is kept or used here, so that a gas detector must work in it. */
  readonly gasRoom?: boolean;
  /** Percent of 7 days that rooms here must be protected. */
  readonly minimumAvailability?: number;
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
  /** Of a gateway that carries what others say, in a convention of their own. */
  readonly speaks?: SpeaksFile;
  /** Of a controller that is asked by Modbus TCP. */
  readonly modbus?: ModbusFile;
  /** What the gateway's convention calls it, where that is not its id: a friendly name, a DevEUI. */
  readonly address?: string;
  readonly callPoints?: readonly string[];
  /** When the hardware was last replaced, with a zone: 2026-11-26T08:20:00+08:00. Another time is another device. */
  readonly replaced?: string;
  /** Of the hardware there is now; for people. */
  readonly serial?: string;
  readonly signals: Readonly<Record<string, SignalFile>>;
}

export interface ModbusFile {
  readonly host: string;
  readonly port?: number;
  readonly unit?: number;
  readonly every?: string;
}

export interface RegisterFile extends Partial<Omit<ModbusRegister, "signal" | "address" | "unit">> {
  readonly address: number;
  readonly unit?: string;
}

export interface SpeaksFile {
  readonly convention: Convention;
  readonly topics: readonly string[];
  readonly mapping?: JsonMapping;
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

/** What must be done to a sensor again and again; of a device, to all of its sensors that have none of their own. */
export interface DutiesFile {
  readonly calibration?: DutyFile;
  readonly bumpTest?: DutyFile;
}

/** `due`, or `last` and `every`: dates such as 2026-05-01, and whole days. `last: none`, of a device that was replaced: not since then. */
export interface DutyFile {
  readonly last?: string;
  readonly every?: string;
  readonly due?: string;
  readonly priority?: Priority;
}

/** A signal is its profile with what it says differently. */
export interface SignalFile extends ProfileFile, DutiesFile {
  readonly profile?: string;
  /** Its name on the wire, where the device or its gateway speaks a convention of its own; or that and how it is read. */
  readonly from?: string | FromFile;
  /** Of a device that is asked by Modbus: where its value stands. */
  readonly register?: RegisterFile;
}

export interface FromFile {
  readonly name?: string;
  readonly scale?: number;
  readonly offset?: number;
  readonly unit?: string;
  readonly words?: Readonly<Record<string, string>>;
  readonly errors?: readonly (number | string)[];
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
  /** How often the signal must pass its commissioning test; see docs/guides/commissioning.md. */
  readonly prove?: { readonly every: string };
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
  readonly from?: number;
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
