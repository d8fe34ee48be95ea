/**
 * What of ICU MessageFormat the texts use: `{name}`, `{name, plural, =0 {…} one {…} other {…}}`, `{name, select, a {…} other {…}}`, `#` for
 * the number of the plural around it. The whole of it is a fifth of the first load; a test holds this one equal to that for every text.
 */
export type FormatText = (values?: Readonly<Record<string, string | number>>) => string;

type Piece =
  | string
  | { readonly kind: "value"; readonly name: string }
  | { readonly kind: "number" }
  | { readonly kind: "plural" | "select"; readonly name: string; readonly options: ReadonlyMap<string, readonly Piece[]> };

/** Parses a text. Throws where it uses what is not known here: `text.test.ts` has every text parsed. */
export function formatOfText(text: string, locale: string): FormatText {
  const pieces = parse(text);
  return (values = {}) => write(pieces, values, locale, undefined);
}

/** Making one costs far more than using it. Hold nothing but what their locale says. */
const plurals = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

function madeOnce<Made>(made: Map<string, Made>, locale: string, make: () => Made): Made {
  const known = made.get(locale) ?? make();
  made.set(locale, known);
  return known;
}

function write(
  pieces: readonly Piece[],
  values: Readonly<Record<string, string | number>>,
  locale: string,
  count: number | undefined,
): string {
  return pieces
    .map((piece) => {
      if (typeof piece === "string") return piece;
      if (piece.kind === "number") return madeOnce(numbers, locale, () => new Intl.NumberFormat(locale)).format(count as number);
      const value = values[piece.name];
      if (value === undefined) throw new Error(`the text is not told ${piece.name}`);
      if (piece.kind === "value") return String(value);
      const isPlural = piece.kind === "plural";
      return write(optionFor(piece, value, locale), values, locale, isPlural ? Number(value) : count);
    })
    .join("");
}

function optionFor(
  { kind, name, options }: Extract<Piece, { options: unknown }>,
  value: string | number,
  locale: string,
): readonly Piece[] {
  const named =
    kind === "select"
      ? options.get(String(value))
      : (options.get(`=${value}`) ?? options.get(madeOnce(plurals, locale, () => new Intl.PluralRules(locale)).select(Number(value))));
  const option = named ?? options.get("other");
  if (option === undefined) throw new Error(`the text has nothing to say for ${name} ${value}`);
  return option;
}

const CHOICE = /\{\s*(\w+)\s*,\s*(plural|select)\s*,\s*/y;
const VALUE = /\{\s*(\w+)\s*\}/y;
const OPTION = /\s*(=\d+|\w+)\s*\{/y;
/** Quoted syntax and tags: no text has them. */
const UNKNOWN = /'[{}#<']|<\/?\w/;

function parse(text: string): readonly Piece[] {
  let at = 0;
  const unknown = (): never => {
    throw new Error(`the text cannot be read from character ${at} on: ${text}`);
  };
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };

  function choice(kind: "plural" | "select", name: string, isInPlural: boolean): Piece {
    const options = new Map<string, readonly Piece[]>();
    for (let option = take(OPTION); option !== null; option = take(OPTION)) {
      options.set(option[1] as string, until("}", kind === "plural" || isInPlural));
    }
    if (take(/\s*\}/y) === null || !options.has("other")) unknown();
    return { kind, name, options };
  }

  function until(end: "}" | undefined, isInPlural: boolean): readonly Piece[] {
    const pieces: Piece[] = [];
    const plain = isInPlural ? /[^{}#]+/y : /[^{}]+/y;
    for (;;) {
      const words = take(plain);
      if (words !== null) pieces.push(words[0]);
      if (at === text.length) return end === undefined ? pieces : unknown();
      if (text[at] === "}") {
        if (end === undefined) unknown();
        at += 1;
        return pieces;
      }
      if (take(/#/y) !== null) {
        pieces.push({ kind: "number" });
        continue;
      }
      const value = take(VALUE);
      const chosen = value === null ? take(CHOICE) : null;
      if (value !== null) pieces.push({ kind: "value", name: value[1] as string });
      else if (chosen !== null) pieces.push(choice(chosen[2] as "plural" | "select", chosen[1] as string, isInPlural));
      else unknown();
    }
  }

  if (UNKNOWN.test(text)) unknown();
  return until(undefined, false);
}
