import { days, type EpochMs, minus, plus } from "@labcanary/domain/basics";
import {
  type Check,
  type CheckCommand,
  type CheckRefusalCode,
  type DueWindow,
  fingerprintOfList,
  type ListCommand,
  type PatrolBook,
  type PatrolCommand,
  type PatrolRefusalCode,
  type PublishedList,
  type Round,
  watchedUntil,
  windowsBetween,
} from "@labcanary/domain/governance";
import type { LedgerBook, RecordJournal } from "@labcanary/domain/ports";
import { formatDay } from "@labcanary/domain/schedule";
import type { Checklist, Patrol, Site } from "@labcanary/domain/site";

/** Opens checks when their patrols are due. Asked every minute; asked again it opens none twice, also after a restart at any moment. */
export interface Rounds {
  look(at: EpochMs): void;
}

export interface RoundsDeps {
  readonly lists: LedgerBook<PublishedList, ListCommand, never>;
  readonly patrols: LedgerBook<PatrolBook, PatrolCommand, PatrolRefusalCode>;
  readonly checks: LedgerBook<Check, CheckCommand, CheckRefusalCode>;
  readonly journal: Pick<RecordJournal, "lastLine">;
  readonly site: () => Site;
}

/** Further back nothing is caught up (chosen: a platform that was away for a month has more to do than list what was not checked). */
const CAUGHT_UP = days(31);

/** A patrol that is watched further ahead than this was so by a clock that was wrong (chosen: what is wrong by less has its next round within a day). */
const AHEAD = days(1);

const SYSTEM = "system";

export function createRounds({ lists, patrols, checks, journal, site }: RoundsDeps): Rounds {
  const order = { actor: SYSTEM } as const;

  /** The number of the list as it reads now, published where it was not yet. */
  function publish(list: Checklist): number {
    const print = fingerprintOfList(list);
    const known = lists.all().find((published) => fingerprintOfList(published.list) === print);
    if (known !== undefined) return known.number;
    const published = lists.carryOut({ ...order, id: `publish ${print}`, order: { verb: "publish", list } });
    if (!published.ok) throw new Error(`list ${print} could not be published`);
    return published.value.number;
  }

  function begin({ id }: Patrol, at: EpochMs): PatrolBook {
    const ofPatrol = patrols.all().filter(({ patrolId }) => patrolId === id);
    const watched = ofPatrol.find(({ ended }) => ended === undefined);
    if (watched !== undefined && watchedUntil(watched) <= plus(at, AHEAD)) return watched;
    // Its rounds are of days that have not been: it would have none until then.
    if (watched !== undefined) end(watched.number);
    const begun = patrols.carryOut({ ...order, id: `patrol ${id} begins ${ofPatrol.length}`, order: { verb: "begin", patrolId: id } });
    if (!begun.ok) throw new Error(`patrol ${id}: ${begun.error.message}`);
    return begun.value;
  }

  function end(number: number): void {
    patrols.carryOut({ ...order, id: `patrol ${number} ends`, number, order: { verb: "end" } });
  }

  function endOthers(known: ReadonlySet<string>): void {
    for (const { number, patrolId, ended } of patrols.all()) {
      if (ended === undefined && !known.has(patrolId)) end(number);
    }
  }

  function openChecks(patrol: Patrol, number: number, { zones, list, draw, day, opensAt, dueAt }: Round): void {
    for (const zoneId of zones) {
      const window: DueWindow = { day, opensAt, dueAt };
      const drawn = draw === undefined ? {} : { drawnBy: number };
      const check = { patrolId: patrol.id, patrolName: patrol.name, zoneId, window, list, by: patrol.by, ...drawn };
      checks.carryOut({ ...order, id: `check ${number} ${formatDay(day)} ${zoneId}`, order: { verb: "open", check } });
    }
  }

  function lookAt(patrol: Patrol, { timeZone, checklists = [] }: Site, at: EpochMs): void {
    const list = checklists.find(({ id }) => id === patrol.checklist);
    if (list === undefined) throw new Error(`patrol ${patrol.id} is done by ${patrol.checklist}, which the site does not have`);
    const watched = begin(patrol, at);
    const { number } = watched;
    // The round may have been kept, and not all of its checks.
    if (watched.last !== undefined) openChecks(patrol, number, watched.last);
    // Also by those that have ended: a clock that was behind ended the true one, and began one in the past.
    const before = patrols.all().flatMap((book) => (book.patrolId === patrol.id && watchedUntil(book) <= at ? [watchedUntil(book)] : []));
    const after = Math.max(watchedUntil(watched), ...before, minus(at, CAUGHT_UP)) as EpochMs;
    for (const window of windowsBetween(patrol, timeZone, after, at)) {
      const published = publish(list);
      const id = `patrol ${number} round ${formatDay(window.day)}`;
      const seed = journal.lastLine();
      const round = patrols.carryOut({ ...order, id, number, order: { verb: "round", window, patrol, list: published, seed } });
      if (round.ok && round.value.last !== undefined) openChecks(patrol, number, round.value.last);
    }
  }

  return {
    look(at) {
      const current = site();
      const { patrols: described = [] } = current;
      endOthers(new Set(described.map(({ id }) => id)));
      for (const patrol of described) lookAt(patrol, current, at);
    },
  };
}
