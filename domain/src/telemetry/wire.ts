import { parseUnit, type Unit } from "../quantity/index.ts";
import type { Entry } from "./native.ts";
import type { SignalDescription } from "./signal.ts";

/** A number as a text has it, without anything around it. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Digits that mean something of a double that was scaled: 213 × 0.1 is 21.3, not 21.300000000000001. */
const DIGITS = 12;

/**
 * What was said of a signal on the wire of its gateway, as the platform says it: error values are no value, words are states, numbers
 * that came as text are numbers, and are scaled. What makes no sense stays as it was said, and is refused where values are judged.
 */
export function readFromWire(entry: Entry, { wire, states }: Pick<SignalDescription, "wire" | "states">): Entry {
  if (wire === undefined) return entry;
  const { value: said } = entry;
  const unit = unitOf(entry.unit, wire.unit);
  if (wire.errors?.some((error) => isSame(error, said)) === true) return { ...entry, unit, value: null };
  if (states !== undefined) {
    const word = isPlain(said) ? wordOf(String(said), wire.words) : undefined;
    return word === undefined ? entry : { ...entry, value: word };
  }
  const number = typeof said === "string" && NUMBER.test(said.trim()) ? Number(said) : said;
  if (typeof number !== "number") return { ...entry, unit };
  const { scale, offset } = wire;
  if (scale === undefined && offset === undefined) return { ...entry, unit, value: number };
  return { ...entry, unit, value: Number((number * (scale ?? 1) + (offset ?? 0)).toPrecision(DIGITS)) };
}

/**
 * The unit that was said, unless it says nothing the platform could go by: none at all, a percent of nobody knows what (of humidity, of the
 * explosive limit), or a spelling of its own. Then it is what the site says, and without that what was said, which is refused.
 */
function unitOf(said: unknown, described: Unit | undefined): unknown {
  if (described === undefined || said === undefined) return said ?? described;
  const known = typeof said === "string" ? parseUnit(said) : undefined;
  return known === undefined || known === "%" ? described : said;
}

const isPlain = (said: unknown): boolean => ["string", "number", "boolean"].includes(typeof said);

const wordOf = (said: string, words: Readonly<Record<string, string>> = {}): string | undefined =>
  Object.hasOwn(words, said) ? words[said] : undefined;

/** `-127`, `"-127"` and `-127.0` are one; of texts case does not count, so that `nan` is `NaN` too. */
function isSame(error: number | string, said: unknown): boolean {
  if (typeof said !== "string" && typeof said !== "number") return false;
  const [one, other] = [String(error).trim(), String(said).trim()];
  if (one.toLowerCase() === other.toLowerCase()) return true;
  return NUMBER.test(one) && NUMBER.test(other) && Number(one) === Number(other);
}
