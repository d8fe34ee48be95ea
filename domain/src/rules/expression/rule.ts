import type { Text } from "../../basics/index.ts";
import type { RuleAttributes } from "../rule.ts";
import type { Expression } from "./expression.ts";

/** A condition as it is written in a site, and what it means there. */
export interface StatedCondition {
  readonly text: string;
  readonly when: Expression;
}

/** A condition over several signals. It belongs to one of them, which it need not be about alone. */
export interface ExpressionRule extends RuleAttributes, StatedCondition {
  readonly kind: "expression";
  /** No kind or signal could say what several signals mean together. */
  readonly label: Text;
}

export const nameOfExpression = ({ label }: ExpressionRule): Text => label;

const NOTHING: Text = { en: "", zh: "" };

/** The label says all; the text of the condition is too long to stand beside it, and made for engineers. */
export const conditionOfExpression = (_rule: ExpressionRule): Text => NOTHING;
