import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { spawnBound } from "./bound-process.ts";
import type { ReceivedSms } from "./kannel-gateway.ts";
import { requireProgram } from "./requirements.ts";

/** A real gammu-smsd with gammu's own dummy for a modem: it takes every text, and what lies in its folders has come in. */
export interface GammuModem {
  readonly databaseFile: string;
  /** What the modem has been given, in order, joined from its parts. */
  readonly sms: readonly ReceivedSms[];
  /** Has the network say what became of the last text to a number. */
  report(to: string, what: "Delivered" | "Failed" | "Pending" | "Unknown"): void;
  /** Has a text come in; of more than one part, each as the modem would have it. */
  answer(from: string, parts: readonly string[]): void;
  /** Ends smsd, and starts it again. */
  down(): Promise<void>;
  up(): void;
  /** Stops smsd in its tracks. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** Of Debian's package; a machine that leaves out documentation has it not. */
const SCHEMA = "/usr/share/doc/gammu-smsd/examples/sqlite.sql";
/** Chosen: smsd starts within a second. */
const START_LIMIT = 20_000;

export async function startGammu(environment: Readonly<Record<string, string>> = {}): Promise<GammuModem> {
  const program = requireProgram("gammu-smsd");
  requireProgram("libdbdsqlite3.so");
  if (!existsSync(SCHEMA)) throw new Error(`${SCHEMA} is missing: install gammu-smsd with its documentation`);
  const folder = mkdtempSync(join(tmpdir(), "labcanary-gammu-"));
  const databaseFile = join(folder, "smsd.db");
  for (const box of [1, 2, 3, 4, 5]) mkdirSync(join(folder, "modem/sms", String(box)), { recursive: true });
  const database = new DatabaseSync(databaseFile, { timeout: 1000 });
  database.exec(readFileSync(SCHEMA, "utf8"));
  writeFileSync(join(folder, "smsdrc"), configurationOf(folder));
  let arrivals = 0;
  let smsd = run();

  function run(): ChildProcess {
    return spawnBound(
      "env",
      [...Object.entries(environment).map(([name, value]) => `${name}=${value}`), program, "-c", join(folder, "smsdrc")],
      ["ignore", "ignore", "ignore"],
    );
  }

  /** In one move, so that smsd never reads half of it. */
  function arrive(fields: Readonly<Record<string, string>>): void {
    const place = String(++arrivals);
    const lines = Object.entries({ ...fields, State: "UnRead", Name: '""', Folder: "1" }).map(([key, value]) => `${key} = ${value}`);
    writeFileSync(join(folder, place), `[SMSBackup000]\n${lines.join("\n")}\n`);
    renameSync(join(folder, place), join(folder, "modem/sms/1", place));
  }

  const until = Date.now() + START_LIMIT;
  while (database.prepare("SELECT 1 FROM phones").get() === undefined) {
    if (Date.now() > until) throw new Error(`gammu-smsd has not begun after ${START_LIMIT} ms`);
    await wait(20);
  }

  return {
    databaseFile,
    get sms() {
      const rows = database.prepare("SELECT ID, DestinationNumber, TextDecoded FROM sentitems ORDER BY ID, SequencePosition").all();
      const texts = new Map<unknown, ReceivedSms>();
      for (const { ID, DestinationNumber, TextDecoded } of rows) {
        texts.set(ID, { from: "", to: String(DestinationNumber), text: `${texts.get(ID)?.text ?? ""}${String(TextDecoded)}` });
      }
      return [...texts.values()];
    },
    report(to, what) {
      const sent = database
        .prepare("SELECT SMSCNumber, TPMR, SendingDateTime FROM sentitems WHERE DestinationNumber = ? ORDER BY ID DESC")
        .get(to);
      if (sent === undefined) throw new Error("the modem was given no text to that number");
      arrive({
        PDU: "Status_Report",
        SMSC: `"${String(sent["SMSCNumber"])}"`,
        Sent: String(sent["SendingDateTime"]).replaceAll(/[-:]/g, "").replace(" ", "T"),
        Number: `"${to}"`,
        MessageReference: String(sent["TPMR"]),
        Coding: "Default_No_Compression",
        Length: String(what.length),
        Text00: hexadecimal(what),
      });
    },
    answer(from, parts) {
      const reference = (arrivals % 256).toString(16).padStart(2, "0");
      const hex = (value: number): string => value.toString(16).padStart(2, "0");
      for (const [index, part] of parts.entries()) {
        arrive({
          PDU: "Deliver",
          SMSC: '"+8613800100500"',
          Sent: "20261122T080000",
          Number: `"${from}"`,
          Coding: "Unicode_No_Compression",
          ...(parts.length === 1 ? {} : { UDH: `050003${reference}${hex(parts.length)}${hex(index + 1)}`.toUpperCase() }),
          Length: String(part.length),
          Text00: hexadecimal(part),
        });
      }
    },
    down: () => end(smsd),
    up() {
      smsd = run();
    },
    pause: () => void smsd.kill("SIGSTOP"),
    resume: () => void smsd.kill("SIGCONT"),
    async stop() {
      await end(smsd);
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const configurationOf = (folder: string): string => `[gammu]
device = ${join(folder, "modem")}
connection = none
model = dummy

[smsd]
service = sql
driver = sqlite3
dbdir = ${folder}/
database = smsd.db
checksecurity = 0
commtimeout = 1
receivefrequency = 1
loopsleep = 1
statusfrequency = 1
`;

const hexadecimal = (text: string): string => Buffer.from(text, "utf16le").swap16().toString("hex").toUpperCase();

/** Resolves when the program has ended; SIGKILL, because a stopped process heeds nothing else. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGKILL");
  await ended;
}
