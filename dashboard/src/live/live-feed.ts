import { isAnnunciated } from "@labcanary/domain/alarm";
import { type DurationMs, milliseconds } from "@labcanary/domain/basics";
import type { SiteProposal } from "@labcanary/domain/messages";
import type { DashboardDeps } from "../ports.ts";
import { summaryOf } from "./alarm-summary.ts";
import { impairedCounts } from "./impaired-counts.ts";
import type { Change, Pulse, Snapshot } from "./feed-messages.ts";

/** A client calls the screen stale after 3 s; three pulses in that time survive a lost one and a late timer. */
const PULSE_INTERVAL: DurationMs = milliseconds(900);

export interface LiveFeed {
  /** The state as of the newest change. */
  snapshot(): Snapshot;
  /** Begins to number changes and to pulse; returns what ends it. */
  begin(listener: FeedListener): () => void;
}
export interface FeedListener {
  change(change: Change): void;
  pulse(pulse: Pulse): void;
}

type Figures = Pick<Snapshot, "impaired" | "health" | "flood" | "channels" | "presence" | "proof">;

/**
 * Numbers what happens, once for all consoles. An alarm, and how far it has come to people, leave at once; health, impaired counts, channels and whether the desk is asked
 * if anybody is there are looked at with each pulse.
 */
export function createLiveFeed(
  deps: Pick<DashboardDeps, "clock" | "desk" | "board" | "health" | "books" | "notifications" | "path" | "siteChanges">,
): LiveFeed {
  const { clock, desk, board, health, books, notifications, path, siteChanges } = deps;
  let seq = 0;
  let latest: Snapshot | undefined;

  const figures = (): Figures => ({
    impaired: impairedCounts(board, desk),
    health: health(),
    flood: desk.flood() ?? null,
    channels: notifications.channels(),
    presence: notifications.presence() ?? null,
    proof: { canary: path?.().canary.state ?? "off", siteChangeWaits: waits(siteChanges?.proposal()) },
  });
  let told = "";

  function begin(listener: FeedListener): () => void {
    const send = (news: Omit<Change, "seq" | "at">): void => {
      seq += 1;
      latest = undefined;
      listener.change({ seq, at: clock.now(), ...news });
    };
    told = JSON.stringify(figures());
    const sendFigures = (): void => {
      const now = figures();
      const text = JSON.stringify(now);
      if (text === told) return;
      told = text;
      send(now);
    };
    const endChanges = desk.onChange(({ alarm, because }) => {
      send({ alarm: summaryOf(alarm, notifications.reach(alarm.id)), because });
      // With the pulse is too late for the alarm that makes a flood of those before it.
      if (because === "flood-began" && alarm.firstOut === "flood") sendFigures();
    });
    const endReaches = notifications.onReach((alarmId) => {
      const reach = notifications.reach(alarmId);
      // Acknowledged meanwhile: that is told by itself.
      if (reach !== undefined) send({ reached: { alarmId, reach } });
    });
    const endPulses = clock.every(PULSE_INTERVAL, () => {
      sendFigures();
      listener.pulse({ seq, at: clock.now(), books: books() });
    });
    return () => {
      endChanges();
      endReaches();
      endPulses();
    };
  }

  return {
    snapshot() {
      if (latest !== undefined) return latest;
      const reaches = notifications.reaches();
      const alarms = desk.list().filter(isAnnunciated);
      latest = { seq, at: clock.now(), alarms: alarms.map((alarm) => summaryOf(alarm, reaches.get(alarm.id))), ...figures() };
      return latest;
    },
    begin,
  };
}

/** One that was rejected waits for its author, and for nobody's decision. */
const waits = (proposal: SiteProposal | undefined): boolean => proposal !== undefined && proposal.rejected === undefined;
