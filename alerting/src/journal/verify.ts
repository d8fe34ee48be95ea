import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { BUSY_TIMEOUT_MS, databaseFile } from "../store/database.ts";
import { canonicalJson } from "@labcanary/domain/basics";
import { createWordsCheck } from "../people/words-check.ts";
import { GENESIS_HASH, hashOf } from "./chain.ts";
import { disputedHeadFiles, type KeptHead, readHeadFile } from "./head-file.ts";
import { entryOf, type JournalHead, type JournalRow } from "./journal.ts";

/** What can be wrong with a journal. */
export const JOURNAL_FINDINGS = {
  JOURNAL_MISSING: "the database or its journal is gone, but a head was kept for it",
  JOURNAL_UNREADABLE: "the database cannot be read",
  JOURNAL_LINE_CHANGED: "a line is not what its hash was made from",
  JOURNAL_WORDS_CHANGED: "words that are held apart from a line are not what its key was made from",
  JOURNAL_WORDS_MISSING: "words that are held apart from a line are gone, and no line says who removed them",
  JOURNAL_CHAIN_BROKEN: "a line does not follow from the line before it",
  JOURNAL_GAP: "line numbers are missing, repeated or out of order",
  JOURNAL_TAIL_CUT: "the journal ends before the head that was kept outside it",
  JOURNAL_HEAD_MISMATCH: "the line at the kept head is another one: lines were rewritten, or the journal is not this one",
  JOURNAL_HEAD_MISSING: "the journal has lines, but no head is kept outside it",
  JOURNAL_HEAD_UNREADABLE: "the kept head cannot be read",
  JOURNAL_ADDED_WHILE_CLOSED: "lines were added after an orderly stop",
  JOURNAL_DISPUTED: "an earlier start found the journal and its kept head to disagree, and put the head aside",
} as const;
export type JournalFindingCode = keyof typeof JOURNAL_FINDINGS;

export interface JournalFinding {
  readonly code: JournalFindingCode;
  /** The line it is about, where there is one. */
  readonly number?: number;
}

export interface JournalVerdict {
  readonly ok: boolean;
  readonly lines: number;
  /** Hash of the last line. */
  readonly head: string;
  /** Lines after the kept head: those of the last moment, or of a crash. Their chain was checked, their number cannot be. */
  readonly unconfirmed: number;
  /** The first findings, at most 20. */
  readonly findings: readonly JournalFinding[];
}

const FINDINGS_KEPT = 20;

/** Checks every line and the kept head. Opens read-only, and may run while the server does. */
export function verifyJournal(options: { readonly dataFolder: string; readonly journalHeadFile: string }): JournalVerdict {
  // The head first: it only ever follows the journal, so what is read after it is at least as long.
  const kept = readHeadFile(options.journalHeadFile);
  const disputed = disputedHeadFiles(options.journalHeadFile).map((): JournalFinding => ({ code: "JOURNAL_DISPUTED" }));
  const file = databaseFile(options.dataFolder);
  if (!existsSync(file)) {
    const gone: readonly JournalFinding[] = !kept.ok || kept.value !== undefined ? [{ code: "JOURNAL_MISSING" }] : [];
    return verdict(NO_LINES, 0, [...gone, ...disputed]);
  }
  let checked: CheckedLines;
  try {
    checked = checkLines(file, kept.ok ? kept.value?.number : undefined);
  } catch {
    return verdict(NO_LINES, 0, [{ code: "JOURNAL_UNREADABLE" }, ...disputed]);
  }
  const head = kept.ok ? kept.value : undefined;
  const headFindings: readonly JournalFinding[] = kept.ok
    ? findingsOfHead(head, checked.head, checked.hashAtKept)
    : [{ code: "JOURNAL_HEAD_UNREADABLE" }];
  return verdict(checked.head, Math.max(0, checked.head.number - (head?.number ?? 0)), [...checked.findings, ...headFindings, ...disputed]);
}

const NO_LINES: JournalHead = { number: 0, hash: GENESIS_HASH };

const verdict = (head: JournalHead, unconfirmed: number, findings: readonly JournalFinding[]): JournalVerdict => ({
  ok: findings.length === 0,
  lines: head.number,
  head: head.hash,
  unconfirmed,
  findings: findings.slice(0, FINDINGS_KEPT),
});

/** Whether the head kept outside fits the journal. `hashAtKept` is the hash of the line the kept head names. */
export function findingsOfHead(kept: KeptHead | undefined, head: JournalHead, hashAtKept: string | undefined): readonly JournalFinding[] {
  if (kept === undefined) return head.number === 0 ? [] : [{ code: "JOURNAL_HEAD_MISSING" }];
  if (kept.number > head.number) return [{ code: "JOURNAL_TAIL_CUT", number: head.number }];
  if (kept.hash !== (kept.number === 0 ? GENESIS_HASH : hashAtKept)) return [{ code: "JOURNAL_HEAD_MISMATCH", number: kept.number }];
  if (kept.closed && head.number > kept.number) return [{ code: "JOURNAL_ADDED_WHILE_CLOSED", number: kept.number + 1 }];
  return [];
}

interface CheckedLines {
  readonly head: JournalHead;
  readonly hashAtKept: string | undefined;
  readonly findings: readonly JournalFinding[];
}

function checkLines(file: string, keptNumber: number | undefined): CheckedLines {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    const findings: JournalFinding[] = [];
    let head = NO_LINES;
    let hashAtKept: string | undefined;
    const words = createWordsCheck(database);
    for (const row of database.prepare("SELECT * FROM journal ORDER BY number").iterate() as Iterable<never>) {
      const line = row as JournalRow;
      const code = findingOfLine(line, head);
      if (code !== undefined && findings.length < FINDINGS_KEPT) findings.push({ code, number: line.number });
      if (!words.take(line) && findings.length < FINDINGS_KEPT) findings.push({ code: "JOURNAL_WORDS_CHANGED", number: line.number });
      if (line.number === keptNumber) hashAtKept = line.hash;
      head = { number: line.number, hash: line.hash };
    }
    const missing = words.missing(FINDINGS_KEPT).map((number): JournalFinding => ({ code: "JOURNAL_WORDS_MISSING", number }));
    return { head, hashAtKept, findings: [...findings, ...missing] };
  } finally {
    database.close();
  }
}

function findingOfLine(line: JournalRow, previous: JournalHead): JournalFindingCode | undefined {
  if (line.number !== previous.number + 1) return "JOURNAL_GAP";
  if (line.previous_hash !== previous.hash) return "JOURNAL_CHAIN_BROKEN";
  try {
    const entry = entryOf(line);
    return hashOf(entry) === line.hash && canonicalJson(entry.detail) === line.detail ? undefined : "JOURNAL_LINE_CHANGED";
  } catch {
    return "JOURNAL_LINE_CHANGED";
  }
}
