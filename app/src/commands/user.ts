import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { createUserDirectory, ROLES, type Role } from "@labcanary/dashboard";
import { parseCommand, UsageError } from "../command-line.ts";
import { insteadOf } from "../nearest.ts";
import { loadSite } from "../site/load.ts";
import { formatProblem } from "../yaml-source.ts";
import { settingsFor } from "./settings.ts";

const HELP = `labcanary user add NAME --role ${ROLES.join("|")} [--zone ID]… [--password-stdin] [--site site.yaml] [--data DIR]

Lets a person sign in. The password is asked for in the terminal, or read from standard input with --password-stdin. With --zone, once or
several times, the person sees and does only what is in these zones of the site and inside them.
`;

export async function user(words: readonly string[]): Promise<number> {
  const { positionals, values, common } = parseCommand(words, {
    role: { type: "string" },
    zone: { type: "string", multiple: true },
    "password-stdin": { type: "boolean" },
  });
  if (common.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [verb, name] = positionals;
  if (verb !== "add" || name === undefined) throw new UsageError("labcanary user add NAME --role ROLE [--zone ID]…");
  const role = ROLES.find((known): known is Role => known === values.role);
  if (role === undefined) throw new UsageError(`--role is one of ${ROLES.join(", ")}`);
  const settings = settingsFor(common);
  const zones = values.zone === undefined ? undefined : zonesOf(settings.site, values.zone);
  const password = values["password-stdin"] === true ? await readAll() : await ask(`Password for ${name}: `);
  mkdirSync(settings.data, { recursive: true, mode: 0o700 });
  const added = await createUserDirectory(settings.data).add(name, role, password, zones);
  if (!added.ok) throw new UsageError(`${added.error.message} (${added.error.code})`);
  process.stdout.write(`${name} may sign in as ${role}${zones === undefined ? "" : `, limited to ${zones.join(", ")}`}\n`);
  return 0;
}

/** The zones as the site has them, each once. Throws a UsageError for one it does not have, or when the site is wrong. */
function zonesOf(file: string, wanted: readonly string[]): readonly string[] {
  const site = loadSite(file);
  if (!site.ok) throw new UsageError(`the site is wrong:\n${site.error.map((problem) => `  ${formatProblem(problem)}`).join("\n")}`);
  const known = site.value.zones.map(({ id }) => id);
  const unknown = wanted.find((id) => !known.includes(id));
  if (unknown !== undefined) throw new UsageError(`the site has no zone "${unknown}"; ${insteadOf(unknown, known)}`);
  return [...new Set(wanted)];
}

async function readAll(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

/** Asks without showing what is typed. */
async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError("there is no terminal to ask in; give the password with --password-stdin");
  process.stderr.write(question);
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: hidden, terminal: true });
  try {
    return await terminal.question("");
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
