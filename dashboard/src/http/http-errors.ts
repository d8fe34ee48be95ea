import { BOOK_REFUSALS, MARKUP_REFUSALS } from "@labcanary/domain/governance";
import {
  CONTACT_TEST_REFUSALS,
  type ContactTestRefusalCode,
  COMMAND_REFUSALS,
  COMMISSIONING_REFUSALS,
  type CommissioningRefusalCode,
  type CommandRefusalCode,
  SERVICE_REFUSALS,
  type ServiceRefusalCode,
  SHIFT_REFUSALS,
  type ShiftRefusalCode,
  SITE_CHANGE_REFUSALS,
  type SiteChangeRefusalCode,
} from "@labcanary/domain/messages";
import { ROUTE_TEST_REFUSALS, type RouteTestRefusal } from "@labcanary/domain/notification";
import { API_TOKEN_ERRORS, type ApiTokenErrorCode } from "../accounts/api-tokens.ts";
import { SECOND_FACTOR_ERRORS, type SecondFactorErrorCode } from "../accounts/second-factor.ts";
import { SINGLE_SIGN_ON_ERRORS, type SingleSignOnErrorCode } from "../accounts/single-sign-on.ts";
import { USER_ERRORS, type UserErrorCode } from "../accounts/user-directory.ts";
import { PHOTO_HTTP_ERRORS } from "../photos/photo-errors.ts";
import { WORDS_HTTP_ERRORS } from "../personal-data/words-errors.ts";
import { REPORT_HTTP_ERRORS } from "../public/report-errors.ts";
import { CHECK_HTTP_ERRORS } from "../safety/check-errors.ts";
import { SUBSTANCE_HTTP_ERRORS } from "../safety/substance-errors.ts";
import { LEDGER_HTTP_ERRORS } from "../safety/ledger-errors.ts";
import { WEEKLY_HTTP_ERRORS } from "../weekly/weekly-errors.ts";
import { DOCUMENT_HTTP_ERRORS } from "./document-errors.ts";
import { QUESTION_REFUSALS, type QuestionRefusalCode } from "../rule-questions.ts";

/** Every way the HTTP API says no: its status and what it means. Held equal to `docs/reference/errors.md` by a test. */
export const HTTP_ERRORS = {
  REQUEST_INVALID: { status: 400, meaning: "the request has not the shape its route asks for; `detail` says where" },
  COMMAND_ID_USED: { status: 409, meaning: BOOK_REFUSALS.COMMAND_ID_USED },
  WORDS_UNREADABLE: { status: 400, meaning: MARKUP_REFUSALS.WORDS_UNREADABLE },
  WORDS_MARKUP: { status: 400, meaning: MARKUP_REFUSALS.WORDS_MARKUP },
  BODY_NOT_JSON: { status: 400, meaning: "the body is not JSON" },
  RANGE_INVALID: { status: 400, meaning: "`from` must lie before `to`, and the span must fit the figures asked for" },
  SESSION_REQUIRED: { status: 401, meaning: "nobody is signed in, or the session has ended" },
  SIGN_IN_REFUSED: { status: 401, meaning: "user name and password, or the one-time link, are not right" },
  SECOND_FACTOR_REQUIRED: { status: 401, meaning: "the password is right, and the account has a second factor; send its `code` as well" },
  SECOND_FACTOR_REFUSED: { status: 401, meaning: SECOND_FACTOR_ERRORS.SECOND_FACTOR_REFUSED },
  SECOND_FACTOR_TOO_OFTEN: { status: 429, meaning: SECOND_FACTOR_ERRORS.SECOND_FACTOR_TOO_OFTEN },
  SECOND_FACTOR_SETUP_REQUIRED: { status: 403, meaning: "the account must have a second factor; it can do nothing else before that" },
  SECOND_FACTOR_NOT_BEGUN: { status: 409, meaning: SECOND_FACTOR_ERRORS.SECOND_FACTOR_NOT_BEGUN },
  SECOND_FACTOR_SET: { status: 409, meaning: SECOND_FACTOR_ERRORS.SECOND_FACTOR_SET },
  SECOND_FACTOR_NOT_SET: { status: 409, meaning: SECOND_FACTOR_ERRORS.SECOND_FACTOR_NOT_SET },
  SECOND_FACTOR_COMPULSORY: { status: 409, meaning: SECOND_FACTOR_ERRORS.SECOND_FACTOR_COMPULSORY },
  PASSWORD_WRONG: { status: 403, meaning: "the password typed again is not that of whoever is signed in" },
  PERSON_UNKNOWN: { status: 404, meaning: "nothing is held of anybody of this name; say user:ACCOUNT or person:ID" },
  PERSON_IN_SITE: {
    status: 409,
    meaning: "the site's files name this person: take them out there first, so that nobody is told by them any more",
  },
  ...WORDS_HTTP_ERRORS,
  PERSON_ON_HOLD: { status: 409, meaning: "what is held of this person is on hold; lift the hold first" },
  HOLD_UNKNOWN: { status: 404, meaning: "nothing of this person is on hold" },
  CONFIRMATION_REQUIRED: {
    status: 403,
    meaning: "this account has no password: confirm at the provider that it is you, for this very act, and sign within five minutes",
  },
  PASSWORD_NONE: {
    status: 409,
    meaning: "this account has no password: its second factor and its password are those of the single sign-on",
  },
  USER_NAME_INVALID: { status: 400, meaning: USER_ERRORS.USER_NAME_INVALID },
  USER_NAME_RESERVED: { status: 400, meaning: USER_ERRORS.USER_NAME_RESERVED },
  USER_EXISTS: { status: 409, meaning: USER_ERRORS.USER_EXISTS },
  USER_UNKNOWN: { status: 404, meaning: USER_ERRORS.USER_UNKNOWN },
  PASSWORD_TOO_SHORT: { status: 400, meaning: USER_ERRORS.PASSWORD_TOO_SHORT },
  PASSWORD_TOO_LONG: { status: 400, meaning: USER_ERRORS.PASSWORD_TOO_LONG },
  LAST_ADMINISTRATOR: { status: 409, meaning: USER_ERRORS.LAST_ADMINISTRATOR },
  SINGLE_SIGN_ON_OFF: { status: 404, meaning: SINGLE_SIGN_ON_ERRORS.SINGLE_SIGN_ON_OFF },
  SINGLE_SIGN_ON_UNAVAILABLE: { status: 503, meaning: SINGLE_SIGN_ON_ERRORS.SINGLE_SIGN_ON_UNAVAILABLE },
  SINGLE_SIGN_ON_REFUSED: { status: 401, meaning: SINGLE_SIGN_ON_ERRORS.SINGLE_SIGN_ON_REFUSED },
  SINGLE_SIGN_ON_UNMAPPED: { status: 403, meaning: SINGLE_SIGN_ON_ERRORS.SINGLE_SIGN_ON_UNMAPPED },
  SINGLE_SIGN_ON_NAME_TAKEN: { status: 403, meaning: SINGLE_SIGN_ON_ERRORS.SINGLE_SIGN_ON_NAME_TAKEN },
  SINGLE_SIGN_ON_OTHER_PERSON: { status: 403, meaning: SINGLE_SIGN_ON_ERRORS.SINGLE_SIGN_ON_OTHER_PERSON },
  SINGLE_SIGN_ON_NOT_FRESH: { status: 403, meaning: SINGLE_SIGN_ON_ERRORS.SINGLE_SIGN_ON_NOT_FRESH },
  SINGLE_SIGN_ON_NAME_INVALID: { status: 403, meaning: SINGLE_SIGN_ON_ERRORS.SINGLE_SIGN_ON_NAME_INVALID },
  PERSON_REQUIRED: {
    status: 403,
    meaning: "this is for a person with an account of their own: not for programs, and not by a one-time link",
  },
  SESSION_UNKNOWN: { status: 404, meaning: "there is no such session any more" },
  TOKEN_NAME_INVALID: { status: 400, meaning: API_TOKEN_ERRORS.TOKEN_NAME_INVALID },
  TOKEN_NAME_TAKEN: { status: 409, meaning: API_TOKEN_ERRORS.TOKEN_NAME_TAKEN },
  TOKEN_EXPIRY_INVALID: { status: 400, meaning: API_TOKEN_ERRORS.TOKEN_EXPIRY_INVALID },
  TOKEN_ABOVE_OWN: { status: 403, meaning: API_TOKEN_ERRORS.TOKEN_ABOVE_OWN },
  TOKEN_UNKNOWN: { status: 404, meaning: API_TOKEN_ERRORS.TOKEN_UNKNOWN },
  DEVICE_UNKNOWN: { status: 404, meaning: "the site describes no such device" },
  DEVICE_NOT_ENROLLED: { status: 409, meaning: "the device has no token" },
  ROLE_FORBIDDEN: { status: 403, meaning: "the role of the signed-in person does not allow this" },
  SCOPE_FORBIDDEN: { status: 403, meaning: "the signed-in person is limited to zones, and this is about the whole site or the platform" },
  ORIGIN_REFUSED: { status: 403, meaning: "the request comes from a page that is not the dashboard's own" },
  NOT_FOUND: { status: 404, meaning: "there is nothing at this address" },
  PERSON_UNNAMED: {
    status: 403,
    meaning:
      "taking a signal out of service needs two people signed in under their own names; a one-time link or an API token names nobody",
  },
  APPROVER_IS_PROPOSER: { status: 403, meaning: SERVICE_REFUSALS.APPROVER_IS_PROPOSER },
  SIGNAL_UNKNOWN: { status: 404, meaning: QUESTION_REFUSALS.SIGNAL_UNKNOWN },
  RULE_UNKNOWN: { status: 404, meaning: QUESTION_REFUSALS.RULE_UNKNOWN },
  RULE_CHANGE_INVALID: { status: 400, meaning: QUESTION_REFUSALS.RULE_CHANGE_INVALID },
  HISTORY_EMPTY: { status: 404, meaning: QUESTION_REFUSALS.HISTORY_EMPTY },
  QUESTION_TOO_LARGE: { status: 400, meaning: QUESTION_REFUSALS.QUESTION_TOO_LARGE },
  RULE_NOT_REPLAYABLE: { status: 400, meaning: QUESTION_REFUSALS.RULE_NOT_REPLAYABLE },
  ZONE_UNKNOWN: { status: 404, meaning: "the site describes no such zone" },
  PLAN_UNKNOWN: { status: 404, meaning: "the site has no such plan" },
  PLAN_PROPOSAL_UNKNOWN: { status: 404, meaning: "there is no such proposal for this plan" },
  PLAN_PLACES_INVALID: { status: 400, meaning: "something is not where it can be on this plan; `detail` says what" },
  PLAN_CHANGES_NOTHING: { status: 409, meaning: "the plan in force has everything where the proposal has it" },
  PLAN_PROPOSALS_FULL: { status: 409, meaning: "200 proposals are kept already; take away what is done" },
  DEVICE_NOT_HEARD: { status: 404, meaning: "nobody of this name speaks unknown to the site, or no longer" },
  ADOPTION_PROPOSAL_UNKNOWN: { status: 404, meaning: "there is no such proposal, or no longer" },
  ADOPTION_PROPOSALS_FULL: { status: 409, meaning: "200 proposals are kept already; take away what is done" },
  ASSIGNEE_UNKNOWN: { status: 404, meaning: "nobody of this user name may sign in" },
  ASSIGNEE_ELSEWHERE: { status: 409, meaning: "this person is limited to other zones, and would not see the alarm" },
  ALARM_UNKNOWN: { status: 404, meaning: COMMAND_REFUSALS.ALARM_UNKNOWN },
  ALARM_IS_REAL: { status: 409, meaning: COMMAND_REFUSALS.ALARM_IS_REAL },
  ALARM_NOT_ACKNOWLEDGEABLE: { status: 409, meaning: COMMAND_REFUSALS.ALARM_NOT_ACKNOWLEDGEABLE },
  ALARM_NOT_RESETTABLE: { status: 409, meaning: COMMAND_REFUSALS.ALARM_NOT_RESETTABLE },
  ALARM_ENDED: { status: 409, meaning: COMMAND_REFUSALS.ALARM_ENDED },
  ALARM_NOT_SHELVABLE: { status: 409, meaning: COMMAND_REFUSALS.ALARM_NOT_SHELVABLE },
  ALARM_NOT_SHELVED: { status: 409, meaning: COMMAND_REFUSALS.ALARM_NOT_SHELVED },
  ALARM_NOT_CLOSABLE: { status: 409, meaning: COMMAND_REFUSALS.ALARM_NOT_CLOSABLE },
  ASSIGNMENT_NOT_YOURS: { status: 409, meaning: COMMAND_REFUSALS.ASSIGNMENT_NOT_YOURS },
  ASSIGNMENT_ACCEPTED: { status: 409, meaning: COMMAND_REFUSALS.ASSIGNMENT_ACCEPTED },
  ASSIGNEE_MISSING: { status: 400, meaning: COMMAND_REFUSALS.ASSIGNEE_MISSING },
  SIGNAL_OUT_OF_SERVICE: { status: 409, meaning: SERVICE_REFUSALS.SIGNAL_OUT_OF_SERVICE },
  SIGNAL_IN_SERVICE: { status: 409, meaning: SERVICE_REFUSALS.SIGNAL_IN_SERVICE },
  PROPOSAL_UNKNOWN: { status: 409, meaning: SERVICE_REFUSALS.PROPOSAL_UNKNOWN },
  OUT_OF_SERVICE_END_INVALID: { status: 400, meaning: SERVICE_REFUSALS.OUT_OF_SERVICE_END_INVALID },
  OUT_OF_SERVICE_TOO_LONG: { status: 400, meaning: SERVICE_REFUSALS.OUT_OF_SERVICE_TOO_LONG },
  REGISTER_LINE_GONE: { status: 409, meaning: "that line is not in the register of impaired protection, or no longer: look at it anew" },
  MEASURE_AGREED: { status: 409, meaning: "two people have agreed on this measure; end it and propose anew to change it" },
  MEASURE_MISSING: { status: 400, meaning: SERVICE_REFUSALS.MEASURE_MISSING },
  STIMULUS_MISSING: { status: 400, meaning: COMMISSIONING_REFUSALS.STIMULUS_MISSING },
  TEST_UNDER_WAY: { status: 409, meaning: COMMISSIONING_REFUSALS.TEST_UNDER_WAY },
  TEST_SAME_PERSON: { status: 409, meaning: COMMISSIONING_REFUSALS.TEST_SAME_PERSON },
  TEST_UNKNOWN: { status: 409, meaning: COMMISSIONING_REFUSALS.TEST_UNKNOWN },
  SIGNAL_NOT_TESTABLE: { status: 409, meaning: COMMISSIONING_REFUSALS.SIGNAL_NOT_TESTABLE },
  SIGNAL_WITHHELD: { status: 409, meaning: COMMISSIONING_REFUSALS.SIGNAL_WITHHELD },
  ALARM_STANDS: { status: 409, meaning: COMMISSIONING_REFUSALS.ALARM_STANDS },
  MEANING_MISSING: { status: 400, meaning: COMMISSIONING_REFUSALS.MEANING_MISSING },
  TEST_STEP_MISSING: { status: 409, meaning: COMMISSIONING_REFUSALS.TEST_STEP_MISSING },
  STIMULUS_PRESENT: { status: 409, meaning: COMMISSIONING_REFUSALS.STIMULUS_PRESENT },
  ALARM_CHATTERS: { status: 409, meaning: COMMISSIONING_REFUSALS.ALARM_CHATTERS },
  TEST_OUTDATED: { status: 409, meaning: COMMISSIONING_REFUSALS.TEST_OUTDATED },
  PROOF_NONE: { status: 409, meaning: COMMISSIONING_REFUSALS.PROOF_NONE },
  SHELVING_END_INVALID: { status: 400, meaning: COMMAND_REFUSALS.SHELVING_END_INVALID },
  SHELVING_TOO_LONG: { status: 400, meaning: COMMAND_REFUSALS.SHELVING_TOO_LONG },
  REASON_MISSING: { status: 400, meaning: COMMAND_REFUSALS.REASON_MISSING },
  CAUSE_MISSING: { status: 400, meaning: COMMAND_REFUSALS.CAUSE_MISSING },
  CHARGE_NOT_TAKEN: { status: 409, meaning: COMMAND_REFUSALS.CHARGE_NOT_TAKEN },
  PHOTO_MISSING: { status: 400, meaning: COMMAND_REFUSALS.PHOTO_MISSING },
  PHOTOS_TOO_MANY: { status: 409, meaning: COMMAND_REFUSALS.PHOTOS_TOO_MANY },
  ...PHOTO_HTTP_ERRORS,
  ...REPORT_HTTP_ERRORS,
  ...CHECK_HTTP_ERRORS,
  ...WEEKLY_HTTP_ERRORS,
  ...DOCUMENT_HTTP_ERRORS,
  ...LEDGER_HTTP_ERRORS,
  COMMENT_MISSING: { status: 400, meaning: COMMAND_REFUSALS.COMMENT_MISSING },
  COMMENT_TOO_LONG: { status: 400, meaning: COMMAND_REFUSALS.COMMENT_TOO_LONG },
  SITE_CHANGE_NONE: { status: 404, meaning: SITE_CHANGE_REFUSALS.SITE_CHANGE_NONE },
  SITE_CHANGE_OTHER_VERSION: { status: 409, meaning: SITE_CHANGE_REFUSALS.SITE_CHANGE_OTHER_VERSION },
  SITE_CHANGE_REJECTED: { status: 409, meaning: SITE_CHANGE_REFUSALS.SITE_CHANGE_REJECTED },
  SITE_CHANGE_AUTHOR_MISSING: { status: 409, meaning: SITE_CHANGE_REFUSALS.SITE_CHANGE_AUTHOR_MISSING },
  SITE_CHANGE_AUTHOR_UNKNOWN: { status: 409, meaning: SITE_CHANGE_REFUSALS.SITE_CHANGE_AUTHOR_UNKNOWN },
  SITE_CHANGE_SAME_PERSON: { status: 403, meaning: SITE_CHANGE_REFUSALS.SITE_CHANGE_SAME_PERSON },
  SITE_CHANGE_NO_ACCOUNT: { status: 403, meaning: SITE_CHANGE_REFUSALS.SITE_CHANGE_NO_ACCOUNT },
  SITE_CHANGE_REASON_MISSING: { status: 400, meaning: SITE_CHANGE_REFUSALS.SITE_CHANGE_REASON_MISSING },
  HAND_OVER_CHANGED: { status: 409, meaning: "the list is not the one that was read any more; read it again and sign that" },
  HAND_OVER_UNKNOWN: { status: 404, meaning: "there is no such hand-over" },
  HAND_OVER_UNNAMED: { status: 403, meaning: "whoever signs must be signed in under their own name; a one-time link names nobody" },
  HAND_OVER_NOTES_TOO_LONG: { status: 400, meaning: SHIFT_REFUSALS.HAND_OVER_NOTES_TOO_LONG },
  HAND_OVER_NONE: { status: 409, meaning: SHIFT_REFUSALS.HAND_OVER_NONE },
  HAND_OVER_SAME_PERSON: { status: 403, meaning: SHIFT_REFUSALS.HAND_OVER_SAME_PERSON },
  CONTACT_UNKNOWN: { status: 404, meaning: CONTACT_TEST_REFUSALS.CONTACT_UNKNOWN },
  CONTACT_NO_ADDRESS: { status: 409, meaning: CONTACT_TEST_REFUSALS.CONTACT_NO_ADDRESS },
  CHANNEL_NOT_CONFIGURED: { status: 409, meaning: CONTACT_TEST_REFUSALS.CHANNEL_NOT_CONFIGURED },
  CONTACT_TEST_TOO_OFTEN: { status: 429, meaning: CONTACT_TEST_REFUSALS.CONTACT_TEST_TOO_OFTEN },
  ROUTE_UNKNOWN: { status: 404, meaning: ROUTE_TEST_REFUSALS.ROUTE_UNKNOWN },
  ROUTE_TEST_ZONE_MISSING: { status: 400, meaning: ROUTE_TEST_REFUSALS.ROUTE_TEST_ZONE_MISSING },
  ROUTE_TEST_ZONE_ELSEWHERE: { status: 409, meaning: ROUTE_TEST_REFUSALS.ROUTE_TEST_ZONE_ELSEWHERE },
  ROUTE_TELLS_NOBODY: { status: 409, meaning: ROUTE_TEST_REFUSALS.ROUTE_TELLS_NOBODY },
  REQUEST_TIMEOUT: { status: 408, meaning: "the request did not arrive in time" },
  BODY_TOO_LARGE: { status: 413, meaning: "the body is larger than 64 kB" },
  BODY_UNSUPPORTED: { status: 415, meaning: "the body must be application/json" },
  SIGN_IN_TOO_OFTEN: { status: 429, meaning: "too many attempts to sign in; `detail` says when to try again" },
  SIGNAL_NOT_NUMERIC: { status: 400, meaning: "the signal has states and no figures to compare" },
  EXPORT_TOO_LARGE: { status: 400, meaning: "the file would be too long; `detail` says by how much and what would fit" },
  REQUEST_ABANDONED: { status: 400, meaning: "whoever asked went away before the answer; nobody reads this" },
  HEADERS_TOO_LARGE: { status: 431, meaning: "the headers are larger than 16 kB" },
  INTERNAL: { status: 500, meaning: "the platform made a mistake; it is in the log" },
  HISTORY_BUSY: { status: 503, meaning: "too many ask the history at once; the same question again in a moment" },
  HISTORY_UNAVAILABLE: { status: 503, meaning: QUESTION_REFUSALS.HISTORY_UNAVAILABLE },
  QUESTIONS_BUSY: { status: 503, meaning: QUESTION_REFUSALS.QUESTIONS_BUSY },
  QUESTION_TOO_LONG: { status: 503, meaning: QUESTION_REFUSALS.QUESTION_TOO_LONG },
  ...SUBSTANCE_HTTP_ERRORS,
} as const satisfies Record<string, { readonly status: number; readonly meaning: string }> &
  Record<
    | UserErrorCode
    | ApiTokenErrorCode
    | SecondFactorErrorCode
    | SingleSignOnErrorCode
    | CommandRefusalCode
    | ContactTestRefusalCode
    | RouteTestRefusal
    | ServiceRefusalCode
    | CommissioningRefusalCode
    | ShiftRefusalCode
    | SiteChangeRefusalCode
    | QuestionRefusalCode,
    unknown
  >;
export type HttpErrorCode = keyof typeof HTTP_ERRORS;

/** Thrown by a route to answer with a code of the table; `detail` is told to the caller. */
export class HttpError extends Error {
  readonly code: HttpErrorCode;
  readonly detail: string;

  constructor(code: HttpErrorCode, detail = "") {
    super(HTTP_ERRORS[code].meaning);
    this.code = code;
    this.detail = detail;
  }
}

/** The body of every error. */
export interface ErrorBody {
  readonly code: HttpErrorCode;
  readonly message: string;
  readonly detail: string;
}
const errorBody = (code: HttpErrorCode, detail: string): ErrorBody => ({ code, message: HTTP_ERRORS[code].meaning, detail });

/** Codes of fastify's and Node's own refusals. */
const CODE_OF_LIBRARY_ERROR: Readonly<Record<string, HttpErrorCode>> = {
  FST_ERR_VALIDATION: "REQUEST_INVALID",
  FST_ERR_CTP_INVALID_JSON_BODY: "BODY_NOT_JSON",
  FST_ERR_CTP_EMPTY_JSON_BODY: "BODY_NOT_JSON",
  FST_ERR_CTP_BODY_TOO_LARGE: "BODY_TOO_LARGE",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "BODY_UNSUPPORTED",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "REQUEST_INVALID",
  ERR_HTTP_REQUEST_TIMEOUT: "REQUEST_TIMEOUT",
  HPE_HEADER_OVERFLOW: "HEADERS_TOO_LARGE",
};

/** The answer to anything thrown on the way. What is not known to be the caller's mistake is ours, and tells the caller nothing. */
export function answerTo(error: unknown): ErrorBody {
  if (error instanceof HttpError) return errorBody(error.code, error.detail);
  const { code, statusCode, message } = error as { readonly code?: string; readonly statusCode?: number; readonly message?: string };
  const known = code === undefined ? undefined : CODE_OF_LIBRARY_ERROR[code];
  if (known === "REQUEST_INVALID") return errorBody(known, (message ?? "").slice(0, 200));
  if (known !== undefined) return errorBody(known, "");
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return errorBody("REQUEST_INVALID", "");
  return errorBody("INTERNAL", "");
}
