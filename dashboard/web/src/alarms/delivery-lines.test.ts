import { epochMs } from "@labcanary/domain/basics";
import type { DeliveryStanding } from "@labcanary/domain/notification";
import { expect, test } from "vitest";
import { toldPeople, timeToFirstHuman } from "./delivery-lines.ts";

const delivery = (over: Partial<DeliveryStanding> = {}): DeliveryStanding => ({
  notificationId: "a:first:wang",
  kind: "alarm",
  step: "first",
  as: "responsible",
  personId: "wang",
  channel: "sms",
  dueAt: epochMs(1000),
  state: "unproven",
  at: epochMs(9000),
  ...over,
});

test("a person's channels stand together in the order in which they were tried, people in the order of the route", () => {
  const smith = { notificationId: "a:second:smith", personId: "smith", as: "deputy", state: "waiting" } as const;
  const tellings = toldPeople([
    delivery(),
    delivery({ channel: "email", state: "accepted" }),
    delivery(smith),
    delivery({ channel: "sms", state: "waiting" }),
  ]);
  expect(tellings.map(({ personId, as, ways }) => [personId, as, ways.map(({ channel, state }) => `${channel} ${state}`)])).toEqual([
    ["wang", "responsible", ["sms unproven", "email accepted", "sms waiting"]],
    ["smith", "deputy", ["sms waiting"]],
  ]);
});

test("the time to the first human counts from receipt, and is never negative", () => {
  expect([timeToFirstHuman({ at: epochMs(5000) }, 2000), timeToFirstHuman({ at: epochMs(1000) }, 2000)]).toEqual([3000, 0]);
});
