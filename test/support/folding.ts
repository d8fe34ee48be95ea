import { epochMs } from "@labcanary/domain/basics";
import { type ConditionChange, type FoldInput, RuleFold, type Signal } from "@labcanary/domain/rules";
import type { FaultReason, Quality, Reading } from "@labcanary/domain/telemetry";

/** When the logs of the fold's tests begin. */
export const START = Date.UTC(2026, 10, 22, 8);

export interface Said {
  /** Seconds after START, by the device's clock and, unless `received` says otherwise, by ours. */
  readonly at: number;
  readonly value?: number | null;
  readonly quality?: Quality;
  /** The value is over the range of its sensor. */
  readonly overRange?: boolean;
  /** Why a value of null is none. */
  readonly fault?: FaultReason;
  readonly received?: number;
  readonly historical?: boolean;
  /** Another signal than the log's. */
  readonly key?: string;
}

/** Records of a log in which signals say these things; a `value` that is absent is a tick, null a fault. */
export function records(said: readonly Said[], signal = "cab-17/vapour"): FoldInput[] {
  return said.map((one, index): FoldInput => {
    const { at, value, quality = "good", overRange = false, fault = "not-measured", received = at, historical = false, key = signal } = one;
    const base = { position: index + 2, receivedAt: epochMs(START + received * 1000) };
    if (value === undefined) return { ...base, kind: "tick" };
    const common = { signal: key, at: epochMs(START + at * 1000), receivedAt: base.receivedAt, historical, tieBreak: 0 };
    const reading: Reading =
      value === null
        ? { kind: "fault", reason: fault, ...common }
        : { kind: "sample", value, quality, ...common, ...(overRange ? { overRange: true as const } : {}) };
    return { ...base, kind: "readings", readings: [reading] };
  });
}

/** The record with which a log of these signals begins. */
export const siteRecord = (signals: readonly Signal[]): FoldInput => ({
  kind: "site",
  position: 1,
  receivedAt: epochMs(START),
  signals,
});

export function fold(signals: readonly Signal[], inputs: readonly FoldInput[]): ConditionChange[] {
  const rules = new RuleFold([]);
  return [siteRecord(signals), ...inputs].flatMap((input) => rules.apply(input));
}

/** What came about, a line each: `30s high raised`. */
export const story = (changes: readonly ConditionChange[]): string[] =>
  changes.map(({ change, ruleId, receivedAt }) => `${(receivedAt - START) / 1000}s ${ruleId.split("/").at(-1)} ${change}`);
