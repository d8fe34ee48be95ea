import { epochMs } from "@labcanary/domain/basics";
import type { DeliveryStanding } from "@labcanary/domain/notification";
import { expect, test } from "vitest";
import { journalEntry } from "../testing.ts";
import { deliveryLines, timeToFirstHuman } from "./delivery-lines.ts";

const delivery = (over: Partial<DeliveryStanding> = {}): DeliveryStanding => ({
  notificationId: "a:first:wang",
  kind: "alarm",
  step: "first",
  as: "responsible",
  personId: "wang",
  channel: "email",
  dueAt: epochMs(1000),
  state: "accepted",
  at: epochMs(9000),
  ...over,
});

test("channels without proof in time come before the one in use, each of its own notification, and the one in use is not told twice", () => {
  const unproven = (channel: string, at: number, notificationId = "a:first:wang") =>
    journalEntry({ kind: "notification-unproven", at: epochMs(at), detail: { notificationId, channel } });
  const timeline = [
    unproven("sms", 2000),
    unproven("ntfy", 3000, "a:first:smith"),
    unproven("email", 4000),
    unproven("pigeon", 5000),
    journalEntry({ kind: "notification-accepted", detail: { notificationId: "a:first:wang", channel: "sms" } }),
  ];
  const [wang, smith] = deliveryLines([delivery(), delivery({ notificationId: "a:first:smith", channel: "sms" })], timeline);
  expect(wang?.tried).toEqual([{ channel: "sms", at: 2000 }]);
  expect(smith?.tried).toEqual([{ channel: "ntfy", at: 3000 }]);
});

test("the time to the first human counts from receipt, and is never negative", () => {
  expect([timeToFirstHuman({ at: epochMs(5000) }, 2000), timeToFirstHuman({ at: epochMs(1000) }, 2000)]).toEqual([3000, 0]);
});
