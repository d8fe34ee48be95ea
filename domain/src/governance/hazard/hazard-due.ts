import { days, type DurationMs, type EpochMs, hours, plus } from "../../basics/index.ts";
import { fullTime } from "../../schedule/index.ts";
import type { Site } from "../../site/index.ts";
import { alarmValue } from "../alarm-value.ts";
import { itemName } from "../item-name.ts";
import { type GradedConditions, gradeAt } from "../lateness.ts";
import type { RecordAlarm } from "../ledger.ts";
import type { Hazard, HazardAct, HazardLevel, OverdueStep } from "./hazard.ts";

/**
 * How long a hazard may stand with nobody having agreed what to do about it, and one that is said to be done with nobody having looked.
 * Chosen: a major one is a matter of the same day, a general one of the weekly round.
 */
export const STEP_WITHIN: Readonly<Record<HazardLevel, DurationMs>> = { major: hours(24), general: days(7) };

export interface HazardDue {
  readonly step: OverdueStep;
  readonly at: EpochMs;
}

/** What is to be done next about a hazard, and by when; undefined of one that is written off. */
export function dueOf({ state, level, filedAt, reopened, settlement, remedies }: Hazard): HazardDue | undefined {
  const within = STEP_WITHIN[level];
  switch (state) {
    case "filed":
      return { step: "settlement", at: plus(reopened.at(-1)?.at ?? filedAt, within) };
    case "settled":
      return settlement === undefined ? undefined : { step: "remedy", at: settlement.deadline };
    case "remedied":
      return { step: "verification", at: plus(remedies.at(-1)?.at ?? filedAt, within) };
    case "written-off":
      return undefined;
  }
}

/** What has become late since it was last looked, as an act. */
export function overdueActs(hazard: Hazard, now: EpochMs): readonly HazardAct[] {
  const due = dueOf(hazard);
  if (due === undefined || now <= due.at) return [];
  const grade = gradeAt(due.at, now);
  const { overdue } = hazard;
  const isKnown = overdue !== undefined && overdue.step === due.step && overdue.since === due.at && overdue.grade >= grade;
  return isKnown ? [] : [{ act: "overdue", step: due.step, since: due.at, grade }];
}

/** Each an alarm of its own: one that goes on is told anew, and graver. */
const CONDITION_OF_GRADE: Readonly<Record<HazardLevel, GradedConditions>> = {
  general: ["hazard-overdue", "hazard-overdue-1d", "hazard-overdue-3d"],
  major: ["major-hazard-overdue", "hazard-overdue-1d", "hazard-overdue-3d"],
};

const LATE: Readonly<Record<OverdueStep, string>> = {
  settlement: "nobody has agreed what to do about it",
  remedy: "it is not said to be remedied",
  verification: "nobody has looked whether it is remedied",
};

export function hazardAlarms({ overdue, number, level }: Hazard, site: Pick<Site, "timeZone">): readonly RecordAlarm[] {
  if (overdue === undefined) return [];
  const { step, since, grade } = overdue;
  // From the first day on the words are those of any hazard.
  const value = alarmValue(itemName("hazard", number), ...(level === "major" ? [{ en: "major", zh: "重大" }] : []));
  const detail = `hazard ${number} (${level}): ${LATE[step]}, due by ${fullTime(site.timeZone)(since)}`;
  return [{ name: CONDITION_OF_GRADE[level][grade], value, detail }];
}
