import type { Text } from "../../basics/index.ts";

/**
 * What a change does to how soon, how surely and how gravely people are told; gravest first. `unclear` counts as looser wherever that
 * makes a difference: it may be either, and nobody has said which.
 */
export const VERDICTS = ["looser", "unclear", "tighter", "neutral"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** In the words of a site file; a text where the site file has one. */
export type DifferenceValue = string | Text;

export interface AttributeDifference {
  /** As the site file calls it: `setpoint`, `of.over`. */
  readonly attribute: string;
  /** Absent: it had none, or has none any more. */
  readonly before?: DifferenceValue;
  readonly after?: DifferenceValue;
  readonly verdict: Verdict;
}

/** What is different between two sites about one thing. */
export interface SiteDifference {
  /** `reach`: who is told of the alarms of a zone. `contact`: by what a person or group is reached. */
  readonly about: "rule" | "signal" | "reach" | "route" | "rota" | "contact" | "site";
  /** Of the rule, the signal, the zone, and so on. */
  readonly id: string;
  readonly change: "added" | "removed" | "changed";
  /** Lives depend on it. */
  readonly isSafety: boolean;
  readonly verdict: Verdict;
  /** Of `changed`: in which ways. */
  readonly attributes: readonly AttributeDifference[];
}

/** Whether one person alone may not make it. */
export const needsSecondPerson = ({ isSafety, verdict }: SiteDifference): boolean =>
  isSafety && (verdict === "looser" || verdict === "unclear");

/** The gravest of several. */
export const gravestOf = (verdicts: readonly Verdict[]): Verdict => VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? "neutral";

/** A change of something that is there before and after; undefined where nothing is different. */
export function changedBy(
  subject: Pick<SiteDifference, "about" | "id" | "isSafety">,
  attributes: readonly AttributeDifference[],
): SiteDifference | undefined {
  if (attributes.length === 0) return undefined;
  return { ...subject, change: "changed", verdict: gravestOf(attributes.map(({ verdict }) => verdict)), attributes };
}
