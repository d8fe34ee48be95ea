import {
  type CheckIn,
  type Leave,
  missedToExplain,
  periodLedger,
  refusalOfCheckIn,
  refusalOfExplanation,
  refusalOfOpeningExplanation,
  type SealedOpening,
  type WatchedPeriod,
} from "@labcanary/domain/governance";
import type { EpochMs } from "@labcanary/domain/basics";
import type { KeyPeriod, Site } from "@labcanary/domain/site";
import type { Scope } from "../accounts/scope.ts";

/** What whoever asks could do to one of them, were it theirs by their rights. */
interface Explicable {
  /** They were not there, and nobody has explained it. */
  readonly mayExplain: boolean;
}
export interface ToldCheckIn extends CheckIn, Explicable {
  /** They are on duty, and that they say so would count. */
  readonly mayCheckIn: boolean;
  /** It was missed, and is an alarm until somebody explains it. */
  readonly isOwed: boolean;
}

/** A key period as one person is told it. */
export interface ToldPeriod extends Omit<WatchedPeriod, "checkIns" | "openings" | "aside"> {
  readonly checkIns: readonly ToldCheckIn[];
  readonly openings: readonly (SealedOpening & Explicable)[];
}

/** Who is told, and when. */
export interface Told {
  readonly actor: string;
  readonly at: EpochMs;
  readonly site: Site;
  readonly scope: Scope;
}

/** Whoever is limited to zones sees check-ins and the doors there; findings and report are of every place. */
export function toldPeriod(period: WatchedPeriod, { actor, at, site, scope }: Told): ToldPeriod {
  const context = { actor, at, site, number: period.number, others: () => [] };
  const owed = missedToExplain(period.checkIns);
  const checkIns = period.checkIns.map((each) => ({
    ...each,
    isOwed: owed.includes(each),
    mayCheckIn: refusalOfCheckIn(period, each, context) === undefined,
    mayExplain: refusalOfExplanation(each, context) === undefined,
  }));
  const openings = period.openings.map((each) => ({ ...each, mayExplain: refusalOfOpeningExplanation(each, context) === undefined }));
  const { aside: _aside, ...told } = period;
  if (scope.isWhole) return { ...told, checkIns, openings };
  const { preFlight: _preFlight, report: _report, reviewed: _reviewed, voided: _voided, ...rest } = { ...told, amendments: [] };
  const seals = period.plan.seals.filter(({ zoneId }) => scope.hasZone(zoneId));
  const isThere = (door: string): boolean => seals.some((seal) => seal.door === door);
  return { ...rest, plan: { ...period.plan, seals }, checkIns, openings: openings.filter(({ door }) => isThere(door)) };
}

/** Of the whole site it is about everybody; whoever has a door it seals is told of it, also where the period is of other zones. */
export const isAbout = ({ zones, seals }: Pick<KeyPeriod, "zones" | "seals">, scope: Scope): boolean =>
  zones === undefined || zones.some((zone) => scope.hasZone(zone)) || seals.some(({ zoneId }) => scope.hasZone(zoneId));

/** At most so many that are over are told at a time (chosen: two years of five each, and a phone shows them at once). */
const PAST_PERIODS = 10;
const PAST_LEAVES = 50;

/** What is told of a book at a time. */
interface Page<Item> {
  readonly items: readonly Item[];
  /** Of all. */
  readonly total: number;
  /** What to ask for older ones with, as `before`; absent: there are none. */
  readonly next?: number;
}

/** Those that stand, with the newest that are over, newest first; with `before`, of those that are over, the next of lower numbers. */
function pageOf<Item extends { readonly number: number }>(
  all: readonly Item[],
  { before, most, stands }: { readonly before: number | undefined; readonly most: number; readonly stands: (item: Item) => boolean },
): Page<Item> {
  const past = all.filter((item) => !stands(item) && item.number < (before ?? Number.POSITIVE_INFINITY)).toReversed();
  const told = past.slice(0, most);
  const last = past.length > most ? told.at(-1)?.number : undefined;
  const standing = before === undefined ? all.filter(stands) : [];
  const items = [...standing, ...told].toSorted((a, b) => b.number - a.number);
  return { items, total: all.length, ...(last === undefined ? {} : { next: last }) };
}

/** A period stands until it is over and nothing of it is left to explain. */
export const pageOfPeriods = (all: readonly WatchedPeriod[], before?: number): Page<WatchedPeriod> =>
  pageOf(all, { before, most: PAST_PERIODS, stands: (period) => !periodLedger.isClosed(period) });

export const pageOfLeaves = (all: readonly Leave[], at: EpochMs, before?: number): Page<Leave> =>
  pageOf(all, { before, most: PAST_LEAVES, stands: ({ state, to }) => (state === "asked" || state === "given") && at < to });
