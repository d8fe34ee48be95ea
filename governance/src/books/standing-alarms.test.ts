import { epochMs } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { createTestLogger } from "../../../test/support/observing.ts";
import { createStandingAlarms } from "./standing-alarms.ts";

test("a record of which it cannot be told what is an alarm ends none that stands, throws nothing at who settles the others, and is logged", () => {
  const told: unknown[] = [];
  const logger = createTestLogger();
  const alarms = createStandingAlarms({
    desk: { list: () => [] },
    sink: { takeRecordCondition: ({ record, active }) => void told.push([record, active]) },
    logger,
  });
  const record = { ledger: "hazard", number: 1, zoneId: "room" } as const;
  const overdue = { name: "hazard-overdue", value: { en: "", zh: "" }, detail: "" } as const;
  alarms.settle({ ...record, alarms: () => [overdue] }, epochMs(0));
  alarms.settle(
    {
      ...record,
      alarms() {
        throw new Error("unknown zone");
      },
    },
    epochMs(1),
  );
  expect(told).toEqual([["hazard/1", true]]);
  expect(alarms.of("hazard")).toEqual([1]);
  expect(logger.lines).toMatchObject([{ level: "error", fields: { record: "hazard/1" } }]);
});
