import { type DurationMs, type EpochMs, hours } from "../basics/index.ts";
import type { Priority } from "../rules/index.ts";
import type { ChannelKind, ProofLevel } from "../site/index.ts";
import type { SignalKey } from "../telemetry/index.ts";
import type { Protected } from "./protected.ts";

/** What sets the sensor off: what it is there for, gas from a bottle or a warm hand, or readings that were made up. */
export const STIMULI = ["real", "test-gas", "simulated"] as const;
export type Stimulus = (typeof STIMULI)[number];

/**
 * What a signature says, kept with it. `seen-and-fit`: whoever signs saw the test themselves, and holds the signal to be fit to protect
 * people. Another meaning gets another word, so that a proof goes on saying what its signer read.
 */
export const SIGNATURE_MEANINGS = ["seen-and-fit"] as const;
export type SignatureMeaning = (typeof SIGNATURE_MEANINGS)[number];

/**
 * Longest time a test may take, after which it ends by itself: its texts are marked as tests, and nobody runs for those. Chosen: time
 * for gas, a slow on-delay and a phone, and short enough that a mark somebody forgot does not outlive the visit.
 */
export const LONGEST_TEST: DurationMs = hours(1);

/**
 * After a test that was not signed another person must begin the next one of a signal of life safety, for so long. Chosen: a shift; alone,
 * hour after hour, one person would mark its alarms as tests, where taking it out of service needs two.
 */
export const ANOTHER_BEGINS: DurationMs = hours(12);

/** The alarm that the stimulus raised. */
export interface AlarmStep {
  readonly alarmId: string;
  readonly code: string;
  readonly ruleId: string;
  readonly priority: Priority;
  /** Receipt of the deciding reading. */
  readonly at: EpochMs;
  /** The reading that decided was marked as simulated. */
  readonly simulated: boolean;
}

/** The first text of that alarm that is known to have come to somebody. */
export interface TextStep {
  readonly notificationId: string;
  /** Absent where whoever asks is not to know who it is. */
  readonly personId?: string;
  readonly channel: ChannelKind;
  /** At least `delivered`: that a provider took it proves nobody reached. */
  readonly proof: ProofLevel;
  readonly at: EpochMs;
}

export interface AcknowledgeStep {
  /** User name, or who answered the text. */
  readonly by: string;
  readonly at: EpochMs;
}

/** What the test has shown so far; each step has happened once it is there, and stays so. */
export interface TestSteps {
  readonly alarm?: AlarmStep;
  readonly text?: TextStep;
  readonly acknowledged?: AcknowledgeStep;
}

/** A test that is under way, at most one of a signal. */
export interface CommissioningTest extends TestSteps {
  readonly id: string;
  readonly signal: SignalKey;
  readonly stimulus: Stimulus;
  readonly startedBy: string;
  readonly startedAt: EpochMs;
  /** When it ends by itself, unsigned. */
  readonly until: EpochMs;
  /** As it was when the test began; the proof is of this and no other. */
  readonly protects: Protected;
}

/** A test that was passed, and who says so: they saw it themselves, and hold the signal to be fit to protect. */
export interface CommissioningProof extends Omit<CommissioningTest, "until" | keyof TestSteps>, Required<TestSteps> {
  readonly signedBy: string;
  readonly signedAt: EpochMs;
  /** Absent of proofs from before it was kept. */
  readonly means?: SignatureMeaning;
  readonly note?: string;
  /** Somebody has said that it holds no longer: the sensor was replaced, or moved. */
  readonly voided?: { readonly by: string; readonly at: EpochMs; readonly reason: string };
}
