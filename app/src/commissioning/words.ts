import type { CommissioningTest, ProofGap, SignatureMeaning, Stimulus, TestStep, TestSteps } from "@labcanary/domain/commissioning";
import { type EpochMs, elapsed } from "@labcanary/domain/basics";
import { unreachable } from "@labcanary/domain/basics";

/** How the command line says what belongs to commissioning. */

export const GAPS: Readonly<Record<ProofGap, string>> = {
  "never-proven": "it never passed its commissioning test",
  "time-over": "its last test is too long ago",
  voided: "somebody said that its last test holds no longer",
  replaced: "the device was replaced, and this one has not passed its test",
  "sensor-changed": "the site describes another sensor than was tested",
  "rules-changed": "its rules are others than were tested",
  "routes-changed": "others are told of its alarms than when it was tested",
};

export const STIMULUS_WORDS: Readonly<Record<Stimulus, string>> = {
  real: "what it is there for",
  "test-gas": "test gas or warmth",
  simulated: "simulated readings",
};

export const MEANINGS: Readonly<Record<SignatureMeaning, string>> = {
  "seen-and-fit": "saw the test, and holds the signal to be fit to protect people",
};

/** What is told of people and times. */
export interface Reading {
  readonly time: (at: EpochMs) => string;
  /** Name of a person of the site; their id where it is not known, or not to be known. */
  readonly person: (id: string) => string;
}

/** A step as it has happened; undefined before. */
export function stepText(step: TestStep, { alarm, text, acknowledged }: TestSteps, { time, person }: Reading): string | undefined {
  switch (step) {
    case "alarm":
      return (
        alarm &&
        `alarm ${alarm.code}, ${alarm.priority}, by ${alarm.ruleId}, ${time(alarm.at)}${alarm.simulated ? ", of simulated readings" : ""}`
      );
    case "text":
      return (
        text &&
        `text ${text.proof} to ${text.personId === undefined ? "somebody of another zone" : person(text.personId)} by ${text.channel}, ${time(text.at)}`
      );
    case "acknowledged":
      return acknowledged && `acknowledged by ${acknowledged.by}, ${time(acknowledged.at)}`;
    default:
      return unreachable(step);
  }
}

/** What is waited for. */
export const WAITED_FOR: Readonly<Record<TestStep, string>> = {
  alarm: "set the sensor off",
  text: "a text is to come to somebody",
  acknowledged: "whoever got the text, or the security centre, is to acknowledge",
};

export const begunText = ({ signal, stimulus, startedBy, startedAt, until }: CommissioningTest, { time }: Reading): string =>
  `${signal} is under test (${STIMULUS_WORDS[stimulus]}), begun by ${startedBy} ${time(startedAt)}; until ${time(until)} its alarms are texted as TEST`;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `3 d`, `5 h`, `12 min`: whole ones, the largest unit there is one of. */
export function ageText(from: EpochMs, to: EpochMs): string {
  const span = Math.max(0, elapsed(from, to));
  if (span >= DAY) return `${Math.floor(span / DAY)} d`;
  return span >= HOUR ? `${Math.floor(span / HOUR)} h` : `${Math.floor(span / MINUTE)} min`;
}
