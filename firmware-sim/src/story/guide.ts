import { DEVICE_SENTENCES } from "./device-sentences.ts";
import { EXPECT_SENTENCES } from "./expect-sentences.ts";
import { shownForm } from "./form.ts";
import { PERSON_SENTENCES } from "./person-sentences.ts";

interface Sentence {
  readonly form: string;
  readonly means: string;
}

/** The tables of sentences in docs/guides/scenarios.md, by the heading they stand under. */
export const sentenceTables: Readonly<Record<string, string>> = {
  "What happens": tableOf(DEVICE_SENTENCES, ""),
  "What people do": tableOf(PERSON_SENTENCES, ""),
  "What is expected": tableOf(EXPECT_SENTENCES, "expect "),
};

function tableOf(sentences: readonly Sentence[], before: string): string {
  const rows = sentences.map(({ form, means }) => `| \`${before}${shownForm(form)}\` | ${means} |`);
  return ["| sentence | what it means |", "| --- | --- |", ...rows].join("\n");
}
