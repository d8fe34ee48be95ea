import type { EpochMs } from "@labcanary/domain/basics";
import { type Impairment, IMPAIRMENTS } from "@labcanary/domain/ports";
import { readChoice } from "../scenario/values.ts";
import { type Telling, within } from "./telling.ts";
import type { Written } from "./form.ts";
import { whoOf } from "./person-sentences.ts";
import type { AlarmTurn, Expected } from "./story.ts";

/** What an expectation is read with: `at` is when the sentence before it happens, and nothing before that counts. */
export interface Expecting extends Telling {
  /** The instant a time in the sentence means. */
  readonly instant: (written: string) => EpochMs | undefined;
}

/** A sentence that says what is to come of it; `expect` stands before it. */
export interface ExpectSentence {
  readonly form: string;
  readonly means: string;
  readonly example: string;
  readonly read: (written: Written, telling: Expecting) => Expected | undefined;
}

const turn =
  (turned: AlarmTurn): ExpectSentence["read"] =>
  ({ rule = "", time = "", end }, { instant }) => {
    const first = instant(time);
    const last = end === undefined ? first : instant(end);
    if (first === undefined || last === undefined) return undefined;
    return { kind: "alarm", turn: turned, rule, by: last, ...(end === undefined ? {} : { notBefore: first }) };
  };

const text: ExpectSentence["read"] = ({ who, rule, time = "" }, { instant }) => {
  const by = instant(time);
  return by === undefined ? undefined : { kind: "text", to: whoOf(who), by, ...(rule === undefined ? {} : { about: rule }) };
};

const impaired: ExpectSentence["read"] = ({ key = "", impairment: written = "", time = "" }, { instant, entry }) => {
  const impairment: Impairment | undefined = readChoice(within(entry, written), IMPAIRMENTS);
  const by = instant(time);
  return impairment === undefined || by === undefined ? undefined : { kind: "impaired", signal: key, impairment, by };
};

const counted =
  (count: (written: Written) => number): ExpectSentence["read"] =>
  (written, { instant }) => {
    const at = instant(written.time ?? "");
    return at === undefined ? undefined : { kind: "count", impaired: count(written), at };
  };

/** Every expectation, in the order of the guide. */
export const EXPECT_SENTENCES: readonly ExpectSentence[] = [
  {
    form: "alarm {rule} by {time}",
    means: "it is raised between the sentence before and then",
    example: "expect alarm cabinet-17/door/open-too-long by 02:21",
    read: turn("raised"),
  },
  {
    form: "alarm {rule} between {time} and {end}",
    means: "it is raised, and not before the first time",
    example: "expect alarm cabinet-17/door/open-too-long between 02:20 and 02:21",
    read: turn("raised"),
  },
  {
    form: "{rule} cleared by {time}",
    means: "its condition is over, whoever has seen it",
    example: "expect lab-1/ch4/high cleared by 03:00",
    read: turn("cleared"),
  },
  {
    form: "{rule} acknowledged by {time}",
    means: "somebody has seen it; in training, the time people have",
    example: "expect lab-1/ch4/high acknowledged by 02:25",
    read: turn("acknowledged"),
  },
  {
    form: "{rule} attended by {time}",
    means: "somebody is on the way; in training, the time people have",
    example: "expect lab-1/ch4/high attended by 02:30",
    read: turn("attended"),
  },
  {
    form: "no alarm {rule}",
    means: "it is not raised after the sentence before",
    example: "expect no alarm lab-1/ch4/high",
    read: ({ rule = "" }) => ({ kind: "no-alarm", rule }),
  },
  {
    form: "text to {who} by {time}",
    means: "one text to them: a person, a role, a number",
    example: "expect text to the responsible person by 02:22",
    read: text,
  },
  {
    form: "text to {who} about {rule} by {time}",
    means: "one text to them about this alarm",
    example: "expect text to li about lab-1/ch4/high by 02:22",
    read: text,
  },
  {
    form: "{key} {impairment} by {time}",
    means: "the signal is counted as impaired so: silent, faulty, over-range, suspect, uncertain …",
    example: "expect gateway-1/probe-2 silent by 02:20",
    read: impaired,
  },
  {
    form: "{count} impaired at {time}",
    means: "so many signals are counted as impaired",
    example: "expect 1 impaired at 02:30",
    read: counted(({ count = "" }) => Number(count)),
  },
  {
    form: "nothing impaired at {time}",
    means: "every signal protects",
    example: "expect nothing impaired at 04:00",
    read: counted(() => 0),
  },
  {
    form: "a quiet screen at {time}",
    means: "no alarm is annunciated, and no signal impaired",
    example: "expect a quiet screen at 04:00",
    read: ({ time = "" }, { instant }) => {
      const at = instant(time);
      return at === undefined ? undefined : { kind: "quiet", at };
    },
  },
  {
    form: "the books to balance",
    means: "at the end every reading is stored, a duplicate, refused or in quarantine",
    example: "expect the books to balance",
    read: () => ({ kind: "books" }),
  },
  {
    form: "nothing else",
    means: "no alarm and no text but those expected, and what is listed beneath an expected alarm",
    example: "expect nothing else",
    read: () => ({ kind: "nothing-else" }),
  },
];
