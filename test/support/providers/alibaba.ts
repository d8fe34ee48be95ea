import { createHash, createHmac } from "node:crypto";
import type { Clock } from "@labcanary/domain/ports";
import { type Answer, type Asked, json, type ProviderServer, startProvider } from "./server.ts";

export interface AlibabaServer extends ProviderServer {
  /** SendStatus of each text by OutId: 1 waits, 2 failed, 3 delivered. */
  readonly states: Map<string, number>;
  /** Variables of each text taken, in order. */
  readonly variables: Readonly<Record<string, string>>[];
}

/** A template as an operator would approve it. */
const TEMPLATE = "${mark}：${place}${what}${value}，限值${limit}。${action}，编号${code}";

const hex = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
const error = (status: number, code: string, message = code): Answer =>
  json(status, { RequestId: "F655A8D5", Code: code, Message: message });

/** dysmsapi 2017-05-25: signature V3 with date and nonce, then SendSms and QuerySendDetails. */
export async function startAlibaba(keyId: string, keySecret: string, clock: Pick<Clock, "now">, port = 0): Promise<AlibabaServer> {
  const states = new Map<string, number>();
  const variables: Readonly<Record<string, string>>[] = [];
  const nonces = new Set<string>();
  const texts: { readonly phone: string; readonly bizId: string; readonly outId: string; readonly day: string }[] = [];

  function refusal({ method, url, headers, body }: Asked): Answer | undefined {
    const [, credential, names = "", signature] =
      /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? "") ?? [];
    if (credential !== keyId) return error(404, "InvalidAccessKeyId.NotFound");
    const signed = names.split(";");
    const wanted = ["host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"];
    if (wanted.some((name) => !signed.includes(name))) return error(400, "IncompleteSignature");
    const lines = signed.map((name) => `${name}:${String(headers[name]).trim()}`).join("\n");
    // The query as it came: what is signed is what was encoded, in the order of its names.
    const query = url.search.slice(1).split("&").toSorted().join("&");
    const canonical = `${method}\n${url.pathname}\n${query}\n${lines}\n\n${names}\n${hex(body)}`;
    const expected = createHmac("sha256", keySecret)
      .update(`ACS3-HMAC-SHA256\n${hex(canonical)}`)
      .digest("hex");
    if (headers["x-acs-content-sha256"] !== hex(body) || signature !== expected) return error(400, "SignatureDoesNotMatch");
    const date = String(headers["x-acs-date"]);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date) || Math.abs(Date.parse(date) - clock.now()) > 900_000) {
      return error(400, "InvalidTimeStamp.Expired");
    }
    const nonce = String(headers["x-acs-signature-nonce"]);
    if (nonces.has(nonce)) return error(400, "SignatureNonceUsed");
    nonces.add(nonce);
    return headers["x-acs-version"] === "2017-05-25" ? undefined : error(400, "InvalidVersion");
  }

  function sendSms(fields: Readonly<Record<string, string>>): Answer {
    const { PhoneNumbers = "", SignName, TemplateCode, TemplateParam = "{}", OutId = "" } = fields;
    if (!/^(1\d{10}|[1-9]\d{7,14})$/.test(PhoneNumbers)) return error(200, "isv.MOBILE_NUMBER_ILLEGAL");
    if (SignName !== "化学楼") return error(200, "isv.SMS_SIGNATURE_ILLEGAL");
    if (!TemplateCode?.startsWith("SMS_")) return error(200, "isv.SMS_TEMPLATE_ILLEGAL");
    const given = JSON.parse(TemplateParam) as Readonly<Record<string, string>>;
    const needed = [...TEMPLATE.matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => name);
    if (needed.some((name) => given[name] === undefined || given[name] === "")) return error(200, "isv.TEMPLATE_MISSING_PARAMETERS");
    if (Object.values(given).some((value) => value.length > 35)) return error(200, "isv.PARAM_LENGTH_LIMIT");
    if (Object.values(given).some((value) => /https?:|www\./.test(value))) return error(200, "isv.PARAM_NOT_SUPPORT_URL");
    if (Object.values(given).some((value) => /[【】²³]|\d{7}/.test(value))) return error(200, "isv.TEMPLATE_PARAMS_ILLEGAL");
    variables.push(given);
    const bizId = `9006195${texts.length}^0`;
    const day = new Intl.DateTimeFormat("sv", { timeZone: "Asia/Shanghai" }).format(clock.now()).replaceAll("-", "");
    texts.push({ phone: PhoneNumbers, bizId, outId: OutId, day });
    states.set(OutId, 1);
    const text = TEMPLATE.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => given[name] ?? "");
    return json(200, { Code: "OK", Message: "OK", BizId: bizId, RequestId: "F655A8D5" }, text);
  }

  function querySendDetails(fields: Readonly<Record<string, string>>): Answer {
    const { PhoneNumber, BizId, SendDate, PageSize, CurrentPage } = fields;
    if (PageSize === undefined || CurrentPage === undefined) return error(400, "MissingPageSize");
    const found = texts.filter(({ phone, bizId, day }) => phone === PhoneNumber && day === SendDate && (BizId ?? bizId) === bizId);
    const records = found.map(({ phone, outId }) => ({
      PhoneNum: phone,
      OutId: outId,
      SendStatus: states.get(outId),
      TemplateCode: "SMS_1",
    }));
    return json(200, { Code: "OK", Message: "OK", TotalCount: records.length, SmsSendDetailDTOs: { SmsSendDetailDTO: records } });
  }

  const server = await startProvider((asked) => {
    const refused = refusal(asked);
    if (refused !== undefined) return refused;
    const fields = Object.fromEntries(asked.url.searchParams);
    return asked.headers["x-acs-action"] === "SendSms" ? sendSms(fields) : querySendDetails(fields);
  }, port);
  return Object.assign(server, { states, variables });
}
