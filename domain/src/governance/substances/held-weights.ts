import { type DurationMs, type EpochMs, minus, plus } from "../../basics/index.ts";
import {
  badgeEvidence,
  type BadgeSeen,
  badgesIn,
  type CabinetEvidence,
  decidedAt,
  doorEvidence,
  endOf,
  LATE_WORD,
  longestOf,
  type MakeFinding,
  OPEN_WITHIN,
  type Visit,
} from "./cabinet-evidence.ts";
import type { CustodyRecord } from "./custody-record.ts";
import type { Evidence, NewFinding } from "./finding.ts";
import { type DoorGap, gapsIn } from "./openings.ts";
import { placeOf, weigh, type WeightReading } from "./weighing.ts";

interface Books {
  readonly visits: readonly Visit[];
  /** Records no opening is known of. */
  readonly loose: readonly CustodyRecord[];
}

/** A time in which something may have been taken: the door was open, or nobody knows. */
type Span = { readonly from: EpochMs; readonly to?: EpochMs } & (
  | { readonly kind: "visit"; readonly visit: Visit }
  | { readonly kind: "gap"; readonly gap: JudgedGap }
);

/** `cut`: ends where what is judged ends, and not where the door was heard; what was recorded about then may be done before or after it. */
interface JudgedGap extends DoorGap {
  readonly cut: readonly EpochMs[];
}

/**
 * What went from the shelf and the records do not say, over every time the door was open and every time it was not heard: whoever pulls its
 * battery changes nothing of what is weighed before and after. Of a visit that could not be weighed it is asked as well, and of one with a
 * record of what nobody can weigh, where the shelf is not what the other records make of it: one such record must not stand for any theft.
 */
export function weightFindings(books: Books, source: CabinetEvidence, finding: MakeFinding): readonly NewFinding[] {
  if (source.cabinet.weight === undefined) return [];
  const spans = spansOf(books.visits, source);
  return weigh(spans, source.weights).flatMap(({ spans: places, ...weighed }) => {
    const together = places.flatMap((place) => spans[place] ?? []);
    return findingsOfSpans(together, { ...weighed, books, source, finding });
  });
}

function spansOf(visits: readonly Visit[], source: CabinetEvidence): readonly Span[] {
  const open = visits.map((visit): Span => {
    const { openedAt, closedAt } = visit.opening;
    return { kind: "visit", visit, from: openedAt, ...(closedAt === undefined ? {} : { to: closedAt }) };
  });
  const isWithinVisit = ({ from, to }: DoorGap): boolean =>
    visits.some(({ opening: { openedAt, closedAt } }) => openedAt <= from && (closedAt === undefined || closedAt >= to));
  const unheard = judgedGaps(source)
    .filter((gap) => !isWithinVisit(gap))
    .map((gap): Span => ({ kind: "gap", gap, from: gap.from, to: gap.to }));
  return [...open, ...unheard].toSorted((one, other) => one.from - other.from || (one.to ?? one.from) - (other.to ?? other.from));
}

/** Times the door was not heard, and the one that is not over. */
function judgedGaps({ door, hold, judgeFrom, now, readTo = now, policies }: CabinetEvidence): readonly JudgedGap[] {
  const gaps = gapsIn(door, hold).map((gap): JudgedGap => {
    const isCut = gap.from < judgeFrom && gap.to > judgeFrom;
    return isCut ? { from: judgeFrom, to: gap.to, cut: [judgeFrom] } : { ...gap, cut: [] };
  });
  const heard = door.findLast(({ isOpen }) => isOpen !== undefined)?.at;
  const from = heard === undefined || heard < judgeFrom ? judgeFrom : heard;
  // Who has signed for it just now may not have been at the store yet, and who was may still sign.
  const until = Math.min(readTo, minus(now, (longestOf(policies) + OPEN_WITHIN) as DurationMs)) as EpochMs;
  if (until - from <= hold) return gaps;
  return [...gaps, { from, to: until, cut: from === heard ? [until] : [from, until] }];
}

interface WeighedSpans {
  readonly before?: number;
  readonly after?: number;
  readonly books: Books;
  readonly source: CabinetEvidence;
  readonly finding: MakeFinding;
}

function findingsOfSpans(spans: readonly Span[], { before, after, books, source, finding }: WeighedSpans): readonly NewFinding[] {
  const { cabinet, policies, now, weights } = source;
  const { weight } = cabinet;
  const [first, last] = [spans[0], spans.at(-1)];
  if (weight === undefined || first === undefined || last === undefined) return [];
  const enterWithin = longestOf(policies);
  const decided = Math.max(
    ...spans.map((span) => (span.kind === "visit" ? decidedAt(span.visit.opening, enterWithin) : plus(span.gap.to, enterWithin))),
  ) as EpochMs;
  if (now <= decided) return [];
  const records = recordsOf(spans, books.loose, enterWithin);
  if (records === undefined) return [];
  const isUnheard = spans.some(({ kind }) => kind === "gap");
  const to = last.kind === "visit" ? endOf(last.visit.opening) : last.gap.to;
  const about: readonly Evidence[] = [
    ...spans.flatMap((span) =>
      span.kind === "visit"
        ? doorEvidence(cabinet, span.visit.opening)
        : [{ kind: "door-not-heard", signal: cabinet.door, from: span.gap.from, to: span.gap.to } as const],
    ),
    ...badgeEvidence([...new Set(spans.flatMap((span) => badgesOf(span, source)))]),
    ...records.map(({ evidence }) => evidence),
  ];
  const { signal, tolerance } = weight;
  if (before === undefined || after === undefined) {
    const isAsked = spans.some(({ kind }) => kind === "visit") && now > plus(decided, LATE_WORD);
    const silence: Evidence = { kind: "weight-not-heard", signal, ...silenceAround(weights, first.from, to) };
    return isAsked ? [finding("weight-not-seen", first.from, to, [silence, ...about])] : [];
  }
  if (records.some(({ isPending }) => isPending)) return [];
  const expected = records.reduce((sum, { shelf = 0 }) => sum + shelf, 0);
  if (Math.abs(after - before - expected) <= tolerance) return [];
  const unweighed = records.filter(({ shelf }) => shelf === undefined).length;
  const weighed: Evidence = {
    kind: "weight",
    signal,
    before,
    after,
    expected,
    ...(unweighed === 0 ? {} : { unweighed }),
    ...(isUnheard ? { tolerance } : {}),
  };
  return [finding(unweighed === 0 ? "weight-differs" : "weight-not-seen", first.from, to, [weighed, ...about])];
}

/** Who badged in a span. A door is not heard for days perhaps, and people go by: of each the last time says that they were there. */
function badgesOf(span: Span, source: CabinetEvidence): readonly BadgeSeen[] {
  const badges = badgesIn(span, source);
  return span.kind === "visit" ? badges : [...new Map(badges.map((badge) => [badge.person, badge])).values()];
}

/** What was recorded of spans; undefined where a record may be of before or after them, so that nothing can be said yet. */
function recordsOf(spans: readonly Span[], loose: readonly CustodyRecord[], enterWithin: DurationMs): readonly CustodyRecord[] | undefined {
  const isNear = ({ doneAt }: CustodyRecord, at: EpochMs): boolean => doneAt >= minus(at, OPEN_WITHIN) && doneAt <= plus(at, enterWithin);
  const gaps = spans.flatMap((span) => (span.kind === "gap" ? [span.gap] : []));
  if (gaps.some(({ cut }) => loose.some((record) => cut.some((at) => isNear(record, at))))) return undefined;
  const isOf = ({ doneAt }: CustodyRecord): boolean =>
    gaps.some(({ from, to }) => doneAt >= minus(from, OPEN_WITHIN) && doneAt <= plus(to, enterWithin));
  return [...spans.flatMap((span) => (span.kind === "visit" ? span.visit.records : [])), ...loose.filter(isOf)];
}

/** Between which readings of the scale the span lies. */
function silenceAround(weights: readonly WeightReading[], from: EpochMs, to: EpochMs): { readonly from?: EpochMs; readonly to?: EpochMs } {
  const last = weights[placeOf(weights, from) - 1]?.at;
  const first = weights[placeOf(weights, to)]?.at;
  return { ...(last === undefined ? {} : { from: last }), ...(first === undefined ? {} : { to: first }) };
}
