import { type DurationMs, type EpochMs, elapsed, epochMs, plus, unreachable } from "../basics/index.ts";

/** What one sample, or its absence, says about a rule's condition. `inside-deadband` neither meets it nor ends it. */
export type Observation = "met" | "inside-deadband" | "gone";

/** Where a rule stands. Durations run between sample times (`since`); deadlines that end without a sample run by receive time (`dueAt`). */
export type RuleState =
  | { readonly kind: "normal" }
  | { readonly kind: "pending"; readonly since: EpochMs; readonly dueAt: EpochMs }
  | { readonly kind: "active"; readonly occurrenceId: string }
  | { readonly kind: "clearing"; readonly occurrenceId: string; readonly since: EpochMs; readonly dueAt: EpochMs };

export const NORMAL: RuleState = { kind: "normal" };

/** A deadline nothing waits for: the delay can only end with a sample. */
export const NEVER: EpochMs = epochMs(Number.POSITIVE_INFINITY);

export interface Delays {
  readonly onDelay: DurationMs;
  readonly offDelay: DurationMs;
}

/** When and how a sample was seen. */
export interface Instant {
  readonly at: EpochMs;
  readonly receivedAt: EpochMs;
  /** More time has passed since the sample before than the signal's hold: what happened between is not known. */
  readonly afterGap: boolean;
}

/** The next state; `active` without an occurrence yet is `raise`. */
export type DelayStep =
  | { readonly kind: "stay"; readonly state: RuleState }
  | { readonly kind: "raise" }
  | { readonly kind: "clear"; readonly occurrenceId: string };

const stay = (state: RuleState): DelayStep => ({ kind: "stay", state });
const STAY_NORMAL = stay(NORMAL);
const RAISE: DelayStep = { kind: "raise" };

/**
 * Steps a rule by one observation. A delay of zero ends at once. A gap never satisfies a delay: one that was running starts again
 * at the sample after the gap, whichever way it ran.
 */
export function stepDelays(state: RuleState, observation: Observation, instant: Instant, delays: Delays): DelayStep {
  switch (state.kind) {
    case "normal":
      return observation === "met" ? begin(instant, delays) : STAY_NORMAL;
    case "pending":
      if (observation !== "met") return STAY_NORMAL;
      if (instant.afterGap) return begin(instant, delays);
      return elapsed(state.since, instant.at) >= delays.onDelay ? RAISE : stay(resume(state, instant, delays.onDelay));
    case "active":
      return observation === "gone" ? end(state.occurrenceId, instant, delays) : stay(state);
    case "clearing":
      if (observation !== "gone") return stay({ kind: "active", occurrenceId: state.occurrenceId });
      if (instant.afterGap) return end(state.occurrenceId, instant, delays);
      return elapsed(state.since, instant.at) >= delays.offDelay
        ? { kind: "clear", occurrenceId: state.occurrenceId }
        : stay(resume(state, instant, delays.offDelay));
    default:
      return unreachable(state);
  }
}

function begin({ at, receivedAt }: Instant, { onDelay }: Delays): DelayStep {
  return onDelay === 0 ? RAISE : stay({ kind: "pending", since: at, dueAt: plus(receivedAt, onDelay) });
}

function end(occurrenceId: string, { at, receivedAt }: Instant, { offDelay }: Delays): DelayStep {
  return offDelay === 0
    ? { kind: "clear", occurrenceId }
    : stay({ kind: "clearing", occurrenceId, since: at, dueAt: plus(receivedAt, offDelay) });
}

/** A running delay whose deadline was put off (see `suspend`) gets one again, counted from the sample time it began at. */
function resume<S extends RuleState & { kind: "pending" | "clearing" }>(state: S, { at, receivedAt }: Instant, delay: DurationMs): S {
  if (state.dueAt !== NEVER) return state;
  return { ...state, dueAt: epochMs(receivedAt + delay - elapsed(state.since, at)) };
}

/** The platform was not listening for a while: a running delay may now end with a sample only. */
export function suspend(state: RuleState): RuleState {
  return state.kind === "pending" || state.kind === "clearing" ? { ...state, dueAt: NEVER } : state;
}

/** A running delay that began after `latest`, by a clock set back since, began then. */
export function begunBy(state: RuleState, latest: EpochMs): RuleState {
  return (state.kind === "pending" || state.kind === "clearing") && state.since > latest ? { ...state, since: latest } : state;
}

/**
 * A running delay's deadline has come by receive time without a sample. It ends only while the last sample still counts as watching
 * (`heldUntil`); otherwise the delay waits for the next sample.
 */
export function expireDelay(state: RuleState, heldUntil: EpochMs): DelayStep {
  if (state.kind !== "pending" && state.kind !== "clearing") return stay(state);
  if (state.dueAt > heldUntil) return stay(suspend(state));
  return state.kind === "pending" ? RAISE : { kind: "clear", occurrenceId: state.occurrenceId };
}

/** A delay that ran under other figures starts anew; an alarm stays until it is evaluated under the new ones. */
export function underOtherFigures(state: RuleState): RuleState {
  if (state.kind === "pending") return NORMAL;
  return state.kind === "clearing" ? { kind: "active", occurrenceId: state.occurrenceId } : state;
}
