import { type Alarm, isAnnunciated, isLifeSafety, type OutOfService, stateOf, isOfDrill } from "@labcanary/domain/alarm";
import type { EpochMs } from "@labcanary/domain/basics";
import type { Measures, UnprovenSignal } from "@labcanary/domain/ports";
import type { CommissioningTest, ProofGap } from "@labcanary/domain/commissioning";
import { roomOf, type Signal, type Site } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import type { Scope } from "../accounts/scope.ts";
import { alarmWithin } from "../accounts/scope-telling.ts";
import { indexOf } from "../http/site-index.ts";
import type { DashboardDeps } from "../ports.ts";
import { LISTED_ROOMS, REGISTER_KINDS, type RegisterEntry, type RegisterKind, type RegisterSummary } from "./register-entry.ts";

/** The register of impaired protection, as somebody may see it. */
export interface Register {
  /** In its order: what is past its end first, then life safety, then by kind; within a kind as the site has them. */
  lines(scope: Scope): readonly RegisterLine[];
  summary(scope: Scope): RegisterSummary;
  /** Whether an alarm of the signal stands on the list, so that people are told of it. */
  hasListedAlarm(signal: string): boolean;
  end(): void;
}

type RegisterDeps = Pick<DashboardDeps, "clock" | "desk" | "board" | "site" | "commissioning">;

/** Chosen: more parts of a site than people are limited to; what is forgotten is made again. */
const KEPT_SCOPES = 50;

/** A register whose making took so much of the processor is large (chosen: that of a site of some ten thousand impaired signals). */
const LARGE_COST_MS = 10;
/** A large one is not made again before twenty times its cost is over: when a whole campus falls silent, alarms have the processor. */
const COST_SHARE = 20;

const NONE: readonly UnprovenSignal[] = [];
const NO_TESTS: readonly CommissioningTest[] = [];

/** What the register was made from: made again only when this is another. */
interface Made {
  readonly stamp: string;
  readonly revision: string;
  readonly lines: readonly RegisterLine[];
  /** When the first of the ends yet to come is past: the order is another one then. */
  readonly nextEnd: number;
  /** Until then it is good enough, whatever has changed but the site. */
  readonly restsUntil: number;
  readonly siteVersion: string;
  summary?: RegisterSummary;
}

/** What is looked up when it is made. */
interface Asked {
  readonly services: readonly OutOfService[];
  readonly unproven: readonly UnprovenSignal[];
  readonly tests: readonly CommissioningTest[];
}

/** Follows alarms from now on; everything else it looks up when asked. The desk must have been started. */
export function openRegister({ clock, desk, board, site, commissioning }: RegisterDeps): Register {
  /** Alarms that have not ended; those of signals, and what is withheld of the platform's own. */
  const alarms = new Map<string, Alarm>();
  const listedOf = new Map<string, number>();
  let alarmRevision = 0;
  const measures = desk.measures();
  const openedAt = clock.now();
  let serial = 0;
  let lastUnproven: readonly UnprovenSignal[] = [];
  let unprovenSerial = 0;
  const unprovenRevision = (unproven: readonly UnprovenSignal[]): number => {
    if (unproven !== lastUnproven) [lastUnproven, unprovenSerial] = [unproven, unprovenSerial + 1];
    return unprovenSerial;
  };
  /** By the keys of scopes. */
  const made = new Map<string, Made>();

  const countListed = (alarm: Alarm, step: 1 | -1): void => {
    if (alarm.source.kind !== "rule" || stateOf(alarm) !== alarm.annunciation) return;
    listedOf.set(alarm.source.signal, (listedOf.get(alarm.source.signal) ?? 0) + step);
  };
  function take(alarm: Alarm): void {
    // Whatever is done to it takes no protection from anybody.
    if (isOfDrill(alarm)) return;
    const before = alarms.get(alarm.id);
    if (before !== undefined) countListed(before, -1);
    if (isAnnunciated(alarm)) {
      alarms.set(alarm.id, alarm);
      countListed(alarm, 1);
    } else alarms.delete(alarm.id);
    if (kindOf(before, site()) !== undefined || kindOf(isAnnunciated(alarm) ? alarm : undefined, site()) !== undefined) alarmRevision++;
  }
  const endChanges = desk.onChange(({ alarm }) => take(alarm));
  for (const alarm of desk.list()) take(alarm);

  function madeFor(scope: Scope): Made {
    const now = clock.now();
    const services = desk.outOfService();
    const records = services.map(({ id, state, until }) => `${id} ${state} ${until}`);
    // A proof also ends by time alone: the list is another one then.
    const unproven = commissioning?.unproven() ?? NONE;
    const tests = commissioning?.testsUnderWay() ?? NO_TESTS;
    const kept = [...records, ...tests.map(({ id, until }) => `${id} ${until}`)];
    const stamp = [site().version, board.impairedRevision(), alarmRevision, measures.revision, unprovenRevision(unproven), ...kept].join(
      "|",
    );
    const known = made.get(scope.key);
    if (known?.stamp === stamp && now < known.nextEnd) return known;
    if (known !== undefined && known.siteVersion === site().version && now < known.restsUntil) return known;
    const begun = process.threadCpuUsage();
    const lines = linesNow(scope, { services, unproven, tests });
    serial++;
    const nextEnd = lines.reduce(
      (first, { until }) => (until !== undefined && until > now && until < first ? until : first),
      Number.POSITIVE_INFINITY,
    );
    const ordered = inOrder(lines, now);
    const { user, system } = process.threadCpuUsage(begun);
    const cost = (user + system) / 1000;
    const fresh: Made = {
      stamp,
      revision: `${openedAt.toString(36)}-${serial}`,
      lines: ordered,
      nextEnd,
      restsUntil: cost < LARGE_COST_MS ? now : now + cost * COST_SHARE,
      siteVersion: site().version,
    };
    if (made.size >= KEPT_SCOPES) made.clear();
    made.set(scope.key, fresh);
    return fresh;
  }

  /** A plain loop that makes little: of a hundred thousand signals it takes some milliseconds, in which nothing else is done. */
  function linesNow(scope: Scope, { services, unproven, tests }: Asked): RegisterLine[] {
    const places = placesOf(site());
    const lines: RegisterLine[] = [];
    for (const { signal, impairment, since } of board.impairedSignals()) {
      if (!scope.hasSignal(signal)) continue;
      const place = places.get(signal);
      lines.push({ kind: impairment, signal, place, lifeSafety: place?.lifeSafety === true, since });
    }
    for (const { signal, gap, since } of unproven) {
      if (!scope.hasSignal(signal)) continue;
      const place = places.get(signal);
      lines.push({ kind: "unproven", signal, place, lifeSafety: place?.lifeSafety === true, since, gap });
    }
    for (const { signal, startedAt, until, startedBy } of tests) {
      if (!scope.hasSignal(signal)) continue;
      const place = places.get(signal);
      lines.push({ kind: "under-test", signal, place, lifeSafety: place?.lifeSafety === true, since: startedAt, until, by: startedBy });
    }
    for (const record of services) {
      const { signal, lifeSafety, until } = record;
      if (!scope.hasSignal(signal)) continue;
      const kind = record.state === "in-force" ? "out-of-service" : "out-of-service-proposed";
      const since = record.approvedAt ?? record.proposedAt;
      lines.push({ kind, signal, place: places.get(signal), lifeSafety, since, until, record });
    }
    for (const alarm of alarms.values()) {
      const kind = kindOf(alarm, site());
      if (kind === undefined || !scope.hasAlarm(alarm)) continue;
      const signal = alarm.source.kind === "rule" ? alarm.source.signal : undefined;
      const place = signal === undefined ? undefined : places.get(signal);
      const since =
        (kind === "shelved" ? alarm.shelved?.at : kind === "suppressed" ? alarm.suppressed?.since : undefined) ?? alarm.raisedAt;
      lines.push({
        kind,
        signal,
        place,
        lifeSafety: alarm.lifeSafety === true,
        since,
        until: kind === "shelved" ? alarm.shelved?.until : undefined,
        alarm: alarmWithin(alarm, scope, (id) => alarms.get(id)),
        isWordless: signal === undefined && !scope.isWhole,
      });
    }
    return lines;
  }

  return {
    lines: (scope) => madeFor(scope).lines,
    summary(scope) {
      const known = madeFor(scope);
      known.summary ??= summaryOf(known);
      return known.summary;
    },
    hasListedAlarm: (signal) => (listedOf.get(signal) ?? 0) > 0,
    end: endChanges,
  };
}

/** Under what an alarm stands in the register, if it does. */
function kindOf(alarm: Alarm | undefined, site: Site): RegisterKind | undefined {
  if (alarm === undefined) return undefined;
  const state = stateOf(alarm);
  if (state === "shelved") return "shelved";
  if (state === "suppressed-by-design") return "suppressed";
  // Its signal stands there already.
  if (state === "out-of-service") return undefined;
  return alarm.conditionActive && alarm.source.kind === "rule" && notAssessableRules(site).has(alarm.source.ruleId)
    ? "not-assessable"
    : undefined;
}

const rulesOfSites = new WeakMap<Site, ReadonlySet<string>>();

/** Rules that say that a figure cannot be told. */
function notAssessableRules(site: Site): ReadonlySet<string> {
  const known = rulesOfSites.get(site);
  if (known !== undefined) return known;
  const found = new Set(site.signals.flatMap(({ rules }) => rules.filter(({ kind }) => kind === "not-assessable").map(({ id }) => id)));
  rulesOfSites.set(site, found);
  return found;
}

interface Place extends Pick<Signal, "label" | "zoneId" | "dueAt"> {
  readonly roomId: string;
  readonly lifeSafety: boolean;
}

/** A line as it is counted and put in order; what it says is made of it when somebody reads it. */
export interface RegisterLine {
  readonly kind: RegisterKind;
  /** Absent of alarms of the platform itself. */
  readonly signal: SignalKey | undefined;
  /** Absent of a signal that the site no longer has. */
  readonly place: Place | undefined;
  readonly lifeSafety: boolean;
  readonly since: EpochMs;
  readonly until?: EpochMs | undefined;
  readonly record?: OutOfService;
  readonly gap?: ProofGap;
  /** Who began the test. */
  readonly by?: string;
  readonly alarm?: Alarm;
  /** Nothing that people wrote of it is told: it is the platform's own, and they may have written about anybody's zone. */
  readonly isWordless?: boolean;
}

/** Under what a line is known, as long as what it says lasts. */
export const idOf = ({ kind, alarm, signal }: RegisterLine): string => `${kind} ${alarm?.id ?? signal ?? ""}`;
/** Of what is out of service two people have agreed on the measure, and it is not one person's to change. */
export const takesMeasure = ({ record }: Pick<RegisterLine, "record">): boolean => record === undefined;

/** All that a line says, with what people have written of it. */
export function entryOf(line: RegisterLine, measures: Measures): RegisterEntry {
  const { kind, signal, place, lifeSafety, since, until, record, gap, alarm } = line;
  const id = idOf(line);
  const arranged = takesMeasure(line) && line.isWordless !== true ? measures.of(id, since) : undefined;
  const measure = record?.measure ?? arranged?.measure ?? (kind === "shelved" ? alarm?.shelved?.measure : undefined);
  const { label, zoneId, roomId, dueAt } = place ?? {};
  const name = alarm?.description.what ?? label ?? { en: signal ?? "", zh: signal ?? "" };
  const reason =
    record?.reason ?? (kind === "shelved" ? alarm?.shelved?.reason : kind === "suppressed" ? alarm?.suppressed?.by : undefined);
  const by = line.by ?? record?.proposedBy ?? (kind === "shelved" ? alarm?.shelved?.by : undefined);
  return {
    id,
    startedAt: since,
    kind,
    ...(signal === undefined ? {} : { signal }),
    label: name,
    ...(zoneId === undefined ? {} : { zoneId }),
    ...(roomId === undefined ? {} : { roomId }),
    lifeSafety,
    since: kind === "uncalibrated" && dueAt !== undefined && dueAt < since ? dueAt : since,
    ...(until === undefined ? {} : { until }),
    ...(reason === undefined || reason === "" ? {} : { reason }),
    ...(by === undefined ? {} : { by }),
    ...(measure === undefined ? {} : { measure }),
    ...(arranged === undefined ? {} : { measureBy: arranged.by, measureAt: arranged.at }),
    ...(arranged?.dealtBy === undefined ? {} : { dealtBy: arranged.dealtBy }),
    ...(record === undefined ? {} : { proposal: record.id }),
    ...(gap === undefined ? {} : { gap }),
    ...(record?.approvedBy === undefined ? {} : { approvedBy: record.approvedBy }),
    ...(alarm === undefined ? {} : { alarm: { id: alarm.id, code: alarm.code } }),
  };
}
const placesOfSites = new WeakMap<Site, ReadonlyMap<string, Place>>();

/** Where each signal is, and what depends on it; made once for each site. */
function placesOf(site: Site): ReadonlyMap<string, Place> {
  const known = placesOfSites.get(site);
  if (known !== undefined) return known;
  const { zones } = indexOf(site);
  const places = new Map<string, Place>();
  for (const { key, label, zoneId, dueAt, rules } of site.signals) {
    const due = dueAt === undefined ? {} : { dueAt };
    places.set(key, { label, zoneId, ...due, roomId: roomOf(zones, zoneId), lifeSafety: isLifeSafety(rules) });
  }
  placesOfSites.set(site, places);
  return places;
}

/** By boxes and not by comparing: a hundred thousand lines are put in order within some milliseconds. */
function inOrder(lines: readonly RegisterLine[], now: EpochMs): readonly RegisterLine[] {
  const kinds = REGISTER_KINDS.length;
  const placeOfKind = new Map(REGISTER_KINDS.map((kind, place) => [kind, place]));
  const boxes: RegisterLine[][] = Array.from({ length: 4 * kinds }, () => []);
  for (const line of lines) {
    const isOver = line.until !== undefined && line.until <= now;
    const box = (isOver ? 0 : 2 * kinds) + (line.lifeSafety ? 0 : kinds) + (placeOfKind.get(line.kind) ?? 0);
    (boxes[box] as RegisterLine[]).push(line);
  }
  return boxes.flat();
}

function summaryOf({ revision, lines }: Made): RegisterSummary {
  const counts = Object.fromEntries(REGISTER_KINDS.map((kind) => [kind, 0])) as Record<RegisterKind, number>;
  const rooms = new Map<string, { count: number; lifeSafety: number }>();
  let lifeSafety = 0;
  for (const line of lines) {
    counts[line.kind]++;
    if (line.lifeSafety) lifeSafety++;
    if (line.place === undefined) continue;
    const { roomId } = line.place;
    let room = rooms.get(roomId);
    if (room === undefined) {
      room = { count: 0, lifeSafety: 0 };
      rooms.set(roomId, room);
    }
    room.count++;
    if (line.lifeSafety) room.lifeSafety++;
  }
  const worst = [...rooms].toSorted(
    ([a, left], [b, right]) => right.lifeSafety - left.lifeSafety || right.count - left.count || (a < b ? -1 : 1),
  );
  return {
    revision,
    total: lines.length,
    lifeSafety,
    counts,
    rooms: worst.slice(0, LISTED_ROOMS).map(([roomId, room]) => ({ roomId, ...room })),
    moreRooms: Math.max(0, worst.length - LISTED_ROOMS),
  };
}
