import { type DurationMs, type EpochMs, epochMs, plus, unreachable } from "../basics/index.ts";
import { SAID_OF_FAULT, type SignalKey } from "../telemetry/index.ts";
import { beginningOf, type Received, replay } from "./backtest-replay.ts";
import type { ConditionChange } from "./condition.ts";
import { NEVER, type RuleState } from "./delays.ts";
import { explainSilences, type ReceivedSilences } from "./explain-silences.ts";
import { describeFigure } from "./figures/index.ts";
import type { RuleStanding, SignalView } from "./fold-state.ts";
import { observe } from "./observe.ts";
import { saidAsHeld, saidOfCondition } from "./reason.ts";
import { isGroup, silencesAround } from "./silences-around.ts";
import { delaysAt } from "./tightened.ts";
import { isReplayable, watchedBy } from "./watched-by.ts";
import type { AlarmRule, LimitRule, RuleId, Signal, SilenceRule, StateRule } from "./rule.ts";

/** What decided that a rule stood as it did. */
export const DECIDING_STEPS = [
  "nothing-received",
  "nothing-evaluated",
  "figure-unknown",
  "condition-not-met",
  "on-delay",
  "raised",
  "inside-deadband",
  "off-delay",
  "heard",
  "part-of-larger",
  "too-many-signals",
  "events-unknown",
] as const;
export type DecidingStep = (typeof DECIDING_STEPS)[number];

/** What kept a rule from seeing the present: a reading marked as maintenance, none for longer than the signal's hold, a fault, or having been over its range. */
export const HINDRANCES = ["maintenance", "gap", "fault", "suspect"] as const;
export type Hindrance = (typeof HINDRANCES)[number];

/** Why a rule stood as it did at a time. */
export interface RuleExplanation {
  readonly ruleId: RuleId;
  readonly ruleVersion: string;
  /** `not-known`: what decides was not kept, or is more than one question looks at. */
  readonly state: RuleState["kind"] | "not-known";
  /** Since when; absent while nothing has changed yet. */
  readonly since?: EpochMs;
  readonly step: DecidingStep;
  readonly hindrance?: Hindrance;
  /** What was held against the condition: the newest value evaluated, or its figure; absent of silence, or when there was none. */
  readonly held?: number;
  /** Of a group of silences: how many of its signals were silent, or overdue, of how many. */
  readonly members?: { readonly silent: number; readonly overdue: number; readonly of: number };
  /** In one English sentence: what decided. */
  readonly because: string;
}

export interface TimeAsked {
  readonly at: EpochMs;
  /** How times are written in the sentences. */
  readonly time: (at: EpochMs) => string;
}

/** What was received of what the rules of a signal watch. */
export interface ReceivedOfSignal extends Received {
  /** What its groups of silences look at, where that is more than its own rules watch. */
  readonly silences?: ReceivedSilences;
}

/**
 * Why there was an alarm, or none, for each rule of a signal at a time. `signals` are that signal and the others its rules watch;
 * `received` is theirs.
 */
export function explainSignal(
  key: SignalKey,
  signals: readonly Signal[],
  received: ReceivedOfSignal,
  asked: TimeAsked,
): readonly RuleExplanation[] {
  const signal = signals.find((candidate) => candidate.key === key);
  if (signal === undefined) return [];
  const last = new Map<RuleId, ConditionChange>();
  const replayed = signal.rules.filter((rule) => (isReplayable(rule) || isLeaveKnown(received, rule)) && isEventful(received, rule));
  // What others' rules made of it is not asked, save whether their readings are suspect.
  const watched = signals.map((candidate) => ({
    ...candidate,
    rules: candidate === signal ? replayed : candidate.rules.filter(({ kind }) => kind === "over-range"),
  }));
  const fold = replay(watched, received, epochMs(asked.at + 1), ({ changes }) => {
    for (const change of changes) if (change.change !== "historical") last.set(change.ruleId, change);
  });
  const view = fold.view(key) ?? {};
  const from = beginningOf(received) ?? asked.at;
  const silences = received.silences ?? { ...silencesAround(signals, signal), readings: received.readings };
  const groups = explainSilences(signal.rules.filter(isGroup), silences, asked);
  return signal.rules.map((rule) => {
    const group = groups.get(rule.id);
    if (group !== undefined) return group;
    if (rule.kind === "sealed-door" && !isLeaveKnown(received, rule))
      return { ruleId: rule.id, ruleVersion: rule.version, state: "not-known", step: "events-unknown", because: NO_LEAVE };
    if (!isEventful(received, rule))
      return { ruleId: rule.id, ruleVersion: rule.version, state: "not-known", step: "events-unknown", because: NO_EVENTS };
    const standing = fold.stateOf(rule.id) as RuleStanding;
    const change = last.get(rule.id);
    return explanationOf({ rule, signal, standing, change, view, from, ...asked });
  });
}

const isEventful = ({ events }: Received, rule: AlarmRule): boolean => events !== undefined || watchedBy(rule).devices.length === 0;

const isLeaveKnown = ({ authorisations }: Received, { kind }: AlarmRule): boolean => kind === "sealed-door" && authorisations !== undefined;

const NO_LEAVE = "it goes by leave to open the door, which is not looked up here; an alarm that came tells its reason itself";

const NO_EVENTS = "it goes by what people did at the door, and of that nothing is kept here; an alarm that came tells its reason itself";

const sinceOf = (state: RuleState, change: ConditionChange | undefined): EpochMs | undefined =>
  state.kind === "pending" || state.kind === "clearing" ? state.since : change?.at;

interface Facts extends TimeAsked {
  readonly rule: AlarmRule;
  readonly signal: Signal;
  readonly standing: RuleStanding;
  readonly change: ConditionChange | undefined;
  readonly view: SignalView;
  /** Receipt of the first reading. */
  readonly from: EpochMs;
}

function explanationOf(facts: Facts): RuleExplanation {
  const { rule, signal, standing, change, time } = facts;
  const since = sinceOf(standing.state, change);
  const ended = change?.change === "cleared" ? `; the last alarm ended ${time(change.at)}: ${change.evidence.reason}` : "";
  const common = {
    ruleId: rule.id,
    ruleVersion: rule.version,
    state: standing.state.kind,
    ...(since === undefined ? {} : { since }),
  };
  if (rule.kind === "silence") {
    const { step, text } = ofSilence(rule, facts);
    return { ...common, step, because: `${text}${ended}` };
  }
  if (rule.kind !== "limit" && rule.kind !== "state") {
    const { step, text } = ofOthers(facts);
    return { ...common, step, because: `${text}${ended}` };
  }
  const value = isEvaluated(rule, facts) ? standing.value : undefined;
  const held = value === undefined ? undefined : { value, said: saidAsHeld(rule, signal, value) };
  const { step, text } = ofCondition(rule, held, facts);
  const hindrance = hindranceOf(facts);
  return {
    ...common,
    step,
    ...(hindrance === undefined ? {} : { hindrance: hindrance.kind }),
    ...(value === undefined ? {} : { held: value }),
    because: `${text}${ended}${hindrance === undefined ? "" : `; ${hindrance.text}`}`,
  };
}

/** What decided, and in words. */
interface Decided {
  readonly step: DecidingStep;
  readonly text: string;
}

function ofSilence(rule: SilenceRule, { standing, change, view, from, time }: Facts): Decided {
  if (standing.state.kind === "active") return { step: "raised", text: raised(change, time) };
  const heardAt = view.receivedAt ?? from;
  const deadline = `that is silence from ${time(plus(heardAt, rule.after))}`;
  const fault = view.fault === undefined ? "" : `; since then the device ${SAID_OF_FAULT[view.fault]}, which is not being heard`;
  return view.receivedAt === undefined
    ? { step: "nothing-received", text: `nothing was heard since ${time(from)}${fault}; ${deadline}` }
    : { step: "heard", text: `last heard ${time(heardAt)}${fault}; ${deadline}` };
}

/** A rule over several inputs says itself what it made of them. */
function ofOthers({ standing, change, time }: Facts): Decided {
  const { state, because } = standing;
  if (state.kind === "active") return { step: "raised", text: `${raised(change, time)}; now ${because ?? "nothing was seen"}` };
  if (because === undefined) return { step: "nothing-received", text: "nothing was seen yet" };
  if (state.kind === "normal") return { step: "condition-not-met", text: because };
  return { step: state.kind === "pending" ? "on-delay" : "off-delay", text: `${because} since ${time(state.since)}` };
}

/** What a rule held against its condition. */
interface Held {
  readonly value: number;
  readonly said: string;
}

function ofCondition(rule: LimitRule | StateRule, held: Held | undefined, facts: Facts): Decided {
  const { signal, change, time } = facts;
  const { state } = facts.standing;
  const condition = saidOfCondition(rule, signal);
  switch (state.kind) {
    case "normal":
      return held === undefined ? unheld(rule, facts) : { step: "condition-not-met", text: `${held.said} is not ${condition}` };
    case "pending":
      return {
        step: "on-delay",
        text: `${held?.said ?? "the value"} is ${condition} since ${time(state.since)}; ${delay("on-delay", delaysAt(rule, state.since).onDelay, state, time)}`,
      };
    case "active": {
      if (held === undefined || observe(rule, held.value) !== "inside-deadband") return { step: "raised", text: raised(change, time) };
      return {
        step: "inside-deadband",
        text: `${raised(change, time)}; ${held.said} is inside the limit, but not yet by the deadband`,
      };
    }
    case "clearing":
      return {
        step: "off-delay",
        text: `${raised(change, time)}; back inside the limit since ${time(state.since)}; ${delay("off-delay", rule.offDelay, state, time)}`,
      };
    default:
      return unreachable(state);
  }
}

/** A figure is of evaluated readings only; the newest value may be of maintenance. */
const isEvaluated = (rule: LimitRule | StateRule, { view }: Facts): boolean =>
  view.quality !== "maintenance" || (rule.kind === "limit" && rule.of !== undefined);

/** Why there is nothing to hold against the condition. */
function unheld(rule: LimitRule | StateRule, { signal, standing, view, from, time }: Facts): Decided {
  if (view.at === undefined) return { step: "nothing-received", text: `no value was received since ${time(from)}` };
  if (rule.kind === "state" || rule.of === undefined)
    return { step: "nothing-evaluated", text: `nothing evaluated was ${saidOfCondition(rule, signal)}` };
  const figure = describeFigure(rule.of, signal.unit).en;
  if (standing.isAway === true) return { step: "condition-not-met", text: `there is no ${figure}: it is not on its way there` };
  return {
    step: "figure-unknown",
    text: `the ${figure} cannot be told from what was watched; until it can, it neither raises nor ends an alarm`,
  };
}

/** Nothing is active when a replay begins, so there is the change that made it so. */
function raised(change: ConditionChange | undefined, time: TimeAsked["time"]): string {
  const { at, evidence } = change as ConditionChange;
  return `raised ${time(at)}: ${evidence.reason}`;
}

function delay(
  name: string,
  length: DurationMs,
  { since, dueAt }: RuleState & { kind: "pending" | "clearing" },
  time: TimeAsked["time"],
): string {
  const text = `${name} ${length / 1000} s`;
  return dueAt === NEVER ? `the ${text} ends with the next reading only` : `${text} not over until ${time(plus(since, length))}`;
}

/** What kept the rule from seeing the present, and in words. */
function hindranceOf({ signal, view, at, time }: Facts): { readonly kind: Hindrance; readonly text: string } | undefined {
  if (view.at === undefined || view.receivedAt === undefined) return undefined;
  if (view.quality === "maintenance")
    return { kind: "maintenance", text: "the newest reading is marked as maintenance, which is not evaluated" };
  if (at - view.receivedAt > signal.hold) {
    const gap = `no value between ${time(view.receivedAt)} and ${time(at)}, longer than the hold of ${signal.hold / 1000} s`;
    return { kind: "gap", text: `${gap}: a gap satisfies no delay` };
  }
  if (view.fault !== undefined) {
    const said = SAID_OF_FAULT[view.fault];
    return { kind: "fault", text: `since then the device ${said}: that is no value, and neither raises nor ends an alarm` };
  }
  if (view.impairment !== "suspect") return undefined;
  return { kind: "suspect", text: "it was over its range and has read no clean air since: a suspect reading ends no alarm" };
}
