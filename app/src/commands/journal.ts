import { existsSync } from "node:fs";
import { JOURNAL_FINDINGS, verifyJournal } from "@labcanary/alerting";
import { parseCommand, UsageError } from "../command-line.ts";
import { journalHeadFile } from "../data-folders.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary journal verify [--data DIR]

Recomputes the journal's chain and holds it against the head and count kept in the second place. Says what was changed, taken out
or cut off, and where; exit code 1 then. May run beside the platform.
`;

export async function journal(words: readonly string[]): Promise<number> {
  const { positionals, common } = parseCommand(words, {});
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals[0] !== "verify") throw new UsageError("labcanary journal verify");
  const settings = settingsFor(common);
  if (!existsSync(settings.data))
    throw new UsageError(`there is no data folder ${settings.data}, so no journal to verify; name it with --data`);
  const { ok, lines, unconfirmed, findings } = verifyJournal({ dataFolder: settings.data, journalHeadFile: journalHeadFile(settings) });
  for (const { code, number } of findings) {
    process.stderr.write(`${number === undefined ? "" : `line ${number}: `}${JOURNAL_FINDINGS[code]} (${code})\n`);
  }
  const tail = unconfirmed === 0 ? "" : `, the last ${unconfirmed} of them not yet confirmed by the second place`;
  process.stdout.write(ok ? `the journal is whole: ${lines} lines${tail}\n` : `the journal is NOT whole: ${findings.length} findings\n`);
  return ok ? 0 : 1;
}
