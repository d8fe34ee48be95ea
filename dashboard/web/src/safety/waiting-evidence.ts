import type { Answer } from "./check-api.ts";

/** An answer or a photo that the platform does not have yet. */
export type WaitingEvidence = {
  /** Made here, and sent with every attempt: the platform takes it once. */
  readonly id: string;
  readonly check: number;
  readonly item: string;
  /** Who gave it; nobody else's name is put to it. */
  readonly by: string;
  /** By this device's clock. */
  readonly givenAt: number;
  /** It could not be sent when it was given: it is sent with its own time. */
  readonly isLate: boolean;
  /** Code of the platform's refusal; then it waits for a person. */
  readonly refusal?: string;
} & ({ readonly kind: "answer"; readonly answer: Answer } | { readonly kind: "photo"; readonly picture: Blob });

export type SendingOutcome =
  /** The link, or the platform, is not well: the same again, later. */
  | { readonly kind: "later"; readonly left: WaitingEvidence }
  /** Another attempt, without the time of a clock that cannot be right. */
  | { readonly kind: "again"; readonly left: WaitingEvidence }
  /** It will never be taken as it is; a person decides. */
  | { readonly kind: "refused"; readonly left: WaitingEvidence };

/** Codes of what passes by itself. */
const PASSING: ReadonlySet<string> = new Set([
  "unreachable",
  "unanswered",
  "REQUEST_TIMEOUT",
  "SESSION_REQUIRED",
  "INTERNAL",
  "502",
  "503",
  "504",
]);

/** What comes of an attempt that the platform did not take. */
export function outcomeOfSending(code: string, one: WaitingEvidence): SendingOutcome {
  if (PASSING.has(code)) return { kind: "later", left: one };
  if (code === "CHECK_SAID_AT" && one.isLate) return { kind: "again", left: { ...one, isLate: false } };
  return { kind: "refused", left: { ...one, refusal: code } };
}

/** Answers of the same item that wait: the newer one takes their place. Photos stand beside one another. */
export const superseded = (
  waiting: readonly WaitingEvidence[],
  { check, item, kind }: Pick<WaitingEvidence, "check" | "item" | "kind">,
): readonly WaitingEvidence[] =>
  kind === "photo" ? [] : waiting.filter((one) => one.kind === "answer" && one.check === check && one.item === item);
