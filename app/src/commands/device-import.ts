import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseCommand, UsageError } from "../command-line.ts";
import { type NewDevice, planImport } from "../onboarding/import-plan.ts";
import { type CsvProblem, readCsv } from "../onboarding/read-csv.ts";
import { candidateOf } from "../onboarding/site-candidate.ts";
import { openDeviceDirectory } from "../platform/device-directory.ts";
import { signInIds } from "../platform/signs-in.ts";
import type { FileProblem } from "../yaml-source.ts";
import { rightSite } from "./right-site.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary device import FILE.csv [--apply] [--tokens FILE] [--site site.yaml] [--data DIR]

Adds devices to the site from a table with one row for each signal. Columns, in any order: id, zone, signal, profile, and where there is
something to say name_en, name_zh, interval, gateway, address, from. Every mistake is told with its line and column. Without --apply nothing is
changed, and what would be is shown. With it the site file is written, all of it or nothing, comments kept; devices that connect themselves are
enrolled, and their tokens written once into a file only its owner may read (FILE.tokens.csv, or --tokens; .json for labcanary-sim).
What the site has already is left alone, so the same table may be imported again.
`;

export async function deviceImport(words: readonly string[]): Promise<number> {
  const { positionals, values, common } = parseCommand(words, {
    apply: { type: "boolean" },
    "dry-run": { type: "boolean" },
    tokens: { type: "string" },
  });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError("name one table: labcanary device import FILE.csv");
  if (values.apply === true && values["dry-run"] === true)
    throw new UsageError("--apply changes the site and --dry-run does not; give one of them");
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`);
  const settings = settingsFor(common);
  const site = rightSite(settings.site);
  const rows = readCsv(readFileSync(file));
  const plan = rows.ok ? planImport(rows.value, site) : rows;
  if (!plan.ok) return refuse(file, plan.error);
  const candidate = candidateOf(settings.site, site, plan.value.added);
  if (!candidate.ok) {
    const { problems, before } = candidate.error;
    return refuse(
      file,
      problems.map((problem) => inTable(problem, before, plan.value.added)),
    );
  }
  const written = candidate.value;
  process.stdout.write(written.diff);
  const directory = openDeviceDirectory(settings.data);
  const ids = [...plan.value.added.map(({ id }) => id), ...plan.value.present];
  const signInOf = signInIds(written.site.devices);
  const toEnrol = ids.filter((id) => signInOf.get(id) === id && !directory.isEnrolled(id));
  const summary = `${plan.value.added.length} devices to add, ${plan.value.present.length} there already, ${toEnrol.length} to enrol`;
  if (values.apply !== true) {
    process.stdout.write(`${summary}. Nothing was changed; --apply does it.\n`);
    return 0;
  }
  const tokenFile = values.tokens ?? `${file}.tokens.csv`;
  if (toEnrol.length > 0 && existsSync(tokenFile)) {
    throw new UsageError(
      `${tokenFile} is there already, and holds tokens that are told nowhere else; move it, or name another with --tokens`,
    );
  }
  written.keep();
  if (toEnrol.length > 0) {
    const tokens = directory.enrol(toEnrol);
    const text = tokenFile.endsWith(".json")
      ? `${JSON.stringify(tokens)}\n`
      : `deviceId,token\n${tokens.map(({ deviceId, token }) => `${deviceId},${token}\n`).join("")}`;
    writeFileSync(tokenFile, text, { mode: 0o600, flag: "wx", flush: true });
  }
  process.stdout.write(`${summary}: done.${toEnrol.length === 0 ? "" : ` Tokens are in ${tokenFile}; they are told nowhere else.`}\n`);
  return 0;
}

function refuse(file: string, problems: readonly CsvProblem[]): number {
  for (const { code, line, column, message } of problems) {
    process.stderr.write(`${file}:${line}: ${column === undefined ? "" : `${column}: `}${message} (${code})\n`);
  }
  process.stderr.write("nothing was changed\n");
  return 1;
}

/** What the site's check says of a device that came from the table, told of its row. */
function inTable({ key, message, code }: FileProblem, before: number, added: readonly NewDevice[]): CsvProblem {
  const [, index = "", part, signal, field = part] = key.split(".");
  const rows = added[Number(index) - before]?.rows ?? [];
  const row = rows.find(({ cells }) => part === "signals" && cells.signal === signal) ?? rows[0];
  return { code: "CSV_SITE", line: row?.line ?? 1, ...(field === undefined ? {} : { column: field }), message: `${message} (${code})` };
}
