import { unreachable } from "../../basics/index.ts";
import { VOTER_WORDS } from "./expression.ts";
import { JOINING_WORDS, type Literal, type NameSyntax, NUMBER, type Syntax } from "./syntax.ts";

/** The one way to write an expression: single spaces, and no parentheses but those it needs. */
export function printExpression(syntax: Syntax): string {
  switch (syntax.kind) {
    case "comparison":
      return `${printName(syntax.of)} ${syntax.operator} ${printLiteral(syntax.against)}`;
    case "deviation":
      return `deviation(${syntax.of.map(printName).join(", ")}) ${syntax.operator} ${printLiteral(syntax.against)}`;
    case "named":
      return `@${syntax.name}`;
    case "not":
      return `not ${printWithin(syntax.of, ["and", "or"])}`;
    case "and":
      return syntax.of.map((part) => printWithin(part, ["and", "or"])).join(" and ");
    case "or":
      return syntax.of.map((part) => printWithin(part, ["or"])).join(" or ");
    case "vote":
      return `${syntax.atLeast} of (${syntax.of.map(printExpression).join(", ")}), a faulty voter ${VOTER_WORDS[syntax.faultyVoter]}`;
    case "samples":
      return `${syntax.atLeast} of ${syntax.last} samples: ${printWithin(syntax.of, ["and", "or"])}`;
    default:
      return unreachable(syntax);
  }
}

/** In parentheses if it is one of these, or a count of samples, which reaches to where it ends. */
function printWithin(syntax: Syntax, wrapped: readonly Syntax["kind"][]): string {
  const text = printExpression(syntax);
  return syntax.kind === "samples" || wrapped.includes(syntax.kind) ? `(${text})` : text;
}

const printName = ({ device, name }: NameSyntax): string => (device === undefined ? name : `${device}/${name}`);

function printLiteral({ text, number, unit }: Literal): string {
  if (number !== undefined) return unit === undefined ? text : `${text} ${unit}`;
  return PLAIN.test(text) && !NUMBER.test(text) && !JOINING_WORDS.includes(text) ? text : `"${text}"`;
}

/** States that need no quotes. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9._-]*$/;
