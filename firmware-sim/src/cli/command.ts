import { isTimeZone } from "@labcanary/domain/schedule";

/** What a subcommand talks to; a test passes its own. */
export interface Terminal {
  out(text: string): void;
  error(text: string): void;
  /** Resolves when the person wants it to end (Ctrl-C, or the process is told to terminate). */
  interrupted: Promise<void>;
  /** Where a person looks on: text as it is, without a line's end. Absent where nobody does, as in a pipe. */
  screen?: { write(text: string): void; readonly columns: number };
}

export interface Command {
  readonly usage: string;
  /** Resolves to the exit code: 0 done, 1 it failed, 2 it was asked for something that cannot be. */
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}
export type ExitCode = 0 | 1 | 2;

/** Thrown while arguments are read: one sentence that says what would be right. Ends the command with exit code 2. */
export class UsageError extends Error {}

/** The value of an option that must be there. */
export function required(value: string | undefined, name: string, example: string): string {
  if (value === undefined || value === "") throw new UsageError(`--${name} is missing; add it, for example --${name} ${example}.`);
  return value;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  /** What it is when the option is not there. */
  readonly absent: number;
}

/** A number a second, written with or without `/s`, such as `500/s`. */
export function rateOption(text: string | undefined, name: string, bounds: Bounds): number {
  return numberOption(text?.endsWith("/s") ? text.slice(0, -2) : text, name, bounds);
}

/** A number within bounds. */
export function numberOption(text: string | undefined, name: string, { least, most, absent }: Bounds): number {
  if (text === undefined) return absent;
  const value = Number(text);
  if (text.trim() !== "" && value >= least && value <= most) return value;
  throw new UsageError(`--${name} ${text} cannot be; give a number from ${least} to ${most}.`);
}

/** A whole number within bounds. */
export function wholeNumberOption(text: string | undefined, name: string, bounds: Bounds): number {
  const value = numberOption(text, name, bounds);
  if (Number.isInteger(value)) return value;
  throw new UsageError(`--${name} ${text} cannot be; give a whole number.`);
}

/** Only these schemes lead to an MQTT server. */
export function urlOption(text: string, schemes: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && url.hostname !== "" && schemes.includes(url.protocol)) return url;
  throw new UsageError(`--url ${text} is no address of an MQTT server; give one such as ${schemes[0]}//127.0.0.1:1883.`);
}

/** An IANA zone, for devices whose clocks do not say theirs. */
export function timeZoneOption(name: string | undefined): { readonly timeZone?: string } {
  if (name === undefined) return {};
  if (!isTimeZone(name)) throw new UsageError(`--time-zone "${name}" is no IANA time zone; write for example Europe/Berlin.`);
  return { timeZone: name };
}
