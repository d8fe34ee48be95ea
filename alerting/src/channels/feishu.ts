import { createHmac } from "node:crypto";
import { minutes, seconds } from "@labcanary/domain/basics";
import { A_MINUTE, rateLimited, REJECTED, UNAUTHORISED } from "./failures.ts";
import type { EndpointForm } from "./endpoint-channel.ts";
import { jsonOf } from "./http-request.ts";
import { outcomeOfRobot, type RobotCodes } from "./robot-answer.ts";
import { robotText } from "./robot-text.ts";

const RATE_LIMITED = rateLimited(A_MINUTE);

/** open.feishu.cn, "Custom bot usage guide", error codes. */
const CODES: RobotCodes = {
  name: "feishu",
  // Robots of before 2021 say `StatusCode` in place of `code`.
  codeOf: ({ code, StatusCode }) => code ?? StatusCode,
  failures: {
    // Of the robot, and of the group: the second comes at full and half hours, when many programs send.
    11232: RATE_LIMITED,
    11233: RATE_LIMITED,
    // Token, robot's state, signature or clock, sender's address, keyword.
    19001: UNAUTHORISED,
    19007: UNAUTHORISED,
    19021: UNAUTHORISED,
    19022: UNAUTHORISED,
    19024: UNAUTHORISED,
    19002: REJECTED,
    9499: REJECTED,
  },
};

/** Custom robots of Feishu and Lark groups. */
export const FEISHU: EndpointForm<"feishu"> = {
  kind: "feishu",
  budgets: [
    { count: 100, per: minutes(1), scope: "address", source: "open.feishu.cn, custom bots: 100 a minute for each robot" },
    { count: 5, per: seconds(1), scope: "address", source: "open.feishu.cn, custom bots: 5 a second for each robot" },
  ],
  request({ text }, { url, secret }, now) {
    const timestamp = Math.floor(now / 1000);
    const proof = secret === undefined ? {} : { timestamp: String(timestamp), sign: feishuSignature(secret, timestamp) };
    const body = { ...proof, msg_type: "text", content: { text: robotText(text) } };
    return { url: new URL(url), method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  },
  outcome(answer) {
    const said = jsonOf(answer.body);
    // One code for a body that is none and for sending too fast; only its words tell them apart.
    if (said?.["code"] === 9499 && /too many|frequen/i.test(String(said["msg"]))) return RATE_LIMITED;
    return outcomeOfRobot(answer, CODES);
  },
};

/** HMAC-SHA256 of nothing, keyed with `timestamp`, a line feed and the secret; base64. `timestamp` is epoch seconds. */
export const feishuSignature = (secret: string, timestamp: number): string =>
  createHmac("sha256", `${timestamp}\n${secret}`).digest("base64");
