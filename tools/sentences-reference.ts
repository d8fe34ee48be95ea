import { SENTENCE_KINDS, shownSentence } from "@labcanary/firmware-sim";

/** `docs/reference/sentences.md`: every sentence a scenario can have, from the tables it is read with. */
export const SENTENCES_PAGE = {
  title: "Sentences of scenarios",
  introduction:
    "Every sentence of a [scenario](../guides/scenarios.md), with an example. What stands in capitals is written as it is called in the site and the devices; SPAN is `90s` or `5min`, TIME `02:10`, `02:10:30` or `08:00 on day 2`, VALUE a number with the unit of the signal, or a state.",
  sections: SENTENCE_KINDS.map((kind) => ({
    title: kind.title,
    introduction: kind.introduction,
    columns: ["Sentence", "What it means", "Example"],
    rows: kind.sentences.map(({ form, means, example }) => [`\`${shownSentence(kind, form)}\``, means, `\`${kind.before}${example}\``]),
  })),
};
