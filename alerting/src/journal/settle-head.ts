import type { EpochMs } from "@labcanary/domain/basics";
import type { SystemCondition } from "@labcanary/domain/messages";
import { disputedHeadFiles, disputeHeadFile, type HeadFile, readHeadFile } from "./head-file.ts";
import type { Journal } from "./journal.ts";
import { findingsOfHead } from "./verify.ts";

/**
 * The head kept outside must be a line of this journal; what contradicts it is put aside as evidence, and is an alarm until it is
 * moved away. Tells whether it is one.
 */
export async function settleHead({
  file,
  journal,
  headFile,
  at,
}: {
  readonly file: string;
  readonly journal: Journal;
  readonly headFile: HeadFile;
  readonly at: EpochMs;
}): Promise<SystemCondition> {
  const kept = readHeadFile(file);
  const head = journal.head();
  const findings = kept.ok
    ? findingsOfHead(kept.value, head, journal.hashAt(kept.value?.number ?? 0))
    : [{ code: "JOURNAL_HEAD_UNREADABLE" as const }];
  if (findings.length > 0) disputeHeadFile(file);
  await headFile.advance(head);
  const active = findings.length > 0 || disputedHeadFiles(file).length > 0;
  const codes = findings.map(({ code }) => code).join(", ");
  const detail = codes === "" ? "A head put aside by an earlier start is still there" : `The kept head does not fit: ${codes}`;
  return { kind: "system-condition", name: "journal-doctored", active, at, detail };
}
