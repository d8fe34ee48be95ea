import type { Text } from "../basics/index.ts";
import type { LedgerName } from "./ledger.ts";

/** The letters people say an item of a ledger by. Lists and patrols are said by their names, reports by what they are of. */
export const LEDGER_LETTERS = {
  hazard: "HZ",
  measure: "SM",
  "public-report": "PR",
  check: "CK",
  substance: "SC",
  custody: "CF",
  "stock-take": "ST",
  leave: "LV",
  "key-period": "KP",
  drill: "DR",
  dossier: "DS",
} as const satisfies Partial<Record<LedgerName, string>>;
export type LetteredLedger = keyof typeof LEDGER_LETTERS;

/** What an item is called on pages, papers and in texts: `HZ-7`. */
export const itemName = (ledger: LetteredLedger, number: number): string => `${LEDGER_LETTERS[ledger]}-${number}`;

/** The same in every language. */
export function itemNameText(ledger: LetteredLedger, number: number): Text {
  const name = itemName(ledger, number);
  return { en: name, zh: name };
}
