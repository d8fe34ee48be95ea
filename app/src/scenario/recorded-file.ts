import { createReadStream, createWriteStream } from "node:fs";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type EpochMs, elapsed, epochMs } from "@labcanary/domain/basics";
import type { HistoryPoint } from "@labcanary/domain/ports";
import type { AccessEventKind, PointState, Quality } from "@labcanary/domain/telemetry";

/**
 * The file of a recording: a line of JSON for each reading and each event, in the order of receipt. Times are milliseconds from the start
 * of the story. `t`: received; `at`: taken, where that is another time.
 * Of a reading: `s` signal, `v` value (absent: could not measure), `q` quality where it is not good, `x` what the device said besides, `h` true
 * where it was no news when it came, such as what a broker had kept and delivered again.
 * Of an event: `d` device, `k` kind, `door`, `badge` (a stand-in, never a number), `granted`, `object`.
 */
export type RecordedLine = RecordedReading | RecordedEvent;

export interface RecordedReading {
  readonly t: number;
  readonly at?: number;
  readonly s: string;
  readonly v?: number;
  readonly q?: Quality;
  readonly x?: PointState;
  readonly h?: true;
}

export interface RecordedEvent {
  readonly t: number;
  readonly at?: number;
  readonly d: string;
  readonly k: AccessEventKind;
  readonly door?: string;
  readonly badge?: string;
  readonly granted?: boolean;
  readonly object?: string;
}

export function readingLine(
  { signal, at, receivedAt, value, quality, state }: HistoryPoint,
  start: EpochMs,
  historical = false,
): RecordedReading {
  return {
    ...timesOf(at, receivedAt, start),
    s: signal,
    ...(value === undefined ? {} : { v: value }),
    ...(quality === "good" ? {} : { q: quality }),
    ...(state === undefined ? {} : { x: state }),
    ...(historical ? { h: true } : {}),
  };
}

export const timesOf = (at: EpochMs, receivedAt: EpochMs, start: EpochMs): { readonly t: number; readonly at?: number } => ({
  t: elapsed(start, receivedAt),
  ...(at === receivedAt ? {} : { at: elapsed(start, at) }),
});

/** Writes lines as they come; a slow disk slows whoever makes them. Returns how many there were. */
export async function writeRecording(file: string, lines: AsyncIterable<RecordedLine>): Promise<number> {
  const out = createWriteStream(file, { flags: "wx", mode: 0o600 });
  await once(out, "open");
  let count = 0;
  try {
    for await (const line of lines) {
      count++;
      if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, "drain");
    }
  } finally {
    out.end();
    await once(out, "close");
  }
  return count;
}

/** A recording that is played: never more than some lines of it are held. */
export interface RecordedPlayer {
  /** When the next line is due; `Infinity` after the last. */
  readonly nextDue: number;
  /** Hands over everything that is due by then, in order. */
  play(until: EpochMs): Promise<void>;
  close(): void;
}

/** Throws, with the place, for a line that is none of a recording. */
export async function openRecording(
  file: string,
  start: EpochMs,
  hand: (line: RecordedLine, receivedAt: EpochMs) => void,
): Promise<RecordedPlayer> {
  const stream = createReadStream(file);
  await once(stream, "open");
  const reader = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  const lines = reader[Symbol.asyncIterator]();
  let number = 0;
  let next: RecordedLine | undefined;
  const advance = async (): Promise<void> => {
    const { value, done } = await lines.next();
    number++;
    next = done === true ? undefined : lineOf(value, `${file}:${number}`);
  };
  await advance();
  return {
    get nextDue() {
      return next === undefined ? Number.POSITIVE_INFINITY : start + next.t;
    },
    async play(until) {
      for (; next !== undefined && start + next.t <= until; await advance()) hand(next, epochMs(start + next.t));
    },
    close() {
      reader.close();
      stream.destroy();
    },
  };
}

/** A recording that somebody has written into by hand. */
class RecordingError extends Error {
  readonly code = "RECORDING_LINE";
}

function lineOf(text: string, place: string): RecordedLine {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    throw new RecordingError(`${place}: this is no line of JSON; record it again, or mend the line`);
  }
  const { t, s, d, k } = (line ?? {}) as Readonly<Record<string, unknown>>;
  const isLine = typeof t === "number" && (typeof s === "string" || (typeof d === "string" && typeof k === "string"));
  if (!isLine) throw new RecordingError(`${place}: a line has t and s, or t, d and k; record it again, or mend the line`);
  return line as RecordedLine;
}
