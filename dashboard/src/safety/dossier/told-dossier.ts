import type { Alarm } from "@labcanary/domain/alarm";
import { days, minus } from "@labcanary/domain/basics";
import { thinned } from "@labcanary/domain/document";
import type { Dossier, Span } from "@labcanary/domain/governance";
import type { DossierDesk } from "@labcanary/domain/ports";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { actWithoutPeople, lineWithin } from "../../accounts/scope-telling.ts";
import type { Scope } from "../../accounts/scope.ts";
import { HttpError } from "../../http/http-errors.ts";
import type { DashboardDeps } from "../../ports.ts";
import { patiently } from "../patiently.ts";
import type { ToldDossier } from "./dossier-document.ts";
import { type ColdEvent, eventOf } from "./event.ts";
import {
  type Basis,
  compareReadings,
  linesSince,
  type ReadingsSince,
  readDecidedOn,
  standingDecision,
  withoutPeople,
} from "./kept/decided-on.ts";
import type { KeptBodies } from "./kept/kept-bodies.ts";
import type { DecidedOn } from "./kept/kept-dossier.ts";
import { type Excursion, readExcursion } from "./read-excursion.ts";

/** Alarms that were raised before this one and may be of the same event. Chosen: longer than anything stays too warm unnoticed. */
const LONGEST_EVENT = days(31);

export interface ToldDossierDeps extends Pick<DashboardDeps, "clock" | "site" | "desk" | "notifications" | "history" | "accessLog"> {
  readonly dossiers: DossierDesk;
  readonly keptBodies: KeptBodies;
}

export interface DossierTelling {
  alarmsSince(alarm: Alarm, signal: SignalKey): readonly Alarm[];
  eventOfAlarm(alarm: Alarm, signal: SignalKey): ColdEvent;
  /** Throws HISTORY_UNAVAILABLE, READINGS_TOO_MANY. */
  excursionOf(alarm: Alarm, dossier: Dossier): Promise<Excursion>;
  /** What a decision of now is made on, of the whole site. Throws as excursionOf. */
  decidedOnNow(alarm: Alarm, dossier: Dossier): Promise<DecidedOn>;
  /**
   * What is known of a dossier, as far as the scope goes: of one that is decided, what it was decided on, unless `isNow`. Throws as
   * excursionOf where it is read anew.
   */
  told(dossier: Dossier, alarm: Alarm, asked: { readonly scope: Scope; readonly isNow: boolean }): Promise<ToldDossier>;
}

export function createDossierTelling(deps: ToldDossierDeps): DossierTelling {
  const { clock, site, desk, dossiers, keptBodies } = deps;
  const alarmsSince = (alarm: Alarm, signal: SignalKey): readonly Alarm[] =>
    desk.alarmsOfSignal(signal, minus(alarm.raisedAt, LONGEST_EVENT), clock.now());
  const eventOfAlarm = (alarm: Alarm, signal: SignalKey): ColdEvent => eventOf(alarm, alarmsSince(alarm, signal), clock.now());
  const alarmsOf = (ids: Iterable<string>): readonly Alarm[] => [...ids].flatMap((id) => desk.get(id) ?? []);

  const excursionOf = (alarm: Alarm, dossier: Dossier): Promise<Excursion> =>
    patiently(
      clock,
      readExcursion(alarm, dossier, { ...deps, site: site(), now: clock.now(), event: eventOfAlarm(alarm, dossier.signal) }),
    );

  async function decidedOnNow(alarm: Alarm, dossier: Dossier): Promise<DecidedOn> {
    const { stretches, ...seen } = await excursionOf(alarm, dossier);
    const alarms = alarmsOf(eventOfAlarm(alarm, dossier.signal).alarmIds);
    return {
      ...seen,
      stretches: drawn(stretches, seen.figures.span),
      timeZone: site().timeZone,
      codes: Object.fromEntries(alarms.map(({ id, code }) => [id, code])),
      lines: alarms.flatMap(({ id }) => desk.timeline(id).map(({ number }) => number)).toSorted((one, other) => one - other),
      deliveries: alarms.flatMap(({ id }) => deps.notifications.deliveries(id)),
    };
  }

  const readingsSince = (on: DecidedOn, dossier: Dossier): Promise<ReadingsSince> =>
    patiently(clock, compareReadings(on, dossier, deps.history)).catch((error: unknown): ReadingsSince => {
      if (error instanceof HttpError) return "unknown";
      throw error;
    });

  async function basisOf(dossier: Dossier, alarm: Alarm, isNow: boolean): Promise<{ readonly basis: Basis; readonly on: DecidedOn }> {
    const decision = standingDecision(dossier);
    if (decision === undefined || isNow) {
      const basis: Basis = { kind: "now", because: decision === undefined ? "undecided" : "asked" };
      return { basis, on: await decidedOnNow(alarm, dossier) };
    }
    const on = await readDecidedOn(decision, keptBodies);
    const { sha256 = "" } = decision.kept ?? {};
    if (on === "not-kept") return { basis: { kind: on }, on: await decidedOnNow(alarm, dossier) };
    if (on === "damaged") return { basis: { kind: on, sha256 }, on: await decidedOnNow(alarm, dossier) };
    const alarms = alarmsOf(new Set([...Object.keys(on.codes), ...eventOfAlarm(alarm, dossier.signal).alarmIds]));
    const readings = await readingsSince(on, dossier);
    return {
      basis: { kind: "kept", decidedAt: decision.at, sha256, readings, linesSince: linesSince(on, alarms, (id) => desk.timeline(id)) },
      on,
    };
  }

  return {
    alarmsSince,
    eventOfAlarm,
    excursionOf,
    decidedOnNow,
    async told(dossier, alarm, { scope, isNow }) {
      const { basis, on } = await basisOf(dossier, alarm, isNow);
      const { doors, badges, codes, lines, deliveries, ...seen } = on;
      const alarms = alarmsOf(Object.keys(codes)).filter((each) => scope.hasAlarm(each));
      const heard = deliveries.filter(({ personId }) => scope.duty.hasPerson(personId));
      const kept = new Set(lines);
      return {
        dossier: withoutPeople(dossier),
        alarm: { id: alarm.id, code: alarm.code, conditionActive: alarm.conditionActive, annunciation: alarm.annunciation },
        basis,
        isUnderWay: eventOfAlarm(alarm, dossier.signal).isUnderWay,
        ...seen,
        doors: doors.filter(({ zoneId }) => scope.hasZone(zoneId)),
        badges: badges
          .filter(({ deviceId }) => scope.hasDevice(deviceId))
          .map(({ person, ...badge }) => (person === undefined || !scope.duty.hasPerson(person) ? badge : { ...badge, person })),
        codes: Object.fromEntries(alarms.map(({ id, code }) => [id, code])),
        timeline: alarms
          .flatMap((each) =>
            desk
              .timeline(each.id)
              .filter(({ number }) => kept.has(number))
              .map((entry) => lineWithin(entry, scope, each)),
          )
          .toSorted((one, other) => one.number - other.number),
        deliveries: heard,
        deliveriesElsewhere: deliveries.length - heard.length,
        isPart: !scope.isWhole,
        lines: dossiers
          .dossiers()
          .linesOf(dossier.number)
          .map((line) => ({ ...line, act: actWithoutPeople(line.act) })),
      };
    },
  };
}

/** Columns a curve is drawn in. Chosen: as many as a wide screen has pixels for it. */
const COLUMNS = 1000;
const drawn = (stretches: Excursion["stretches"], { from, to }: Span): Excursion["stretches"] =>
  stretches.map((stretch) =>
    thinned(stretch, { columnOf: ({ at }) => Math.floor(((at - from) / Math.max(to - from, 1)) * COLUMNS), valueOf: ({ value }) => value }),
  );
