import { isUnacknowledged, type Alarm } from "@labcanary/domain/alarm";
import { inOrder } from "../alarms/alarm-order.ts";
import type { AlarmSummary, FeedState, ImpairedCounts } from "./feed-state.ts";

/** What the top of every page says: what is wrong first, and "quiet" only when that is proven. */
export type Headline =
  | { readonly kind: "connecting" }
  | { readonly kind: "unacknowledged"; readonly count: number; readonly worst: AlarmSummary }
  | { readonly kind: "acknowledged"; readonly count: number; readonly worst: AlarmSummary }
  /** No alarm, but silence proves little: parts do not run as they should, signals do not protect, or alarms are shelved. */
  | { readonly kind: "degraded"; readonly parts: number; readonly signals: number; readonly shelved: number }
  | { readonly kind: "quiet" };

const countImpaired = (impaired: ImpairedCounts): number => Object.values(impaired).reduce((sum, count) => sum + count, 0);

export function headlineOf(state: FeedState, stale: boolean): Headline {
  if (state.provenAt === undefined) return { kind: "connecting" };
  const alarms = inOrder([...state.alarms.values()].filter((alarm) => alarm.shelved === undefined));
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
  const shelved = state.alarms.size;
  if (parts > 0 || signals > 0 || shelved > 0 || state.health.length === 0) return { kind: "degraded", parts, signals, shelved };
  return { kind: "quiet" };
}

/** Whether somebody still has to say that they have seen it. */
export const needsAcknowledgement = (alarm: AlarmSummary): boolean => isUnacknowledged(alarm as Alarm);
