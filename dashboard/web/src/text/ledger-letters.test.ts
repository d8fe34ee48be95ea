import { LEDGER_LETTERS } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { MESSAGES } from "../testing.ts";

/** What somebody is texted at night is looked for on the pages by the same letters. */
test.each(Object.entries(LEDGER_LETTERS))("an item of the ledger %s is called %s in the journal's words", (ledger, letters) => {
  for (const words of Object.values(MESSAGES)) {
    expect(words[`journal.say.${ledger}-recorded` as keyof typeof words]).toContain(`${letters}-{record}`);
  }
});
