import { TIME } from "./story-time.ts";

/** What stands in a sentence for something else, and what it may look like there. */
const PLACES = {
  device: String.raw`[\w.-]+`,
  signal: String.raw`[\w.-]+`,
  /** `cab-17/vapour`. */
  key: String.raw`[\w.-]+/[\w.-]+`,
  /** `cab-17/vapour/high`, `zone:lab-101/silent`. */
  rule: String.raw`[\w.:-]+(?:/[\w.-]+)*`,
  state: String.raw`\S+`,
  gas: String.raw`\w+`,
  /** Figures with their units. */
  rate: String.raw`\S+ \S+`,
  amount: String.raw`\S+ \S+`,
  speed: String.raw`\S+ \S+`,
  share: String.raw`\S+ %`,
  unit: String.raw`\S+`,
  corruption: String.raw`[a-z-]+`,
  card: String.raw`[\w-]+`,
  /** A value with its unit, or a state. */
  level: String.raw`\S+(?: \S+)?`,
  other: String.raw`\S+(?: \S+)?`,
  span: String.raw`\S+`,
  length: String.raw`\S+`,
  badge: String.raw`[\w-]+`,
  object: String.raw`\S+`,
  mode: String.raw`[a-z-]+`,
  impairment: String.raw`[a-z-]+`,
  count: String.raw`\d+`,
  time: TIME,
  end: TIME,
  who: String.raw`the responsible person|the deputy|the security centre|anybody|somebody with the role [\w-]+|\+\d+|[\w.-]+`,
  words: `[^"]+`,
} as const;
export type Place = keyof typeof PLACES;
const NAME = /\{(\w+)\}/g;

/** What was written in the places of a sentence. */
export type Written = Readonly<Partial<Record<Place, string>>>;

/** The pattern a form such as `the {signal} of {device} goes silent` stands for. */
function patternOf(form: string): RegExp {
  const source = form
    .split(NAME)
    .map((part, index) => (index % 2 === 0 ? escaped(part) : `(?<${part}>${PLACES[part as Place]})`))
    .join("");
  return new RegExp(`^${source}$`);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Places that are shown by another name than their own. */
const SHOWN: Readonly<Partial<Record<Place, string>>> = {
  key: "DEVICE/SIGNAL",
  level: "VALUE",
  other: "VALUE",
  card: "BADGE",
  corruption: "HOW",
  length: "SPAN",
  end: "TIME",
};

/** A form as people are shown it: `the SIGNAL of DEVICE goes silent`. */
export const shownForm = (form: string): string => form.replaceAll(NAME, (_, name: Place) => SHOWN[name] ?? name.toUpperCase());

/** A form that can be looked for. */
export interface Matcher<Sentence extends { readonly form: string }> {
  readonly sentence: Sentence;
  readonly pattern: RegExp;
}

export const matchersOf = <Sentence extends { readonly form: string }>(sentences: readonly Sentence[]): readonly Matcher<Sentence>[] =>
  sentences.map((sentence) => ({ sentence, pattern: patternOf(sentence.form) }));

/** The form a text has, with what stands in its places. */
export function match<Sentence extends { readonly form: string }>(
  text: string,
  matchers: readonly Matcher<Sentence>[],
): { readonly sentence: Sentence; readonly written: Written } | undefined {
  for (const { sentence, pattern } of matchers) {
    const found = pattern.exec(text);
    if (found !== null) return { sentence, written: found.groups ?? {} };
  }
  return undefined;
}

/** Forms told of a sentence that has none of them. Chosen: what was meant is among them, and all fit a terminal. */
const TOLD = 3;

/** The forms whose words a text shares most of, the likeliest first. */
export function likely(text: string, forms: readonly string[]): readonly string[] {
  const words = new Set(text.split(/\s+/));
  const share = (form: string): number => {
    const own = form.split(/\s+/).filter((word) => !word.startsWith("{"));
    return own.filter((word) => words.has(word)).length / Math.max(own.length, 1);
  };
  return forms.toSorted((one, other) => share(other) - share(one)).slice(0, TOLD);
}
