import { createHmac } from "node:crypto";
import type { Clock } from "@labcanary/domain/ports";
import { type Answer, type Asked, json, jsonBody, type ProviderServer, startProvider } from "./server.ts";

const textOf = (content: unknown, key: string): string | undefined => {
  const text = (content as Readonly<Record<string, unknown>> | undefined)?.[key];
  return typeof text === "string" && text !== "" ? text : undefined;
};

/** DingTalk's custom robot with the security setting "sign": at most an hour from its clock, then the signature, then the body. */
export function startDingTalk(accessToken: string, secret: string, clock: Pick<Clock, "now">): Promise<ProviderServer> {
  return startProvider((asked) => {
    if (asked.method !== "POST" || asked.url.pathname !== "/robot/send") return { status: 404, body: "" };
    const { access_token, timestamp, sign } = Object.fromEntries(asked.url.searchParams);
    if (access_token !== accessToken) return json(200, { errcode: 300005, errmsg: "token is not exist" });
    if (Math.abs(Number(timestamp) - clock.now()) > 3_600_000) return json(200, { errcode: 310000, errmsg: "invalid timestamp" });
    const expected = createHmac("sha256", Buffer.from(secret)).update([timestamp, secret].join("\n"), "utf8").digest("base64");
    if (sign !== expected) return json(200, { errcode: 310000, errmsg: "sign not match" });
    const { msgtype, text } = jsonBody(asked);
    const content = msgtype === "text" ? textOf(text, "content") : undefined;
    return content === undefined
      ? json(200, { errcode: 40035, errmsg: "缺少参数 json" })
      : json(200, { errcode: 0, errmsg: "ok" }, content);
  });
}

/** WeCom's group robot: the key, then the body, of 2048 bytes of text at most. */
export function startWeCom(key: string): Promise<ProviderServer> {
  return startProvider((asked) => {
    if (asked.method !== "POST" || asked.url.pathname !== "/cgi-bin/webhook/send") return { status: 404, body: "" };
    if (asked.url.searchParams.get("key") !== key) return json(200, { errcode: 93000, errmsg: "invalid webhook url, hint: [1]" });
    const { msgtype, text } = jsonBody(asked);
    const content = msgtype === "text" ? textOf(text, "content") : undefined;
    if (content === undefined) return json(200, { errcode: 40008, errmsg: "invalid message type" });
    if (Buffer.byteLength(content) > 2048) return json(200, { errcode: 40058, errmsg: "text.content exceed max length 2048" });
    return json(200, { errcode: 0, errmsg: "ok" }, content);
  });
}

/** Feishu's custom bot with signature verification: within an hour of its clock. */
export function startFeishu(token: string, secret: string, clock: Pick<Clock, "now">): Promise<ProviderServer> {
  return startProvider((asked) => {
    if (asked.method !== "POST" || asked.url.pathname !== `/open-apis/bot/v2/hook/${token}`) return { status: 404, body: "" };
    const { timestamp, sign, msg_type, content } = jsonBody(asked);
    const expected = createHmac("sha256", Buffer.from([timestamp, secret].join("\n"), "utf8"))
      .update("")
      .digest("base64");
    const isNow = Math.abs(Number(timestamp) - clock.now() / 1000) <= 3600;
    if (typeof timestamp !== "string" || !isNow || sign !== expected) {
      return json(200, { code: 19021, msg: "sign match fail or timestamp is not within one hour from current time" });
    }
    const text = msg_type === "text" ? textOf(content, "text") : undefined;
    return text === undefined
      ? json(200, { code: 9499, msg: "Bad Request", data: {} })
      : json(200, { StatusCode: 0, StatusMessage: "success", code: 0, data: {}, msg: "success" }, text);
  });
}

/** ntfy's JSON publishing with access control: a token that may write to one topic. */
export function startNtfy(topic: string, token: string): Promise<ProviderServer> {
  const judge = (asked: Asked): Answer => {
    if (asked.method !== "POST" || asked.url.pathname !== "/") return json(404, { code: 40401, http: 404, error: "page not found" });
    const message = jsonBody(asked);
    if (asked.headers.authorization !== `Bearer ${token}`) return json(401, { code: 40101, http: 401, error: "unauthorized" });
    if (message["topic"] !== topic) return json(403, { code: 40301, http: 403, error: "forbidden" });
    const { priority, title, tags, message: text, sequence_id } = message;
    const isShaped =
      Number.isInteger(priority) &&
      (priority as number) >= 1 &&
      (priority as number) <= 5 &&
      (title === undefined || typeof title === "string") &&
      Array.isArray(tags) &&
      /^[-_A-Za-z0-9]{1,64}$/.test(String(sequence_id));
    if (!isShaped) return json(400, { code: 40017, http: 400, error: "invalid request: request body must be valid JSON" });
    return json(200, { id: "sPs71M8A2T", time: 1_643_935_928, event: "message", topic, message: text }, String(text));
  };
  return startProvider(judge);
}
