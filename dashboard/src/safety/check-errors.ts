import { CHECK_REFUSALS, type CheckRefusalCode } from "@labcanary/domain/governance";
import { withMeanings } from "../http/with-meanings.ts";

const STATUS: Readonly<Record<CheckRefusalCode, number>> = {
  CHECK_UNKNOWN: 404,
  CHECK_ITEM: 404,
  CHECK_ANSWER: 400,
  CHECK_WORDS: 400,
  CHECK_APPLIES: 400,
  CHECK_SAID_AT: 400,
  CHECK_OVER: 409,
  CHECK_UNANSWERED: 409,
  CHECK_PHOTO_MISSING: 409,
  CHECK_PHOTOS: 409,
  CHECK_PHOTO_KEPT: 409,
  CHECK_SIGNER: 403,
  CHECK_MEANING: 400,
};

/** Ways an act on a check is refused. */
export const CHECK_HTTP_ERRORS = withMeanings(STATUS, CHECK_REFUSALS);
