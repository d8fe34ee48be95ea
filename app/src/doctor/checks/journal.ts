import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { days, type EpochMs, epochMs } from "@labcanary/domain/basics";
import { journalHeadFile } from "../../data-folders.ts";
import { type Check, type Finding, found, type FindingKind, type World } from "../check.ts";
import { readDatabase } from "../read-database.ts";

const DOCTORED: FindingKind = {
  code: "JOURNAL_NOT_WHOLE",
  urgency: "now",
  remedy: {
    en: "Run labcanary journal verify, which says what and where; keep a copy of the data folder before anybody mends anything.",
    zh: "运行 labcanary journal verify 查明内容与位置；在任何修复之前先备份数据目录。",
  },
};
const NOT_CHECKED: FindingKind = {
  code: "JOURNAL_NOT_CHECKED",
  urgency: "soon",
  remedy: {
    en: "Run labcanary journal verify. The platform checks it every day by itself while it runs.",
    zh: "运行 labcanary journal verify。平台运行时每天会自动检查一次。",
  },
};
const SAME_DISK: FindingKind = {
  code: "JOURNAL_HEAD_SAME_DISK",
  urgency: "advice",
  remedy: {
    en: "Put journal.headFile on another disk or machine: whoever can change the journal can change its proof as well.",
    zh: "请把 journal.headFile 放到另一块磁盘或另一台机器：否则能改动日志的人也能改动其证明。",
  },
};

/** The daily check, and one that was missed. */
const OVERDUE = days(2);

/** When the journal's chain was last proven, and whether its head is kept on another disk. */
export const journal: Check = {
  name: "journal",
  kinds: [DOCTORED, NOT_CHECKED, SAME_DISK],
  look(world) {
    const { settings, now } = world;
    const file = join(settings.data, "alarms.sqlite");
    if (!existsSync(file)) return [];
    const findings: Finding[] = [];
    const { first, last } = checksIn(file, world);
    if (last?.ok === false) {
      const at = new Date(last.at).toISOString();
      findings.push(found(DOCTORED, `the check of ${at} found the journal changed`, `${at} 的检查发现操作日志被改动`));
    } else if (now - (last?.at ?? first ?? now) > OVERDUE) {
      const since = last === undefined ? { en: "was never checked", zh: "从未检查过" } : sinceText(last.at);
      findings.push(found(NOT_CHECKED, `the journal ${since.en}`, `操作日志${since.zh}`));
    }
    const head = journalHeadFile(settings);
    if (existsSync(dirname(head)) && statSync(dirname(head)).dev === statSync(settings.data).dev)
      findings.push(
        found(SAME_DISK, "the journal's head is kept on the same disk as the journal", "操作日志的链头与日志存放在同一块磁盘上"),
      );
    return findings;
  },
};

const sinceText = (at: EpochMs): { en: string; zh: string } => {
  const day = new Date(at).toISOString().slice(0, 10);
  return { en: `was last checked on ${day}`, zh: `上次检查是 ${day}` };
};

/** The last check, of the platform or, where it does not answer, of its journal; and when the journal begins. */
function checksIn(
  file: string,
  { live }: World,
): { readonly first?: EpochMs; readonly last?: { readonly at: EpochMs; readonly ok: boolean } } {
  return readDatabase(file, (database) => {
    const first = database.prepare("SELECT at FROM journal ORDER BY number LIMIT 1").get() as { readonly at: number } | undefined;
    const begins = first === undefined ? {} : { first: epochMs(first.at) };
    if (live?.journalCheck !== undefined) return { ...begins, last: live.journalCheck };
    const row = database.prepare("SELECT at, detail FROM journal WHERE kind = 'journal-checked' ORDER BY number DESC LIMIT 1").get() as
      | { readonly at: number; readonly detail: string }
      | undefined;
    if (row === undefined) return begins;
    return { ...begins, last: { at: epochMs(row.at), ok: (JSON.parse(row.detail) as { readonly ok: boolean }).ok } };
  });
}
