import type { EpochMs } from "@labcanary/domain/basics";
import { readDuration } from "../scenario/values.ts";
import type { Entry } from "../scenario/yaml-entry.ts";
import { type Telling, within } from "./telling.ts";
import type { Written } from "./form.ts";
import type { Deed, PersonDeed, TextDeed, Who } from "./story.ts";

/** A sentence in which people do something, or something is wrong with what reaches them. */
export interface PersonSentence {
  readonly form: string;
  readonly means: string;
  readonly example: string;
  readonly read: (written: Written, telling: Telling) => PersonDeed | TextDeed | undefined;
}

const ROLE = /^somebody with the role (.+)$/;

/** Whom a sentence speaks of. */
export function whoOf(written = ""): Who {
  const [, role] = ROLE.exec(written) ?? [];
  if (role !== undefined) return { kind: "role", role };
  if (written === "the responsible person") return { kind: "responsible" };
  if (written === "the deputy") return { kind: "deputy" };
  if (written === "anybody") return { kind: "anybody" };
  if (written === "the security centre") return { kind: "security-centre" };
  return written.startsWith("+") ? { kind: "number", number: written } : { kind: "person", id: written };
}

export function whoText(who: Who): string {
  switch (who.kind) {
    case "person":
      return who.id;
    case "responsible":
      return "the responsible person";
    case "deputy":
      return "the deputy";
    case "security-centre":
      return "the security centre";
    case "anybody":
      return "anybody";
    case "role":
      return `somebody with the role ${who.role}`;
    case "number":
      return who.number;
  }
}

const person = (who: string | undefined, at: EpochMs, deed: Deed): PersonDeed => ({ kind: "person", at, who: whoOf(who), deed });

const toAlarms =
  (verb: "acknowledge" | "attend" | "reset" | "unshelve"): PersonSentence["read"] =>
  ({ who, rule }, { at }) =>
    person(who, at, { verb, ...(rule === undefined ? {} : { rule }) });

function shelve({ who, rule = "", span = "", words = "" }: Written, { at, entry }: Telling): PersonDeed | undefined {
  const length = readDuration(within(entry, span), 1);
  return length === undefined ? undefined : person(who, at, { verb: "shelve", rule, span: length, reason: words });
}

function textsOf(arrive: boolean): PersonSentence["read"] {
  return ({ who = "" }, { at, entry }) => {
    const whom = whoOf(who);
    if (whom.kind === "person") return { kind: "texts", at, personId: whom.id, arrive };
    return notAPerson(entry, who);
  };
}

const notAPerson = (entry: Entry, who: string): undefined =>
  entry.fail("SCENARIO_REFERENCE", `"${who}" may be several people`, "name one person of the site");

/** Every sentence about people, in the order of the guide. */
export const PERSON_SENTENCES: readonly PersonSentence[] = [
  {
    form: "{who} acknowledges",
    means: "every alarm that is not acknowledged, on the console",
    example: "li acknowledges",
    read: toAlarms("acknowledge"),
  },
  {
    form: "{who} acknowledges {rule}",
    means: "the alarm of this rule",
    example: "li acknowledges cabinet-17/door/open-too-long",
    read: toAlarms("acknowledge"),
  },
  { form: "{who} attends", means: "is on the way to every alarm", example: "li attends", read: toAlarms("attend") },
  {
    form: "{who} attends {rule}",
    means: "is on the way to this alarm",
    example: "li attends cabinet-17/door/open-too-long",
    read: toAlarms("attend"),
  },
  {
    form: "{who} answers the text",
    means: "the newest text they were sent, with its code: they take charge",
    example: "wang answers the text",
    read: ({ who }, { at }) => person(who, at, { verb: "answer", words: "" }),
  },
  {
    form: '{who} answers the text with "{words}"',
    means: "the same, with a word before the code, such as HELP or 求助",
    example: 'wang answers the text with "HELP"',
    read: ({ who, words = "" }, { at }) => person(who, at, { verb: "answer", words }),
  },
  {
    form: '{who} shelves {rule} for {span} because "{words}"',
    means: "off the list for so long",
    example: 'li shelves lab-1/ch4/high for 30min because "calibration"',
    read: shelve,
  },
  {
    form: "{who} unshelves {rule}",
    means: "back on the list before its time",
    example: "li unshelves lab-1/ch4/high",
    read: toAlarms("unshelve"),
  },
  { form: "{who} resets", means: "every latched alarm whose condition is gone", example: "li resets", read: toAlarms("reset") },
  { form: "{who} resets {rule}", means: "that of this rule", example: "li resets lab-1/ch4/high-high", read: toAlarms("reset") },
  {
    form: '{who} closes {rule} with the cause "{words}"',
    means: "an alarm that has ended",
    example: 'li closes lab-1/ch4/high with the cause "a valve was left open"',
    read: ({ who, rule = "", words = "" }, { at }) => person(who, at, { verb: "close", rule, cause: words }),
  },
  {
    form: "texts to {who} do not arrive",
    means: "they are taken, and no delivery is reported",
    example: "texts to wang do not arrive",
    read: textsOf(false),
  },
  { form: "texts to {who} arrive again", means: "from the next one on", example: "texts to wang arrive again", read: textsOf(true) },
  {
    form: "the text gateway is away",
    means: "no text can be sent",
    example: "the text gateway is away",
    read: (_written, { at }) => ({ kind: "texts", at, arrive: false }),
  },
  {
    form: "the text gateway is back",
    means: "what waits is sent",
    example: "the text gateway is back",
    read: (_written, { at }) => ({ kind: "texts", at, arrive: true }),
  },
];
