import { accessSync, constants } from "node:fs";
import { epochMs, type Language, LANGUAGES, seconds } from "@labcanary/domain/basics";
import { parseCommand, UsageError } from "../command-line.ts";
import { CHECKS } from "../doctor/checks/index.ts";
import type { Diagnosis } from "../doctor/diagnosis.ts";
import { reportText } from "../doctor/report-text.ts";
import { examine } from "../doctor/run.ts";
import { loadSite } from "../site/load.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary doctor [--json] [--lang en|zh] [--config labcanary.yaml] [--site site.yaml] [--data DIR]

Looks at the installation, running or not, and says what is wrong and what to do, the most urgent first. Only reads, sends nothing to
anybody, and takes a few seconds. Exit code 0: all is well; 1: something is to be done; 2: cannot look.
`;

/** Chosen: the platform answers in milliseconds; one that does not in this time is itself what is wrong. */
const ANSWER_LIMIT = seconds(3);

export async function doctor(words: readonly string[]): Promise<number> {
  const { values, positionals, common } = parseCommand(words, { json: { type: "boolean" }, lang: { type: "string" } });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals.length > 0)
    throw new UsageError(`"${positionals[0]}" belongs to no option; labcanary doctor --help says which there are`);
  const language = languageOf(values.lang, process.env);
  const settings = settingsFor(common);
  try {
    accessSync(settings.data, constants.R_OK | constants.X_OK);
  } catch {
    throw new UsageError(`cannot look into the data folder ${settings.data}; name it with --data, and ask as its owner`);
  }
  const live = await askPlatform(settings["ops.port"]);
  const world = {
    settings,
    environment: process.env,
    now: epochMs(Date.now()),
    site: loadSite(settings.site),
    ...(live === undefined ? {} : { live }),
  };
  const report = await examine(CHECKS, world);
  process.stdout.write(values.json === true ? `${JSON.stringify(report, null, 2)}\n` : reportText(report, language, live?.version));
  return report.findings.length === 0 ? 0 : 1;
}

/** `--lang`, else what the terminal speaks (POSIX, 8.2: LC_ALL before LC_MESSAGES before LANG), else English. */
export function languageOf(asked: string | undefined, environment: Readonly<Record<string, string | undefined>>): Language {
  if (asked !== undefined) {
    const language = LANGUAGES.find((each) => each === asked);
    if (language === undefined) throw new UsageError(`--lang takes ${LANGUAGES.join(" or ")}, not "${asked}"`);
    return language;
  }
  const terminal = [environment["LC_ALL"], environment["LC_MESSAGES"], environment["LANG"]].find(
    (each) => each !== undefined && each !== "",
  );
  return terminal?.toLowerCase().startsWith("zh") === true ? "zh" : "en";
}

/** Undefined where nothing answers as a platform of this version does: the check `platform` says what that means. */
async function askPlatform(port: number): Promise<Diagnosis | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/diagnosis`, { signal: AbortSignal.timeout(ANSWER_LIMIT) });
    return answer.ok ? ((await answer.json()) as Diagnosis) : undefined;
  } catch {
    return undefined;
  }
}
