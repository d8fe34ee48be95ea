import type { Text } from "../../basics/index.ts";
import type { Regime } from "../../site/index.ts";

/** How papers and ledgers name a regime. */
export const REGIME_WORDS: Readonly<Record<Regime, Text>> = {
  "highly-toxic": { en: "highly toxic chemicals", zh: "剧毒化学品" },
  "explosive-precursor": { en: "explosive precursors", zh: "易制爆危险化学品" },
  "drug-precursor": { en: "drug precursors", zh: "易制毒化学品" },
  "radioactive-source": { en: "radioactive sources", zh: "放射源" },
};
