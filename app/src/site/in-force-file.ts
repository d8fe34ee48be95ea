import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EpochMs, Text } from "@labcanary/domain/basics";
import { UsageError } from "../command-line.ts";

/** Which site is in force, and what was said to one that waits: what a restart must not forget. */
export interface InForceRecord {
  /** Of the site in force, as the journal has it. */
  readonly version: string;
  readonly proposal?: ProposalRecord;
}

export interface ProposalRecord {
  readonly version: string;
  /** Of the site it was compared with: a decision is about the difference, not the version alone. */
  readonly from: string;
  readonly at: EpochMs;
  /** The key period in which it came, where that alone makes it wait. */
  readonly frozen?: Text;
  readonly decision?: DecisionRecord;
}

export type DecisionRecord =
  | { readonly kind: "approved"; readonly by: string; readonly at: EpochMs }
  | { readonly kind: "rejected"; readonly by: string; readonly at: EpochMs; readonly reason: string };

const fileIn = (dataFolder: string): string => join(dataFolder, "site-in-force.json");

/** What to do when it cannot be told which site was in force. */
export const wayOut = (dataFolder: string): string =>
  `check the present site with \`labcanary check\`, then delete ${fileIn(dataFolder)}: the site counts as the first one then, which needs no second person`;

/** Undefined before the first site. Throws a UsageError when the file is there and makes no sense: what is in force would be a guess. */
export function readInForce(dataFolder: string): InForceRecord | undefined {
  let text: string;
  try {
    text = readFileSync(fileIn(dataFolder), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const record = parse(text);
  if (typeof record?.version !== "string") {
    throw new UsageError(`${fileIn(dataFolder)} does not say which site is in force; ${wayOut(dataFolder)}`);
  }
  return record;
}

function parse(text: string): InForceRecord | undefined {
  try {
    return JSON.parse(text) as InForceRecord;
  } catch {
    return undefined;
  }
}

/** After a crash there is this record or the one before. Durable on return. */
export function writeInForce(dataFolder: string, record: InForceRecord): void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const file = fileIn(dataFolder);
  writeFileSync(`${file}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  const folder = openSync(dataFolder, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** The next site counts as the first. */
export const forgetInForce = (dataFolder: string): void => rmSync(fileIn(dataFolder), { force: true });
