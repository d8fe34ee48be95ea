import { type DurationMs, type EpochMs, elapsed, seconds, unreachable } from "../basics/index.ts";
import type { AlarmRule, ConditionChange, LimitRule } from "../rules/index.ts";
import type { Alarm, Annunciation, Chatter, QuietingProposal } from "./alarm.ts";
import { isAnnunciated } from "./lifecycle.ts";
import { isWithheld } from "./withholding.ts";

/** A rule chatters when its condition is met three times within a minute: the usual test (ISA-18.2, chattering alarms). */
const CHATTER_RAISES = 3;
const CHATTER_WINDOW = seconds(60);
/**
 * A spell is over when the condition was not met anew for this long (chosen: longer than the window, so that a slower moment does not
 * end it; short, because while it lasts nobody is told anew).
 */
export const CHATTER_QUIET: DurationMs = seconds(120);
/** An occurrence is fleeting when it is gone before anybody could have acted on it (chosen: the window of chattering). */
export const FLEETING_WITHIN: DurationMs = seconds(60);
/** Occurrences remembered of a rule (chosen: a proposal worked out from more would be no better). */
const TOGGLES_KEPT = 20;

/** One time a rule's condition was met. */
export interface Toggle {
  readonly occurrenceId: string;
  readonly raisedAt: EpochMs;
  readonly clearedAt?: EpochMs;
  /** The reading furthest inside the limit since the occurrence before, as far as the evidence shows. */
  readonly cameBackTo?: number;
}

/** What is remembered of the latest occurrences of one rule, oldest first. */
export interface RuleToggles {
  readonly toggles: readonly Toggle[];
  /** The reading furthest inside the limit before the first of them: what is normal, as far as the evidence shows. */
  readonly normal?: number;
}

export const NO_TOGGLES: RuleToggles = { toggles: [] };

/** Takes in that the condition was met. After a quiet time nothing of what was before counts any more. */
export function withRaise(known: RuleToggles, change: ConditionChange, rule: AlarmRule | undefined): RuleToggles {
  const { occurrenceId, at } = change;
  const before = known.toggles.at(-1);
  const limit = levelOf(rule);
  if (before === undefined || isQuietAfter(before.raisedAt, at)) {
    const normal = limit === undefined ? undefined : furthestInside(limit, change, undefined);
    return { toggles: [{ occurrenceId, raisedAt: at }], ...(normal === undefined ? {} : { normal }) };
  }
  const cameBackTo = limit === undefined ? undefined : furthestInside(limit, change, before.raisedAt);
  const toggle: Toggle = { occurrenceId, raisedAt: at, ...(cameBackTo === undefined ? {} : { cameBackTo }) };
  return { ...known, toggles: [...known.toggles, toggle].slice(-TOGGLES_KEPT) };
}

/** Takes in that the condition has gone. */
export function withClear(known: RuleToggles, { occurrenceId, at }: ConditionChange): RuleToggles {
  const toggles = known.toggles.map((toggle) => (toggle.occurrenceId === occurrenceId ? { ...toggle, clearedAt: at } : toggle));
  return { ...known, toggles };
}

/** The spell as it begins with the latest occurrence; undefined when the rule does not chatter. */
export function beginningSpell({ toggles }: RuleToggles): Chatter | undefined {
  const first = toggles.at(-CHATTER_RAISES);
  const last = toggles.at(-1);
  if (first === undefined || last === undefined || elapsed(first.raisedAt, last.raisedAt) > CHATTER_WINDOW) return undefined;
  // What has not gone between has not come again either.
  if (toggles.slice(-CHATTER_RAISES, -1).some(({ clearedAt }) => clearedAt === undefined)) return undefined;
  return { count: CHATTER_RAISES, since: first.raisedAt, lastAt: last.raisedAt };
}

/** Whether an occurrence at `at` comes too long after the one before to be of the same spell. */
export const isQuietAfter = (lastAt: EpochMs, at: EpochMs): boolean => elapsed(lastAt, at) >= CHATTER_QUIET;

/** Whether a spell is under way on the record: until it is over the annunciation does not follow the condition. */
export const isChattering = ({ chatter }: Pick<Alarm, "chatter">): boolean => chatter !== undefined && chatter.endedAt === undefined;

/** How an occurrence begins: kept from people by logic or maintenance, beneath which alarm, and in which commissioning test. */
export interface Circumstances {
  readonly withheld: boolean;
  readonly parent: string | undefined;
  readonly test: string | undefined;
}

/**
 * Whether an occurrence may be counted on the record instead of having its own. Never on one that people see less of than they would of
 * it, on one of another version or gravity of the rule, or a real one on a simulated one or on that of a test: a second leak must not hide
 * behind the first.
 */
export function mayCountOn(alarm: Alarm, change: ConditionChange, { withheld, parent, test }: Circumstances): boolean {
  return (
    isAnnunciated(alarm) &&
    alarm.shelved === undefined &&
    isWithheld(alarm) === withheld &&
    alarm.parent === parent &&
    alarm.test === test &&
    alarm.source.kind === "rule" &&
    alarm.source.ruleId === change.ruleId &&
    alarm.source.ruleVersion === change.ruleVersion &&
    alarm.priority === change.priority &&
    alarm.simulated === change.simulated
  );
}

/** The record with one occurrence more. What people have done stays done: who has acknowledged it is not asked again, nor told. */
export function countOn(alarm: Alarm, spell: Chatter, proposal: QuietingProposal | undefined): Alarm {
  const { clearedAt: _clearedAt, ...standing } = alarm;
  const counted = alarm.chatter !== undefined && isChattering(alarm) ? { ...alarm.chatter, count: alarm.chatter.count + 1 } : spell;
  return {
    ...standing,
    annunciation: metAgain(alarm.annunciation),
    conditionActive: true,
    chatter: { ...counted, lastAt: spell.lastAt, ...(proposal === undefined ? {} : { proposal }) },
  };
}

/** Whether the count belongs in the journal: the first, then each time it has doubled, so that a spell without end has few lines. */
export const isWorthALine = (count: number): boolean => count === CHATTER_RAISES || Number.isInteger(Math.log2(count));

/** The annunciation of a record whose condition is met again. */
function metAgain(annunciation: Annunciation): Annunciation {
  switch (annunciation) {
    case "unacknowledged":
    case "rtn-unacknowledged":
    case "latched-unacknowledged":
      return "unacknowledged";
    case "acknowledged":
    case "latched-acknowledged":
      return "acknowledged";
    case "normal":
      throw new Error("an alarm that has ended is not met again: the next occurrence has a record of its own");
    default:
      return unreachable(annunciation);
  }
}

/** The rule where it holds the readings themselves against a limit. */
const levelOf = (rule: AlarmRule | undefined): LimitRule | undefined =>
  rule?.kind === "limit" && rule.of === undefined ? rule : undefined;

/** The reading furthest inside the limit among the evidence, later than `after` and before the change itself. */
function furthestInside(
  { direction, setpoint }: LimitRule,
  { evidence, at }: ConditionChange,
  after: EpochMs | undefined,
): number | undefined {
  const values = evidence.samples
    .filter((sample) => sample.at < at && (after === undefined || sample.at > after))
    .map(({ value }) => value);
  if (values.length === 0) return undefined;
  const furthest = direction === "high" ? Math.min(...values) : Math.max(...values);
  const isInside = direction === "high" ? furthest < setpoint : furthest > setpoint;
  return isInside ? furthest : undefined;
}
