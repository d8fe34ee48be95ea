import type { Text } from "../basics/index.ts";
import {
  CUSTODY_DESCRIBED,
  type CustodyRule,
  stepOpenedWithoutAccess,
  stepTwoPerson,
  stepUnlockedUnopened,
  stepWeightWithoutOpening,
} from "./custody/index.ts";
import { conditionOfDue, type DueRule, inputsOfDue, nameOfDue, stepDue } from "./due.ts";
import { conditionOfExpression, type ExpressionRule, inputsOfExpression, nameOfExpression, stepExpression } from "./expression/index.ts";
import {
  conditionOfNotAssessable,
  inputsOfNotAssessable,
  nameOfNotAssessable,
  type NotAssessableRule,
  stepNotAssessable,
} from "./not-assessable.ts";
import { conditionOfOverRange, inputsOfOverRange, nameOfOverRange, type OverRangeRule, stepOverRange } from "./over-range.ts";
import { conditionOfRecovery, inputsOfRecovery, nameOfRecovery, type RecoveryRule, stepRecovery } from "./recovery.ts";
import type { AlarmRule } from "./rule.ts";
import type { Watched, WatchedInputs, WatchInput, World } from "./watch.ts";

/** Rules that look at more than the newest value of their own signal; see `watch.ts`. */
export type WatchRule = DueRule | ExpressionRule | OverRangeRule | NotAssessableRule | RecoveryRule | CustodyRule;

/** What such a rule remembers: plain data, known to its own kind only. */
export type WatchMemory = unknown;

interface WatchKind<Rule extends WatchRule> {
  step(rule: Rule, memory: WatchMemory, input: WatchInput, world: World): Watched<WatchMemory>;
  inputsOf(rule: Rule): WatchedInputs;
  /** What is wrong, after the signal's label: "calibration overdue". */
  name(rule: Rule): Text;
  /** What it waits for, as people read it beside the name: "due 2026-11-01". Empty where the name says all. */
  condition(rule: Rule): Text;
}

/** A memory is only ever given back to the kind it came from, under the same version of the rule. */
function kind<Rule extends WatchRule, Memory>(
  step: (rule: Rule, memory: Memory | undefined, input: WatchInput, world: World) => Watched<Memory>,
  described: Omit<WatchKind<Rule>, "step">,
): WatchKind<Rule> {
  return { step: (rule, memory, input, world) => step(rule, memory as Memory | undefined, input, world), ...described };
}

const WATCH_KINDS: { readonly [Kind in WatchRule["kind"]]: WatchKind<Extract<WatchRule, { kind: Kind }>> } = {
  due: kind(stepDue, { inputsOf: inputsOfDue, name: nameOfDue, condition: conditionOfDue }),
  expression: kind(stepExpression, { inputsOf: inputsOfExpression, name: nameOfExpression, condition: conditionOfExpression }),
  recovery: kind(stepRecovery, { inputsOf: inputsOfRecovery, name: nameOfRecovery, condition: conditionOfRecovery }),
  "opened-without-access": kind(stepOpenedWithoutAccess, CUSTODY_DESCRIBED["opened-without-access"]),
  "unlocked-unopened": kind(stepUnlockedUnopened, CUSTODY_DESCRIBED["unlocked-unopened"]),
  "two-person": kind(stepTwoPerson, CUSTODY_DESCRIBED["two-person"]),
  "weight-without-opening": kind(stepWeightWithoutOpening, CUSTODY_DESCRIBED["weight-without-opening"]),
  "over-range": kind(stepOverRange, { inputsOf: inputsOfOverRange, name: nameOfOverRange, condition: conditionOfOverRange }),
  "not-assessable": kind(stepNotAssessable, {
    inputsOf: inputsOfNotAssessable,
    name: nameOfNotAssessable,
    condition: conditionOfNotAssessable,
  }),
};

/** Every kind of rule there is, as a site is compiled to. */
export const RULE_KINDS: readonly AlarmRule["kind"][] = [
  "limit",
  "state",
  "silence",
  "silence-group",
  ...(Object.keys(WATCH_KINDS) as WatchRule["kind"][]),
];

export const isWatchRule = (rule: AlarmRule): rule is WatchRule => Object.hasOwn(WATCH_KINDS, rule.kind);

const kindOf = (rule: WatchRule): WatchKind<WatchRule> => WATCH_KINDS[rule.kind] as WatchKind<WatchRule>;

/** Steps a rule by one input; `memory` is undefined at its first. */
export function stepWatch(rule: WatchRule, memory: WatchMemory, input: WatchInput, world: World): Watched<WatchMemory> {
  return kindOf(rule).step(rule, memory, input, world);
}

export const inputsOf = (rule: WatchRule): WatchedInputs => kindOf(rule).inputsOf(rule);

export const nameOfWatch = (rule: WatchRule): Text => kindOf(rule).name(rule);

export const conditionOfWatch = (rule: WatchRule): Text => kindOf(rule).condition(rule);
