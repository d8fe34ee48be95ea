import { WORDS_REFUSALS, type WordsRefusalCode } from "@labcanary/domain/messages";

const STATUS = {
  WORDS_UNKNOWN: 404,
  WORDS_IN_CLEAR: 409,
  WORDS_REMOVED: 410,
  WORDS_ON_HOLD: 409,
  WORDS_OF_OTHERS: 409,
  WORDS_KEPT: 409,
  WORDS_STANDING: 409,
} as const satisfies Record<WordsRefusalCode, number>;

/** Why words of a line are not removed. */
export const WORDS_HTTP_ERRORS = {
  WORDS_UNKNOWN: { status: STATUS.WORDS_UNKNOWN, meaning: WORDS_REFUSALS.WORDS_UNKNOWN },
  WORDS_IN_CLEAR: { status: STATUS.WORDS_IN_CLEAR, meaning: WORDS_REFUSALS.WORDS_IN_CLEAR },
  WORDS_REMOVED: { status: STATUS.WORDS_REMOVED, meaning: WORDS_REFUSALS.WORDS_REMOVED },
  WORDS_ON_HOLD: { status: STATUS.WORDS_ON_HOLD, meaning: WORDS_REFUSALS.WORDS_ON_HOLD },
  WORDS_OF_OTHERS: { status: STATUS.WORDS_OF_OTHERS, meaning: WORDS_REFUSALS.WORDS_OF_OTHERS },
  WORDS_KEPT: { status: STATUS.WORDS_KEPT, meaning: WORDS_REFUSALS.WORDS_KEPT },
  WORDS_STANDING: { status: STATUS.WORDS_STANDING, meaning: WORDS_REFUSALS.WORDS_STANDING },
} as const satisfies Record<WordsRefusalCode, { readonly status: number; readonly meaning: string }>;
