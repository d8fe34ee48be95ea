import { type DurationMs, type EpochMs, epochMs, plus, unreachable } from "../basics/index.ts";
import type { Reading } from "../telemetry/index.ts";
import { replay } from "./backtest-replay.ts";
import type { ConditionChange } from "./condition.ts";
import { NEVER, type RuleState } from "./delays.ts";
import { describeFigure } from "./figures/index.ts";
import type { RuleStanding, SignalView } from "./fold.ts";
import { looksElsewhere } from "./looks-elsewhere.ts";
import { observe } from "./observe.ts";
import { saidAsHeld, saidOfCondition } from "./reason.ts";
import type { AlarmRule, LimitRule, RuleId, Signal, SilenceRule, StateRule } from "./rule.ts";

/** Why a rule stood as it did at a time. */
export interface RuleExplanation {
  readonly ruleId: RuleId;
  readonly ruleVersion: string;
  /** `not-known`: more than the signal's own readings decides. */
  readonly state: RuleState["kind"] | "not-known";
  /** Since when; absent while nothing has changed yet. */
  readonly since?: EpochMs;
  /** In one English sentence: what decided. */
  readonly because: string;
}

interface Question {
  readonly at: EpochMs;
  /** How times are written in the sentences. */
  readonly time: (at: EpochMs) => string;
}

/** Why there was an alarm, or none, for each rule of a signal at a time. `readings` are in the order of receipt, at least one. */
export function explainSignal(signal: Signal, readings: readonly Reading[], question: Question): readonly RuleExplanation[] {
  const last = new Map<RuleId, ConditionChange>();
  const alone = { ...signal, rules: signal.rules.filter((rule) => !looksElsewhere(rule)) };
  const fold = replay(alone, readings, epochMs(question.at + 1), ({ changes }) => {
    for (const change of changes) if (change.change !== "historical") last.set(change.ruleId, change);
  });
  const view = fold.view(signal.key) ?? {};
  const from = readings[0]?.receivedAt ?? question.at;
  return signal.rules.map((rule) => {
    if (looksElsewhere(rule)) return { ruleId: rule.id, ruleVersion: rule.version, state: "not-known", because: NOT_REPLAYED };
    const standing = fold.stateOf(rule.id) as RuleStanding;
    const change = last.get(rule.id);
    const since = sinceOf(standing.state, change);
    return {
      ruleId: rule.id,
      ruleVersion: rule.version,
      state: standing.state.kind,
      ...(since === undefined ? {} : { since }),
      because: sentence({ rule, signal, standing, change, view, from, ...question }),
    };
  });
}

const NOT_REPLAYED =
  "it looks at other signals, or at what people did, and only this signal's readings are put to the rules here; an alarm that came tells its reason itself";

const sinceOf = (state: RuleState, change: ConditionChange | undefined): EpochMs | undefined =>
  state.kind === "pending" || state.kind === "clearing" ? state.since : change?.at;

interface Facts extends Question {
  readonly rule: AlarmRule;
  readonly signal: Signal;
  readonly standing: RuleStanding;
  readonly change: ConditionChange | undefined;
  readonly view: SignalView;
  /** Receipt of the first reading. */
  readonly from: EpochMs;
}

function sentence(facts: Facts): string {
  const { rule, change, time } = facts;
  const ended = change?.change === "cleared" ? `; the last alarm ended ${time(change.at)}: ${change.evidence.reason}` : "";
  if (rule.kind === "silence") return `${ofSilence(rule, facts)}${ended}`;
  if (rule.kind !== "limit" && rule.kind !== "state") return `${ofOthers(facts)}${ended}`;
  return `${ofCondition(rule, facts)}${ended}${hindrance(facts)}`;
}

function ofSilence(rule: SilenceRule, { standing, change, view, from, time }: Facts): string {
  if (standing.state.kind === "active") return raised(change, time);
  const heardAt = view.receivedAt ?? from;
  const heard = view.receivedAt === undefined ? `nothing was heard since ${time(from)}` : `last heard ${time(heardAt)}`;
  return `${heard}; that is silence from ${time(plus(heardAt, rule.after))}`;
}

/** A rule over several inputs says itself what it made of them. */
function ofOthers({ standing, change, time }: Facts): string {
  const { state, because = "nothing was seen yet" } = standing;
  const since = state.kind === "pending" || state.kind === "clearing" ? ` since ${time(state.since)}` : "";
  return state.kind === "active" ? `${raised(change, time)}; now ${because}` : `${because}${since}`;
}

function ofCondition(rule: LimitRule | StateRule, facts: Facts): string {
  const { signal, change, time } = facts;
  const { state } = facts.standing;
  const value = isEvaluated(rule, facts) ? facts.standing.value : undefined;
  const held = value === undefined ? undefined : saidAsHeld(rule, signal, value);
  const condition = saidOfCondition(rule, signal);
  switch (state.kind) {
    case "normal":
      return held === undefined ? unheld(rule, facts) : `${held} is not ${condition}`;
    case "pending":
      return `${held ?? "the value"} is ${condition} since ${time(state.since)}; ${delay("on-delay", rule.onDelay, state, time)}`;
    case "active": {
      const isInsideDeadband = value !== undefined && observe(rule, value) === "inside-deadband";
      return `${raised(change, time)}${isInsideDeadband ? `; ${held} is inside the limit, but not yet by the deadband` : ""}`;
    }
    case "clearing":
      return `${raised(change, time)}; back inside the limit since ${time(state.since)}; ${delay("off-delay", rule.offDelay, state, time)}`;
    default:
      return unreachable(state);
  }
}

/** A figure is of evaluated readings only; the newest value may be of maintenance. */
const isEvaluated = (rule: LimitRule | StateRule, { view }: Facts): boolean =>
  view.quality !== "maintenance" || (rule.kind === "limit" && rule.of !== undefined);

/** Why there is nothing to hold against the condition. */
function unheld(rule: LimitRule | StateRule, facts: Facts): string {
  const { signal, view, from, time } = facts;
  if (view.at === undefined) return `no value was received since ${time(from)}`;
  if (rule.kind === "state" || rule.of === undefined) return `nothing evaluated was ${saidOfCondition(rule, signal)}`;
  return `the ${describeFigure(rule.of, signal.unit).en} cannot be told from what was watched; until it can, it neither raises nor ends an alarm`;
}

/** Nothing is active when a replay begins, so there is the change that made it so. */
function raised(change: ConditionChange | undefined, time: Question["time"]): string {
  const { at, evidence } = change as ConditionChange;
  return `raised ${time(at)}: ${evidence.reason}`;
}

function delay(
  name: string,
  length: DurationMs,
  { since, dueAt }: RuleState & { kind: "pending" | "clearing" },
  time: Question["time"],
): string {
  const text = `${name} ${length / 1000} s`;
  return dueAt === NEVER ? `the ${text} ends with the next reading only` : `${text} not over until ${time(plus(since, length))}`;
}

/** What kept the rule from seeing the present. */
function hindrance({ signal, view, at, time }: Facts): string {
  if (view.at === undefined || view.receivedAt === undefined) return "";
  if (view.quality === "maintenance") return "; the newest reading is marked as maintenance, which is not evaluated";
  if (at - view.receivedAt > signal.hold)
    return `; no value between ${time(view.receivedAt)} and ${time(at)}, longer than the hold of ${signal.hold / 1000} s: a gap satisfies no delay`;
  return view.impairment === "faulty" ? "; since then the device could not measure: a fault neither raises nor ends an alarm" : "";
}
