import type { AlarmBooks } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { Books, CanaryFigures, HealthItem, IngestFigures } from "@labcanary/domain/ports";

/** The first of many, and how many there are: a list of 10,000 devices is nothing to read. */
export interface Named {
  readonly count: number;
  /** The first twenty. */
  readonly first: readonly string[];
}
const NAMED_AT_MOST = 20;

/** What the running platform says of itself on `/diagnosis` of its operations listener. No address, number or secret is in it. */
export interface Diagnosis {
  readonly version: string;
  readonly pid: number;
  readonly node: string;
  /** Absolute. */
  readonly dataFolder: string;
  readonly at: EpochMs;
  readonly startedAt: EpochMs;
  /** By the monotonic clock, ms. */
  readonly upMs: number;
  readonly site: { readonly version: string; readonly proposedAt?: EpochMs };
  /** Those the console shows, and what it does not. */
  readonly health: readonly (Omit<HealthItem, "name"> & { readonly name: string })[];
  readonly books: Books;
  readonly alarmBooks: AlarmBooks;
  readonly figures: IngestFigures;
  readonly connections: number;
  readonly canary: CanaryFigures;
  readonly contacts: readonly { readonly personId: string; readonly channel: string; readonly isProven: boolean }[];
  readonly channels: readonly { readonly channel: string; readonly healthy: boolean; readonly detail: string }[];
  readonly journalCheck?: { readonly at: EpochMs; readonly ok: boolean };
  /** Signals by what impairs each most. */
  readonly impaired: Readonly<Record<string, Named>>;
  readonly devices: { readonly described: number; readonly notEnrolled: Named; readonly neverHeard: Named; readonly leftOver: Named };
  /** Group commits of the accepted log since the start. */
  readonly commits: { readonly count: number; readonly seconds: number };
}

export const named = (all: readonly string[]): Named => ({ count: all.length, first: all.slice(0, NAMED_AT_MOST) });
