import type { OutOfService } from "../alarm/index.ts";
import { COMMAND_ID_USED, type EpochMs } from "../basics/index.ts";
import type { SignalKey } from "../telemetry/index.ts";
import { COMMAND_REFUSALS } from "./operator-command.ts";

/** `propose` to take a signal out of service; `approve` a proposal, which puts it in force; `end` it early, or withdraw the proposal. */
export const SERVICE_VERBS = ["propose", "approve", "end"] as const;
export type ServiceVerb = (typeof SERVICE_VERBS)[number];

/** What a signed-in person wants done about a signal's being in service. */
export interface ServiceCommand {
  readonly kind: "service-command";
  /** Made by the sender (UUID); seen twice it is carried out once and answered the same; of another order it is refused. */
  readonly id: string;
  readonly verb: ServiceVerb;
  readonly signal: SignalKey;
  /** User name of who did it: a person's own, since two are needed. */
  readonly by: string;
  /** Whoever gives it is not the desk: it does not say that anybody is there. */
  readonly away?: true;
  /** Required for `propose`: when it ends by itself. */
  readonly until?: EpochMs;
  /** Required for `propose`; at most 1 000 characters. */
  readonly reason?: string;
  /** Required for `propose`: what protects people meanwhile; at most 1 000 characters. */
  readonly measure?: string;
  /** Required for `approve`: the id of what is approved, so that nobody approves what they have not seen. */
  readonly proposal?: string;
  /** May go with `end`; at most 1 000 characters. */
  readonly comment?: string;
}

export const SERVICE_REFUSALS = {
  COMMAND_ID_USED,
  SIGNAL_UNKNOWN: "the site describes no such signal",
  SIGNAL_OUT_OF_SERVICE: "the signal is out of service already, or somebody has proposed it",
  SIGNAL_IN_SERVICE: "the signal is in service, and nobody has proposed otherwise",
  PROPOSAL_UNKNOWN: "there is no such proposal, or no longer",
  APPROVER_IS_PROPOSER: "taking a signal out of service is approved by somebody else than who proposed it",
  OUT_OF_SERVICE_END_INVALID: "taking a signal out of service needs an end, and it must be yet to come",
  OUT_OF_SERVICE_TOO_LONG: "a signal may be out of service for at most 30 days",
  MEASURE_MISSING: "taking a signal out of service needs a measure that protects people meanwhile",
  REASON_MISSING: COMMAND_REFUSALS.REASON_MISSING,
  COMMENT_TOO_LONG: COMMAND_REFUSALS.COMMENT_TOO_LONG,
} as const;
export type ServiceRefusalCode = keyof typeof SERVICE_REFUSALS;

/** The signal's state after it; after `end`, what has ended. */
export type ServiceOutcome =
  | { readonly ok: true; readonly value: OutOfService }
  | { readonly ok: false; readonly error: { readonly code: ServiceRefusalCode; readonly message: string } };
