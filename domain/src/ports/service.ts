import type { DurationMs, EpochMs } from "../basics/index.ts";

/** Built by `createX(options, deps)` without doing anything; `start` does the I/O, `stop` undoes it and may be called at any time after. */
export interface Service {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Time as the platform sees it. `now` never goes backwards within a process. `after` and `every` run a callback later and return
 * what cancels it; in tests both are moved by hand.
 */
export interface Clock {
  now(): EpochMs;
  after(span: DurationMs, run: () => void): () => void;
  every(span: DurationMs, run: () => void): () => void;
}

/** Where a service says what is worth an engineer's reading. Structured fields first, then one sentence. No secrets, no phone numbers. */
export interface Logger {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}
