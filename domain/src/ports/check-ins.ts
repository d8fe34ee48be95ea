import type { EpochMs, Text } from "../basics/index.ts";
import type { CheckInOutcome } from "../notification/index.ts";
import type { ChannelKind } from "../site/index.ts";

/** Who is on duty in a key period is asked by text whether they are there. No alarm, and told behind every one. */
export interface AskedCheckIn {
  /** Of the key period and the time: its people are asked once, and reminded once. */
  readonly id: string;
  /** What the period is called. */
  readonly period: Text;
  /** Until when an answer is in time; after it nobody is asked. */
  readonly by: EpochMs;
  /** Person ids. */
  readonly people: readonly string[];
  /** 1: asked; 2: reminded. */
  readonly telling: 1 | 2;
}

/** What somebody answered by text; by who sent it and the code they were sent, as every answer is. */
export interface CheckInAnswer {
  readonly id: string;
  /** AskedCheckIn. */
  readonly checkIn: string;
  readonly personId: string;
  readonly channel: ChannelKind;
  readonly at: EpochMs;
}

/** The texts of check-ins. Whether an answer counts is not theirs to say. */
export interface CheckInTexts {
  /** Durable on return; asked the same again changes nothing and tells so: false. Throws when it could not be kept. */
  askCheckIn(asked: AskedCheckIn): boolean;
  /** Nobody need be asked any more: what has not been sent is not. */
  endCheckIn(id: string): void;
  /** Answers nobody has settled, oldest first. */
  checkInAnswers(): readonly CheckInAnswer[];
  /** The person is told what became of it, once. */
  settleCheckInAnswer(id: string, outcome: CheckInOutcome): void;
  /** Called when there is an answer to settle, and that is durable. Returns what unsubscribes. */
  onCheckInAnswer(listener: () => void): () => void;
}
