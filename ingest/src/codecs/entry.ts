import type { EpochMs } from "@labcanary/domain/basics";
import { type DecodeError, type Entry, parseTime, type Quality } from "@labcanary/domain/telemetry";
import type { Unwrapped } from "./codec.ts";

/** What a codec knows of one value besides its name. */
interface About {
  /** As it was said; absent: on receipt. */
  readonly at?: unknown;
  /** What `at` means, where the platform would not read it so by itself. */
  readonly time?: EpochMs | undefined;
  readonly unit?: string;
  /** Absent: nothing was said of it, and it is good. */
  readonly quality?: Quality;
}

/** One value as it was said. */
export function entryOf(name: string, value: unknown, about: About = {}): Entry {
  const { at, unit, quality } = about;
  const time = "time" in about ? about.time : parseTime(at);
  return { name, at, time, seq: undefined, value, unit, quality, state: undefined };
}

/** What a message came to that says nothing of interest. */
export const nothing = <Memory>(memory: Memory): Unwrapped<Memory> => ({ said: [], refused: [], memory });

/** Of a message of which nothing can be read. */
export const refusing = <Memory>(error: DecodeError, memory: Memory): Unwrapped<Memory> => ({ said: [], refused: [error], memory });
