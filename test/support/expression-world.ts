import { type EpochMs, epochMs, minutes, seconds } from "@labcanary/domain/basics";
import type { Comparison, Expression, Operand, SignalNow, World } from "@labcanary/domain/rules";
import type { Sample, SignalKey } from "@labcanary/domain/telemetry";

/** Signals whose hold is a minute, in a world of which a test says what was heard last. */
const START: EpochMs = epochMs(1_700_000_000_000);
export const HOLD = minutes(1);

/** What a test says of a signal: its value, or why it has none. */
export type Heard = number | "never" | "long-ago" | "untrusted" | "awaited";

export const at = (second: number): EpochMs => epochMs(START + seconds(second));

export function worldOf(signals: Readonly<Record<SignalKey, Heard | undefined>>, second = 0): World {
  const receivedAt = at(second);
  return {
    at: receivedAt,
    receivedAt,
    signal: (key) => nowOf(signals[key], receivedAt),
    awaitedUntil: (key) => (signals[key] === "awaited" ? epochMs(receivedAt + HOLD) : undefined),
    figure: () => undefined,
    authorisations: () => [],
  };
}

function nowOf(heard: Heard | undefined, receivedAt: EpochMs): SignalNow | undefined {
  if (heard === undefined || heard === "never" || heard === "awaited") return undefined;
  const value = typeof heard === "number" ? heard : 0;
  const last = epochMs(receivedAt - (heard === "long-ago" ? HOLD + 1 : 0));
  return { at: last, receivedAt: last, value, heldUntil: epochMs(last + HOLD), isTrusted: heard !== "untrusted" };
}

export const operand = (signal: SignalKey, over: Partial<Operand> = {}): Operand => ({ signal, unit: "%LEL", hold: HOLD, ...over });

export const compare = (signal: SignalKey, operator: Comparison, value: number, over: Partial<Operand> = {}): Expression => ({
  kind: "comparison",
  of: operand(signal, over),
  operator,
  value,
});

export const sampleOf = (signal: SignalKey, second: number, value: number): Sample => ({
  kind: "sample",
  signal,
  at: at(second),
  receivedAt: at(second),
  value,
  quality: "good",
  historical: false,
  tieBreak: 0,
});
