import { days, type DurationMs, type EpochMs, plus } from "../../basics/index.ts";
import type { Regime } from "../../site/index.ts";

/**
 * What a line of the journal is about, as far as it says how long the names in it are kept. The lines themselves are kept for ever;
 * who is behind a key in them is kept apart, and can go.
 */
export const RETENTION_CLASSES = [
  "sign-in",
  "alarm",
  "record",
  "highly-toxic",
  "explosive-precursor",
  "drug-precursor",
  "radioactive-source",
] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];
export type Retention = Readonly<Record<RetentionClass, DurationMs>>;

/** Chosen: years as people count them, and never a day less. */
export const years = (count: number): DurationMs => days(366 * count);

/**
 * At least: sign-ins 6 months (网络安全法, art. 21); highly toxic substances and explosive precursors 1 year (危险化学品安全管理条例, art. 41); drug
 * precursors 2 years (公安部令第87号, art. 11, 13). What is longer is chosen: what is asked about after an accident is asked about years later.
 */
export const SHORTEST_RETENTION: Retention = {
  "sign-in": days(184),
  alarm: years(1),
  record: years(1),
  "highly-toxic": years(1),
  "explosive-precursor": years(1),
  "drug-precursor": years(2),
  "radioactive-source": years(1),
};
export const DEFAULT_RETENTION: Retention = {
  "sign-in": days(400),
  alarm: years(5),
  record: years(5),
  "highly-toxic": years(5),
  "explosive-precursor": years(3),
  "drug-precursor": years(3),
  "radioactive-source": years(10),
};

/** When somebody was last named in a line of a class. */
export interface Named {
  readonly class: RetentionClass;
  readonly lastAt: EpochMs;
}

/** Until when a name is kept: the longest of all it stands in wins. Undefined where it stands in none. */
export function keptUntil(named: readonly Named[], retention: Retention): EpochMs | undefined {
  const ends = named.map(({ class: of, lastAt }) => plus(lastAt, retention[of]));
  return ends.length === 0 ? undefined : (Math.max(...ends) as EpochMs);
}

const OF_SIGN_IN: ReadonlySet<string> = new Set([
  "signed-in",
  "sign-in-refused",
  "session-revoked",
  "user-changed",
  "api-token-issued",
  "api-token-revoked",
]);
const OF_RECORDS =
  /-recorded$|^commissioning-|^site-change|^plan-|^device-|^substances-|^measure-noted$|^personal-data-|^legal-hold-|^words-removed$|^photo-removed$|^photos-expired$/;

/**
 * Of a kind of line. `regimes`: of the container it is about; of what is about a cabinet or a stock-take every regime counts, since nobody
 * need know later which were in it.
 */
export function classesOf(kind: string, regime: Regime | undefined): readonly RetentionClass[] {
  if (OF_SIGN_IN.has(kind)) return ["sign-in"];
  const isOfStock =
    kind === "substance-recorded" || kind === "custody-recorded" || kind === "stock-take-recorded" || kind === "substances-exported";
  if (isOfStock) return regime === undefined ? ["highly-toxic", "explosive-precursor", "drug-precursor", "radioactive-source"] : [regime];
  return [OF_RECORDS.test(kind) ? "record" : "alarm"];
}
