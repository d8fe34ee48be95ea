import { expect, test } from "vitest";
import type { Entry } from "./native.ts";
import type { WireReading } from "./speech.ts";
import { readFromWire } from "./wire.ts";

const entry = (value: unknown, unit?: string): Entry => ({
  name: "x",
  at: undefined,
  time: undefined,
  seq: undefined,
  value,
  unit,
  quality: undefined,
  state: undefined,
});
const DOOR = ["closed", "open"];

test.each<{ wire: Partial<WireReading>; states?: readonly string[]; said: unknown; value: unknown; because: string }>([
  { wire: {}, said: 21, value: 21, because: "nothing is said of it" },
  { wire: {}, said: "21.5", value: 21.5, because: "a number may be a text" },
  { wire: {}, said: " -1e2 ", value: -100, because: "with blanks around it" },
  { wire: {}, said: "21,5", value: "21,5", because: "a comma is no point: it is not guessed at" },
  { wire: {}, said: "0x10", value: "0x10", because: "nor is another base" },
  { wire: {}, said: "", value: "", because: "and nothing is not zero" },
  { wire: {}, said: true, value: true, because: "true is no number" },
  { wire: { scale: 0.1 }, said: 213, value: 21.3, because: "21.3, not 21.300000000000001" },
  { wire: { scale: 0.01, offset: -40 }, said: "6130", value: 21.3, because: "a text is scaled as well" },
  { wire: { errors: [85, -127] }, said: 85, value: null, because: "the probe has just been powered" },
  { wire: { errors: [85, -127] }, said: "-127.00", value: null, because: "a text is the same number" },
  { wire: { errors: [65535], scale: 0.1 }, said: 65535, value: null, because: "errors are what is said, before scaling" },
  { wire: { errors: ["nan"] }, said: "NaN", value: null, because: "of texts case does not count" },
  { wire: { errors: [0] }, said: false, value: false, because: "false is not 0" },
  { wire: { errors: [0] }, said: "", value: "", because: "nor is nothing" },
  { wire: { words: { "1": "open", "0": "closed" } }, states: DOOR, said: 1, value: "open", because: "a number is a word" },
  { wire: { words: { true: "closed" } }, states: DOOR, said: true, value: "closed", because: "a truth value is a word" },
  { wire: { words: { ON: "open" } }, states: DOOR, said: "closed", value: "closed", because: "a state by its own name is itself" },
  {
    wire: { words: { ON: "open" } },
    states: DOOR,
    said: "on",
    value: "on",
    because: "what no word stands for stays, and is refused later",
  },
  {
    wire: { words: { ON: "open" } },
    states: DOOR,
    said: "constructor",
    value: "constructor",
    because: "words are only those that were written",
  },
  { wire: { words: { ON: "open" }, errors: ["ERR"] }, states: DOOR, said: "err", value: null, because: "states have errors too" },
  { wire: {}, states: DOOR, said: "1", value: "1", because: "a text of a state is no number" },
  { wire: { words: { null: "open" } }, states: DOOR, said: null, value: null, because: "null is no word: it could not measure" },
])("$said is $value: $because", ({ wire, states, said, value }) => {
  expect(readFromWire(entry(said), { wire: { name: "x", ...wire }, ...(states === undefined ? {} : { states }) }).value).toEqual(value);
});

test("what the message says of its unit goes before what the site says of it", () => {
  const signal = { wire: { name: "x", unit: "degF" } } as const;
  expect(readFromWire(entry(21), signal).unit).toBe("degF");
  expect(readFromWire(entry(21, "Cel"), signal).unit).toBe("Cel");
});

test("a signal that is of no gateway is left as it is", () => {
  const said = entry("21");
  expect(readFromWire(said, {})).toBe(said);
});
