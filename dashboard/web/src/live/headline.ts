import { isUnacknowledged, type Alarm } from "@labcanary/domain/alarm";
import { IMPAIRMENTS } from "@labcanary/domain/ports";
import { type Listing, listingOf } from "../alarms/listing.ts";
import type { AlarmSummary, FeedState, ImpairedCounts } from "./feed-state.ts";

/** What the top of every page says: what is wrong first, and "quiet" only when that is proven. */
export type Headline =
  | { readonly kind: "connecting" }
  | { readonly kind: "unacknowledged"; readonly count: number; readonly worst: AlarmSummary }
  | { readonly kind: "acknowledged"; readonly count: number; readonly worst: AlarmSummary }
  /** No alarm, but silence proves little: parts do not run as they should, signals do not protect, or alarms are off the list. */
  | {
      readonly kind: "degraded";
      readonly parts: number;
      readonly signals: number;
      readonly outOfService: number;
      readonly shelved: number;
      readonly suppressed: number;
    }
  | { readonly kind: "quiet" };

const countImpaired = (impaired: ImpairedCounts): number => IMPAIRMENTS.reduce((sum, impairment) => sum + impaired[impairment], 0);

/** `listing`: of the same state, where it is made already. */
export function headlineOf(state: FeedState, stale: boolean, listing: Listing = listingOf(state.alarms)): Headline {
  if (state.provenAt === undefined) return { kind: "connecting" };
  const { top: alarms, shelved, suppressed } = listing;
  const unacknowledged = alarms.filter(needsAcknowledgement);
  const [worst] = unacknowledged.length > 0 ? unacknowledged : alarms;
  if (worst !== undefined) {
    return unacknowledged.length > 0
      ? { kind: "unacknowledged", count: unacknowledged.length, worst }
      : { kind: "acknowledged", count: alarms.length, worst };
  }
  if (stale || state.seq === undefined || state.books === undefined) return { kind: "connecting" };
  const parts = state.health.filter((item) => item.state !== "ok").length + (state.books.balanced ? 0 : 1);
  const signals = countImpaired(state.impaired);
  const outOfService = state.impaired["out-of-service"];
  if (parts > 0 || signals > 0 || outOfService > 0 || state.alarms.size > 0 || state.health.length === 0)
    return { kind: "degraded", parts, signals, outOfService, shelved: shelved.length, suppressed: suppressed.length };
  return { kind: "quiet" };
}

/** Whether somebody still has to say that they have seen it. */
export const needsAcknowledgement = (alarm: AlarmSummary): boolean => isUnacknowledged(alarm as Alarm);
