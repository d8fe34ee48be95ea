import { join } from "node:path";
import { createPersonalData, verifyJournal } from "@labcanary/alerting";
import { DEFAULT_RETENTION } from "@labcanary/domain/governance";
import { onTestFinished } from "vitest";
import { createHeadFile } from "../../alerting/src/journal/head-file.ts";
import { createJournal, type NewJournalEntry } from "../../alerting/src/journal/journal.ts";
import { inTransaction, openDatabase } from "../../alerting/src/store/database.ts";

/** A journal on disk, line by line, for whoever reads one beside a platform whose own is in memory. */
export function writtenJournal(dataFolder: string) {
  const database = openDatabase(dataFolder);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  const journal = createJournal(database);
  const journalHeadFile = join(dataFolder, "journal.head");
  return {
    append: (entry: NewJournalEntry): void => inTransaction(database, () => journal.append(entry)),
    lines: () => journal.last({ limit: 1000 }),
    data: createPersonalData(dataFolder, DEFAULT_RETENTION),
    async verify() {
      await createHeadFile(journalHeadFile).close(journal.head());
      return verifyJournal({ dataFolder, journalHeadFile });
    },
  };
}
