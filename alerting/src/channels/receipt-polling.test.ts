import { hours, minutes, seconds } from "@labcanary/domain/basics";
import type { DeliveryReport } from "@labcanary/domain/notification";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createReceiptPolling } from "./receipt-polling.ts";

type Status = DeliveryReport["status"];

function bench(said: (ref: string) => Status | undefined) {
  const clock = createSettableClock();
  const asked: { ref: string; after: number }[] = [];
  const reports: DeliveryReport[] = [];
  const began = clock.now();
  let isKept = true;
  const polling = createReceiptPolling<string>({
    clock,
    async ask(ref) {
      asked.push({ ref, after: clock.now() - began });
      return said(ref);
    },
    report(report) {
      if (!isKept) throw new Error("disk full");
      reports.push(report);
    },
  });
  return {
    clock,
    polling,
    asked,
    reports,
    keep: (kept: boolean) => void (isKept = kept),
    /** What is asked for in so long, one question after the other as they fall due. */
    async pass(span: number) {
      for (let left = span; left > 0; left -= 1000) {
        clock.advance(seconds(1));
        await Promise.resolve();
        await Promise.resolve();
      }
    },
  };
}

test("it is asked for at growing intervals until the last word, which is told once", async () => {
  let status: Status = "sent";
  const { polling, asked, reports, pass, clock } = bench(() => status);
  polling.watch("n", "ref");
  await pass(minutes(1));
  expect(asked.map(({ after }) => after)).toEqual([5000, 15_000, 35_000]);
  expect(reports.map((report) => report.status)).toEqual(["sent"]);
  status = "delivered";
  await pass(minutes(1));
  expect(reports).toMatchObject([{ status: "sent" }, { notificationId: "n", status: "delivered" }]);
  expect(clock.waiting).toBe(0);
});

test("nothing is asked for any more after a day, nor after a stop", async () => {
  const { polling, asked, pass, clock } = bench(() => undefined);
  polling.watch("n", "ref");
  await pass(hours(25));
  const before = asked.length;
  // Every five minutes of a day, and the shorter waits before.
  expect(before).toBeLessThan(300);
  expect(clock.waiting).toBe(0);
  polling.watch("m", "ref");
  polling.stop();
  await pass(minutes(5));
  expect(asked).toHaveLength(before);
});

test("a report nobody could keep is asked for again", async () => {
  const { polling, reports, pass, keep } = bench(() => "delivered");
  keep(false);
  polling.watch("n", "ref");
  await pass(seconds(6));
  expect(reports).toEqual([]);
  keep(true);
  await pass(seconds(10));
  expect(reports).toMatchObject([{ notificationId: "n", status: "delivered" }]);
});

test("a notification sent again is asked for by its new reference, and one told of otherwise not at all", async () => {
  const { polling, asked, pass } = bench(() => "delivered");
  polling.watch("n", "first");
  polling.watch("n", "second");
  polling.watch("m", "other");
  polling.forget("m");
  await pass(minutes(1));
  expect(asked.map(({ ref }) => ref)).toEqual(["second"]);
});

test("past a thousand the oldest is let go", async () => {
  const { polling, asked, pass } = bench(() => "delivered");
  for (let number = 0; number <= 1000; number++) polling.watch(`n${number}`, String(number));
  await pass(seconds(6));
  expect(asked).toHaveLength(1000);
  expect(asked.map(({ ref }) => ref)).not.toContain("0");
});
