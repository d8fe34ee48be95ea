import { type EpochMs, epochMs, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";

/** To sign what it was given for (chosen: a form that stands filled in; a screen left open after that signs nothing). */
const LASTS = minutes(5);
/** Kept at a time (chosen: more than sign within minutes); the oldest gives way. */
const MAXIMUM_KEPT = 1000;
/** How far the clocks of two servers are apart that both keep time (chosen). */
const CLOCKS_APART = seconds(30);

/** Whoever has shown at the provider that it is they, for one act of one session, once. Forgotten with the process. */
export interface ProviderConfirmations {
  keep(sessionId: string, act: string): void;
  /** Whether there was one; there is none any more. */
  take(sessionId: string, act: string): boolean;
}

export function createConfirmations(clock: Pick<Clock, "now">): ProviderConfirmations {
  const kept = new Map<string, EpochMs>();
  const keyOf = (sessionId: string, act: string): string => `${sessionId} ${act}`;
  return {
    keep(sessionId, act) {
      const key = keyOf(sessionId, act);
      // At the end of the order, which is by age.
      kept.delete(key);
      for (const [oldest, until] of kept) {
        if (clock.now() < until && kept.size < MAXIMUM_KEPT) break;
        kept.delete(oldest);
      }
      kept.set(key, plus(clock.now(), LASTS));
    },
    take(sessionId, act) {
      const until = kept.get(keyOf(sessionId, act));
      kept.delete(keyOf(sessionId, act));
      return until !== undefined && clock.now() < until;
    },
  };
}

/** Whether somebody signed in at the provider since we sent them there; `auth_time` in seconds (OpenID Connect Core 1.0, 2). */
export function isFresh(authTime: unknown, begunAt: EpochMs, now: EpochMs): boolean {
  if (typeof authTime !== "number" || !Number.isFinite(authTime)) return false;
  const at = authTime * 1000;
  return at >= epochMs(begunAt) - CLOCKS_APART && at <= now + CLOCKS_APART;
}
