import { expect, test } from "vitest";
import { meaningOfRecordCondition, RECORD_CONDITIONS, type RecordConditionName } from "../alarm/index.ts";
import { days, type EpochMs, plus } from "../basics/index.ts";
import { gradeAt } from "./lateness.ts";

const DUE = 1_000_000 as EpochMs;

test.each([
  { late: 0, grade: 0 },
  { late: days(1) - 1, grade: 0 },
  { late: days(1), grade: 1 },
  { late: days(3) - 1, grade: 1 },
  { late: days(3), grade: 2 },
  { late: -1, grade: 0 },
])("late by $late ms is place $grade", ({ late, grade }) => {
  expect(gradeAt(DUE, plus(DUE, late as never))).toBe(grade);
});

test("whatever has a first grade has a second and a third, of the same class and no less grave each", () => {
  const names = Object.keys(RECORD_CONDITIONS) as RecordConditionName[];
  const graded = names.filter((name) => meaningOfRecordCondition(name).grade !== undefined);
  const familyOf = (name: string): string => name.replace(/^major-/, "").replace(/-\d+d$/, "");
  const families = Map.groupBy(graded, familyOf);
  expect([...families.keys()].sort()).toEqual([
    "check-missed",
    "dossier-unapproved",
    "dossier-undecided",
    "hazard-overdue",
    "measure-review-overdue",
    "report-unread",
    "stock-overdue",
    "stock-take-overdue",
  ]);
  const order = ["low", "medium", "high", "critical"];
  for (const family of families.values()) {
    const meanings = family.map(meaningOfRecordCondition);
    expect(new Set(meanings.map(({ grade }) => grade))).toEqual(new Set([1, 2, 3]));
    expect(new Set(meanings.map((meaning) => meaning.class)).size).toBe(1);
    for (const graver of meanings) {
      const milder = meanings.filter(({ grade = 0 }) => grade < (graver.grade ?? 0));
      for (const each of milder) expect(order.indexOf(each.priority)).toBeLessThanOrEqual(order.indexOf(graver.priority));
    }
  }
});
