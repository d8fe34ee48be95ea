import type { Alarm } from "../alarm/index.ts";
import type { EpochMs } from "../basics/index.ts";
import { isProven } from "../notification/index.ts";
import type { ChannelKind, ProofLevel } from "../site/index.ts";
import type { CommissioningTest, TestSteps } from "./proof.ts";

/** A notification of the alarm of a test, as far as it matters whether somebody has it. */
export interface ToldInTest {
  readonly notificationId: string;
  readonly personId: string;
  readonly channel: ChannelKind;
  readonly best: ProofLevel | undefined;
  /** It tells of the alarm, and not that it is over. */
  readonly isAlarmText: boolean;
}

export const TEST_STEPS = ["alarm", "text", "acknowledged"] as const satisfies readonly (keyof TestSteps)[];
export type TestStep = (typeof TEST_STEPS)[number];

/** What there is to see of the test's alarm at the moment. */
export interface TestFacts {
  readonly now: EpochMs;
  /** Alarms raised in the test, the first first. */
  readonly alarms: readonly Alarm[];
  readonly toldOf: (alarmId: string) => readonly ToldInTest[];
}

/**
 * The test with what has happened since; the same object where nothing has. All steps are of one alarm: where the stimulus raised several,
 * of the one that has come furthest, and of those the first. What was seen of it stays seen, with its time.
 */
export function stepTest(test: CommissioningTest, { now, alarms, toldOf }: TestFacts): CommissioningTest {
  let furthest: TestSteps = { ...(test.alarm === undefined ? {} : stepsOf(test)) };
  for (const alarm of alarms) {
    const known = test.alarm?.alarmId === alarm.id ? stepsOf(test) : {};
    const steps = { ...seenOf(alarm, toldOf(alarm.id), now), ...known };
    if (countOf(steps) > countOf(furthest)) furthest = steps;
  }
  return countOf(furthest) > countOf(test) ? { ...test, ...furthest } : test;
}

const countOf = (steps: TestSteps): number => TEST_STEPS.filter((step) => steps[step] !== undefined).length;

const stepsOf = ({ alarm, text, acknowledged }: TestSteps): TestSteps => ({
  ...(alarm === undefined ? {} : { alarm }),
  ...(text === undefined ? {} : { text }),
  ...(acknowledged === undefined ? {} : { acknowledged }),
});

function seenOf(alarm: Alarm, told: readonly ToldInTest[], now: EpochMs): TestSteps {
  const { id: alarmId, code, source, priority, raisedReceivedAt: at, simulated, acknowledgedBy, acknowledgedAt } = alarm;
  if (source.kind !== "rule") return {};
  const text = textOf(told, now);
  return {
    alarm: { alarmId, code, ruleId: source.ruleId, priority, at, simulated },
    ...(text === undefined ? {} : { text }),
    ...(acknowledgedBy === undefined || acknowledgedAt === undefined ? {} : { acknowledged: { by: acknowledgedBy, at: acknowledgedAt } }),
  };
}

function textOf(told: readonly ToldInTest[], now: EpochMs): TestSteps["text"] {
  for (const { notificationId, personId, channel, best, isAlarmText } of told)
    if (isAlarmText && best !== undefined && isProven(best, "delivered"))
      return { notificationId, personId, channel, proof: best, at: now };
  return undefined;
}

/** The first step that has not happened; undefined once all have. */
export const missingStep = (steps: TestSteps): TestStep | undefined => TEST_STEPS.find((step) => steps[step] === undefined);
