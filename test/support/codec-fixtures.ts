import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { Speech } from "@labcanary/domain/telemetry";

/** One message of a fixture, and what it comes to. */
interface FixtureMessage {
  /** Why it comes to that. */
  readonly says: string;
  readonly topic: string;
  readonly retained?: boolean;
  readonly receivedAt: string;
  /** One of the three: a JSON value, a text, or bytes. */
  readonly json?: unknown;
  readonly text?: string;
  readonly hex?: string;
  readonly said: readonly unknown[];
  /** Codes. */
  readonly refused?: readonly string[];
}

interface FixtureFile {
  readonly speech: Speech;
  /** In the order in which the gateway says them: a codec may remember. */
  readonly messages: readonly FixtureMessage[];
}

export interface Fixture extends FixtureFile {
  /** Of the folder. */
  readonly convention: string;
  readonly name: string;
}

export const CODEC_FIXTURES = join(import.meta.dirname, "../fixtures/codecs");

/** Every fixture of every convention. */
export function codecFixtures(): readonly Fixture[] {
  return globSync("*/*.json", { cwd: CODEC_FIXTURES })
    .toSorted()
    .map((file) => ({
      convention: dirname(file),
      name: basename(file, ".json"),
      ...(JSON.parse(readFileSync(join(CODEC_FIXTURES, file), "utf8")) as FixtureFile),
    }));
}

export function payloadOf({ json, text, hex }: FixtureMessage): Uint8Array {
  if (hex !== undefined) return Buffer.from(hex, "hex");
  return Buffer.from(text ?? JSON.stringify(json));
}

export const receiptOf = ({ receivedAt }: FixtureMessage): EpochMs => epochMs(Date.parse(receivedAt));
