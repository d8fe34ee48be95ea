import { elapsed } from "../basics/index.ts";
import { type FaultReason, POINT_STATES, type PointState } from "./device-state.ts";
import type { Quality, Reading, SignalKey } from "./sample.ts";
import type { SignalDescription } from "./signal.ts";

/** What is kept of a reading; the history stores it as it is. */
export interface StoredReading {
  readonly signal: SignalKey;
  readonly at: Reading["at"];
  readonly tieBreak: number;
  readonly receivedAt: Reading["receivedAt"];
  readonly deviceAt?: Reading["at"];
  readonly value?: number;
  readonly quality: Quality;
  readonly state?: PointState;
}

/** What of a reading is kept. */
export function storedOf(reading: Reading): StoredReading {
  const { signal, at, tieBreak, receivedAt, deviceAt } = reading;
  const common = deviceAt === undefined ? { signal, at, tieBreak, receivedAt } : { signal, at, tieBreak, receivedAt, deviceAt };
  if (reading.kind === "fault") {
    const state = POINT_STATES.find((known) => known === reading.reason);
    return state === undefined ? { ...common, quality: "bad" } : { ...common, quality: "bad", state };
  }
  const { value, quality, overRange } = reading;
  return overRange === true ? { ...common, value, quality, state: "over-range" } : { ...common, value, quality };
}

/** A stored reading as the rules saw it when it came in. */
export function readingOf(
  { signal, at, receivedAt, tieBreak, value, quality, deviceAt, state }: StoredReading,
  { lateness, dueAt }: Pick<SignalDescription, "lateness" | "dueAt">,
): Reading {
  const historical = elapsed(at, receivedAt) > lateness;
  const placed = { signal, at, receivedAt, tieBreak, historical, ...(deviceAt === undefined ? {} : { deviceAt }) };
  if (value === undefined) return { kind: "fault", reason: faultOf(state), ...placed };
  if (quality === "bad") return { kind: "fault", reason: "bad-quality", ...placed };
  const isUncalibrated = quality === "uncertain" && dueAt !== undefined && at >= dueAt;
  return {
    kind: "sample",
    value,
    quality,
    ...placed,
    ...(state === "over-range" ? { overRange: true } : {}),
    ...(isUncalibrated ? { uncalibrated: true } : {}),
  };
}

const faultOf = (state: PointState | undefined): FaultReason => (state === undefined || state === "over-range" ? "not-measured" : state);
