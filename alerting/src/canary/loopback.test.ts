import { seconds } from "@labcanary/domain/basics";
import type { DeliveryReport } from "@labcanary/domain/notification";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { testNotification } from "../../../test/support/notification.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { createLoopback } from "./loopback.ts";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function looped(listen: (report: DeliveryReport) => void) {
  const clock = createSettableClock();
  const channel = createLoopback({ clock, logger: createTestLogger() });
  channel.start(listen);
  return { clock, channel, deliver: () => channel.deliver(testNotification({ id: "canary:7" }), new AbortController().signal) };
}

test("it takes what comes, and reports it as delivered after that", async () => {
  const reports: DeliveryReport[] = [];
  const { clock, deliver } = looped((report) => void reports.push(report));
  expect(await deliver()).toEqual({ kind: "accepted", providerRef: "loopback" });
  expect(reports).toEqual([]);
  await nextTurn();
  expect(reports).toEqual([{ notificationId: "canary:7", status: "delivered", at: clock.now() }]);
});

test("a report that nobody kept is said again a second later, until somebody has", async () => {
  let asked = 0;
  const { clock, deliver } = looped(() => {
    asked++;
    if (asked < 3) throw new Error("not kept");
  });
  await deliver();
  await nextTurn();
  expect(asked).toBe(1);
  clock.advance(seconds(10));
  expect(asked).toBe(3);
});

test("nothing is said after it was stopped", async () => {
  let asked = 0;
  const { channel, clock, deliver } = looped(() => {
    asked++;
    throw new Error("not kept");
  });
  await deliver();
  await nextTurn();
  await deliver();
  channel.stop();
  await nextTurn();
  clock.advance(seconds(10));
  expect(asked).toBe(1);
  expect(clock.waiting).toBe(0);
});
