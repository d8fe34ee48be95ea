import type { ChecklistItem } from "../../site/index.ts";
import { isSaid } from "../words.ts";
import type { Answer, CheckRefusalCode } from "./check.ts";

/** Why an answer is none to an item. */
export function refusalOfAnswer({ number, always }: ChecklistItem, answer: Answer): CheckRefusalCode | undefined {
  switch (answer.kind) {
    case "not-applicable":
      if (always === true) return "CHECK_APPLIES";
      return isSaid(answer.words, "check") ? undefined : "CHECK_WORDS";
    case "number":
      if (number === undefined || !Number.isFinite(answer.value)) return "CHECK_ANSWER";
      return answer.words === undefined || isSaid(answer.words, "check") ? undefined : "CHECK_WORDS";
    case "yes":
      return number === undefined ? undefined : "CHECK_ANSWER";
    case "no":
      // Of a reading it says that there is none: the gauge is broken, or away.
      return isSaid(answer.words, "check") ? undefined : "CHECK_WORDS";
  }
}

export function isFailed({ number }: ChecklistItem, answer: Answer): boolean {
  if (answer.kind !== "number") return answer.kind === "no";
  const { min = -Infinity, max = Infinity } = number ?? {};
  return answer.value < min || answer.value > max;
}
