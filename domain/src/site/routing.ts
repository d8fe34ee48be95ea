import type { DurationMs, Text } from "../basics/index.ts";
import type { Priority } from "../rules/index.ts";
import type { CivilDay, Schedule } from "../schedule/index.ts";
import type { ChannelKind } from "./contact.ts";
import type { ZoneId } from "./site.ts";

/**
 * What kind of response an alarm needs (ISA-18.2 alarm class). `life-safety`: its rule says so. `access`: doors, badges and custody.
 * `device`: the sensor itself, silent, over range, due or not assessable. `record`: what people keep books of is overdue. `system`: the
 * platform. `process`: every other.
 */
export const ALARM_CLASSES = ["life-safety", "process", "access", "device", "record", "system"] as const;
export type AlarmClass = (typeof ALARM_CLASSES)[number];

/**
 * How late something in the books is. 1: its time is over. 2 and 3: it has been for longer, each an alarm of its own, so that a route can
 * send each to other people.
 */
export const LATE_GRADES = [1, 2, 3] as const;
export type LateGrade = (typeof LATE_GRADES)[number];

/** Classes in which something may be overdue. */
export const OVERDUE_CLASSES: readonly AlarmClass[] = ["record", "access"];

/** How well a notification is known to have got through, each more than the one before. */
export const PROOF_LEVELS = ["accepted", "delivered", "read"] as const;
/** `accepted`: the provider has it. `delivered`: the handset has it, or the siren sounds. `read`: somebody answered or acknowledged. */
export type ProofLevel = (typeof PROOF_LEVELS)[number];

export const AFTERWARDS = ["returned-to-normal", "all-clear"] as const;
export type Afterwards = (typeof AFTERWARDS)[number];

/** Who is told of certain alarms, in which order, until somebody takes charge. */
export interface Route {
  readonly id: string;
  readonly name: Text;
  readonly when: RouteMatch;
  /** In the order of `after`; at least one. */
  readonly steps: readonly RouteStep[];
  /** For when nobody has taken charge by then; a critical alarm of the platform comes with it. */
  readonly last: RouteStep;
  /** What those who were told of an alarm are told when it is over. */
  readonly afterwards: readonly Afterwards[];
}

/** Which alarms a route is for; an attribute that is absent lets every alarm through. The first route that matches is taken. */
export interface RouteMatch {
  readonly classes?: readonly AlarmClass[];
  readonly priorities?: readonly Priority[];
  /** Only what is overdue has one: with them a route is for nothing else. */
  readonly grades?: readonly LateGrade[];
  /** These and what lies within them. Alarms of the platform are in no zone. */
  readonly zones?: readonly ZoneId[];
  /** In force when the alarm is raised. */
  readonly during?: Schedule;
  readonly duringName?: Text;
}

export interface RouteStep {
  /** Unique in the route; no colon and no `#`. */
  readonly id: string;
  /** From raising. */
  readonly after: DurationMs;
  readonly whom: readonly RouteTarget[];
  /** Absent: each contact's own. */
  readonly channels?: readonly ChannelKind[];
  /** What is enough for no further channel of the same person to be tried; one of them is never enough to end the route. */
  readonly proof: ProofLevel;
  /**
   * How long each channel has for it before the next is tried, and after the last one the next step is due. Absent: 60 s where another
   * channel follows (chosen: receipts take seconds, and a minute is well inside a step), and after the last one the step's own time.
   */
  readonly proofWithin?: DurationMs;
  /** Told again until somebody takes charge: every so often, `times` more. */
  readonly repeat?: { readonly every: DurationMs; readonly times: number };
}

export type RouteTarget =
  | { readonly kind: "responsible" | "deputy" | "security-centre" }
  | { readonly kind: "rota"; readonly rotaId: string }
  /** A person, a group or a siren. */
  | { readonly kind: "contact"; readonly personId: string };

/** Who is on duty when. */
export interface Rota {
  readonly id: string;
  readonly name: Text;
  readonly shifts: readonly Shift[];
  /** Hours in which somebody must be on duty. Absent: whenever a route that tells them may be taken. */
  readonly covers?: Schedule;
}

/** Hours in which one of several people is on duty, each in turn. Shifts that overlap have several people on duty: a hand-over. */
export interface Shift {
  readonly name: Text;
  readonly schedule: Schedule;
  /** At least one. */
  readonly people: readonly string[];
  /** How long a turn is; it changes with the day, or with the week on a Monday, of the shift's beginning. */
  readonly turn: "day" | "week";
  /** A day of the first person's turn. */
  readonly starting: CivilDay;
}
