import type { EpochMs } from "@labcanary/domain/basics";
import type { HistoryStore } from "@labcanary/domain/ports";

/** One call of a store's method, to be made in the worker. `now` is the caller's clock, which the worker goes by. */
export interface WorkerCall {
  readonly id: number;
  readonly now: EpochMs;
  readonly method: keyof HistoryStore;
  readonly argument: unknown;
}

/** `unavailable` stands for a HistoryUnavailableError, whose class does not survive the crossing. */
export type WorkerReply =
  | { readonly id: number; readonly kind: "answer"; readonly value: unknown }
  | { readonly id: number; readonly kind: "unavailable"; readonly detail: string }
  | { readonly id: number; readonly kind: "failed"; readonly error: unknown };
