import { createHmac } from "node:crypto";
import { minutes } from "@labcanary/domain/basics";
import { type Failure, rateLimited, REJECTED, UNAUTHORISED } from "./failures.ts";
import type { EndpointForm } from "./endpoint-channel.ts";
import { outcomeOfRobot, type RobotCodes } from "./robot-answer.ts";
import { robotText } from "./robot-text.ts";

/** How long a robot is not served after it sent too much (open.dingtalk.com, custom robots: 20 a minute, then 10 minutes). */
const LOCKOUT = minutes(10);

const LOCKED_OUT: Failure = rateLimited(LOCKOUT);

/** open.dingtalk.com, "Custom robot access", error codes. */
const CODES: RobotCodes = {
  name: "dingtalk",
  codeOf: ({ errcode }) => errcode,
  failures: {
    // Sends too fast; the second is the same, said by its gateway.
    130101: LOCKED_OUT,
    410100: LOCKED_OUT,
    // Signature, keyword or sender's address is not what the robot wants: 310000; token unknown, robot gone, disabled or without group.
    310000: UNAUTHORISED,
    300001: UNAUTHORISED,
    300005: UNAUTHORISED,
    400013: UNAUTHORISED,
    400101: UNAUTHORISED,
    400102: UNAUTHORISED,
    400105: REJECTED,
    400106: UNAUTHORISED,
    // The text has an unsafe link (1), unfitting words (2, 4) or a picture (3).
    430101: REJECTED,
    430102: REJECTED,
    430103: REJECTED,
    430104: REJECTED,
  },
};

/** Custom robots of DingTalk groups. */
export const DINGTALK: EndpointForm<"dingtalk"> = {
  kind: "dingtalk",
  budgets: [
    {
      count: 20,
      per: minutes(1),
      scope: "address",
      lockout: LOCKOUT,
      source: "open.dingtalk.com, custom robots: 20 messages a minute for each robot, then 10 minutes without",
    },
  ],
  request({ text }, { url, secret }, now) {
    const signed = new URL(url);
    if (secret !== undefined) {
      signed.searchParams.set("timestamp", String(now));
      signed.searchParams.set("sign", dingTalkSignature(secret, now));
    }
    const content = { msgtype: "text", text: { content: robotText(text) }, at: { isAtAll: false } };
    return { url: signed, method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(content) };
  },
  outcome: (answer) => outcomeOfRobot(answer, CODES),
};

/** HMAC-SHA256 of `timestamp`, a line feed and the secret, keyed with the secret; base64. `now` is epoch milliseconds. */
export const dingTalkSignature = (secret: string, now: number): string =>
  createHmac("sha256", secret).update(`${now}\n${secret}`).digest("base64");
