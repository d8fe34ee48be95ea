import { minutes } from "@labcanary/domain/basics";
import type { Notification } from "@labcanary/domain/notification";
import type { Priority } from "@labcanary/domain/rules";
import { failureOfStatus } from "./failures.ts";
import type { EndpointForm } from "./endpoint-channel.ts";
import { isSuccess, jsonOf, NOT_THE_PROVIDER, shortIdOf } from "./http-request.ts";
import { markOf } from "./mark.ts";

/** 1 to 5 (docs.ntfy.sh, "Message priority"): 5 rings through, 3 is the usual sound, 2 has none. */
const PRIORITIES: Readonly<Record<Priority, number>> = { critical: 5, high: 4, medium: 3, low: 2 };

/** Emoji before the title (docs.ntfy.sh, "Tags & emojis"). */
const TAGS: Readonly<Record<Notification["kind"], string>> = {
  alarm: "rotating_light",
  "returned-to-normal": "leftwards_arrow_with_hook",
  "all-clear": "white_check_mark",
  test: "test_tube",
  answer: "speech_balloon",
  "check-in": "bell",
};

/** Push messages through an ntfy server. */
export const NTFY: EndpointForm<"ntfy"> = {
  kind: "ntfy",
  budgets: [
    {
      count: 60,
      per: minutes(5),
      scope: "channel",
      source: "docs.ntfy.sh, visitor-request-limit-burst 60, one more every 5 s (defaults): 60 at once are back after 5 min",
    },
  ],
  request(notification, { url, topic, token }) {
    const { kind, text, parts } = notification;
    const { test, before } = markOf(notification);
    const title = `${test}${before}${parts.place}`.trim();
    const message = {
      topic,
      message: text,
      ...(title === "" ? {} : { title }),
      tags: [TAGS[kind]],
      priority: priorityOf(notification),
      // The same message again takes the place of the first in the app (ntfy 2.16; before, it is passed over and shows twice).
      sequence_id: shortIdOf(notification.id),
    };
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return {
      url: new URL("/", url),
      method: "POST",
      headers: { "content-type": "application/json", ...authorization },
      body: JSON.stringify(message),
    };
  },
  outcome(answer) {
    if (!isSuccess(answer)) return failureOfStatus(answer);
    const said = jsonOf(answer.body);
    return typeof said?.["id"] === "string" ? { kind: "accepted", providerRef: `ntfy-${said["id"]}` } : NOT_THE_PROVIDER;
  },
};

/** What is over need not wake anybody. */
function priorityOf({ kind, lifeSafety, priority }: Notification): number {
  if (kind !== "alarm") return PRIORITIES.medium;
  return lifeSafety ? PRIORITIES.critical : PRIORITIES[priority];
}
