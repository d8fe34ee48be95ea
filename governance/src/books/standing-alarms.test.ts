import type { Alarm } from "@labcanary/domain/alarm";
import { epochMs } from "@labcanary/domain/basics";
import type { RecordAlarm } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { createTestLogger } from "../../../test/support/observing.ts";
import { createStandingAlarms } from "./standing-alarms.ts";

test("one that stands is told anew when its value changes, over a restart too, and not when nothing has", () => {
  const told: unknown[] = [];
  const standing: unknown[] = [];
  const alarms = createStandingAlarms({
    desk: { list: () => standing as never },
    sink: { takeRecordCondition: ({ value, active }) => void told.push([value.en, active]) },
    logger: createTestLogger(),
  });
  const settle = (en: string) =>
    alarms.settle(
      {
        ledger: "public-report",
        number: 1,
        zoneId: "room",
        alarms: () => [{ name: "hand-raised", value: { en, zh: en }, detail: "smoke" }],
      },
      epochMs(0),
    );
  for (const value of ["PR-1", "PR-1", "PR-1, 2 reports"]) settle(value);
  standing.push({
    source: { kind: "record", condition: "hand-raised", record: "public-report/1" },
    conditionActive: true,
    description: { valueText: { en: "PR-1, 2 reports" } },
  });
  alarms.open();
  for (const value of ["PR-1, 2 reports", "PR-1, 3 reports"]) settle(value);
  expect(told).toEqual([
    ["PR-1", true],
    ["PR-1, 2 reports", true],
    ["PR-1, 3 reports", true],
  ]);
});

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

test("an alarm with a place of its own is one of each place, and ends there; one without stays where it was raised when its item moves", () => {
  const told: unknown[] = [];
  const source = { kind: "record", condition: "hazard-overdue", record: "hazard/1", zoneId: "room" } as const;
  const alarms = createStandingAlarms({
    desk: { list: () => [{ source, conditionActive: true, description: { valueText: { en: "", zh: "" } } } as Alarm] },
    sink: { takeRecordCondition: ({ name, zoneId, active }) => void told.push([name, zoneId, active]) },
    logger: createTestLogger(),
  });
  alarms.open();
  const text = { value: { en: "", zh: "" }, detail: "" };
  const overdue = { name: "hazard-overdue", ...text } as const;
  const opened = (zoneId: string) => ({ name: "sealed-door-opened", zoneId, ...text }) as const;
  const settle = (...of: readonly RecordAlarm[]) =>
    alarms.settle({ ledger: "hazard", number: 1, zoneId: "elsewhere", alarms: () => of }, epochMs(0));
  settle(overdue, opened("a"), opened("b"));
  settle(overdue, opened("a"), opened("b"));
  settle(opened("b"));
  expect(told).toEqual([
    ["sealed-door-opened", "a", true],
    ["sealed-door-opened", "b", true],
    ["hazard-overdue", "room", false],
    ["sealed-door-opened", "a", false],
  ]);
  settle();
  expect([told.at(-1), alarms.of("hazard")]).toEqual([["sealed-door-opened", "b", false], []]);
});

test("what stood where the key period is goes on, about the first door and once; what is opened elsewhere is raised, and what is explained ends", () => {
  const told: unknown[] = [];
  const source = { kind: "record", condition: "sealed-door-opened", record: "key-period/1", zoneId: "site" } as const;
  const alarms = createStandingAlarms({
    desk: { list: () => [{ source, conditionActive: true, description: { valueText: { en: "KP-1", zh: "KP-1" } } } as Alarm] },
    sink: { takeRecordCondition: ({ name, zoneId, active, value }) => void told.push([name, zoneId, active, value.en]) },
    logger: createTestLogger(),
  });
  alarms.open();
  const opened = (zoneId: string, en = zoneId) =>
    ({ name: "sealed-door-opened", zoneId, value: { en, zh: en }, detail: "" }) as const satisfies RecordAlarm;
  const settle = (...of: readonly RecordAlarm[]) =>
    alarms.settle({ ledger: "key-period", number: 1, zoneId: "site", alarms: () => of }, epochMs(0));
  for (let look = 0; look < 2; look++) settle(opened("a"), opened("b"));
  expect(told.splice(0)).toEqual([
    ["sealed-door-opened", "site", true, "a"],
    ["sealed-door-opened", "b", true, "b"],
  ]);
  // Explained in the one place, and another door opened by the same look: somebody is called.
  settle(opened("b"), opened("c"));
  expect(told.splice(0)).toEqual([
    ["sealed-door-opened", "c", true, "c"],
    ["sealed-door-opened", "site", false, ""],
  ]);
  // The site has the door of c in d: the same opening goes on where it was raised.
  for (let look = 0; look < 2; look++) settle(opened("b"), opened("d", "c"));
  expect(told).toEqual([]);
  settle(opened("b"));
  expect(told).toEqual([["sealed-door-opened", "c", false, ""]]);
});
