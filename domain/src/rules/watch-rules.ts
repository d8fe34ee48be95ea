import {
  type CustodyRule,
  inputsOfSealedDoor,
  type SealedDoorRule,
  stepSealedDoor,
  inputsAtDoor,
  inputsOfWeightWithoutOpening,
  stepOpenedWithoutAccess,
  stepTwoPerson,
  stepUnlockedUnopened,
  stepWeightWithoutOpening,
} from "./custody/index.ts";
import { type DueRule, inputsOfDue, stepDue } from "./due.ts";
import { type ExpressionRule, inputsOfExpression, stepExpression } from "./expression/index.ts";
import { inputsOfNotAssessable, type NotAssessableRule, stepNotAssessable } from "./not-assessable.ts";
import { inputsOfOverRange, type OverRangeRule, stepOverRange } from "./over-range.ts";
import { inputsOfRecovery, type RecoveryRule, stepRecovery } from "./recovery.ts";
import type { AlarmRule } from "./rule.ts";
import type { Watched, WatchedInputs, WatchInput, World } from "./watch.ts";

/** Rules that look at more than the newest value of their own signal; see `watch.ts`. */
export type WatchRule = DueRule | ExpressionRule | OverRangeRule | NotAssessableRule | RecoveryRule | CustodyRule | SealedDoorRule;

/** What such a rule remembers: plain data, known to its own kind only. */
export type WatchMemory = unknown;

interface WatchKind<Rule extends WatchRule> {
  step(rule: Rule, memory: WatchMemory, input: WatchInput, world: World): Watched<WatchMemory>;
  inputsOf(rule: Rule): WatchedInputs;
}

/** A memory is only ever given back to the kind it came from, under the same version of the rule. */
function kind<Rule extends WatchRule, Memory>(
  step: (rule: Rule, memory: Memory | undefined, input: WatchInput, world: World) => Watched<Memory>,
  inputsOf: WatchKind<Rule>["inputsOf"],
): WatchKind<Rule> {
  return { step: (rule, memory, input, world) => step(rule, memory as Memory | undefined, input, world), inputsOf };
}

const WATCH_KINDS: { readonly [Kind in WatchRule["kind"]]: WatchKind<Extract<WatchRule, { kind: Kind }>> } = {
  due: kind(stepDue, inputsOfDue),
  expression: kind(stepExpression, inputsOfExpression),
  recovery: kind(stepRecovery, inputsOfRecovery),
  "opened-without-access": kind(stepOpenedWithoutAccess, inputsAtDoor),
  "unlocked-unopened": kind(stepUnlockedUnopened, inputsAtDoor),
  "two-person": kind(stepTwoPerson, inputsAtDoor),
  "weight-without-opening": kind(stepWeightWithoutOpening, inputsOfWeightWithoutOpening),
  "sealed-door": kind(stepSealedDoor, inputsOfSealedDoor),
  "over-range": kind(stepOverRange, inputsOfOverRange),
  "not-assessable": kind(stepNotAssessable, inputsOfNotAssessable),
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
