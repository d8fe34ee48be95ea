import { COMMAND_ID_USED } from "../basics/index.ts";
import type { CommissioningProof, CommissioningTest, SignatureMeaning, Stimulus } from "../commissioning/index.ts";
import type { SignalKey } from "../telemetry/index.ts";
import { COMMAND_REFUSALS } from "./operator-command.ts";

/**
 * `start` a test of a signal; `sign` that it was passed, which puts the signal in service; `abandon` it; `void` the proof there is,
 * because the sensor was replaced or moved.
 */
export const COMMISSIONING_VERBS = ["start", "sign", "abandon", "void"] as const;
export type CommissioningVerb = (typeof COMMISSIONING_VERBS)[number];

/** What a signed-in person wants done about the commissioning of a signal. */
export interface CommissioningCommand {
  readonly kind: "commissioning-command";
  /** Made by the sender (UUID); seen twice it is carried out once and answered the same; of another order it is refused. */
  readonly id: string;
  readonly verb: CommissioningVerb;
  readonly signal: SignalKey;
  /** User name of who did it: a person's own, since it is signed. */
  readonly by: string;
  /** Required for `start`. */
  readonly stimulus?: Stimulus;
  /** Required for `sign`: the id of the test, so that nobody signs what they have not seen. */
  readonly test?: string;
  /** Required for `sign`: what whoever signs has read that it says. */
  readonly means?: SignatureMeaning;
  /** May go with `sign`; at most 1 000 characters. */
  readonly note?: string;
  /** Required for `void`; at most 1 000 characters. */
  readonly reason?: string;
}

export const COMMISSIONING_REFUSALS = {
  COMMAND_ID_USED,
  SIGNAL_UNKNOWN: "the site describes no such signal",
  STIMULUS_MISSING: "a test says what sets the sensor off: real, test-gas or simulated",
  TEST_UNDER_WAY: "a test of this signal is under way; sign or abandon that one first",
  TEST_SAME_PERSON:
    "you began the last test of this signal of life safety, and it was not signed; for 12 hours somebody else must begin the next",
  TEST_UNKNOWN: "there is no such test of this signal, or no longer; start one",
  SIGNAL_NOT_TESTABLE: "no rule of this signal is raised by what it measures; give it one before it is tested",
  SIGNAL_WITHHELD: "the signal is out of service, and its alarms tell nobody; put it back first",
  ALARM_STANDS: "an alarm of this signal stands already, and a test would mark what follows as a test; wait until it is over",
  TEST_STEP_MISSING: "not every step has happened: an alarm, a text that was delivered, an acknowledgement",
  MEANING_MISSING: "a signature says what it means: seen-and-fit, whoever signs saw the test and holds the signal to be fit to protect",
  STIMULUS_PRESENT: "the alarm's condition still holds; take the stimulus away, and sign when it has returned to normal",
  ALARM_CHATTERS: "the alarm comes and goes; sign when it has been quiet for two minutes",
  TEST_OUTDATED: "sensor, rules or routes are others than when the test began; abandon it and test again",
  PROOF_NONE: "the signal was never proven; there is nothing to void",
  REASON_MISSING: COMMAND_REFUSALS.REASON_MISSING,
  COMMENT_TOO_LONG: COMMAND_REFUSALS.COMMENT_TOO_LONG,
} as const;
export type CommissioningRefusalCode = keyof typeof COMMISSIONING_REFUSALS;

/** What is so after it: the test, or the proof. */
export type CommissioningOutcome =
  | { readonly ok: true; readonly value: { readonly test: CommissioningTest } | { readonly proof: CommissioningProof } }
  | { readonly ok: false; readonly error: { readonly code: CommissioningRefusalCode; readonly message: string } };
