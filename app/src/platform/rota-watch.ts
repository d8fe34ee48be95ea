import { days, type EpochMs, hours, plus } from "@labcanary/domain/basics";
import { type RotaShortfall, rotaShortfalls } from "@labcanary/domain/notification";
import type { Clock, Service, SystemConditionSink } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { siteTime } from "../questions/site-time.ts";

/** How far ahead is looked (chosen: somebody can still be found for a day that is a week away). */
const AHEAD = days(7);
/**
 * How often. Hours of the clock do not matter here, and a gap is found a week before it begins, give or take an hour: what is bound to
 * the calendar is in the schedules that are asked, so that no calendar of jobs is needed.
 */
const EVERY = hours(1);
/** Gaps named in one line. Chosen: what fits beside an alarm. */
const NAMED = 3;

export interface RotaWatch extends Service {
  /** Looks at once: somebody may have filled a gap, or made one. */
  siteChanged(): void;
}

interface RotaWatchDeps {
  readonly clock: Clock;
  readonly sink: SystemConditionSink;
  readonly site: () => Site;
}

interface KnownGap {
  readonly rotaId: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * Raises an alarm of the platform while a rota that a route tells has nobody on duty within a week. A gap that comes on top of those that
 * were told is an alarm anew, with all of them: whoever acknowledged the first knows nothing of it.
 */
export function createRotaWatch({ clock, sink, site }: RotaWatchDeps): RotaWatch {
  let stop: (() => void) | undefined;
  /** Of the last look; undefined before the first. */
  let known: readonly KnownGap[] | undefined;

  function look(): void {
    const at = clock.now();
    const current = site();
    const shortfalls = rotaShortfalls(current, at, plus(at, AHEAD));
    const gaps = shortfalls.flatMap(({ rota, gaps: ofRota }) => ofRota.map(({ from, to }) => ({ rotaId: rota.id, from, to })));
    // What was found before a restart is still told by the alarm it raised.
    const isMore = known !== undefined && known.length > 0 && gaps.some((gap) => !known?.some((before) => isSameGap(before, gap)));
    known = gaps;
    const detail = gaps.length === 0 ? "every rota has somebody on duty for a week" : wordsOf(shortfalls, current);
    const tell = (active: boolean): void => sink.takeSystemCondition({ kind: "system-condition", name: "rota-gap", active, at, detail });
    if (isMore) tell(false);
    tell(gaps.length > 0);
  }

  return {
    name: "rota-watch",
    async start() {
      look();
      stop = clock.every(EVERY, look);
    },
    async stop() {
      stop?.();
      stop = undefined;
    },
    siteChanged() {
      if (stop !== undefined) look();
    },
  };
}

/** A gap moves into sight at its end, and out of it at its beginning: it is the same while it shares an instant with what was seen. */
const isSameGap = (before: KnownGap, gap: KnownGap): boolean =>
  before.rotaId === gap.rotaId && before.from <= gap.to && gap.from <= before.to;

function wordsOf(shortfalls: readonly RotaShortfall[], { timeZone }: Site): string {
  const time = siteTime(timeZone);
  const gaps = shortfalls.flatMap(({ rota, gaps: ofRota }) => ofRota.map((gap) => ({ rota, gap })));
  const named = gaps
    .toSorted((a, b) => a.gap.from - b.gap.from)
    .slice(0, NAMED)
    .map(({ rota, gap }) => `${rota.name.en} (${rota.id}) from ${time(gap.from)} to ${time(gap.to)}`);
  const more = gaps.length > NAMED ? ` and ${gaps.length - NAMED} more` : "";
  return `nobody is on duty: ${named.join(", ")}${more}`;
}
