import type { Text } from "../basics/index.ts";
import { CUSTODY_WORDS, conditionOfSealedDoor, nameOfSealedDoor } from "./custody/describe.ts";
import { conditionOfDue, nameOfDue } from "./due.ts";
import { conditionOfExpression, nameOfExpression } from "./expression/rule.ts";
import { conditionOfNotAssessable, nameOfNotAssessable } from "./not-assessable.ts";
import { conditionOfOverRange, nameOfOverRange } from "./over-range.ts";
import { conditionOfRecovery, nameOfRecovery } from "./recovery.ts";
import type { WatchRule } from "./watch-rules.ts";

/** How people read a rule that looks at more than the newest value of its own signal. Apart from what it does: pages need the words only. */
interface Words<Rule extends WatchRule> {
  /** What is wrong, after the signal's label: "calibration overdue". */
  name(rule: Rule): Text;
  /** What it waits for, as people read it beside the name: "due 2026-11-01". Empty where the name says all. */
  condition(rule: Rule): Text;
}

const WORDS: { readonly [Kind in WatchRule["kind"]]: Words<Extract<WatchRule, { kind: Kind }>> } = {
  due: { name: nameOfDue, condition: conditionOfDue },
  expression: { name: nameOfExpression, condition: conditionOfExpression },
  recovery: { name: nameOfRecovery, condition: conditionOfRecovery },
  "over-range": { name: nameOfOverRange, condition: conditionOfOverRange },
  "not-assessable": { name: nameOfNotAssessable, condition: conditionOfNotAssessable },
  "sealed-door": { name: nameOfSealedDoor, condition: conditionOfSealedDoor },
  ...CUSTODY_WORDS,
};

const wordsOf = (rule: WatchRule): Words<WatchRule> => WORDS[rule.kind] as Words<WatchRule>;

export const nameOfWatch = (rule: WatchRule): Text => wordsOf(rule).name(rule);

export const conditionOfWatch = (rule: WatchRule): Text => wordsOf(rule).condition(rule);
