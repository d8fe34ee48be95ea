import { type DurationMs, elapsed, minus, plus } from "../../basics/index.ts";
import { standingAt } from "../../schedule/index.ts";
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
import type { Evidence, Finding, NewFinding } from "./finding.ts";
import { weightFindings } from "./held-weights.ts";
import { matchRecords } from "./matching.ts";
import { gapIn, type Opening, visitsOf } from "./openings.ts";

export interface HeldAgainst {
  readonly findings: readonly NewFinding[];
  /** The opening a record is of, so far as it is known. */
  readonly openingOf: (record: Evidence) => Opening | undefined;
}

/** A cabinet's openings, each with what was recorded of it, and the records no opening is known of. */
export interface CabinetVisits {
  readonly visits: readonly Visit[];
  readonly unopened: readonly CustodyRecord[];
}

export function visitsOfCabinet(of: Pick<CabinetEvidence, "door" | "hold" | "records" | "policies">): CabinetVisits {
  const { door, hold, records, policies } = of;
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
 * A door that was opened, or found open after nothing was heard of it, is asked about once its record can be no more on its way
 * (`enterWithin` after it closed): until then a record that is typed afterwards, or waits for its second signature, raises nothing. A record
 * without an opening is asked about once the door was heard all the time about it; of a door that was not, LATE_WORD later, and the finding
 * says that it was not heard.
 */
export function holdAgainstSensors(source: CabinetEvidence): HeldAgainst {
  const { policies, cabinet } = source;
  const enterWithin = longestOf(policies);
  const { visits, unopened } = visitsOfCabinet(source);
  const finding: MakeFinding = (kind, from, to, evidence) => ({ kind, zoneId: cabinet.zoneId, from, to, evidence });
  const findings = [
    ...visits.flatMap((visit) => findingsOfVisit(visit, source, enterWithin, finding)),
    ...weightFindings({ visits, loose: unopened }, source, finding),
    ...unopened.flatMap((record) => recordFinding(record, source, enterWithin, finding)),
  ];
  return {
    findings: findings.filter(({ from }) => from >= source.judgeFrom),
    openingOf: (record) => visits.find(({ records }) => records.some(({ evidence }) => isSameRecord(evidence, record)))?.opening,
  };
}

function findingsOfVisit(
  { opening, records }: Visit,
  source: CabinetEvidence,
  enterWithin: DurationMs,
  finding: MakeFinding,
): readonly NewFinding[] {
  const { cabinet, policies, now } = source;
  const { openedAt, closedAt } = opening;
  const badges = badgesIn({ from: openedAt, ...(closedAt === undefined ? {} : { to: closedAt }) }, source);
  const seen = [...doorEvidence(cabinet, opening), ...badgeEvidence(badges)];
  const end = endOf(opening);
  const findings: NewFinding[] = [];
  if (policies.some(({ hours: during }) => during !== undefined && !standingAt(during, openedAt).inForce))
    findings.push(finding("out-of-hours", openedAt, end, [...seen, ...records.map(({ evidence }) => evidence)]));
  if (now <= decidedAt(opening, enterWithin)) return findings;
  if (records.length === 0) findings.push(finding("opened-unrecorded", openedAt, end, seen));
  const absent = mayBeTold(badges, opening, enterWithin, source) ? absentSigners(records, badges, source) : [];
  if (absent.length > 0) findings.push(finding("signer-absent", openedAt, end, [...seen, ...absent.map(({ evidence }) => evidence)]));
  return findings;
}

/**
 * Whether it can be told who was not at the door. Where the site names no reader and nobody known has badged, there may be none: nothing is
 * claimed. Where it does, nobody badging is asked about once a reader that was away could have told what it kept.
 */
function mayBeTold(badges: readonly BadgeSeen[], opening: Opening, enterWithin: DurationMs, { hasReader, now }: CabinetEvidence): boolean {
  if (badges.some(({ person }) => person !== undefined)) return true;
  return hasReader && elapsed(decidedAt(opening, enterWithin), now) > LATE_WORD;
}

/** Records of a visit whose signers were not all at the door. Of whom without a badge nobody can tell. */
function absentSigners(
  records: readonly CustodyRecord[],
  badges: readonly BadgeSeen[],
  { badgeHolder }: CabinetEvidence,
): readonly CustodyRecord[] {
  const present = new Set(badges.flatMap(({ person }) => person ?? []));
  return records.filter(
    ({ signers, isPending }) =>
      !isPending &&
      signers.some((signer) => {
        const person = badgeHolder(signer);
        return person !== undefined && !present.has(person);
      }),
  );
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

/** Whether a finding is one that is there already: word that came late may have shifted when it began, and nothing else. */
export function isSameFinding(finding: NewFinding, known: Finding): boolean {
  if (finding.kind !== known.kind || finding.zoneId !== known.zoneId) return false;
  if (finding.kind === "record-unopened") return isSameRecord(finding.evidence[0], known.evidence[0]);
  if (finding.kind === "signer-same") return isSameTry(finding.evidence.at(-1), known.evidence.at(-1));
  return finding.from <= known.to && known.from <= finding.to && !isOfMore(finding, known);
}

/**
 * While a door is not heard a span only grows: what has gone since, on top of what was found, is another finding. What counts is what the
 * records do not say: what is put back by the books hides nothing that goes with it, and what is taken by the books is nothing more.
 */
function isOfMore(finding: NewFinding, known: Finding): boolean {
  const [now, then] = [weightOf(finding), weightOf(known)];
  if (now?.tolerance === undefined || then === undefined) return false;
  // Judged from a later moment on, when something had gone already, only a part is weighed: then it is told by what is on the shelf.
  const isFromTheSame = Math.abs(now.before - then.before) <= now.tolerance;
  const more = isFromTheSame ? unrecorded(now) - unrecorded(then) : now.after - then.after;
  return Math.abs(more) > now.tolerance;
}

type Weight = Extract<Evidence, { readonly kind: "weight" }>;
const weightOf = ({ evidence }: NewFinding): Weight | undefined => evidence.find((each) => each.kind === "weight");
const unrecorded = ({ before, after, expected }: Weight): number => after - before - expected;

const isSameTry = (one: Evidence | undefined, other: Evidence | undefined): boolean =>
  one?.kind === "second-count" && other?.kind === "second-count"
    ? one.stockTake === other.stockTake && one.doneAt === other.doneAt
    : one?.kind === "second-try" && other?.kind === "second-try" && one.container === other.container && one.proposal === other.proposal;

const isSameRecord = (one: Evidence | undefined, other: Evidence | undefined): boolean =>
  one?.kind === "record" && other?.kind === "record"
    ? one.container === other.container && one.entry === other.entry
    : JSON.stringify(one) === JSON.stringify(other);
