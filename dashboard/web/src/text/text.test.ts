import { posix } from "node:path";
import { LANGUAGES } from "@labcanary/domain/basics";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, test } from "vitest";
import { ApiError, wordsFor } from "../asking.ts";
import { formatAge, formatClock, formatOffset, formatPlanned, formatSpan, formatTime, formatValue, namesOfPath } from "./format.ts";
import type { MessageKey } from "./messages.ts";
import { MESSAGES, translateIn } from "../testing.ts";
import { formatOfText } from "./icu-format.ts";
import { EN_PAGES } from "./messages-en-pages.ts";
import { EN } from "./messages-en.ts";
import { createTranslate, localeOf } from "./translate.ts";

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
const sourceOf = import.meta.glob<string>(["../**/*.svelte", "../**/*.ts", "!../**/*.test.ts", "!./en/*.ts", "!./zh/*.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const sources = Object.values(sourceOf);

/** What is there without a page being gone to: what the console imports, at once or later, but for the pages that it loads. */
function sourcesOfConsole(): readonly string[] {
  const seen = new Map<string, string>();
  const visit = (file: string): void => {
    // As import.meta.glob names them: those of this folder begin with "./".
    const path = file.startsWith("../text/") ? `./${file.slice("../text/".length)}` : file;
    const source = sourceOf[path];
    if (source === undefined || seen.has(path)) return;
    seen.set(path, source);
    const imported = [...source.matchAll(/^\s*(?:import|export)\s(?!type\b)[^;]*?from "(\.[^"]+)"/gm)];
    const loaded = path.endsWith("lazy-pages.ts") ? [] : [...source.matchAll(/import\("(\.[^"]+)"\)/g)];
    for (const [, specifier = ""] of [...imported, ...loaded]) visit(posix.join(posix.dirname(file), specifier));
  };
  for (const entry of ["../console.ts", "../sign-in.ts"]) visit(entry);
  return [...seen.values()];
}
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

  test.each(LANGUAGES)("is written in %s as the whole of ICU MessageFormat would write it, whatever it counts or is told", (language) => {
    const t = translateIn(language);
    for (const key of KEYS) {
      const text = MESSAGES[language][key];
      const reference = new IntlMessageFormat(text, localeOf(language));
      const names = argumentsOf(text);
      const choices = [...new Set([...text.matchAll(/([\w-]+) \{/g)].map(([, option = ""]) => option))];
      const said = names.length === 0 ? [0] : [0, 1, 2, 5, 1234, 1_234_567, "words", ...choices];
      for (const value of said) {
        // A plural is of numbers: of words the two need not say the same.
        if (typeof value === "string" && /, plural,/.test(text)) continue;
        const values = Object.fromEntries(names.map((name) => [name, value]));
        expect(t(key, values), `${key} told ${value}`).toBe(reference.format(values));
      }
      for (const count of [0, 1, 2, 5, 1234]) {
        const values = Object.fromEntries(names.map((name) => [name, new RegExp(`\\{${name}, select,`).test(text) ? "other" : count]));
        expect(t(key, values), `${key} counting ${count}`).toBe(reference.format(values));
      }
    }
  });

  test.each(["{a", "a}", "{a, number}", "{a, plural, one {x}}", "it''s", "'{a}'", "<b>x</b>", "{a, date, short}"])(
    "is not taken where it uses what is not known: %s",
    (text) => {
      expect(() => formatOfText(text, "en-GB")).toThrow("cannot be read");
    },
  );

  test("that is not told a value it takes says which", () => {
    expect(() => formatOfText("{count, plural, other {# of {total}}}", "en-GB")({ count: 1 })).toThrow("not told total");
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

/** Asked for with `has`, everywhere: where the pages' texts are not there yet, something else is said. */
const ASKED_WITH_HAS: readonly string[] = ["error", "error.", "journal.say.", "substances.movement."];

test("a text that is loaded with the pages is asked for by none but those", () => {
  const console = sourcesOfConsole();
  expect(console.length).toBeGreaterThan(100);
  expect(console.length).toBeLessThan(sources.length - 50);
  const text = console.join("\n");
  const prefixes = [...text.matchAll(COMPOSED)]
    .map((match) => match.slice(1).find((prefix) => prefix !== undefined) ?? "")
    .filter((prefix) => !ASKED_WITH_HAS.includes(prefix));
  const isAsked = (key: string): boolean =>
    text.includes(`"${key}"`) || text.includes(`\`${key}\``) || prefixes.some((prefix) => prefix !== "" && key.startsWith(prefix));
  expect(Object.keys(EN_PAGES).filter(isAsked)).toEqual([]);
});

test("a text of a page that is asked for too early says so", () => {
  expect(() => createTranslate("en", EN)("figures.title")).toThrow("before those were loaded");
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

  test.each([
    ["today the time alone", Date.UTC(2026, 9, 25, 20), "21:00", "21:00"],
    ["this year the day", Date.UTC(2026, 10, 26, 8), "Thu 26 Nov 09:00", "11月26日周四 09:00"],
    ["in another year the year as well", Date.UTC(2032, 10, 26, 8), "Fri, 26 Nov 2032 09:00", "2032年11月26日周五 09:00"],
  ])("what is planned says %s", (_, at, en, zh) => {
    expect([formatPlanned(berlin, at, summer), formatPlanned({ ...berlin, language: "zh" }, at, summer)]).toEqual([en, zh]);
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
