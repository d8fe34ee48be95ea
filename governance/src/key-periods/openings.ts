import { type DurationMs, elapsed, epochMs, type EpochMs, milliseconds, minus, minutes, plus, seconds } from "@labcanary/domain/basics";
import { isSameOpening, type Leave, type Opening, openingsIn, type SealedOpening, type WatchedPeriod } from "@labcanary/domain/governance";
import type { AccessLog, AlarmDesk, HistoryPoint, HistoryStore, KeptEvent } from "@labcanary/domain/ports";
import { BOUNCE, type SealedDoorRule } from "@labcanary/domain/rules";
import { sealRuleId, type Site } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { isReal } from "./real-alarm.ts";

export interface OpeningDeps {
  readonly history: Pick<HistoryStore, "range">;
  readonly accessLog: AccessLog;
}

interface OpeningSources extends OpeningDeps {
  /** What alarms the rules have raised. Without it none is known, and each opening without leave is told. */
  readonly desk?: Pick<AlarmDesk, "alarmsOfSignal"> | undefined;
}

/** Points asked for at a time (chosen: a query of some milliseconds). */
const MOST_POINTS = 20_000;
const MOST_BADGES = 1_000;
/** So long after a time it is taken for known what a door did then: whoever badged has been heard of too. */
const SETTLED: DurationMs = minutes(2);
/** How much later than its grace the alarm of an opening may be raised: by when a message was under way (chosen). */
const RAISED_WITHIN: DurationMs = seconds(10);

/** What openings are asked of: those that began between two times. `known`: until when the doors are read, no sooner, for when each was over. */
export interface OpeningsAsked {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly known: EpochMs;
  readonly site: Site;
  readonly leaves: readonly Leave[];
}

/**
 * The openings of the sealed doors of a period between two times that it does not have yet, as the history has them: of each door from when
 * its seal came into force. Rejects when it cannot be read.
 */
export async function openingsOf(
  period: Pick<WatchedPeriod, "plan" | "openings">,
  { from, to, known, site, leaves }: OpeningsAsked,
  sources: OpeningSources,
): Promise<readonly SealedOpening[]> {
  const found: SealedOpening[] = [];
  for (const { door, since = from } of period.plan.seals) {
    const first = since > from ? since : from;
    if (first >= to) continue;
    const signal = site.signals.find(({ key }) => key === door);
    const rule = signal?.rules.find(
      (each): each is SealedDoorRule => each.kind === "sealed-door" && each.id === sealRuleId(door, period.plan.id),
    );
    if (signal === undefined || rule === undefined) continue;
    // What it was before the first of them is known too, so that one that has only gone on is not taken for another.
    const before = minus(first, milliseconds(signal.hold + BOUNCE));
    const points = await pointsOf(sources.history, door, before, known);
    const readings = points.map(({ at, value, quality }) => ({
      at,
      isOpen: value === undefined || quality === "bad" || quality === "maintenance" ? undefined : rule.open.includes(value),
    }));
    for (const opening of withoutBounces(openingsIn(readings, signal.hold))) {
      const { openedAt } = opening;
      if (openedAt < first || openedAt >= to || period.openings.some((each) => isSameOpening(each, { door, openedAt }))) continue;
      const used = new Set([...period.openings, ...found].filter((each) => each.door === door).map(({ badge }) => badge));
      const badges = badgesAt(rule, openedAt, sources);
      const account = accountOf(
        rule,
        leaves.filter((each) => each.door === door && isGivenAt(each, openedAt)),
        unusedOf(badges, used),
      );
      const isUntold = account === undefined && !wasTold(rule, opening, known, sources);
      found.push({ door, openedAt, ...whoWasThere(badges), ...account, ...(isUntold ? { untold: true } : {}) });
    }
  }
  return found;
}

/** Until when it is settled what doors did. */
export const settledUntil = (now: EpochMs): EpochMs => minus(now, SETTLED);

/** All of them, oldest first: a store gives so many at a time, the oldest of them. */
async function pointsOf(history: OpeningDeps["history"], signal: SignalKey, from: EpochMs, to: EpochMs): Promise<readonly HistoryPoint[]> {
  const points: HistoryPoint[] = [];
  for (let next = from; ; ) {
    const page = await history.range({ signal, from: next, to, limit: MOST_POINTS });
    const last = page.at(-1);
    // Whether all of the millisecond a full page ends in was on it is not known: it is asked for again.
    const whole = last === undefined || page.length < MOST_POINTS ? page : page.filter(({ at }) => at < last.at);
    points.push(...whole);
    if (last === undefined || whole === page) return points;
    if (whole.length === 0) throw new Error(`${signal} has ${page.length} points within one millisecond`);
    next = last.at;
  }
}

/** As the rules take them: what opens again within BOUNCE of closing is the same opening. */
function withoutBounces(openings: readonly Opening[]): readonly Opening[] {
  const joined: Opening[] = [];
  for (const opening of openings) {
    const last = joined.at(-1);
    const isBounce = last?.closedAt !== undefined && opening.wasSeen && elapsed(last.closedAt, opening.openedAt) < BOUNCE;
    if (last === undefined || !isBounce) joined.push(opening);
    else joined[joined.length - 1] = { ...opening, openedAt: last.openedAt, wasSeen: last.wasSeen };
  }
  return joined;
}

function isGivenAt({ givenAt, from, to, state, endedAt }: Leave, at: EpochMs): boolean {
  const isBack = state === "withdrawn" && endedAt !== undefined && endedAt <= at;
  return givenAt !== undefined && givenAt <= at && from <= at && at < to && !isBack;
}

/** Badges held out at a door around an opening, oldest first. */
const badgesAt = ({ readers, within, grace }: SealedDoorRule, at: EpochMs, { accessLog }: OpeningDeps): readonly KeptEvent[] =>
  readers
    .flatMap((reader) =>
      accessLog
        .events({ deviceId: reader.deviceId, from: minus(at, within), to: epochMs(plus(at, grace) + 1), limit: MOST_BADGES })
        .filter(({ kind, door }) => kind === "badge" && (door === undefined || reader.door === undefined || door === reader.door)),
    )
    .filter(({ id }, index, all) => all.findIndex((each) => each.id === id) === index)
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));

function whoWasThere(badges: readonly KeptEvent[]): Pick<SealedOpening, "people" | "unknownBadges"> {
  const people = [...new Set(badges.flatMap(({ person }) => (person === undefined ? [] : [person])))].toSorted();
  return { people, unknownBadges: badges.filter(({ unknownBadge }) => unknownBadge === true).length };
}

/** As the rules take them: who was not let in opened nothing, and one badge is good for one opening. */
const unusedOf = (badges: readonly KeptEvent[], used: ReadonlySet<string | undefined>): readonly KeptEvent[] =>
  badges.filter(({ id, granted }) => granted !== false && !used.has(id));

type Account = Pick<SealedOpening, "leave" | "badge">;

/** As the rules judge it: leave accounts for an opening by somebody it names, or where nobody can be seen, by anybody. */
function accountOf({ readers }: SealedDoorRule, leaves: readonly Leave[], badges: readonly KeptEvent[]): Account | undefined {
  for (const { number, people } of leaves) {
    if (readers.length === 0) return { leave: number };
    const badge = badges.find(({ person }) => person !== undefined && people.includes(person));
    if (badge !== undefined) return { leave: number, badge: badge.id };
  }
  return undefined;
}

/** Whether the rule has raised an alarm while it was open, or in the time it waits for a badge, that people were told of. */
function wasTold({ id, door, grace }: SealedDoorRule, { openedAt, closedAt }: Opening, to: EpochMs, { desk }: OpeningSources): boolean {
  const until = plus(closedAt ?? to, milliseconds(grace + RAISED_WITHIN));
  return (desk?.alarmsOfSignal(door, openedAt, until) ?? []).some(
    (alarm) =>
      alarm.source.kind === "rule" &&
      alarm.source.ruleId === id &&
      alarm.raisedAt >= openedAt &&
      alarm.raisedAt <= until &&
      isReal(alarm) &&
      alarm.recordedOnly === undefined,
  );
}
