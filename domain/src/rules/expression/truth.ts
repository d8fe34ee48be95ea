/** What a condition is: Kleene's strong three values. `unknown`: what it asks of is not known now. */
export type Truth = "true" | "false" | "unknown";

export const truthFrom = (is: boolean): Truth => (is ? "true" : "false");

export function not(truth: Truth): Truth {
  if (truth === "unknown") return "unknown";
  return truthFrom(truth === "false");
}

/** False as soon as one is false, whatever the others are. */
export function allOf(truths: readonly Truth[]): Truth {
  if (truths.includes("false")) return "false";
  return truths.includes("unknown") ? "unknown" : "true";
}

/** True as soon as one is true, whatever the others are. */
export function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes("true")) return "true";
  return truths.includes("unknown") ? "unknown" : "false";
}

/** Whether so many are true, wherever the unknown ones cannot change it any more. `missing` are unknown ones that are not in the list. */
export function atLeast(count: number, truths: readonly Truth[], missing = 0): Truth {
  const sure = countOf("true", truths);
  if (sure >= count) return "true";
  return sure + countOf("unknown", truths) + missing >= count ? "unknown" : "false";
}

export const countOf = (truth: Truth, truths: readonly Truth[]): number => truths.filter((one) => one === truth).length;
