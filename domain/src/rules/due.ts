import { type EpochMs, milliseconds, type Text } from "../basics/index.ts";
import type { RuleAttributes } from "./rule.ts";
import type { Watched, WatchedInputs, WatchInput, World } from "./watch.ts";

/** What must be done to a sensor again and again for its readings to be believed. */
export const DUTIES = ["calibration", "bump-test"] as const;
export type Duty = (typeof DUTIES)[number];

/** A duty whose date has come. It ends with a site in which the date is later: somebody has done it and written it down. */
export interface DueRule extends RuleAttributes {
  readonly kind: "due";
  readonly duty: Duty;
  readonly dueAt: EpochMs;
  /** The day it is due, as the site's calendar has it: 2026-11-01. */
  readonly day: string;
}

/** Receive time decides: a sensor that says nothing, or lies about its clock, is due all the same. */
export function stepDue({ duty, dueAt }: DueRule, _memory: undefined, _input: WatchInput, { receivedAt }: World): Watched<undefined> {
  if (receivedAt >= dueAt) return { memory: undefined, observation: "met", because: `the ${duty} is overdue` };
  return { memory: undefined, observation: "gone", because: `the ${duty} is not due yet`, lookAgainAt: dueAt };
}

const NAMES: Readonly<Record<Duty, Text>> = {
  calibration: { en: "calibration overdue", zh: "校准逾期" },
  "bump-test": { en: "bump test overdue", zh: "功能测试逾期" },
};

export const nameOfDue = ({ duty }: DueRule): Text => NAMES[duty];

export const conditionOfDue = ({ day }: DueRule): Text => ({ en: `due ${day}`, zh: `应于 ${day} 前完成` });

export const inputsOfDue = (_rule: DueRule): WatchedInputs => ({ signals: [], devices: [], reach: milliseconds(0) });
