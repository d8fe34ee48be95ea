import type { DurationMs } from "../../basics/index.ts";
import { UNIT_SYMBOLS } from "../../quantity/index.ts";
import {
  type AlarmRule,
  type CleanAir,
  describeFigure,
  type Figure,
  figureUnit,
  PRIORITIES,
  type Signal,
  type Suppression,
} from "../../rules/index.ts";
import { isWithin, type Schedule } from "../../schedule/index.ts";
import {
  differentAttributes,
  either,
  fewerIsLooser,
  type Judge,
  largerIsLooser,
  makesNone,
  smallerIsLooser,
  trueProtects,
  widerIsLooser,
} from "./attributes.ts";
import { type AttributeDifference, changedBy, type DifferenceValue, type SiteDifference, type Verdict } from "./difference.ts";
import { betweenWords, dateWords, plainWords, spanWords } from "./words.ts";

/** A rule with the signal it watches. */
export interface RuleOfSignal {
  readonly rule: AlarmRule;
  readonly signal: Signal;
}

const isGrave = ({ lifeSafety, priority }: AlarmRule): boolean => lifeSafety === true || priority === "critical";

/** Lives depend on it: it says so, it is critical, or without it nobody would know that such a rule no longer watches. */
export const isSafetyRule = ({ rule, signal }: RuleOfSignal): boolean =>
  isGrave(rule) || (rule.kind === "silence" && signal.rules.some(isGrave));

/** One more reason for an alarm. */
export const ruleAdded = (of: RuleOfSignal): SiteDifference => wholeRule(of, "added", "tighter");

export const ruleRemoved = (of: RuleOfSignal): SiteDifference => wholeRule(of, "removed", "looser");

const wholeRule = (of: RuleOfSignal, change: "added" | "removed", verdict: Verdict): SiteDifference => ({
  about: "rule",
  id: of.rule.id,
  change,
  isSafety: isSafetyRule(of),
  verdict,
  attributes: [],
});

/** Undefined where the rules do the same. */
export function ruleChanged(before: RuleOfSignal, after: RuleOfSignal): SiteDifference | undefined {
  if (before.rule.version === after.rule.version && before.signal.unit === after.signal.unit) return undefined;
  const subject = { about: "rule", id: before.rule.id, isSafety: isSafetyRule(before) || isSafetyRule(after) } as const;
  if (before.rule.kind !== after.rule.kind) {
    return changedBy(subject, [{ attribute: "kind", before: before.rule.kind, after: after.rule.kind, verdict: "unclear" }]);
  }
  const table = { ...ATTRIBUTES, setpoint: judgeOfSetpoint(before, after) };
  return changedBy(subject, [
    ...differentAttributes(comparable(before.rule), comparable(after.rule), table, (attribute, value, side) =>
      ruleWords(attribute, value, side === "before" ? before : after),
    ),
    ...figureDifferences(before, after),
  ]);
}

/** What names the rule or comes from its signal, how people read what is compared as data, and what is compared by itself. */
const APART: readonly string[] = [
  "id",
  "signal",
  "version",
  "duringName",
  "of",
  "hold",
  "unit",
  "text",
  "afterText",
  "day",
  "figureName",
  "tightened",
];

const comparable = (rule: AlarmRule): object =>
  Object.fromEntries(Object.entries({ lifeSafety: false, ...rule }).filter(([attribute]) => !APART.includes(attribute)));

const rank = (priority: unknown): number => PRIORITIES.findIndex((name) => name === priority);

/** What counts at fewer times is looser. Without a schedule it always counts. */
export const judgeOfSchedule: Judge = (before, after) => {
  if (after === undefined) return "tighter";
  if (before === undefined) return "looser";
  const [was, is] = [before as Schedule, after as Schedule];
  const [isNarrower, isWider] = [isWithin(is, was), isWithin(was, is)];
  return isNarrower && isWider ? "neutral" : isNarrower ? "looser" : isWider ? "tighter" : "unclear";
};

/** One that is annunciated at fewer times is looser. */
const judgeOfSuppression: Judge = (before, after) => {
  if (after === undefined) return "tighter";
  if (before === undefined) return "looser";
  const [was, is] = [before as Suppression, after as Suppression];
  if (JSON.stringify(was.when) !== JSON.stringify(is.when)) return "unclear";
  return was.atMost === is.atMost ? "neutral" : largerIsLooser(was.atMost, is.atMost);
};

/**
 * Which way each attribute of a rule is looser; those that are not here cut both ways.
 *
 * Deadband and off-delay do not change at which values the alarm is raised. Smaller, it ends sooner; larger, a second excursion may
 * fall into the first one's alarm, and nobody is told anew: either may be what somebody relied on.
 */
const ATTRIBUTES: Readonly<Record<string, Judge>> = {
  priority: (before, after) => largerIsLooser(rank(before), rank(after)),
  onDelay: largerIsLooser,
  offDelay: either,
  deadband: either,
  direction: either,
  latching: trueProtects,
  inclusive: trueProtects,
  lifeSafety: trueProtects,
  states: fewerIsLooser,
  after: largerIsLooser,
  within: largerIsLooser,
  unexcused: largerIsLooser,
  /** A date put off. */
  dueAt: largerIsLooser,
  /** Of a sensor: where it is over its range, and what proves that it is no more. */
  top: largerIsLooser,
  cleanAir: widerIsLooser,
  cleanFor: smallerIsLooser,
  during: judgeOfSchedule,
  suppression: judgeOfSuppression,
  /** People take more time when they are told that they have it. */
  responseTime: largerIsLooser,
  label: makesNone,
  consequence: makesNone,
  firstAction: makesNone,
  source: makesNone,
  basis: makesNone,
};

/** Further from normal is looser; where the direction, the unit or the figure is another, the numbers do not compare. */
function judgeOfSetpoint(before: RuleOfSignal, after: RuleOfSignal): Judge {
  const [was, is] = [before.rule, after.rule];
  if (!("direction" in was && "direction" in is)) return either;
  const compares = was.direction === is.direction && before.signal.unit === after.signal.unit && figureOf(was)?.kind === figureOf(is)?.kind;
  if (!compares) return either;
  return was.direction === "high" ? largerIsLooser : smallerIsLooser;
}

/** A forecast that waits for a value is looser than one that does not; the nearer that value is to the limit, the looser. */
const judgeOfFrom =
  (judgeOfLimit: Judge): Judge =>
  (before, after) => {
    if (after === undefined) return "tighter";
    return before === undefined ? "looser" : judgeOfLimit(before, after);
  };

/** Which way each attribute of a figure is looser. Over a longer window a peak counts for less, a lasting trend for more. */
const FIGURE_ATTRIBUTES: Readonly<Record<string, Judge>> = {
  over: either,
  direction: either,
  inclusive: trueProtects,
  /** More must have been watched, or agree, before anything is told. */
  coverage: largerIsLooser,
  confidence: largerIsLooser,
};

function figureDifferences(before: RuleOfSignal, after: RuleOfSignal): readonly AttributeDifference[] {
  const [was, is] = [figureOf(before.rule), figureOf(after.rule)];
  if (was === undefined && is === undefined) return [];
  if (was?.kind !== is?.kind || was === undefined || is === undefined) {
    const words = (figure: Figure | undefined, { signal }: RuleOfSignal): DifferenceValue =>
      figure === undefined ? VALUE_ITSELF : describeFigure(figure, signal.unit);
    return [{ attribute: "of", before: words(was, before), after: words(is, after), verdict: "unclear" }];
  }
  const judgeOfLimit =
    "direction" in was && "direction" in is && was.direction === is.direction
      ? was.direction === "high"
        ? largerIsLooser
        : smallerIsLooser
      : either;
  const limit = before.signal.unit === after.signal.unit ? judgeOfLimit : either;
  const table = { ...FIGURE_ATTRIBUTES, limit, from: judgeOfFrom(limit) };
  return differentAttributes(was, is, table, (attribute, value, side) => {
    if (attribute === "over") return spanWords(value as DurationMs);
    return attribute === "limit" || attribute === "from"
      ? withUnit(value, UNIT_SYMBOLS[(side === "before" ? before : after).signal.unit])
      : plainWords(value);
  }).map((difference) => ({ ...difference, attribute: `of.${difference.attribute}` }));
}

const VALUE_ITSELF = { en: "the value itself", zh: "数值本身" };

const figureOf = (rule: AlarmRule): Figure | undefined => (rule.kind === "limit" ? rule.of : undefined);

const SPANS = ["onDelay", "offDelay", "responseTime", "after", "within", "unexcused", "cleanFor"];

function ruleWords(attribute: string, value: unknown, { rule, signal }: RuleOfSignal): DifferenceValue {
  if (SPANS.includes(attribute) && typeof value === "number") return spanWords(value as DurationMs);
  switch (attribute) {
    case "setpoint":
    case "deadband": {
      const figure = figureOf(rule);
      return withUnit(value, figure === undefined ? UNIT_SYMBOLS[signal.unit] : figureUnit(figure, signal.unit));
    }
    case "states":
      return (value as readonly number[]).map((state) => signal.states?.[state] ?? String(state)).join(", ");
    case "during":
      return rule.duringName ?? plainWords(value);
    case "when":
      return "text" in rule ? rule.text : plainWords(value);
    case "after":
      return "afterText" in rule ? rule.afterText : plainWords(value);
    case "suppression": {
      const { name, atMost } = value as Suppression;
      const span = spanWords(atMost);
      return { en: `${name}, at most ${span}`, zh: `${name},最长 ${span}` };
    }
    case "dueAt":
      return dateWords(value as number);
    case "top":
      return withUnit(value, UNIT_SYMBOLS[signal.unit]);
    case "cleanAir":
      return withUnit(betweenWords(value as CleanAir), UNIT_SYMBOLS[signal.unit]);
    default:
      return plainWords(value);
  }
}

const withUnit = (value: unknown, unit: string): string => `${String(value)} ${unit}`.trimEnd();
