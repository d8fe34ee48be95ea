import type { AttributeDifference, DifferenceValue, Verdict } from "./difference.ts";

/** How two values of an attribute compare; either may be absent. */
export type Judge = (before: unknown, after: unknown) => Verdict;

/** The larger, the later or the less often people are told. */
export const largerIsLooser: Judge = (before, after) =>
  typeof before === "number" && typeof after === "number" ? (after > before ? "looser" : "tighter") : "unclear";
export const smallerIsLooser: Judge = (before, after) => largerIsLooser(after, before);

/** It protects while it is true. Absent is false. */
export const trueProtects: Judge = (_before, after) => (after === true ? "tighter" : "looser");

/** Of a list whose every member is one more reason for an alarm. */
export const fewerIsLooser: Judge = (before, after) => {
  if (!Array.isArray(before) || !Array.isArray(after)) return "unclear";
  const isLess = before.some((member) => !after.includes(member));
  const isMore = after.some((member) => !before.includes(member));
  return isLess && isMore ? "unclear" : isLess ? "looser" : "tighter";
};

/** Between two ends, either of which may be absent: the wider it is, the less is told. */
export const widerIsLooser: Judge = (before, after) => {
  const [was, is] = [endsOf(before), endsOf(after)];
  const isWider = is.min <= was.min && is.max >= was.max;
  const isNarrower = is.min >= was.min && is.max <= was.max;
  return isWider === isNarrower ? "unclear" : isWider ? "looser" : "tighter";
};

interface Ends {
  readonly min?: number;
  readonly max: number;
}

const endsOf = (between: unknown): Required<Ends> => ({ min: Number.NEGATIVE_INFINITY, ...(between as Ends) });

export const makesNone: Judge = () => "neutral";
/** It cuts both ways, or nobody has thought about which. */
export const either: Judge = () => "unclear";

/** What of two things is different. An attribute that is not in the table is taken for one that cuts both ways. */
export function differentAttributes(
  before: object,
  after: object,
  table: Readonly<Record<string, Judge>>,
  wordsOf: (attribute: string, value: unknown, side: "before" | "after") => DifferenceValue,
): readonly AttributeDifference[] {
  const [old, fresh] = [new Map<string, unknown>(Object.entries(before)), new Map<string, unknown>(Object.entries(after))];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((attribute) => {
    const [was, is] = [old.get(attribute), fresh.get(attribute)];
    if (isSame(was, is)) return [];
    const judge = Object.hasOwn(table, attribute) ? table[attribute] : undefined;
    return [
      {
        attribute,
        ...(was === undefined ? {} : { before: wordsOf(attribute, was, "before") }),
        ...(is === undefined ? {} : { after: wordsOf(attribute, is, "after") }),
        verdict: (judge ?? either)(was, is),
      },
    ];
  });
}

/** Plain data, written by the same code in the same order. */
const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
