import { minutes } from "@labcanary/domain/basics";
import { A_MINUTE, rateLimited, REJECTED, UNAUTHORISED } from "./failures.ts";
import type { EndpointForm } from "./endpoint-channel.ts";
import { outcomeOfRobot, type RobotCodes } from "./robot-answer.ts";
import { robotText } from "./robot-text.ts";

/** developer.work.weixin.qq.com, global error codes. */
const CODES: RobotCodes = {
  name: "wecom",
  codeOf: ({ errcode }) => errcode,
  failures: {
    // Called too often: the count is by the minute.
    45009: rateLimited(A_MINUTE),
    45033: rateLimited(A_MINUTE),
    // The key is none, or its robot was taken out of the group.
    93000: UNAUTHORISED,
    93008: UNAUTHORISED,
    40001: UNAUTHORISED,
    // Empty, too long, or not of the form.
    44004: REJECTED,
    45002: REJECTED,
    40008: REJECTED,
    40058: REJECTED,
  },
};

/** Robots of WeCom groups (企业微信群机器人). The key in the address is all that tells us from others. */
export const WECOM: EndpointForm<"wecom"> = {
  kind: "wecom",
  budgets: [
    {
      count: 20,
      per: minutes(1),
      scope: "address",
      source: "developer.work.weixin.qq.com, group robots: 20 messages a minute for each robot",
    },
  ],
  request: ({ text }, { url }) => ({
    url: new URL(url),
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ msgtype: "text", text: { content: robotText(text) } }),
  }),
  outcome: (answer) => outcomeOfRobot(answer, CODES),
};
