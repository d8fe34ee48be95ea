import type { AlarmBook, Flood } from "@labcanary/domain/alarm";
import type { ChannelStanding, PresenceRequest } from "@labcanary/domain/notification";
import { type Books, type HealthItem, NOTHING_IMPAIRED } from "@labcanary/domain/ports";
import type { AlarmSummary } from "../../../src/live/alarm-summary.ts";
import type { DrillNow } from "../../../src/live/drill-now.ts";
import type { Change, Pulse, QuietProof, Snapshot } from "../../../src/live/feed-messages.ts";
import type { ImpairedCounts } from "../../../src/live/impaired-counts.ts";

export type { AlarmSummary, Change, ImpairedCounts, Pulse, Snapshot };

/** Changes that did not arrive, by number. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** What the console knows, and how surely. */
export interface FeedState {
  /** Number of the newest change that is in here; undefined before the first snapshot of a connection. */
  readonly seq: number | undefined;
  readonly alarms: ReadonlyMap<string, AlarmSummary>;
  /** Of these alarms, the ones that are not as they were in those before; undefined where all may be others. */
  readonly moved: { readonly from: ReadonlyMap<string, AlarmSummary>; readonly ids: ReadonlySet<string> } | undefined;
  readonly impaired: ImpairedCounts;
  readonly health: readonly HealthItem[];
  readonly flood: Flood | null;
  readonly channels: readonly ChannelStanding[];
  /** The desk is asked whether anybody is there. */
  readonly presence: PresenceRequest | null;
  /** The drill that is under way. */
  readonly drill: DrillNow | null;
  /** Version of the site in force. */
  readonly site: string | undefined;
  /** How often all that is known was told anew: what a page has asked for besides may have changed unseen before. */
  readonly snapshots: number;
  readonly proof: QuietProof;
  readonly books: Books | undefined;
  /** The books of alarms and notifications that do not add up. */
  readonly unbalanced: readonly AlarmBook[];
  /** When, on this computer's clock, the state was last proven to be the newest. */
  readonly provenAt: number | undefined;
  /** The platform's clock minus this computer's. */
  readonly clockOffset: number;
  /** Changes missed and not yet made good. */
  readonly gap: Gap | undefined;
  /** The last gap made good, and when (platform time). */
  readonly healed: (Gap & { readonly at: number }) | undefined;
}

export const NOTHING_KNOWN: FeedState = {
  seq: undefined,
  alarms: new Map(),
  moved: undefined,
  impaired: { ...NOTHING_IMPAIRED, "out-of-service": 0, "life-safety-out-of-service": 0, "out-of-service-proposed": 0, "under-test": 0 },
  health: [],
  flood: null,
  channels: [],
  presence: null,
  drill: null,
  site: undefined,
  snapshots: 0,
  proof: { canary: "waiting", siteChangeWaits: false },
  books: undefined,
  unbalanced: [],
  provenAt: undefined,
  clockOffset: 0,
  gap: undefined,
  healed: undefined,
};

/** The whole state, as the platform has it: whatever was missed is in it. */
export function takeSnapshot(state: FeedState, snapshot: Snapshot, now: number): FeedState {
  return {
    ...state,
    seq: snapshot.seq,
    alarms: new Map(snapshot.alarms.map((alarm) => [alarm.id, alarm])),
    moved: undefined,
    impaired: snapshot.impaired,
    health: snapshot.health,
    flood: snapshot.flood,
    channels: snapshot.channels,
    presence: snapshot.presence,
    drill: snapshot.drill,
    site: snapshot.site,
    snapshots: state.snapshots + 1,
    proof: snapshot.proof,
    provenAt: now,
    clockOffset: snapshot.at - now,
    gap: undefined,
    healed: state.gap === undefined ? state.healed : { ...state.gap, at: snapshot.at },
  };
}

/** One change. A number seen before is passed over; a number too high is a gap, and what it says waits for the snapshot. */
export const takeChange = (state: FeedState, change: Change, now: number): FeedState => takeChanges(state, [{ change, now }]);

/** Changes in the order in which they came, each with when; as one by one, but for the alarms being copied once for all of them. */
export function takeChanges(state: FeedState, changes: readonly { readonly change: Change; readonly now: number }[]): FeedState {
  let alarms: Map<string, AlarmSummary> | undefined;
  const ids = new Set<string>();
  return changes.reduce((before, { change, now }) => {
    if (before.seq === undefined || change.seq <= before.seq) return before;
    if (change.seq !== before.seq + 1) return withGap(before, change.seq - 1);
    if (change.alarm !== undefined || change.reached !== undefined) {
      alarms ??= new Map(state.alarms);
      ids.add(moveAlarm(alarms, change));
    }
    return {
      ...before,
      seq: change.seq,
      alarms: alarms ?? before.alarms,
      moved: alarms === undefined ? before.moved : { from: state.alarms, ids },
      impaired: change.impaired ?? before.impaired,
      health: change.health ?? before.health,
      flood: change.flood === undefined ? before.flood : change.flood,
      channels: change.channels ?? before.channels,
      presence: change.presence === undefined ? before.presence : change.presence,
      drill: change.drill === undefined ? before.drill : change.drill,
      site: change.site ?? before.site,
      proof: change.proof ?? before.proof,
      provenAt: now,
      clockOffset: change.at - now,
    };
  }, state);
}

/** "Nothing is newer than this": proves the state current when the numbers agree, shows a gap when they do not. */
export function takePulse(state: FeedState, pulse: Pulse, now: number): FeedState {
  if (state.seq === undefined) return state;
  if (pulse.seq !== state.seq) return withGap(state, pulse.seq);
  return { ...state, books: pulse.books, unbalanced: pulse.unbalanced, provenAt: now, clockOffset: pulse.at - now };
}

/** The connection is gone: what was known stays on the screen, and the next thing believed is a snapshot. */
export const loseConnection = (state: FeedState): FeedState => ({ ...state, seq: undefined, gap: undefined, books: undefined });

/** Whether everything is accounted for, as far as it has been told. */
export const isBalanced = ({ books, unbalanced }: Pick<FeedState, "books" | "unbalanced">): boolean =>
  books?.balanced !== false && unbalanced.length === 0;

function withGap(state: FeedState, newest: number): FeedState {
  const from = state.gap?.from ?? (state.seq ?? 0) + 1;
  return { ...state, gap: { from, to: Math.max(newest, state.gap?.to ?? from) } };
}

/** Returns which alarm that was. */
function moveAlarm(alarms: Map<string, AlarmSummary>, { alarm, reached }: Change): string {
  if (alarm === undefined) {
    // One that is not on the list, or no longer, has nothing to show it by.
    const known = reached === undefined ? undefined : alarms.get(reached.alarmId);
    if (known !== undefined && reached !== undefined) alarms.set(known.id, { ...known, told: reached.told });
  } else if (alarm.annunciation === "normal") alarms.delete(alarm.id);
  else alarms.set(alarm.id, alarm);
  return (alarm?.id ?? reached?.alarmId) as string;
}

/** Promise 6 allows 3 s; half a second is left for a late timer and for painting. */
const STALE_AFTER_MS = 2500;

/** Whether the screen may no longer be believed. Also before the first snapshot. */
export const isStale = (state: FeedState, now: number): boolean => state.provenAt === undefined || now - state.provenAt >= STALE_AFTER_MS;
