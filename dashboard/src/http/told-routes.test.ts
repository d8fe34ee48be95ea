import { createUserDirectory } from "@labcanary/dashboard";
import type { DeliveryStanding } from "@labcanary/domain/notification";
import { expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";

const delivery = (personId: string, state: DeliveryStanding["state"]): DeliveryStanding => {
  const { raisedAt: at } = gasAlarm();
  return { notificationId: "n", kind: "alarm", step: "now", as: "responsible", personId, channel: "sms", dueAt: at, state, at };
};

test("says which alarms that stand the person behind the account was told of, within their zones; those still to come are none", async () => {
  const platform = await startBrowserPlatform({ users: { wang: "responder", smith: "responder", operator: "operator" } });
  const { desk, notifications } = platform;
  for (const id of ["told", "waiting", "ended"]) desk.raise(gasAlarm({ id, code: id.slice(0, 4).toUpperCase() }));
  notifications.deliveriesOf.set("told", [delivery("wang", "delivered"), delivery("smith", "waiting")]);
  notifications.deliveriesOf.set("waiting", [delivery("wang", "waiting")]);
  notifications.deliveriesOf.set("ended", [delivery("wang", "read")]);
  desk.command({ kind: "operator-command", id: "1", verb: "acknowledge", alarmId: "ended", by: "operator" });
  desk.clear("ended");
  const toldTo = async (user: string) => {
    const { token } = await signIn(platform.url, user);
    return (await call(platform, "GET", "/api/v1/told", { as: token })).body.alarmIds;
  };
  expect(await toldTo("wang")).toEqual(["told"]);
  expect(await toldTo("smith")).toEqual([]);
  expect(await toldTo("operator")).toEqual([]);
  createUserDirectory(platform.dataFolder).remove("wang");
  await createUserDirectory(platform.dataFolder).add("wang", "responder", PASSWORD, ["elsewhere"]);
  expect(await toldTo("wang")).toEqual([]);
  expect((await call(platform, "GET", "/api/v1/told")).status).toBe(401);
});
