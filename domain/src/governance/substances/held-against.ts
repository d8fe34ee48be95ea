import { type DurationMs, elapsed, type EpochMs, hours, minus, minutes, plus } from "../../basics/index.ts";
import { standingAt } from "../../schedule/index.ts";
import type { RegimePolicy, StockCabinet } from "../../site/index.ts";
import { WITNESS_WITHIN } from "./container-ledger.ts";
import type { CustodyRecord } from "./custody-record.ts";
import type { Evidence, Finding, FindingKind, NewFinding } from "./finding.ts";
import { matchRecords } from "./matching.ts";
import { type DoorReading, gapIn, type Opening, visitsOf } from "./openings.ts";
import { type WeightReading, weigh } from "./weighing.ts";

/** A record is signed by two, and then they go to the store: the door may open as long after it as the second may take to sign. */
const OPEN_WITHIN: DurationMs = WITNESS_WITHIN;
/** Word of a door that was not heard meanwhile may still come, from a device that kept it. Chosen: longer than most outages of a network. */
export const LATE_WORD: DurationMs = hours(1);
/** A door that stays open is asked about all the same. Chosen: nobody works in a store of controlled substances for longer. */
const LONGEST_VISIT: DurationMs = hours(1);
/** From badging to opening. Chosen: two badges, two locks, and a glove. */
const BADGE_WITHIN: DurationMs = minutes(5);

export interface BadgeSeen {
  readonly at: EpochMs;
  /** A person of the site. */
  readonly person?: string;
  readonly granted: boolean;
}

/** All that is known of one cabinet over a span, in the order of event time. Nothing is judged that was before `judgeFrom`. */
export interface CabinetEvidence {
  readonly cabinet: StockCabinet;
  /** Of the regimes that are kept there. */
  readonly policies: readonly RegimePolicy[];
  /** Longest time between two readings of the door that still counts as watching it. */
  readonly hold: DurationMs;
  readonly door: readonly DoorReading[];
  /** In milligrams. */
  readonly weights: readonly WeightReading[];
  readonly badges: readonly BadgeSeen[];
  readonly records: readonly CustodyRecord[];
  /** The person of the site that signed, where that person has a badge. */
  readonly badgeHolder: (signer: string) => string | undefined;
  readonly judgeFrom: EpochMs;
  readonly now: EpochMs;
}

export interface HeldAgainst {
  readonly findings: readonly NewFinding[];
  /** The opening a record is of, so far as it is known. */
  readonly openingOf: (record: Evidence) => Opening | undefined;
}

/** A time a cabinet was open, with the records that are of it. */
export interface Visit {
  readonly opening: Opening;
  readonly records: readonly CustodyRecord[];
}

/** Every time the cabinet was open with what was recorded of it, and the records no opening is known of. */
export function visitsOfCabinet({ door, hold, records, policies }: Pick<CabinetEvidence, "door" | "hold" | "records" | "policies">): {
  readonly visits: readonly Visit[];
  readonly unopened: readonly CustodyRecord[];
} {
  const openings = visitsOf(door, hold);
  const matched = matchRecords(records, openings, { openWithin: OPEN_WITHIN, enterWithin: longestOf(policies) });
  return {
    visits: openings.map((opening, index) => ({ opening, records: records.filter((_, record) => matched[record] === index) })),
    unopened: records.filter((_, record) => matched[record] === undefined),
  };
}

/**
 * Holds the books of one cabinet against its door, its scale and its badges. A pure function of what is known: asked again with more, it
 * finds what late word shows, and asked again with the same, it finds the same, so that a restart or a second look makes no difference.
 *
 * A door that was opened is asked about once its record can be no more on its way (`enterWithin` after it closed): until then a record
 * that is typed afterwards, or waits for its second signature, raises nothing. A record without an opening is asked about once the door
 * was heard all the time about it; of a door that was not, LATE_WORD later, and the finding says that it was not heard.
 */
export function holdAgainstSensors(source: CabinetEvidence): HeldAgainst {
  const { door, hold, records, policies, cabinet } = source;
  const enterWithin = longestOf(policies);
  const openings = visitsOf(door, hold);
  const matched = matchRecords(records, openings, { openWithin: OPEN_WITHIN, enterWithin });
  const visits = openings.map((opening, index) => ({ opening, records: records.filter((_, record) => matched[record] === index) }));
  const finding = (kind: FindingKind, from: EpochMs, to: EpochMs, evidence: readonly Evidence[]): NewFinding => ({
    kind,
    zoneId: cabinet.zoneId,
    from,
    to,
    evidence,
  });
  const findings = [
    ...visits.flatMap((visit) => findingsOfVisit(visit, source, enterWithin, finding)),
    ...weightFindings(visits, source, enterWithin, finding),
    ...records.flatMap((record, index) => (matched[index] === undefined ? recordFinding(record, source, enterWithin, finding) : [])),
  ];
  return {
    findings: findings.filter(({ from }) => from >= source.judgeFrom),
    openingOf(record) {
      const index = records.findIndex(({ evidence }) => isSameRecord(evidence, record));
      const opening = matched[index];
      return opening === undefined ? undefined : openings[opening];
    },
  };
}

type MakeFinding = (kind: FindingKind, from: EpochMs, to: EpochMs, evidence: readonly Evidence[]) => NewFinding;

const longestOf = (policies: readonly RegimePolicy[]): DurationMs =>
  Math.max(0, ...policies.map(({ enterWithin }) => enterWithin)) as DurationMs;

const endOf = ({ openedAt, closedAt }: Opening): EpochMs => closedAt ?? openedAt;

/** From when on nobody can make a record of a visit in time. */
const decidedAt = ({ openedAt, closedAt }: Opening, enterWithin: DurationMs): EpochMs => {
  const latest = plus(openedAt, LONGEST_VISIT);
  return plus(closedAt === undefined || closedAt > latest ? latest : closedAt, enterWithin);
};

function findingsOfVisit(
  { opening, records }: Visit,
  source: CabinetEvidence,
  enterWithin: DurationMs,
  finding: MakeFinding,
): readonly NewFinding[] {
  const { cabinet, policies, now } = source;
  const { openedAt, wasSeen } = opening;
  const badges = badgesAt(opening, source);
  const seen = [doorEvidence(cabinet, opening), ...badges.map((badge) => ({ kind: "badge", ...badge }) as const)];
  const end = endOf(opening);
  const findings: NewFinding[] = [];
  if (!wasSeen) return findings;
  if (policies.some(({ hours: during }) => during !== undefined && !standingAt(during, openedAt).inForce))
    findings.push(finding("out-of-hours", openedAt, end, [...seen, ...records.map(({ evidence }) => evidence)]));
  if (now <= decidedAt(opening, enterWithin)) return findings;
  if (records.length === 0) findings.push(finding("opened-unrecorded", openedAt, end, seen));
  const absent = absentSigners(records, badges, source);
  if (absent.length > 0) findings.push(finding("signer-absent", openedAt, end, [...seen, ...absent.map(({ evidence }) => evidence)]));
  return findings;
}

function badgesAt({ openedAt, closedAt }: Opening, { badges, now }: CabinetEvidence): readonly BadgeSeen[] {
  const from = minus(openedAt, BADGE_WITHIN);
  return badges.filter(({ at }) => at >= from && at <= (closedAt ?? now));
}

/** Records of a visit whose signers were not all at the door. Where nobody known has badged, there may be no reader: nothing is claimed. */
function absentSigners(
  records: readonly CustodyRecord[],
  badges: readonly BadgeSeen[],
  { badgeHolder }: CabinetEvidence,
): readonly CustodyRecord[] {
  const present = new Set(badges.flatMap(({ person }) => person ?? []));
  if (present.size === 0) return [];
  return records.filter(
    ({ signers, isPending }) =>
      !isPending &&
      signers.some((signer) => {
        const person = badgeHolder(signer);
        return person !== undefined && !present.has(person);
      }),
  );
}

function weightFindings(
  visits: readonly Visit[],
  source: CabinetEvidence,
  enterWithin: DurationMs,
  finding: MakeFinding,
): readonly NewFinding[] {
  const { weight } = source.cabinet;
  if (weight === undefined) return [];
  const weighings = weigh(
    visits.map(({ opening }) => opening),
    source.weights,
  );
  return weighings.flatMap(({ visits: places, before, after }): readonly NewFinding[] => {
    const together = places.flatMap((place) => visits[place] ?? []);
    const [first, last] = [together[0], together.at(-1)];
    if (first === undefined || last === undefined || source.now <= decidedAt(last.opening, enterWithin)) return [];
    const records = together.flatMap((visit) => visit.records);
    const changes = records.map(({ shelf, isPending }) => (isPending ? undefined : shelf));
    if (changes.includes(undefined)) return [];
    const expected = changes.reduce<number>((sum, change) => sum + (change ?? 0), 0);
    if (Math.abs(after - before - expected) <= weight.tolerance) return [];
    const evidence: readonly Evidence[] = [
      { kind: "weight", signal: weight.signal, before, after, expected },
      ...together.map(({ opening }) => doorEvidence(source.cabinet, opening)),
      ...records.map((record) => record.evidence),
    ];
    return [finding("weight-differs", first.opening.openedAt, endOf(last.opening), evidence)];
  });
}

/** A record of which no opening is known. */
function recordFinding(
  { doneAt, isPending, evidence }: CustodyRecord,
  { door, hold, now, cabinet }: CabinetEvidence,
  enterWithin: DurationMs,
  finding: MakeFinding,
): readonly NewFinding[] {
  const until = plus(doneAt, OPEN_WITHIN);
  if (isPending || now <= until) return [];
  const gap = gapIn(door, { from: minus(doneAt, enterWithin), to: until, hold });
  if (gap === undefined) return [finding("record-unopened", doneAt, doneAt, [evidence])];
  if (elapsed(until, now) <= LATE_WORD) return [];
  return [finding("record-unopened", doneAt, doneAt, [evidence, { kind: "door-not-heard", signal: cabinet.door, ...gap }])];
}

function doorEvidence({ door }: StockCabinet, { openedAt, closedAt }: Opening): Evidence & { readonly kind: "door" } {
  return { kind: "door", signal: door, openedAt, ...(closedAt === undefined ? {} : { closedAt }) };
}

/** Whether a finding is one that is there already: word that came late may have shifted when it began, and nothing else. */
export function isSameFinding(finding: NewFinding, known: Finding): boolean {
  if (finding.kind !== known.kind || finding.zoneId !== known.zoneId) return false;
  if (finding.kind === "record-unopened") return isSameRecord(finding.evidence[0], known.evidence[0]);
  return finding.from <= known.to && known.from <= finding.to;
}

const isSameRecord = (one: Evidence | undefined, other: Evidence | undefined): boolean =>
  one?.kind === "record" && other?.kind === "record"
    ? one.container === other.container && one.entry === other.entry
    : JSON.stringify(one) === JSON.stringify(other);
