import { days } from "@labcanary/domain/basics";
import { SHORTEST_RETENTION } from "@labcanary/domain/governance";
import type { Logger } from "@labcanary/domain/ports";
import { REGIMES, type Site } from "@labcanary/domain/site";
import { retentionOf } from "../platform/retention.ts";
import type { Settings } from "../settings/table.ts";

/** Readings and events at doors of stores go before the records they explain may. */
export interface ShortHistory {
  /** What `history.rawDays` is. */
  readonly is: number;
  /** Days that records of the site's controlled substances are kept here, the longest of their regimes. */
  readonly kept: number;
  /** Days that such records must be kept at least. */
  readonly must: number;
}

/**
 * Of a site with controlled substances whose doors, scales and badges are kept for less long than its books: a record that is asked about then
 * has nothing to be held against. Undefined where they are kept as long, or there is no such store.
 */
export function shortHistory({ stock }: Pick<Site, "stock">, settings: Settings): ShortHistory | undefined {
  const regimes = REGIMES.filter((regime) => stock?.cabinets.some((cabinet) => cabinet.regimes.includes(regime)) === true);
  if (regimes.length === 0) return undefined;
  const retention = retentionOf(settings);
  const longest = (spans: typeof retention): number => Math.max(...regimes.map((regime) => spans[regime])) / days(1);
  const [is, kept, must] = [settings["history.rawDays"], longest(retention), longest(SHORTEST_RETENTION)];
  return is < kept ? { is, kept, must } : undefined;
}

/** In words, with what would be right. */
export const sayShortHistory = ({ is, kept }: ShortHistory): string =>
  `readings and badges of stores of controlled substances are kept ${is} days (history.rawDays), and their records ${kept}: set history.rawDays to ${kept}, or what is asked about after ${is} days has no door, scale or badge to be held against`;

/** Says so at start, and again of each new site: a start that is refused leaves more unwatched than old readings that are missing. */
export function warnOfShortHistory(site: Pick<Site, "stock">, settings: Settings, logger: Pick<Logger, "warn">): void {
  const short = shortHistory(site, settings);
  if (short !== undefined) logger.warn({ ...short }, sayShortHistory(short));
}
