import { type DurationMs, hours, minutes } from "@labcanary/domain/basics";
import type { DeliveryOutcome, DeliveryReport } from "@labcanary/domain/notification";
import { BUSY, type Failure, failureOfStatus, INVALID_ADDRESS, rateLimited, REJECTED, UNAUTHORISED } from "./failures.ts";
import { type HttpAnswer, isSuccess, jsonOf, NOT_THE_PROVIDER } from "./http-request.ts";

/** `Code` of an answer (help.aliyun.com, SMS API error codes). Signature, template, account and leave can be put right; the text waits. */
const FAILURES: Readonly<Record<string, Failure>> = {
  "isv.MOBILE_NUMBER_ILLEGAL": INVALID_ADDRESS,
  "isv.MOBILE_COUNT_OVER_LIMIT": INVALID_ADDRESS,
  "isv.DOMESTIC_NUMBER_NOT_SUPPORTED": INVALID_ADDRESS,
  "isv.INVALID_PARAMETERS": REJECTED,
  "isv.INVALID_JSON_PARAM": REJECTED,
  "isv.TEMPLATE_MISSING_PARAMETERS": REJECTED,
  "isv.TEMPLATE_PARAMS_ILLEGAL": REJECTED,
  "isv.PARAM_LENGTH_LIMIT": REJECTED,
  "isv.PARAM_NOT_SUPPORT_URL": REJECTED,
  "isv.BLACK_KEY_CONTROL_LIMIT": REJECTED,
  "isv.SMS_CONTENT_ILLEGAL": REJECTED,
  "isv.DAY_LIMIT_CONTROL": rateLimited(hours(1)),
  "isv.MONTH_LIMIT_CONTROL": rateLimited(hours(1)),
  "isv.AMOUNT_NOT_ENOUGH": UNAUTHORISED,
  "isv.OUT_OF_SERVICE": UNAUTHORISED,
  "isv.PRODUCT_UN_SUBSCRIPT": UNAUTHORISED,
  "isv.PRODUCT_UNSUBSCRIBE": UNAUTHORISED,
  "isv.ACCOUNT_NOT_EXISTS": UNAUTHORISED,
  "isv.ACCOUNT_ABNORMAL": UNAUTHORISED,
  "isv.SMS_SIGNATURE_ILLEGAL": UNAUTHORISED,
  "isv.SMS_SIGNATURE_SCENE_ILLEGAL": UNAUTHORISED,
  "isv.SMS_TEMPLATE_ILLEGAL": UNAUTHORISED,
  "isv.DENY_IP_RANGE": UNAUTHORISED,
  "isp.RAM_PERMISSION_DENY": UNAUTHORISED,
  "isp.SYSTEM_ERROR": BUSY,
  "isv.SYSTEM_ERROR": BUSY,
  SignatureDoesNotMatch: UNAUTHORISED,
  SignatureNonceUsed: BUSY,
  IncompleteSignature: UNAUTHORISED,
  InvalidTimeStamp: UNAUTHORISED,
  Forbidden: UNAUTHORISED,
  ServiceUnavailable: BUSY,
};

/** What the answer to SendSms means, and the receipt's number where the text was taken. */
export function outcomeOfAlibaba(answer: HttpAnswer): { readonly outcome: DeliveryOutcome; readonly bizId?: string } {
  const said = jsonOf(answer.body);
  const code = said?.["Code"];
  const bizId = said?.["BizId"];
  if (code === "OK" && isSuccess(answer) && typeof bizId === "string") {
    return { outcome: { kind: "accepted", providerRef: bizId }, bizId };
  }
  if (typeof code !== "string") return { outcome: isSuccess(answer) ? NOT_THE_PROVIDER : failureOfStatus(answer) };
  // One code for the limits of a minute, an hour and a day on a number; the message says which.
  if (code === "isv.BUSINESS_LIMIT_CONTROL") return { outcome: rateLimited(limitOf(String(said?.["Message"]))) };
  if (code.startsWith("Throttling")) return { outcome: rateLimited(minutes(1)) };
  if (code.startsWith("InvalidAccessKeyId") || code.startsWith("InvalidTimeStamp")) return { outcome: UNAUTHORISED };
  // A refusal we do not know may pass: the text is kept, and what was said is in the journal.
  return { outcome: FAILURES[code] ?? BUSY };
}

/** Chosen: a share of the span, since what was sent first leaves it soonest. */
function limitOf(message: string): DurationMs {
  if (message.includes("天级")) return hours(1);
  return message.includes("小时级") ? minutes(10) : minutes(1);
}

/** `SendStatus` of a delivery record (QuerySendDetails): 1 waits for a receipt, 2 failed, 3 delivered. */
const STATUSES: Readonly<Record<string, DeliveryReport["status"]>> = { "1": "sent", "2": "failed", "3": "delivered" };

/** What the delivery record of one text says, found by its OutId; undefined when there is none yet. */
export function statusInDetails(body: string, outId: string): DeliveryReport["status"] | undefined {
  const list = (jsonOf(body)?.["SmsSendDetailDTOs"] as { readonly SmsSendDetailDTO?: unknown } | undefined)?.SmsSendDetailDTO;
  if (!Array.isArray(list)) return undefined;
  const record = (list as readonly { readonly OutId?: unknown; readonly SendStatus?: unknown }[]).find(({ OutId }) => OutId === outId);
  return STATUSES[String(record?.SendStatus)];
}
