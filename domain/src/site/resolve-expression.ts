import { ok, type Result, unreachable } from "../basics/index.ts";
import { boundsIn, CONVERSION_ERRORS, type ConversionErrorCode, conversion, type Unit } from "../quantity/index.ts";
import {
  type Comparison,
  type Expression,
  type Literal,
  type NameSyntax,
  nestingOf,
  type Operand,
  operandsOf,
  type Probe,
  samplesIn,
  type Syntax,
  type SyntaxFault,
} from "../rules/index.ts";
import type { DeviceId, SignalDescription } from "../telemetry/index.ts";
import type { ConditionScope } from "./condition-scope.ts";
import { objectionAboveDanger } from "./danger.ts";
import type { Fault, Problems, SiteProblemCode } from "./problem.ts";

/** What a condition can name, and what may stand in it. */
export interface ConditionContext {
  readonly scope: ConditionScope;
  /** Whose signals bare names are; without it every signal is named with its device. */
  readonly deviceId?: DeviceId;
  /** Whether samples may be counted: only where something remembers them. */
  readonly mayCountSamples: boolean;
}

/** Where a condition is written. */
interface Place {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** Most comparisons and deepest nesting once named conditions are put in. Chosen: nobody could explain an alarm of more, and evaluation stays bounded. */
const MOST_SIGNALS = 100;
const DEEPEST = 64;

/** Names listed in a way out; of more the first. */
const LISTED = 12;

/** Of a number that was converted: enough for any sensor, and rid of rounding. */
const FIGURES = 12;

export const faultOf = ({ at, message }: SyntaxFault): Fault => ({ code: "SITE_EXPRESSION", at, message });

/** What a condition means at this site. Undefined when something in it has no meaning here; all that has none is then among the problems. */
export function resolveExpression(syntax: Syntax, context: ConditionContext, place: Place, problems: Problems): Expression | undefined {
  const resolver = new Resolver(context, (fault) => problems.addFault(place.path, place.text, fault));
  const expression = resolver.resolve(syntax, { isNegated: false, isCounted: false });
  if (expression === undefined) return undefined;
  if (operandsOf(expression).length > MOST_SIGNALS)
    return resolver.refuse(
      "SITE_EXPRESSION",
      0,
      `this names more than ${MOST_SIGNALS} signals, its conditions included; split it into several rules`,
    );
  if (nestingOf(expression) > DEEPEST)
    return resolver.refuse("SITE_EXPRESSION", 0, `conditions stand more than ${DEEPEST} deep within one another; say it more plainly`);
  return expression;
}

/** How a part stands in the whole. */
interface Standing {
  /** Within an odd number of nots: what is above a level inside is below it outside. */
  readonly isNegated: boolean;
  /** Within a count of samples. */
  readonly isCounted: boolean;
}

class Resolver {
  readonly #context: ConditionContext;
  readonly #report: (fault: Fault) => void;

  constructor(context: ConditionContext, report: (fault: Fault) => void) {
    this.#context = context;
    this.#report = report;
  }

  refuse(code: SiteProblemCode, at: number, message: string): undefined {
    this.#report({ code, at, message });
    return undefined;
  }

  resolve(syntax: Syntax, standing: Standing): Expression | undefined {
    switch (syntax.kind) {
      case "comparison":
        return this.#comparison(syntax, standing);
      case "deviation":
        return this.#deviation(syntax);
      case "named":
        return this.#named(syntax, standing);
      case "not": {
        const of = this.resolve(syntax.of, { ...standing, isNegated: !standing.isNegated });
        return of === undefined ? undefined : { kind: "not", of };
      }
      case "and":
      case "or": {
        const of = this.#all(syntax.of, standing);
        return of === undefined ? undefined : { kind: syntax.kind, of };
      }
      case "vote": {
        const of = this.#all(syntax.of, standing);
        return of === undefined ? undefined : { kind: "vote", atLeast: syntax.atLeast, of, faultyVoter: syntax.faultyVoter };
      }
      case "samples": {
        if (!this.#maySamplesStand(syntax.at, standing)) return undefined;
        const of = this.resolve(syntax.of, { ...standing, isCounted: true });
        return of === undefined ? undefined : { kind: "samples", atLeast: syntax.atLeast, last: syntax.last, of };
      }
      default:
        return unreachable(syntax);
    }
  }

  /** Looks at every part, so that every mistake is told. */
  #all(parts: readonly Syntax[], standing: Standing): readonly Expression[] | undefined {
    return whole(parts.map((part) => this.resolve(part, standing)));
  }

  #named({ at, name }: Syntax & { kind: "named" }, standing: Standing): Expression | undefined {
    const { scope } = this.#context;
    const found = scope.condition(name);
    if (found === undefined) {
      const there = scope.conditions.length === 0 ? "there are none yet" : `there are ${listed(scope.conditions)}`;
      return this.refuse("SITE_UNKNOWN_CONDITION", at, `"${name}" is not under conditions; ${there}`);
    }
    if (found.kind === "broken") return undefined;
    return samplesIn(found.value).length === 0 || this.#maySamplesStand(at, standing) ? found.value : undefined;
  }

  #maySamplesStand(at: number, { isCounted }: Standing): boolean {
    if (isCounted) this.refuse("SITE_EXPRESSION", at, "samples are counted within a count of samples; count once");
    else if (!this.#context.mayCountSamples)
      this.refuse("SITE_EXPRESSION", at, "samples cannot be counted here, where the condition is asked at one moment; say it without");
    else return true;
    return false;
  }

  #comparison({ of: name, operator, against }: Syntax & { kind: "comparison" }, { isNegated }: Standing): Expression | undefined {
    const signal = this.#signal(name);
    if (signal === undefined) return undefined;
    const value =
      signal.states === undefined
        ? this.#number(signal, operator, against, isNegated)
        : this.#state(signal, signal.states, operator, against);
    return value === undefined ? undefined : { kind: "comparison", of: operandOf(signal), operator, value };
  }

  #state({ key }: SignalDescription, states: readonly string[], operator: Comparison, { at, text, unit }: Literal): number | undefined {
    if (operator !== "=" && operator !== "!=")
      return this.refuse("SITE_EXPRESSION", at, `${key} has states, which have no order; compare it with = or !=`);
    if (unit !== undefined) return this.refuse("SITE_UNIT", at, `${key} has states, which have no unit`);
    const state = states.indexOf(text);
    return state < 0 ? this.refuse("SITE_STATE", at, `the states of ${key} are ${states.join(", ")}`) : state;
  }

  #number(signal: SignalDescription, operator: Comparison, against: Literal, isNegated: boolean): number | undefined {
    const { at, text, number, unit = signal.unit } = against;
    const { key } = signal;
    if (number === undefined) return this.refuse("SITE_EXPRESSION", at, `${key} is a number in ${signal.unit}, and "${text}" is none`);
    if ((operator === "=" || operator === "!=") && signal.quantity !== "number")
      return this.refuse("SITE_EXPRESSION", at, `a measured value is never exactly a number; hold ${key} against it with > >= < or <=`);
    const map = linearFrom(unit, signal.unit, signal);
    if (!map.ok) return this.#cannotConvert(at, unit, signal, map.error);
    const value = rounded(number * map.value.factor + map.value.offset);
    const { min, max } = boundsIn(signal.unit, signal);
    if (value < min || value > max)
      return this.refuse("SITE_SETPOINT", at, `${value} ${signal.unit} lies outside ${min} to ${max}; is the unit right?`);
    const isAbove = operator === ">" || operator === ">=";
    const objection = objectionAboveDanger(value, isAbove === isNegated ? "low" : "high", undefined, signal);
    return objection === undefined ? value : this.refuse("SITE_SETPOINT", at, objection);
  }

  #deviation({ of: names, operator, against }: Syntax & { kind: "deviation" }): Expression | undefined {
    const signals = whole(names.map((name) => this.#signal(name)));
    if (signals === undefined) return undefined;
    const [first] = signals as readonly [SignalDescription];
    const of = whole(
      signals.map((signal, place) => this.#probe(signal, names[place] as NameSyntax, first, signals.indexOf(signal) < place)),
    );
    const value = this.#difference(first, operator, against);
    return of === undefined || value === undefined ? undefined : { kind: "deviation", of, unit: first.unit, operator, value };
  }

  #probe(signal: SignalDescription, { at }: NameSyntax, first: SignalDescription, isAgain: boolean): Probe | undefined {
    const { key, quantity, substance, states } = signal;
    if (isAgain) return this.refuse("SITE_EXPRESSION", at, `${key} is named twice; a probe does not deviate from itself`);
    if (states !== undefined) return this.refuse("SITE_EXPRESSION", at, `${key} has states; only numbers deviate`);
    // That is told of the first.
    if (first.states !== undefined) return undefined;
    if (quantity !== first.quantity || substance !== first.substance)
      return this.refuse("SITE_EXPRESSION", at, `${key} does not measure what ${first.key} does; only redundant probes deviate`);
    const map = linearFrom(signal.unit, first.unit, signal);
    return map.ok ? { ...operandOf(signal), ...map.value } : this.#cannotConvert(at, signal.unit, first, map.error);
  }

  /** A difference has no zero: 2 K are 2 °C and 3.6 °F. */
  #difference(signal: SignalDescription, operator: Comparison, { at, text, number, unit = signal.unit }: Literal): number | undefined {
    if (number === undefined) return this.refuse("SITE_EXPRESSION", at, `a deviation is a number in ${signal.unit}, and "${text}" is none`);
    if (operator === "=" || operator === "!=")
      return this.refuse("SITE_EXPRESSION", at, "a deviation is never exactly a number; hold it against it with > >= < or <=");
    const map = linearFrom(unit, signal.unit, signal);
    if (!map.ok) return this.#cannotConvert(at, unit, signal, map.error);
    const value = rounded(number * map.value.factor);
    const { min, max } = boundsIn(signal.unit, signal);
    return value >= 0 && value <= max - min
      ? value
      : this.refuse("SITE_SETPOINT", at, `a deviation in ${signal.unit} is from 0 to ${max - min}; is the unit right?`);
  }

  #cannotConvert(at: number, unit: Unit, { key, unit: own }: SignalDescription, code: ConversionErrorCode): undefined {
    return this.refuse(
      "SITE_UNIT",
      at,
      `${unit} cannot be turned into ${own}, the unit of ${key}: ${CONVERSION_ERRORS[code]}; write it in ${own}`,
    );
  }

  #signal({ at, device = this.#context.deviceId, name }: NameSyntax): SignalDescription | undefined {
    const { scope } = this.#context;
    if (device === undefined) return this.refuse("SITE_UNKNOWN_SIGNAL", at, `"${name}" is of no device here; write device/${name}`);
    const found = scope.signal(`${device}/${name}`);
    if (found?.kind === "found") return found.value;
    if (found?.kind === "broken") return undefined;
    const there = scope.signalsOfDevice(device);
    return this.refuse(
      "SITE_UNKNOWN_SIGNAL",
      at,
      there === undefined
        ? `there is no device "${device}"; there are ${listed(scope.devices)}`
        : `${device} has no signal "${name}"; it has ${listed(there)}`,
    );
  }
}

/** All of them, or nothing where one is missing. */
function whole<T>(parts: readonly (T | undefined)[]): readonly T[] | undefined {
  const found = parts.filter((part) => part !== undefined);
  return found.length === parts.length ? found : undefined;
}

const operandOf = ({ key, unit, states, hold }: SignalDescription): Operand => ({
  signal: key,
  unit,
  hold,
  ...(states === undefined ? {} : { states }),
});

/** value × factor + offset turns one unit into another. */
function linearFrom(
  from: Unit,
  to: Unit,
  { substance, reference }: SignalDescription,
): Result<{ readonly factor: number; readonly offset: number }, ConversionErrorCode> {
  const convert = conversion(from, to, {
    ...(substance === undefined ? {} : { substance }),
    ...(reference === undefined ? {} : { reference }),
  });
  if (!convert.ok) return convert;
  const offset = convert.value(0);
  return ok({ factor: rounded(convert.value(1) - offset), offset: rounded(offset) });
}

const rounded = (value: number): number => Number(value.toPrecision(FIGURES));

function listed(names: readonly string[]): string {
  return names.length > LISTED ? `${names.slice(0, LISTED).join(", ")} and ${names.length - LISTED} more` : names.join(", ");
}
