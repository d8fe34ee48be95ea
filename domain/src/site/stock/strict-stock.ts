import { minutes } from "../../basics/index.ts";
import { REGIMES, type Regime, type RegimePolicy, type Stock, TWO_PERSON_KINDS } from "./stock.ts";
import type { Site } from "../site.ts";

/** As strict as a policy can be, but for who may sign and when: that nobody has said. */
const STRICTEST: RegimePolicy = { two: TWO_PERSON_KINDS, secondEntry: true, twoLocks: true, enterWithin: minutes(30) };

/** Nothing is bought and nothing kept; what is on the books from before is brought to its end by two. */
const NO_LONGER_KEPT: Stock = {
  substances: [],
  cabinets: [],
  policies: Object.fromEntries(REGIMES.map((regime) => [regime, STRICTEST])) as Record<Regime, RegimePolicy>,
};

/**
 * How a site keeps controlled substances. One that describes none any more still answers for what is on its books: nobody knows how strict it
 * was, so it is as strict as there is.
 */
export const strictStock = ({ stock }: Pick<Site, "stock">): Stock => stock ?? NO_LONGER_KEPT;
