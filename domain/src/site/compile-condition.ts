import { parseExpression, printExpression, type StatedCondition } from "../rules/index.ts";
import type { Problems } from "./problem.ts";
import { type ConditionContext, faultOf, resolveExpression } from "./resolve-expression.ts";

/**
 * What a condition in a site file means, and how it is written. Undefined when it cannot be read or means nothing here; what is wrong is
 * then among the problems, each with the character where it stands.
 */
export function compileCondition(
  text: string,
  context: ConditionContext,
  path: readonly (string | number)[],
  problems: Problems,
): StatedCondition | undefined {
  const syntax = parseExpression(text);
  if (!syntax.ok) {
    problems.addFault(path, text, faultOf(syntax.error));
    return undefined;
  }
  const when = resolveExpression(syntax.value, context, { path, text }, problems);
  return when === undefined ? undefined : { text: printExpression(syntax.value), when };
}
