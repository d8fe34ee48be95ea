import { isOfDrill, isUnacknowledged, type Alarm } from "@labcanary/domain/alarm";
import type { PageName } from "../../../src/pages.ts";
import { type Listing, listingOf } from "../alarms/listing.ts";
import { type AlarmSummary, type FeedState, type ImpairedCounts, isBalanced } from "./feed-state.ts";

/**
 * Everything that keeps a screen without alarms from being quiet, gravest first, with the page that tells of it: first what makes all
 * silence worthless, then what leaves a danger unseen, then what is off the list by somebody's decision, then what cannot be relied on,
 * then what waits. `sound` is told by the sheet of this console, and has no page.
 */
export const CONCERNS = {
  "part-down": "health",
  books: "health",
  "parts-unheard": "health",
  "canary-lost": "health",
  "part-degraded": "health",
  presence: "alarms",
  flood: "alarms",
  drill: "alarms",
  "life-safety-out-of-service": "protection",
  silent: "protection",
  faulty: "protection",
  "out-of-service": "protection",
  shelved: "protection",
  "under-test": "protection",
  suspect: "protection",
  "over-range": "protection",
  inhibited: "protection",
  "warming-up": "protection",
  calibrating: "protection",
  maintenance: "protection",
  suppressed: "protection",
  "off-the-list": "protection",
  simulated: "protection",
  undelivered: "channels",
  sound: undefined,
  uncalibrated: "protection",
  uncertain: "protection",
  "canary-waiting": "health",
  "out-of-service-proposed": "protection",
  "site-change": "health",
} as const satisfies Record<string, PageName | undefined> & Record<keyof ImpairedCounts, PageName>;
export type ConcernKind = keyof typeof CONCERNS;

/** Something that keeps the screen from being quiet, and how many there are of it. */
export interface Concern {
  readonly kind: ConcernKind;
  readonly count: number;
}

/** What the top of every page says: what is wrong first, and "quiet" only when that is proven. */
export type Headline =
  | { readonly kind: "connecting" }
  | { readonly kind: "unacknowledged"; readonly count: number; readonly worst: AlarmSummary }
  | { readonly kind: "acknowledged"; readonly count: number; readonly worst: AlarmSummary }
  /** No alarm, but silence proves little. */
  | { readonly kind: "degraded"; readonly worst: Concern; readonly others: readonly Concern[] }
  | { readonly kind: "quiet" };

/** What the page knows besides the feed. */
export interface ScreenFacts {
  /** Nothing has proven the state current for too long. */
  readonly stale: boolean;
  /** This console is to sound, and cannot be heard. */
  readonly unheard: boolean;
}

/** `listing`: of the same state, where it is made already. */
export function headlineOf(state: FeedState, { stale, unheard }: ScreenFacts, listing: Listing = listingOf(state.alarms)): Headline {
  if (state.provenAt === undefined) return { kind: "connecting" };
  // Those of a drill stand behind all others.
  const last = listing.top.at(-1);
  const first = last !== undefined && isOfDrill(last) ? listing.top.findIndex(isOfDrill) : -1;
  const alarms = first < 0 ? listing.top : listing.top.slice(0, first);
  const unacknowledged = first < 0 ? listing.unacknowledged : alarms.filter(needsAcknowledgement).length;
  const gravest = first < 0 ? listing.gravest : alarms.find(needsAcknowledgement);
  if (gravest !== undefined) return { kind: "unacknowledged", count: unacknowledged, worst: gravest };
  const [worst] = alarms;
  if (worst !== undefined) return { kind: "acknowledged", count: alarms.length, worst };
  if (stale || state.seq === undefined || state.gap !== undefined || state.books === undefined) return { kind: "connecting" };
  const [gravestConcern, ...others] = concernsOf(state, unheard, listing);
  return gravestConcern === undefined ? { kind: "quiet" } : { kind: "degraded", worst: gravestConcern, others };
}

/** All there are, gravest first. What is on the list then is of a drill. */
function concernsOf(state: FeedState, unheard: boolean, { top, shelved, suppressed }: Listing): readonly Concern[] {
  const { impaired, health, channels, proof } = state;
  const parts = (wrong: "down" | "degraded"): number => health.filter((item) => item.state === wrong).length;
  const one = (isSo: boolean): number => (isSo ? 1 : 0);
  const counts: Readonly<Record<ConcernKind, number>> = {
    ...impaired,
    // Those of life safety are told by themselves.
    "out-of-service": impaired["out-of-service"] - impaired["life-safety-out-of-service"],
    "part-down": parts("down"),
    "part-degraded": parts("degraded"),
    "parts-unheard": one(health.length === 0),
    books: one(!isBalanced(state)),
    "canary-lost": one(proof.canary === "lost"),
    "canary-waiting": one(proof.canary === "waiting"),
    presence: one(state.presence !== null),
    flood: one(state.flood !== null),
    // Said also before its first alarm.
    drill: one(top.length > 0 || state.drill !== null),
    shelved: shelved.length,
    suppressed: suppressed.length,
    // Those whose signal is not in the count any more, and whatever else has not ended.
    "off-the-list":
      one(impaired["out-of-service"] === 0) * Math.max(0, state.alarms.size - top.length - shelved.length - suppressed.length),
    undelivered: channels.filter(({ healthy, circuit, waiting }) => !healthy || circuit !== "closed" || waiting > 0).length,
    sound: one(unheard),
    "site-change": one(proof.siteChangeWaits),
  };
  return (Object.keys(CONCERNS) as ConcernKind[]).map((kind) => ({ kind, count: counts[kind] })).filter(({ count }) => count > 0);
}

/** Whether somebody still has to say that they have seen it. */
export const needsAcknowledgement = (alarm: AlarmSummary): boolean => isUnacknowledged(alarm as Alarm);
