/**
 * Keys under which people write in their own words, of which nobody knows beforehand whom they name. `note` and `cause` are among them where a
 * list of the site has words of its own as well: holding those apart costs a row and loses nothing.
 */
export const OWN_WORDS: ReadonlySet<string> = new Set([
  "words",
  "reason",
  "endReason",
  "comment",
  "text",
  "note",
  "notes",
  "cause",
  "measure",
  "measures",
  "dealtBy",
  "who",
  "department",
  "permit",
  "funds",
  "interimPlan",
  "contents",
  "purpose",
  "method",
  "recipient",
  "supplier",
  "instead",
  "reportNumber",
]);

/** Numbers of a container's movement, which the second of two is to find alone ("two books"). */
const FOUND_BY_ONE: ReadonlySet<string> = new Set(["amount", "balance", "out", "tare"]);
const OF_TWO: ReadonlySet<string> = new Set(["substance-recorded", "stock-take-recorded"]);
/** Lines of which there are many in a storm; what is said in them is a provider's, or ours. */
const OF_MACHINES = /^(?:notification|delivery|channel|flood|chatter|contact)-?/;
const OF_PEOPLE = /^(?:user:|person:|command-line$)/;
/** What record alarms of these say is ours throughout: names of the site, times, and people by their mark. */
const OURS = /^(?:check-in-missed|key-period-not-ready|sealed-door-opened)(?:-|$)/;
/** What is said of a record when it becomes an alarm, and when more of it is known. */
const OF_RECORD: ReadonlySet<string> = new Set(["reason", "comment"]);
/** Chosen: a word alone is a code of ours where no person wrote the line. */
const PROSE = /\s|[^\p{ASCII}]/u;

interface Written {
  readonly kind: string;
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * A line's detail with what `holdApart` gives in the place of what is to be held apart from it: what people wrote in their own words, and what
 * the first of two found of a controlled substance, whose hash would otherwise tell it to whoever tries numbers.
 */
export function replaceWords({ kind, actor, detail }: Written, holdApart: (value: unknown) => string): Readonly<Record<string, unknown>> {
  const isOfPerson = OF_PEOPLE.test(actor) || kind.endsWith("-recorded");
  // What rules say is the site's, and the same of the same readings, byte for byte. Whom it means it says by a mark (`personMark`).
  const isOfMachine = !isOfPerson && (actor === "rules" || OF_MACHINES.test(kind));
  const isOurs = OURS.test(String(detail["condition"]));
  // Why another record is an alarm, and what has come to it, is what somebody reported of it, and that may be one word: a name.
  const isOfRecord = typeof detail["record"] === "string" && typeof detail["condition"] === "string";
  const isWritten = (key: string, value: string): boolean =>
    OWN_WORDS.has(key) &&
    value.trim() !== "" &&
    !isOfMachine &&
    (isOfPerson || (!isOurs && ((isOfRecord && OF_RECORD.has(key)) || PROSE.test(value))));
  const isOfOne = OF_TWO.has(kind) && (detail["act"] as { readonly act?: string } | undefined)?.act === "proposed";
  const within = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return isWritten(key, value) ? holdApart(value) : value;
    if (isOfOne && ((typeof value === "number" && FOUND_BY_ONE.has(key)) || (key === "lines" && Array.isArray(value))))
      return holdApart(value);
    if (Array.isArray(value)) return value.map((each) => within(each, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, within(inner, name)]));
  };
  return within(detail, "") as Readonly<Record<string, unknown>>;
}

/** One text that stands in a line under one of {@link OWN_WORDS}, and the way to it: `act.words`, `act.remedies.0.words`. */
export interface WordsAt {
  readonly field: string;
  readonly text: string;
}

/** Everything that people wrote in a detail. */
export function wordsIn(detail: unknown): readonly WordsAt[] {
  const found: WordsAt[] = [];
  const look = (value: unknown, key: string, path: readonly string[]): void => {
    if (typeof value === "string") {
      if (OWN_WORDS.has(key)) found.push({ field: path.join("."), text: value });
    } else if (Array.isArray(value)) for (const [index, each] of value.entries()) look(each, key, [...path, String(index)]);
    else if (typeof value === "object" && value !== null)
      for (const [name, inner] of Object.entries(value)) look(inner, name, [...path, name]);
  };
  look(detail, "", []);
  return found;
}

/** What stands at the end of a way, as {@link WordsAt.field} has it. */
export function atField(detail: unknown, field: string): unknown {
  return field.split(".").reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Readonly<Record<string, unknown>>)[key];
  }, detail);
}
