import { existsSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { err, ok, type Result } from "@labcanary/domain/basics";
import { replaceFile } from "../store/replace-file.ts";
import type { JournalHead } from "./journal.ts";

/** The journal's head as it is kept outside the database, so that a cut tail shows. */
export interface KeptHead extends JournalHead {
  /** Written by an orderly stop: no line may follow it until the next start. */
  readonly closed: boolean;
}

/**
 * From one writing of the head to the next, in ms. Writing it syncs a file and its folder, and whatever else is synced meanwhile waits for
 * that: the log of a reading that has just come, the alarm it becomes. Chosen: a storm of alarms is held up by it five times a second at
 * most, and what could be cut from the journal's end unseen is what was written in less than a breath.
 */
const PACE_MS = 200;

export interface HeadFile {
  /** Writes the head: at once where it was not written for a while, else when it is time; of several heads in a row only the last. Resolves when that is done or has failed. */
  advance(head: JournalHead): Promise<void>;
  /** Writes it as the last head of an orderly stop. */
  close(head: JournalHead): Promise<void>;
  /** What stood in the way of the last write, if anything did. */
  failure(): string | undefined;
}

/**
 * Keeps the head in a file of its own, replaced whole and synced. It follows the commit by a moment, so that an alarm does not
 * wait for a second sync: after a crash the file may be behind the journal, never ahead of it. Behind is repaired at the next
 * start, once the line it names has proved to be the same; ahead means that lines were cut.
 */
export function createHeadFile(file: string): HeadFile {
  let wanted: KeptHead | undefined;
  let writing: Promise<void> | undefined;
  let failure: string | undefined;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let endPause: (() => void) | undefined;

  /** Real time: it is the disk that is spared, and nothing that is written depends on it. */
  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      timer.unref();
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function writeAll(): Promise<void> {
    while (wanted !== undefined) {
      const early = writtenAt + PACE_MS - performance.now();
      if (early > 0 && !wanted.closed) await pause(early);
      const head: KeptHead = wanted;
      wanted = undefined;
      try {
        await replaceFile(file, `${JSON.stringify(head)}\n`);
        failure = undefined;
      } catch (error) {
        failure = String(error);
      }
      writtenAt = performance.now();
    }
    writing = undefined;
  }
  const write = (head: KeptHead): Promise<void> => {
    wanted = head;
    if (head.closed) endPause?.();
    writing ??= writeAll();
    return writing;
  };

  return {
    advance: ({ number, hash }) => write({ number, hash, closed: false }),
    close: ({ number, hash }) => write({ number, hash, closed: true }),
    failure: () => failure,
  };
}

/** The kept head; undefined when there is no file, `unreadable` when it holds something else. */
export function readHeadFile(file: string): Result<KeptHead | undefined, "unreadable"> {
  if (!existsSync(file)) return ok(undefined);
  try {
    const { number, hash, closed } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    if (typeof number === "number" && Number.isSafeInteger(number) && typeof hash === "string" && typeof closed === "boolean") {
      return ok({ number, hash, closed });
    }
  } catch {
    // Not JSON: the same answer as JSON of another shape.
  }
  return err("unreadable");
}

const DISPUTED = ".disputed-";

/** Puts a head the journal does not agree with aside, as evidence. */
export function disputeHeadFile(file: string): void {
  if (existsSync(file)) renameSync(file, `${file}${DISPUTED}${disputedHeadFiles(file).length + 1}`);
}

/** Heads put aside earlier; an engineer moves them away once the matter is cleared up. */
export function disputedHeadFiles(file: string): readonly string[] {
  const folder = dirname(file);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(file)}${DISPUTED}`))
    .map((name) => join(folder, name));
}
