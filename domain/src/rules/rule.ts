import type { DurationMs, Text } from "../basics/index.ts";
import type { Schedule } from "../schedule/index.ts";
import type { DeviceId, SignalDescription, SignalKey } from "../telemetry/index.ts";
import type { Expression } from "./expression/expression.ts";
import type { Figure } from "./figures/index.ts";
import type { WatchRule } from "./watch-rules.ts";

/** IEC 62682 priorities, gravest first. */
export const PRIORITIES = ["critical", "high", "medium", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];

/**
 * What stands behind a set-point: `regulatory`, a limit of a law, an authority or a standard; `vendor`, a default of those who make
 * or sell such instruments; `chosen`, somebody's judgement, whose reason is in the source.
 */
export const BASES = ["regulatory", "vendor", "chosen"] as const;
export type Basis = (typeof BASES)[number];

/** Unique in the site: `deviceId/signal/name`, for example `cab-17/vapour/high-high`. */
export type RuleId = string;

/** Suppression by design (IEC 62682): while this is so the alarm is recorded and not annunciated. */
export interface Suppression {
  /** Without counts of samples. */
  readonly when: Expression;
  /** What it is to people: "door open", or the condition as it is written. */
  readonly name: string;
  /** It suppresses no longer than this at a time. */
  readonly atMost: DurationMs;
}

/** What every alarm rule states, whatever it looks at (IEC 62682, alarm attributes). */
export interface RuleAttributes {
  readonly id: RuleId;
  readonly signal: SignalKey;
  readonly priority: Priority;
  /** The condition must hold this long before the alarm is raised. */
  readonly onDelay: DurationMs;
  /** The condition must be gone this long before the alarm returns to normal. */
  readonly offDelay: DurationMs;
  /** Stays annunciated after the condition is gone until a person resets it. */
  readonly latching: boolean;
  /** Lives depend on it: listed first, told first, and loosened by two people only. */
  readonly lifeSafety?: boolean;
  /** The zone it is about, where that is not its signal's. */
  readonly zoneId?: string;
  /** What is wrong, where the signal's label and the rule's kind do not say it. */
  readonly label?: Text;
  /** What happens if nobody acts. */
  readonly consequence: Text;
  /** What to do first. */
  readonly firstAction: Text;
  /** How long people have before the consequence. */
  readonly responseTime: DurationMs;
  /** Where the figures come from: standard and edition, vendor, or "chosen: reason". */
  readonly source: string;
  readonly basis?: Basis;
  /** When it counts; without one, always. */
  readonly during?: Schedule;
  /** What people call that schedule; there whenever `during` is. */
  readonly duringName?: Text;
  /** The on-delay it has instead in certain key periods: shorter. */
  readonly tightened?: readonly { readonly during: Schedule; readonly onDelay: DurationMs }[];
  /** What keeps it from being annunciated, and for how long. */
  readonly suppression?: Suppression;
  /** Changes with any attribute of the rule but `tightened`, which leaves what was proven of it as it is; stored with every transition. */
  readonly version: string;
}

/** A level above (`high`) or below (`low`) which a value must not be. */
export interface LimitAttributes {
  readonly direction: "high" | "low";
  /** In the signal's unit, or the figure's. */
  readonly setpoint: number;
  /** The limit value itself triggers (WHO cold chain), or only what lies beyond it. */
  readonly inclusive: boolean;
  /** How far back inside the limit the value must come before the condition is gone; in the signal's unit. */
  readonly deadband: number;
}

/** A limit on a signal's value, or on a figure of it. */
export interface LimitRule extends RuleAttributes, LimitAttributes {
  readonly kind: "limit";
  /** What is held against the limit: a figure of the recent samples; absent, the value itself. */
  readonly of?: Figure;
}

/** A discrete state held for longer than `onDelay`. */
export interface StateRule extends RuleAttributes {
  readonly kind: "state";
  /** Numbers of the signal's states that count. */
  readonly states: readonly number[];
}

/** Nothing heard for `after`. Never heard at all counts from when the platform first knew of the signal. */
export interface SilenceRule extends RuleAttributes {
  readonly kind: "silence";
  readonly after: DurationMs;
}

export type AlarmRule = LimitRule | StateRule | SilenceRule | SilenceGroupRule | WatchRule;

/**
 * Many signals silent at once behind one cause. While it is active, the silences of its members are part of it: listed and timed, and
 * told by this one alarm. It belongs to the first of its members.
 */
export interface SilenceGroupRule extends RuleAttributes {
  readonly kind: "silence-group";
  readonly over: SilenceGroup;
}

/** `zones` are the zone and all inside it. */
export type SilenceGroup =
  | { readonly kind: "device"; readonly deviceId: DeviceId }
  | { readonly kind: "gateway"; readonly deviceId: DeviceId }
  | { readonly kind: "zone"; readonly zoneId: string; readonly zones: readonly string[] };

/** A signal with the rules that watch it. */
export interface Signal extends SignalDescription {
  readonly rules: readonly AlarmRule[];
  /** It speaks while a drill is held and else never: that it is silent impairs nothing, and only its rules tell of it. */
  readonly isDrilled?: true;
}
