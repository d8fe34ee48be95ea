import { elapsed, type EpochMs, epochMs, plus, seconds } from "@labcanary/domain/basics";
import { type ChannelStanding, retryDelay } from "@labcanary/domain/notification";

/**
 * Attempts in a row that did not get through after which a channel is taken for dead: at once, after 1 s and after 2 s more (chosen: a
 * gateway being restarted is none).
 */
export const TROUBLING_ATTEMPTS = 3;

/**
 * Shortest time between two attempts while the channel fails, whatever the number of notifications that wait (chosen: the sweep's own
 * pace; a gateway that refuses at once must not keep the platform busy with asking it).
 */
export const FAILING_PACE = seconds(1);

/** Whether a channel, or an address of it, gets through, as its own attempts and probes show. Relearned after a restart, in as many attempts as it takes to open. */
export interface Circuit {
  readonly state: ChannelStanding["circuit"];
  readonly since: EpochMs;
  /** How many attempts may begin now, of `most` at once. A channel that just failed is tried with one, the gravest, at a pace. */
  places(most: number, now: EpochMs): number;
  /**
   * Whether to use it for what could go another way. An open one is, now and then, for a single notification: with the waits between
   * two attempts at one notification.
   */
  admits(now: EpochMs): "freely" | "one" | "none";
  began(now: EpochMs): void;
  /** An attempt is over. Returns what that changed. */
  ended(gotThrough: boolean, now: EpochMs): "opened" | "closed" | "recovered" | undefined;
  /** An attempt was broken off by us: it says nothing. */
  brokenOff(): void;
  /** It answers again: no need to wait for the next attempt. */
  answers(now: EpochMs): void;
}

export function createCircuit(startedAt: EpochMs): Circuit {
  let underWay = 0;
  /** In a row. */
  let failures = 0;
  let since = startedAt;
  /** Until then a failing channel is left in peace. */
  let restUntil = epochMs(0);
  /** From then on an open one may be tried with what could go another way. */
  let trialAt = epochMs(0);

  const isOpen = (): boolean => failures >= TROUBLING_ATTEMPTS;

  return {
    get state() {
      if (!isOpen()) return "closed";
      return underWay > 0 ? "half-open" : "open";
    },
    get since() {
      return since;
    },
    places(most, now) {
      if (failures === 0) return Math.max(0, most - underWay);
      return elapsed(now, restUntil) > 0 ? 0 : Math.max(0, 1 - underWay);
    },
    admits(now) {
      if (!isOpen()) return "freely";
      return underWay === 0 && elapsed(now, trialAt) <= 0 && elapsed(now, restUntil) <= 0 ? "one" : "none";
    },
    began(now) {
      underWay++;
      restUntil = plus(now, FAILING_PACE);
    },
    ended(gotThrough, now) {
      underWay--;
      const wasOpen = isOpen();
      if (gotThrough) {
        const hadFailed = failures > 0;
        failures = 0;
        if (wasOpen) since = now;
        return wasOpen ? "closed" : hadFailed ? "recovered" : undefined;
      }
      failures++;
      if (isOpen()) trialAt = plus(now, retryDelay(failures - TROUBLING_ATTEMPTS + 1));
      if (wasOpen || !isOpen()) return undefined;
      since = now;
      return "opened";
    },
    brokenOff: () => void underWay--,
    answers(now) {
      restUntil = epochMs(0);
      trialAt = now;
    },
  };
}
