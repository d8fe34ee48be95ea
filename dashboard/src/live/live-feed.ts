import { type Alarm, isAnnunciated, unbalanced } from "@labcanary/domain/alarm";
import type { SiteProposal } from "@labcanary/domain/messages";
import type { Told } from "@labcanary/domain/notification";
import type { Scope } from "../accounts/scope.ts";
import { alarmWithin, healthWithin } from "../accounts/scope-telling.ts";
import type { DashboardDeps } from "../ports.ts";
import { type AlarmSummary, summaryOf } from "./alarm-summary.ts";
import { tellingOf, toldWithin } from "./alarm-telling.ts";
import { drillWithin } from "./drill-now.ts";
import { floodWithin, presenceWithin } from "./feed-figures.ts";
import type { Change, Pulse, Snapshot } from "./feed-messages.ts";
import { impairedCounts } from "./impaired-counts.ts";

export interface LiveFeed {
  /** The state as of the newest change. */
  snapshot(): Snapshot;
  /** Looks at what is told with the pulse alone, and pulses. */
  pulse(): void;
  /** No more changes are numbered. */
  end(): void;
}
export interface FeedListener {
  change(change: Change): void;
  pulse(pulse: Pulse): void;
}
export type LiveFeedDeps = Pick<
  DashboardDeps,
  | "clock"
  | "desk"
  | "board"
  | "health"
  | "books"
  | "alarmBooks"
  | "notifications"
  | "site"
  | "path"
  | "siteChanges"
  | "commissioning"
  | "drills"
>;

type Figures = Pick<Snapshot, "impaired" | "health" | "flood" | "channels" | "presence" | "drill" | "site" | "proof">;

/**
 * Numbers what happens within a scope, once for all consoles that see it, from now on. An alarm, and how far it has come to people, leave
 * at once; health, impaired counts, channels, the drill under way, the site's version and whether the desk is asked if anybody is there are looked at with
 * each pulse.
 */
export function beginLiveFeed(scope: Scope, listener: FeedListener, deps: LiveFeedDeps): LiveFeed {
  const { clock, desk, board, health, books, alarmBooks, notifications, site, path, siteChanges, commissioning, drills } = deps;
  let seq = 0;
  let latest: Snapshot | undefined;

  const summary = (alarm: Alarm, told: Told | undefined): AlarmSummary =>
    summaryOf(alarmWithin(alarm, scope, desk.get), tellingOf(alarm, told, { scope, site: site() }));
  const figures = (): Figures => ({
    impaired: impairedCounts(board, desk, scope, commissioning),
    health: healthWithin(health(), scope),
    flood: floodWithin(desk, scope),
    channels: notifications.channels(),
    presence: presenceWithin(notifications, scope),
    drill: drillWithin(drills, scope),
    site: site().version,
    proof: { canary: path?.().canary.state ?? "off", siteChangeWaits: waits(siteChanges?.proposal()) },
  });
  let figuresTold = JSON.stringify(figures());

  function send(news: Omit<Change, "seq" | "at">): void {
    seq += 1;
    latest = undefined;
    listener.change({ seq, at: clock.now(), ...news });
  }
  function sendFigures(): void {
    const now = figures();
    const text = JSON.stringify(now);
    if (text === figuresTold) return;
    figuresTold = text;
    send(now);
  }

  const endChanges = desk.onChange(({ alarm, because }) => {
    if (!scope.hasAlarm(alarm)) return;
    send({ alarm: summary(alarm, notifications.told(alarm.id)), because });
    // With the pulse is too late for the alarm that makes a flood of those before it.
    if (because === "flood-began" && alarm.firstOut === "flood") sendFigures();
  });
  const endReaches = notifications.onReach((alarmId) => {
    const told = notifications.told(alarmId);
    // Acknowledged meanwhile: that is told by itself.
    if (told === undefined) return;
    const alarm = scope.isWhole ? undefined : desk.get(alarmId);
    if (scope.isWhole || (alarm !== undefined && scope.hasAlarm(alarm))) send({ reached: { alarmId, told: toldWithin(told, scope) } });
  });

  return {
    snapshot() {
      if (latest !== undefined) return latest;
      const told = notifications.toldOfAll();
      const alarms = desk.list().filter((alarm) => isAnnunciated(alarm) && scope.hasAlarm(alarm));
      latest = {
        seq,
        at: clock.now(),
        alarms: alarms.map((alarm) => summary(alarm, told.get(alarm.id))),
        ...figures(),
      };
      return latest;
    },
    pulse() {
      sendFigures();
      listener.pulse({ seq, at: clock.now(), books: books(), unbalanced: unbalanced(alarmBooks()) });
    },
    end() {
      endChanges();
      endReaches();
    },
  };
}

/** One that was rejected waits for its author, and for nobody's decision. */
const waits = (proposal: SiteProposal | undefined): boolean => proposal !== undefined && proposal.rejected === undefined;
