import { LANGUAGES } from "@labcanary/domain/basics";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, test } from "vitest";
import { ApiError, wordsFor } from "../api.ts";
import { formatAge, formatClock, formatOffset, formatSpan, formatTime, formatValue, namesOfPath } from "./format.ts";
import type { MessageKey } from "./messages.ts";
import { MESSAGES, translateIn } from "../testing.ts";

const KEYS = Object.keys(MESSAGES.en) as MessageKey[];

/** What the message parser gives for a piece of text: 0 is plain text, 7 the number of a plural; everything else names a value. */
interface Piece {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: readonly Piece[] }>>;
}
const PLAIN: ReadonlySet<number> = new Set([0, 7]);

/** Names of the values a text takes, wherever they stand in it. */
function argumentsOf(text: string): readonly string[] {
  const named = (pieces: readonly Piece[]): readonly string[] =>
    pieces.flatMap(({ type, value, options = {} }) => [
      ...(PLAIN.has(type) || value === undefined ? [] : [value]),
      ...Object.values(options).flatMap((option) => named(option.value)),
    ]);
  return [...new Set(named(new IntlMessageFormat(text).getAst() as readonly Piece[]))].sort();
}

/** Sources of the client, as text. */
const sources = Object.values(
  import.meta.glob<string>(["../**/*.svelte", "../**/*.ts", "!../**/*.test.ts", "!./en/*.ts", "!./zh/*.ts"], {
    query: "?raw",
    import: "default",
    eager: true,
  }),
);
/** Keys put together at run time: whatever begins like this is in use. */
const COMPOSED = /t\(`([a-z.-]+)\$\{|key = `([a-z.-]+)\$\{|return `([a-z.-]+)\$\{|wordFor\("([a-z.-]+)"/g;

describe("every text", () => {
  test.each(LANGUAGES)("exists, is not empty and can be formatted in %s", (language) => {
    expect(Object.keys(MESSAGES[language]).sort()).toEqual([...KEYS].sort());
    const t = translateIn(language);
    for (const key of KEYS) {
      const values = Object.fromEntries(argumentsOf(MESSAGES[language][key]).map((name) => [name, 1]));
      expect(t(key, values), key).not.toBe("");
    }
  });

  test("takes the same values in every language", () => {
    for (const key of KEYS) expect(argumentsOf(MESSAGES.zh[key]), key).toEqual(argumentsOf(MESSAGES.en[key]));
  });

  test("that a source asks for by name is there, and none is kept that nobody asks for", () => {
    const text = sources.join("\n");
    const asked = new Set([...text.matchAll(/["`]([a-z][a-z-]*\.[a-zA-Z0-9_.-]+)["`]/g)].map(([, key = ""]) => key));
    const prefixes = [...text.matchAll(COMPOSED)].map((match) => match.slice(1).find((prefix) => prefix !== undefined) ?? "");
    const named = [...text.matchAll(/\bt\("([^"]+)"/g)].map(([, key = ""]) => key);
    expect(named.filter((key) => !KEYS.includes(key as MessageKey))).toEqual([]);
    expect(KEYS.filter((key) => !asked.has(key) && !prefixes.some((prefix) => prefix !== "" && key.startsWith(prefix)))).toEqual([]);
  });
});

describe("in words", () => {
  const t = translateIn("en");

  test.each([
    [0, "0 s"],
    [-5000, "0 s"],
    [59_999, "59 s"],
    [60_000, "1 min 0 s"],
    [3_599_999, "59 min 59 s"],
    [3_600_000, "1 h 0 min"],
    [90_000_000, "1 d 1 h"],
  ])("%i ms is %s", (span, words) => {
    expect(formatAge(t, span)).toBe(words);
  });

  test.each([
    { style: { unit: "%LEL" }, value: 0, words: "0 %LEL" },
    { style: { unit: "Cel" }, value: -79.84, words: "−79.84 °C" },
    { style: { unit: "ppm" }, value: 12_345.6, words: "12346 ppm" },
    { style: { unit: "ppm" }, value: 0.000_123_45, words: "0.0001234 ppm" },
    { style: { unit: "state", states: ["closed", "open"] }, value: 1, words: "open" },
    { style: { unit: "state", states: ["closed", "open"] }, value: 7, words: "7" },
  ] as const)("$value is $words", ({ style, value, words }) => {
    expect(formatValue(t, style, value)).toBe(words);
  });

  test("a state is named in the reader's language; one of the site's own by the name it gives", () => {
    const style = { unit: "state", states: ["closed", "in service"] } as const;
    const zh = translateIn("zh");
    expect([formatValue(zh, style, 0), formatValue(zh, style, 1)]).toEqual(["关闭", "in service"]);
  });

  test.each([
    [0, "0 s"],
    [500, "0.5 s"],
    [60_000, "1 min"],
    [90_000, "1 min 30 s"],
    [7_200_000, "2 h"],
    [86_460_000, "1 d 1 min"],
  ])("a delay of %i ms is %s", (span, words) => {
    expect(formatSpan(t, span)).toBe(words);
  });

  const berlin = { language: "en", timeZone: "Europe/Berlin" } as const;
  const summer = Date.UTC(2026, 9, 25, 0, 30);

  test.each([
    { at: Date.UTC(2026, 9, 24, 22, 30), words: "00:30:00", because: "it is of the same day there" },
    { at: Date.UTC(2026, 9, 24, 21, 30), words: "24 Oct 2026, 23:30:00", because: "it was yesterday there" },
    { at: summer + 3_600_000, words: "02:30:00 UTC+01:00", because: "the clocks have been put back since" },
  ])("$at is $words: $because", ({ at, words }) => {
    expect(formatTime(berlin, at, summer)).toBe(words);
  });

  test("an offset is told with its sign, west of Greenwich and off the hour too", () => {
    expect(formatClock(berlin, summer)).toBe("02:30:00");
    expect(["Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "UTC"].map((zone) => formatOffset(zone, summer))).toEqual([
      "UTC+02:00",
      "UTC+05:30",
      "UTC\u221202:30",
      "UTC+00:00",
    ]);
  });

  test("the names of a place come outermost first", () => {
    expect(namesOfPath("Chemistry Building › Room 114 › Cabinet 17")).toEqual(["Chemistry Building", "Room 114", "Cabinet 17"]);
    expect(namesOfPath("Room 114")).toEqual(["Room 114"]);
  });

  test("a refusal without words of its own still says its code", () => {
    expect(wordsFor(new ApiError("ALARM_ENDED"), t)).toBe("The alarm has ended.");
    expect(wordsFor(new ApiError("BODY_TOO_LARGE"), t)).toBe("The platform refused: BODY_TOO_LARGE");
  });
});
